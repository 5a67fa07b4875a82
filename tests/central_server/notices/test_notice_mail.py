"""Letters through a real mail relay (aiosmtpd in a process of its own): taken, refused, cut off, never split."""

from collections.abc import Iterator
from datetime import datetime
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from itertools import count

import pytest

from central_server.channels.mail import MailSender
from central_server.channels.settings import MailSettings, Peer
from central_server.ports.notices import NotTaken, Outgoing, Taken, Trouble
from central_server.ports.world import ZONE
from tests.central_server.notices.peers import Peer as Process
from tests.central_server.notices.peers import free_port, running

pytestmark = pytest.mark.slow
NUMBERS = count(1)
NINE = datetime(2019, 3, 14, 9, 0, tzinfo=ZONE)


@pytest.fixture(scope="module")
def relay() -> Iterator[Process]:
    """A relay."""
    with running("smtp_peer") as peer:
        yield peer


def sender(port: int) -> MailSender:
    """Our side."""
    return MailSender(MailSettings(Peer("127.0.0.1", port), "motcua@example.vn", "Một cửa điện tử"), lambda: NINE)


def letter(
    to: str = "ngoc@example.vn", subject: str = "Đã tiếp nhận", text: str = "Hồ sơ đã được tiếp nhận."
) -> Outgoing:
    """A letter like no other."""
    return Outgoing(f"act-{next(NUMBERS)}/accepted", to, subject, text, "accepted", {})


def arrived(relay: Process, answer: Taken | NotTaken) -> dict[str, object]:
    """What the relay has taken under the name that it was answered with."""
    assert isinstance(answer, Taken)
    while True:
        said = relay.hears("letter")
        if read(said)["Message-ID"] == answer.provider_ids[0]:
            return said


def read(said: dict[str, object]) -> EmailMessage:
    """The letter as a mailbox would read it."""
    found = message_from_string(str(said["letter"]), policy=default)
    assert isinstance(found, EmailMessage)
    return found


def test_a_letter_arrives_as_it_was_written(relay: Process) -> None:
    """Vietnamese in subject and text, one receiver, marked as automatic; its own name is the proof."""
    (answer,) = sender(relay.port).send([letter()])
    said = arrived(relay, answer)
    got = read(said)
    assert isinstance(answer, Taken)
    assert answer.answer == "250 2.0.0 queued as A1"
    assert (got["Subject"], got["To"], got["Auto-Submitted"]) == ("Đã tiếp nhận", "ngoc@example.vn", "auto-generated")
    assert got["From"] == "Một cửa điện tử <motcua@example.vn>"
    assert got["Date"] == "Thu, 14 Mar 2019 09:00:00 +0700"
    assert got.get_content().splitlines() == ["Hồ sơ đã được tiếp nhận."]
    assert (said["from"], said["to"]) == ("motcua@example.vn", ["ngoc@example.vn"])


def test_the_same_letter_keeps_its_name(relay: Process) -> None:
    """So that one that went twice after a sudden death can be told."""
    box = sender(relay.port)
    same = letter()
    (first,), (second,) = box.send([same]), box.send([same])
    assert first == second
    arrived(relay, first)
    arrived(relay, second)


def test_each_letter_of_a_group_has_its_own_fate(relay: Process) -> None:
    """Gone for good, busy for now, and the good one after them still goes."""
    gone, busy, good = sender(relay.port).send([letter("gone@example.vn"), letter("busy@example.vn"), letter()])
    assert gone == NotTaken(Trouble.NEVER, "smtp_550")
    assert busy == NotTaken(Trouble.LATER, "smtp_450")
    assert arrived(relay, good)["to"] == ["ngoc@example.vn"]


def test_a_line_that_breaks_in_the_middle_is_the_channels_trouble(relay: Process) -> None:
    """The first went, the others are told to wait."""
    first, second, third = sender(relay.port).send([letter(), letter("drop@example.vn"), letter()])
    assert isinstance(first, Taken)
    assert isinstance(second, NotTaken)
    assert (second.trouble, third) == (Trouble.CHANNEL, second)
    arrived(relay, first)


def test_no_relay_is_the_channels_trouble() -> None:
    """Nobody listens."""
    (answer,) = sender(free_port()).send([letter()])
    assert answer == NotTaken(Trouble.CHANNEL, "ConnectionRefusedError")


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\r\n\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_no_line_end_of_any_kind_makes_a_header(relay: Process, ending: str) -> None:
    """A subject with a line in it is refused before the relay hears of it, or arrives as one header."""
    wicked = f"Hồ sơ{ending}Bcc: all@example.vn{ending}X-Evil: 1"
    refused, good = sender(relay.port).send([letter(subject=wicked), letter()])
    assert refused == NotTaken(Trouble.NEVER, "unwritable") or isinstance(refused, Taken)
    for answer in [one for one in (refused, good) if isinstance(one, Taken)]:
        got = read(arrived(relay, answer))
        assert got["Bcc"] is None
        assert got["X-Evil"] is None
        assert got.get_content().splitlines() == ["Hồ sơ đã được tiếp nhận."]
    assert isinstance(good, Taken)


def test_a_text_cannot_end_the_letter_early(relay: Process) -> None:
    """A line with a single dot, and what looks like commands, are text."""
    text = "một\r\n.\r\nMAIL FROM:<x@example.vn>\r\n..\nhai"
    (answer,) = sender(relay.port).send([letter(text=text)])
    said = arrived(relay, answer)
    assert read(said).get_content().replace("\r\n", "\n") == text.replace("\r\n", "\n") + "\n"
    assert said["from"] == "motcua@example.vn"
