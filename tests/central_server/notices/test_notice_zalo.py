"""Zalo's documented call against a faithful server of it: the message, its refusals, the token that is renewed once."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from central_server.bootstrap.notices import TokenFile
from central_server.channels.settings import Peer, ZaloSettings
from central_server.channels.zalo import ZaloSender, ZaloToken
from central_server.ports.faults import CentreFault
from central_server.ports.notices import NotTaken, Outgoing, Taken, Trouble
from tests.central_server.notices.peers import free_port
from tests.central_server.notices.zalo_peer import Service, serving


@pytest.fixture
def service() -> Iterator[Service]:
    """Zalo."""
    with serving(Service()) as running:
        yield running


@pytest.fixture
def keeper(tmp_path: Path) -> TokenFile:
    """The token's file with a token in force."""
    kept = TokenFile(tmp_path / "zalo.token")
    kept.write(ZaloToken("token-1", "renewal-1"))
    return kept


def sender(service: Service, keeper: TokenFile, **forms: str) -> ZaloSender:
    """Our side."""
    peer = Peer("127.0.0.1", service.port)
    return ZaloSender(
        ZaloSettings(peer, peer, forms or {"accepted": "7895417"}, service.app_id, service.secret), keeper
    )


def message(end: str = "57", template: str = "accepted") -> Outgoing:
    """A message to a number with that end."""
    fields = {"ma_ho_so": "000.04.31.H11-190314-0001", "hen_tra": "17:00 19/03/2019"}
    return Outgoing("act-1/accepted", f"849082136{end}", "", "", template, fields)


def test_a_message_is_taken_with_its_proof(service: Service, keeper: TokenFile) -> None:
    """Number, registered form, its fields, a name of ours."""
    (answer,) = sender(service, keeper).send([message()])
    assert answer == Taken(("z1",), "0")
    (asked,) = service.taken
    assert (asked["phone"], asked["template_id"]) == ("84908213657", "7895417")
    assert asked["template_data"] == {"ma_ho_so": "000.04.31.H11-190314-0001", "hen_tra": "17:00 19/03/2019"}


def test_no_account_is_final_and_a_spent_quota_stops_the_channel(service: Service, keeper: TokenFile) -> None:
    """Who has no Zalo is reached otherwise; after the quota nobody is asked about."""
    none, odd, spent, after = sender(service, keeper).send([message("18"), message("00"), message("44"), message()])
    assert none == NotTaken(Trouble.NEVER, "zalo_-118")
    assert odd == NotTaken(Trouble.LATER, "zalo_-100")
    assert spent == after == NotTaken(Trouble.CHANNEL, "zalo_-144")
    assert service.taken == []


def test_a_template_without_a_registered_form_takes_another_channel(service: Service, keeper: TokenFile) -> None:
    """Nobody is asked."""
    assert sender(service, keeper).send([message(template="late")]) == [NotTaken(Trouble.NEVER, "zalo_no_form")]


def test_an_old_token_is_renewed_once_and_kept(service: Service, keeper: TokenFile) -> None:
    """The new pair is in the file before it is used."""
    service.token = "token-2"
    answers = sender(service, keeper).send([message(), message()])
    assert [type(one) for one in answers] == [Taken, Taken]
    assert (service.renewals, keeper.read()) == (1, ZaloToken("token-r1", "renewal-r1"))


def test_a_renewal_that_is_refused_stops_the_channel(service: Service, keeper: TokenFile) -> None:
    """A person has to log in at Zalo again."""
    service.token, service.renewal = "token-2", "renewal-2"
    assert sender(service, keeper).send([message()]) == [NotTaken(Trouble.CHANNEL, "zalo_token")]


def test_a_renewed_token_that_cannot_be_written_is_not_lost(
    service: Service, keeper: TokenFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full: the channel waits; when there is room the same token is kept and used."""
    service.token = "token-2"
    zalo = sender(service, keeper)

    def full(_: ZaloToken) -> None:
        raise OSError(28, "no room")

    with monkeypatch.context() as patched:
        patched.setattr(keeper, "write", full)
        assert zalo.send([message()]) == [NotTaken(Trouble.CHANNEL, "zalo_token_file")]
    assert isinstance(zalo.send([message()])[0], Taken)
    assert service.renewals == 1


def test_a_token_that_others_can_read_is_not_used(service: Service, keeper: TokenFile) -> None:
    """As every key of the centre."""
    keeper._path.chmod(0o640)
    assert sender(service, keeper).send([message()]) == [NotTaken(Trouble.CHANNEL, "zalo_token_file")]
    with pytest.raises(CentreFault, match="keys_open"):
        keeper.read()


def test_no_token_yet_is_said(service: Service, tmp_path: Path) -> None:
    """Before the first login."""
    empty = TokenFile(tmp_path / "none")
    assert sender(service, empty).send([message()]) == [NotTaken(Trouble.CHANNEL, "zalo_no_token")]


@pytest.mark.parametrize(("status", "why"), [(500, "zalo_http_500"), (302, "zalo_http_302"), (404, "zalo_http_404")])
def test_what_is_no_answer_of_the_service_is_the_channels_trouble(
    service: Service, keeper: TokenFile, status: int, why: str
) -> None:
    """A proxy's page, a redirect: never followed, never believed."""
    service.status = status
    assert sender(service, keeper).send([message()]) == [NotTaken(Trouble.CHANNEL, why)]


def test_no_service_is_the_channels_trouble(keeper: TokenFile) -> None:
    """Nobody listens."""
    away = Service(port=free_port())
    assert sender(away, keeper).send([message()]) == [NotTaken(Trouble.CHANNEL, "zalo_ConnectionRefusedError")]


def test_secrets_are_never_shown(service: Service, keeper: TokenFile) -> None:
    """Neither by a value's own words nor by the file's rights."""
    made = ZaloSettings(Peer("x", 1), Peer("x", 1), {}, "1", "app-secret")
    assert "app-secret" not in repr(made)
    assert "token-1" not in repr(keeper.read())
    assert keeper._path.stat().st_mode & 0o077 == 0
    assert set(json.loads(keeper._path.read_bytes())) == {"access", "renewal"}
