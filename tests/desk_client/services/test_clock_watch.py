"""A clock that was set back or forward: said before anybody receives, never a reason to lose or to lock."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from desk_client.bootstrap import Desk, open_desk
from desk_client.ports import DeskFault
from desk_client.services.clock_watch import clock_jump
from desk_client.services.intake import IntakeForm, Received
from desk_client.services.session import LoginFault, Session
from desk_client.store import meta
from dossier.numbers import receipt_book, register_book
from dossier.refusals import Refusal, RefusalCode
from rehearsal.simulator.hands import COPY
from tests.fakes.office import PASSWORD, make_machine, sign_in
from tests.fakes.people import CITIZEN, MARRIAGE_PAPERS, MARRIAGE_VALUES

MORNING = datetime(2019, 3, 14, 8, 5)
FORM = IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, MARRIAGE_PAPERS)


@dataclass
class Hands:
    """A clock whose hands anybody can turn."""

    at: datetime = MORNING
    rehearsal: bool = False

    def now(self) -> datetime:
        return self.at

    def unix_ms(self) -> int:
        return int((self.at - datetime(1970, 1, 1)).total_seconds() * 1000)

    def monotonic(self) -> float:
        return 0.0

    def correct(self, offset_ms: int) -> None:
        raise NotImplementedError


@pytest.fixture
def hands() -> Hands:
    """The clock of the desk."""
    return Hands()


@pytest.fixture
def desk(tmp_path: Path, hands: Hands) -> Iterator[Desk]:
    """An office's desk on that clock."""
    made = open_desk(replace(make_machine(tmp_path), clock=hands))
    assert made is not None
    yield made
    made.sandbox.close()
    made.checks.close()
    made.machine.writer.close()
    made.machine.engine.dispose()


def _receive(desk: Desk) -> str:
    done = desk.intake.receive(sign_in(desk, "hoa"), FORM)
    assert isinstance(done, Received), done
    return done.state.code


def _doubt(desk: Desk) -> str:
    doubt = desk.sessions.clock_doubt()
    return "" if doubt is None else doubt.id


@pytest.mark.parametrize(
    ("turned", "said"),
    [
        (timedelta(days=-180), "clock.back"),
        (timedelta(minutes=-6), "clock.back"),
        (timedelta(minutes=-4), ""),
        (timedelta(days=30), ""),
        (timedelta(days=61), "clock.ahead"),
        (timedelta(days=1100), "clock.ahead"),
    ],
)
def test_a_clock_set_back_or_forward_is_doubted(desk: Desk, hands: Hands, turned: timedelta, said: str) -> None:
    """Against the newest act; nothing is refused for it, as long as the rules hold, and no number is used twice."""
    first = _receive(desk)
    assert _doubt(desk) == ""
    hands.at = MORNING + turned
    assert _doubt(desk) == said
    assert _receive(desk) != first


def test_a_clock_before_the_rules_receives_nothing_until_it_is_right(desk: Desk, hands: Hands) -> None:
    """No procedure was in force on that day: refused in words that name the clock, and nothing is lost by it."""
    first = _receive(desk)
    hands.at = MORNING - timedelta(days=400)
    assert _doubt(desk) == "clock.back"
    done = desk.intake.receive(sign_in(desk, "hoa"), FORM)
    assert isinstance(done, Refusal)
    assert done.code is RefusalCode.NOT_RECEIVED_HERE
    hands.at = MORNING
    assert _receive(desk) != first


def test_an_answer_of_the_centre_ends_the_doubt(desk: Desk, hands: Hands) -> None:
    """Acts written under a clock years ahead: right again once the centre has them all and answered."""
    hands.at = MORNING + timedelta(days=1000)
    _receive(desk)
    hands.at = MORNING
    assert _doubt(desk) == "clock.back"
    desk.machine.journal.answered(1, [])
    stamp = MORNING.isoformat(timespec="seconds")
    desk.machine.writer.run(lambda connection: meta.put(connection, "last_ack", stamp))
    assert _doubt(desk) == ""


def test_a_clock_set_back_does_not_stretch_a_pause_to_years(desk: Desk, hands: Hands) -> None:
    """Five wrong passwords pause an account for five minutes, also when the clock then goes back."""
    for _ in range(5):
        assert desk.sessions.login("hoa", "sai") is LoginFault.WRONG
    assert desk.sessions.login("hoa", PASSWORD) is LoginFault.LOCKED
    hands.at = MORNING - timedelta(days=365)
    assert desk.sessions.tries_left("hoa") == 5
    assert isinstance(desk.sessions.login("hoa", PASSWORD), Session)


def test_a_jump_while_the_program_runs_is_seen() -> None:
    """The wall clock moved otherwise than the seconds that passed; a slow drift is none of its business."""
    assert clock_jump(MORNING, MORNING + timedelta(seconds=5), 5.0) is None
    assert clock_jump(MORNING, MORNING + timedelta(hours=9), 9 * 3600.0) is None, "the machine slept"
    for turned in (timedelta(days=400), timedelta(minutes=-20)):
        jump = clock_jump(MORNING, MORNING + turned, 5.0)
        assert jump is not None
        assert (jump.id, dict(jump.params)["before"]) == ("clock.jumped", "08:05 14/03/2019")


@pytest.mark.parametrize("book", ["register", "receipt"])
def test_the_last_number_of_a_years_book_is_told_and_the_new_year_begins_with_one(
    desk: Desk, hands: Hands, book: str
) -> None:
    """9,999,999 is used, the next is refused in words with nothing written, on 1 January there is a new book."""
    hands.at = datetime(2019, 12, 31, 16, 58)
    device = desk.parts.identity.device
    name = register_book(device, 2019) if book == "register" else receipt_book(device, 2019)
    desk.machine.writer.run(
        lambda connection: connection.exec_driver_sql(
            "INSERT INTO number(book, number, dossier) VALUES (?, 9999998, 'x')", (name,)
        ).close()
    )
    clerk = sign_in(desk, "hoa")
    paid = replace(COPY, fee_paid=True) if book == "receipt" else FORM
    last = desk.intake.receive(clerk, paid)
    assert isinstance(last, Received), last
    before = len(desk.machine.journal.outbox(0, 100))
    with pytest.raises(DeskFault, match="book_full"):
        desk.intake.receive(clerk, paid)
    assert len(desk.machine.journal.outbox(0, 100)) == before
    hands.at = datetime(2020, 1, 2, 7, 31)
    fresh = desk.intake.receive(clerk, paid)
    assert isinstance(fresh, Received), fresh
    assert (fresh.state.book, fresh.state.book_number) == ("01/2020", 1)
