"""An owner without the secret gets in by a code sent through a real mail relay; nobody else learns or gets anything."""

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_string
from email.policy import default
from pathlib import Path

import pytest

from central_server.settings import Settings
from tests.central_server.centre_bench import TestDesk, World, settings_in
from tests.central_server.filing.citizen import APPLICANT, Citizen
from tests.central_server.notices.peers import Peer, free_port, running

pytestmark = pytest.mark.slow
ADDRESS = APPLICANT["o_email"]


@pytest.fixture(scope="module")
def relay() -> Iterator[Peer]:
    """A real mail relay."""
    with running("smtp_peer") as peer:
        yield peer


@pytest.fixture
def settings(prepared_copy: Path, relay: Peer) -> Settings:
    """The embedded centre with letters as a channel."""
    return with_mail(settings_in(prepared_copy), relay.port)


def with_mail(settings: Settings, port: int) -> Settings:
    """Letters through the relay at that port."""
    address = f"plain://127.0.0.1:{port}"
    channels = {"notice_channels": "email", "smtp_address": address, "mail_from": "motcua@example.vn"}
    return replace(settings, notices=replace(settings.notices, **channels))


@pytest.fixture
def filed(desk: TestDesk, citizen: Citizen) -> str:
    """The request number of a dossier that names an address."""
    citizen.fill()
    citizen.send()
    return citizen.filed()[0]


def ask(citizen: Citizen, code: str, address: str = ADDRESS) -> str:
    """Ask for a code; the page after it, without what is different in every form."""
    citizen._took(citizen.browser.post("/tra-cuu/thu", data={"ma": code, "thu": address}))
    if citizen.reply.status_code != 303:
        return citizen.page
    assert citizen.reply.headers["location"] == "/tra-cuu/ma-thu"
    return re.sub(r'name="dau" value="\w+"', "", citizen._took(citizen.browser.get("/tra-cuu/ma-thu")))


def prove(citizen: Citizen, digits: str) -> int:
    """Type a code into the form; the status of the answer."""
    mark = re.findall(r'name="dau" value="(\w+)"', citizen.page)[0]
    citizen._took(citizen.browser.post("/tra-cuu/ma-thu", data={"dau": mark, "so": digits}))
    return citizen.reply.status_code


def digits_in(relay: Peer, code: str) -> str:
    """The code in the next letter, which must be to the owner and name the dossier."""
    said = relay.hears("letter")
    letter = message_from_string(str(said["letter"]), policy=default)
    assert said["to"] == [ADDRESS]
    assert code in letter["Subject"]
    found = re.findall(r"\b\d{6}\b", letter.get_content().replace(code, ""))  # type: ignore[attr-defined]  # a text
    assert len(found) == 1
    return str(found[0])


def wrong(digits: str, step: int = 1) -> str:
    """Another code than the right one."""
    return f"{(int(digits) + step) % 1_000_000:06d}"


def test_the_owner_gets_in_by_the_code_once(relay: Peer, citizen: Citizen, filed: str) -> None:
    """Asked on the look-up page, sent by the relay, typed: the owner's page; a second time it opens nothing."""
    assert f"/tra-cuu/thu?ma={filed}" in citizen.browser.get(f"/tra-cuu?ma={filed}").text
    ask(citizen, filed, ADDRESS.upper())
    asked_with = citizen.page
    ticket = citizen.browser.cookies.get("ma_thu")
    digits = digits_in(relay, filed)
    assert prove(citizen, f" {digits[:3]} {digits[3:]} ") == 303
    assert citizen.reply.headers["location"] == "/tra-cuu/ho-so"
    cookies = citizen.reply.headers.get_list("set-cookie")
    passed = next(one for one in cookies if one.startswith("ho_so="))
    limits = {one.strip().lower() for one in passed.split(";")[1:]}
    assert limits == {"httponly", "max-age=900", "path=/tra-cuu", "samesite=strict", "secure"}
    assert filed in citizen.browser.get("/tra-cuu/ho-so").text
    thief = Citizen(citizen.world)
    thief.page = asked_with
    thief.browser.cookies.set("ma_thu", ticket or "", path="/tra-cuu")
    assert prove(thief, digits) == 403
    assert "ho_so=" not in "".join(thief.reply.headers.get_list("set-cookie"))


def test_nobody_can_tell_whose_address_it_is(relay: Peer, citizen: Citizen, filed: str) -> None:
    """The owner's address, another one, an unknown dossier: the same page to the byte; one letter only is sent."""
    unknown = filed[:-1] + ("0" if filed[-1] != "0" else "1")
    pages = [
        ask(citizen, filed, "khac@example.com"),
        ask(citizen, filed),
        ask(citizen, unknown).replace(unknown, filed),
    ]
    assert pages[0] == pages[1] == pages[2]
    assert prove(citizen, digits_in(relay, filed)) == 403
    assert citizen.said() == ["Mã này không đúng. Hãy so lại với thư mới nhất rồi nhập lại. Còn 4 lần thử."]
    ask(citizen, filed)
    assert digits_in(relay, filed)  # letters go one after the other: none of the others went before this one
    assert relay.lines.empty()


def test_a_code_is_tried_five_times_and_lives_ten_minutes(
    world: World, relay: Peer, citizen: Citizen, filed: str
) -> None:
    """The right code after five wrong ones, or after its time, opens nothing and says to ask again."""
    ask(citizen, filed)
    digits = digits_in(relay, filed)
    assert prove(citizen, "12345") == 422
    assert [prove(citizen, wrong(digits, step)) for step in range(1, 6)] == [403] * 5
    assert prove(citizen, digits) == 403
    assert citizen.said() == ["Mã đã hết hạn, đã dùng hoặc đã thử sai quá số lần. Hãy xin mã khác."]
    ask(citizen, filed)
    digits = digits_in(relay, filed)
    world.clock.at += timedelta(minutes=10)
    assert prove(citizen, digits) == 403
    assert citizen.browser.get("/tra-cuu/ma-thu").headers["location"] == "/tra-cuu/thu"


def test_asking_is_limited_for_an_address_and_for_a_client(
    world: World, relay: Peer, citizen: Citizen, filed: str
) -> None:
    """Three codes to one address and ten from one client in a quarter of an hour, known or not; then again."""
    for _ in range(3):
        ask(citizen, filed)
        digits_in(relay, filed)
    ask(citizen, filed)
    assert citizen.said()[0].startswith("Đã xin mã nhiều lần nên tạm dừng. Hãy thử lại từ 09 giờ 15")
    for number in range(6):
        ask(citizen, filed, f"ai{number}@example.com")
        assert citizen.reply.status_code == 200
    ask(citizen, filed, "ai-nua@example.com")
    assert citizen.reply.status_code == 422
    assert relay.lines.empty()
    world.clock.at += timedelta(minutes=15, seconds=1)
    ask(citizen, filed)
    assert digits_in(relay, filed)


def test_what_is_typed_wrongly_is_said(citizen: Citizen, filed: str) -> None:
    """No code, an address with a line end or without a host; another site's form does nothing."""
    ask(citizen, "", "ngoc")
    assert citizen.said() == [
        "Chưa có mã số hồ sơ. Hãy nhập mã in trên giấy hẹn.",
        "Địa chỉ thư này chưa đúng. Hãy nhập đủ tên, dấu @ và nơi nhận thư.",
    ]
    ask(citizen, filed, "ngoc@example.com\r\nBcc: all@example.com")
    assert citizen.reply.status_code == 422
    citizen.browser.headers["sec-fetch-site"] = "cross-site"
    reply = citizen.browser.post("/tra-cuu/thu", data={"ma": filed, "thu": ADDRESS})
    assert (reply.headers["location"], citizen.browser.cookies.get("ma_thu")) == ("/tra-cuu/thu", None)


def test_a_ticket_that_was_touched_is_none(relay: Peer, citizen: Citizen, filed: str) -> None:
    """Another dossier or a later end in the ticket: it is not ours any more."""
    ask(citizen, filed)
    digits_in(relay, filed)
    sealed = citizen.browser.cookies.get("ma_thu") or ""
    code, until, rest = sealed.strip('"').split("|", 2)
    for forged in (f"{code}|{int(until) + 600}|{rest}", f"DK-190314-000009|{until}|{rest}", "a|b", "||||", ""):
        stranger = Citizen(citizen.world)
        stranger.browser.cookies.set("ma_thu", forged, path="/tra-cuu")
        assert stranger.browser.get("/tra-cuu/ma-thu").headers["location"] == "/tra-cuu/thu"


class TestWithoutARelay:
    """The relay is away."""

    @pytest.fixture
    def settings(self, prepared_copy: Path) -> Settings:
        """Letters to a port where nobody listens."""
        return with_mail(settings_in(prepared_copy), free_port())

    def test_the_page_is_the_same_and_an_operator_is_told(
        self, world: World, citizen: Citizen, filed: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        """The asker's page is no other; the alarm names neither the address nor the dossier."""
        with caplog.at_level(logging.WARNING):
            assert "đã được gửi đến đó" in ask(citizen, filed)
            world.client.app.on_shutdown[-1]()  # sends what waits
        assert "login_letter" in caplog.text
        assert ADDRESS not in caplog.text
        assert filed not in caplog.text


class TestWithoutLetters:
    """A province that sends no letters."""

    @pytest.fixture
    def settings(self, prepared_copy: Path) -> Settings:
        """No channel at all."""
        return settings_in(prepared_copy)

    def test_nothing_is_offered(self, citizen: Citizen) -> None:
        """Neither the link nor the page."""
        assert "/tra-cuu/thu" not in citizen.browser.get("/tra-cuu").text
        assert citizen.browser.get("/tra-cuu/thu").status_code == 404
