"""What a revocation list at the centre says, a real desk knows too: over HTTP, in pieces, also without a line later."""

import hashlib
import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import uvicorn
from msgspec import json
from msgspec.structs import replace

from central_server.bootstrap.application import build_application
from central_server.bootstrap.build import Centre, Injected, build_centre
from central_server.commands.prepare import prepare
from central_server.services.enrolment import CodeOrder
from central_sync.protocol.messages import EnrolRequest
from desk_client.bootstrap import Desk, open_desk, open_doctor, open_machine
from desk_client.services import revocation_updates
from desk_client.services.doctor import Check, Level
from desk_client.store import meta
from tests.central_server.centre_bench import FakeCheck, StandingClock, settings_in
from tests.fakes import office
from tests.fakes.people import OFFICE
from tests.forged.papers import signed
from tests.forged.ring import MADE, known, revocations, serial_of, stranger, token
from tests.token_signing.signing_papers import plain_pdf
from token_signing.verdict import Reason, Verdict

pytestmark = pytest.mark.slow
REVOKED = "leader.revoked"


@dataclass
class Site:
    """A centre under uvicorn on a free loopback port, its folder of trust, and a desk enrolled there."""

    centre: Centre
    address: str
    trust: Path
    folder: Path

    def desk(self) -> Desk:
        """The desk, as after a start of its program."""
        machine = open_machine(office.settings_in(self.folder, centre=self.address))
        if machine.identity() is None:
            code = self.centre.enrolment.order(CodeOrder(OFFICE)).code
            machine.keep_enrolment(self.centre.desks.enrol(EnrolRequest(code, machine.signer.public_hex, "Quầy")))
        desk = open_desk(machine)
        assert desk is not None
        return desk


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A centre that trusts the authority and has no list yet."""
    settings = settings_in(tmp_path / "centre")
    prepare(settings)
    trust = settings.anchors_folder
    trust.mkdir(exist_ok=True)
    (trust / "root.pem").write_bytes(known().certificate_pem)
    centre = build_centre(settings, Injected(StandingClock(), FakeCheck()))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(16)
        server = uvicorn.Server(uvicorn.Config(build_application(centre), log_level="critical", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield Site(centre, f"http://127.0.0.1:{listener.getsockname()[1]}", trust, tmp_path / "desk")
        server.should_exit = True
        thread.join()
    centre.close()


def closed(desk: Desk) -> None:
    """The program ends."""
    desk.line.stop()
    desk.sandbox.close()
    desk.checks.close()
    desk.machine.writer.close()
    desk.machine.engine.dispose()


def heard(desk: Desk) -> None:
    """A round with the centre, in which it is time to ask what is new."""
    desk.revocations._next = 0.0
    assert desk.line._guarded_round() is not None


def told(desk: Desk) -> Check:
    """What the device screen says of the lists."""
    doctor = open_doctor(desk.machine, desk)
    return next(check for check in doctor.line() if check.id == "revocations")


def put(site: Site, name: str, body: bytes) -> str:
    """A list in the centre's folder of trust, as an operator puts it there; its hash."""
    (site.trust / name).write_bytes(body)
    return hashlib.sha256(body).hexdigest()


def received(site: Site) -> list[str]:
    """Names of the lists on the desk's disk."""
    return sorted(path.stem for path in (site.folder / "revocations").glob("*"))


def _overdue(desk: Desk) -> str:
    """What the desk holds, as if its next list had been promised for yesterday."""
    known = desk.revocations.standing()
    assert known is not None
    lists = tuple(replace(one, until=datetime(2019, 3, 13, 17)) for one in known.lists)
    return json.encode(replace(known, lists=lists)).decode()


def test_a_revoked_certificate_is_refused_at_the_desk_once_the_centre_knows_and_without_a_line_too(site: Site) -> None:
    """Good until the list came; red by it, also after a new start with no centre; then the list of tomorrow."""
    paper = signed(plain_pdf(), token(REVOKED, "ec")).pdf
    desk = site.desk()
    assert (told(desk).level, told(desk).fact.id) == (Level.WAITING, "devices.line.revocations_unasked")
    heard(desk)
    assert (told(desk).level, told(desk).fact.id) == (Level.WAITING, "devices.line.revocations_none")
    assert desk.checks.check(paper).verdict is Verdict.GREEN
    sha256 = put(site, "today.crl", revocations())
    heard(desk)
    assert received(site) == [sha256]
    assert Reason.REVOKED in desk.checks.check(paper).reasons
    assert desk.checks.check(signed(plain_pdf(), token("leader", "ec")).pdf).verdict is Verdict.GREEN
    closed(desk)
    site.address = "http://127.0.0.1:9"
    alone = site.desk()
    assert Reason.REVOKED in alone.checks.check(paper).reasons
    fine = told(alone)
    assert (fine.level, dict(fine.fact.params)["day"]) == (Level.FINE, f"{MADE:%d/%m/%Y}")
    alone.machine.writer.run(lambda connection: meta.put(connection, "revocations", _overdue(alone)))
    late = told(alone)
    assert (late.level, late.fact.id) == (Level.WARNING, "devices.line.revocations_late")
    assert dict(late.fact.params)["late"] == "13/03/2019"
    closed(alone)


def test_the_desk_follows_the_centre_and_says_how_old_its_lists_are(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later list takes the place of the one before, a list cut by the disk comes again, one too long is told."""
    made = datetime(2019, 3, 14, 1, tzinfo=UTC)
    desk = site.desk()
    first = put(site, "root.crl", known().revocation_list({}, made - timedelta(hours=1)))
    heard(desk)
    assert received(site) == [first]
    rows = {serial_of(REVOKED, "ec"): made} | dict.fromkeys(range(10_000, 14_000), made)
    second = put(site, "root.crl", known().revocation_list(rows, made))
    assert (site.trust / "root.crl").stat().st_size > 65_536
    with monkeypatch.context() as patch:
        patch.setattr(revocation_updates, "AT_A_TIME_SECONDS", 0.0)
        heard(desk)
        assert received(site) == [first]  # no time for a piece: what was known counts on
    heard(desk)
    assert received(site) == [second]
    fine = told(desk)
    assert (fine.level, fine.fact.id) == (Level.FINE, "devices.line.revocations_of")
    assert {"day": "14/03/2019", "asked": "14/03/2019"}.items() <= dict(fine.fact.params).items()
    path = site.folder / "revocations" / f"{second}.crl"
    whole, paper = path.read_bytes(), signed(plain_pdf(), token(REVOKED, "ec")).pdf
    path.write_bytes(whole[:500])
    os.utime(path, ns=(0, 0))
    assert desk.checks.check(paper).verdict is Verdict.GREEN  # what the disk cut counts for nothing
    heard(desk)
    assert path.read_bytes() == whole
    assert Reason.REVOKED in desk.checks.check(paper).reasons
    put(site, "long.crl", stranger().revocation_list(dict.fromkeys(range(10_000, 10_500), made), made))
    monkeypatch.setattr("central_server.api.revocations.LARGEST_LIST", 100_000)
    monkeypatch.setattr("central_server.api.revocations.MOST_LISTS", 1)
    heard(desk)
    assert len(received(site)) <= 1
    assert told(desk).fact.id == "devices.line.revocations_short"
    closed(desk)


def test_a_list_that_its_authority_did_not_sign_counts_nowhere(site: Site) -> None:
    """Of the authority's name and another key: kept by nobody, and told; what is no hash is no name of a file."""
    forged = stranger().revocation_list({serial_of("leader", "ec"): MADE}, MADE)
    put(site, "forged.crl", forged)
    desk = site.desk()
    heard(desk)
    assert received(site) == []
    assert desk.checks.check(signed(plain_pdf(), token("leader", "ec")).pdf).verdict is Verdict.GREEN
    assert told(desk).fact.id == "devices.line.revocations_short"
    good = put(site, "good.crl", revocations())
    heard(desk)
    assert received(site) == [good]
    closed(desk)
