"""A page of the feed: whole while nobody works here, in small transactions beside a clerk, each with its own cursor."""

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, Engine, event

from central_sync.protocol.chain import ZERO, links
from central_sync.protocol.codec import encode_row
from central_sync.protocol.messages import FeedHead
from central_sync.protocol.ports import Cursor
from desk_client.store import journal, meta
from desk_client.store.behind import ProvedRows
from desk_client.store.pace import CALM_SECONDS, Pace
from tests.desk_client.store.feeding import Counter, PaperCentre, line_of
from tests.fakes.people import OFFICE, ActMaker, reception

ROWS = 45


class Killed(BaseException):
    """The process dies here."""


@dataclass
class Seconds:
    """A clock that only counts."""

    at: float = 0.0

    def monotonic(self) -> float:
        return self.at


@contextmanager
def commits(engine: Engine, die_at: int = 0) -> Iterator[list[int]]:
    """Counts transactions of the store; the process dies in the given one."""
    seen: list[int] = []

    def count(_connection: object) -> None:
        seen.append(1)
        if len(seen) == die_at:
            raise Killed

    event.listen(engine, "commit", count)
    try:
        yield seen
    finally:
        event.remove(engine, "commit", count)


def town(centre: PaperCentre) -> None:
    """Another desk receives one dossier after the other."""
    for number in range(1, ROWS + 1):
        maker = ActMaker(device="dev-2", dossier=f"0195959f-0000-7000-8000-{number:012d}")
        centre.accept(line_of(maker.make(reception(number + 600))))


def tell_from_cursor(centre: PaperCentre, counter: Counter) -> None:
    """The page that the centre would send to where this desk stands."""
    lines = [encode_row(row) for row in centre.rows]
    reached, cursor = links(ZERO, lines), counter.machine.journal.standing().cursor
    assert cursor.hash == [ZERO, *reached][cursor.after], "the cursor names a row and another row's link"
    head = FeedHead("epoch-1", OFFICE, len(lines), reached[-1].hex(), "")
    rest = (centre.rows[cursor.after :], lines[cursor.after :])
    counter.machine.journal.apply(*rest, head, Cursor("epoch-1", len(lines), reached[-1]))


def test_a_page_is_one_transaction_while_nobody_works_here(counter: Counter, centre: PaperCentre) -> None:
    """The fastest way, and nobody waits."""
    town(centre)
    counter = counter.again()
    with commits(counter.machine.engine) as seen:
        tell_from_cursor(centre, counter)
    assert len(seen) == 1
    counter.close()


def test_beside_a_clerk_a_page_is_cut_into_small_transactions(counter: Counter, centre: PaperCentre) -> None:
    """No row is lost or told twice, and the cursor ends at the page's own."""
    town(centre)
    counter.receive()
    with commits(counter.machine.engine) as seen:
        tell_from_cursor(centre, counter)
    assert len(seen) > 2
    assert counter.machine.journal.standing().cursor.after == ROWS
    assert len(counter.parts.queries.search("bich ngoc", 100)) == ROWS + 1


def test_a_process_that_dies_between_two_parts_goes_on_behind_the_first(counter: Counter, centre: PaperCentre) -> None:
    """What was applied stays, with the link of its last row, so that the next page is proved from there."""
    town(centre)
    counter.receive()
    with commits(counter.machine.engine, die_at=2), pytest.raises(Killed):
        tell_from_cursor(centre, counter)
    counter = counter.again()
    assert 0 < counter.machine.journal.standing().cursor.after < ROWS
    tell_from_cursor(centre, counter)
    assert counter.machine.journal.standing().cursor.after == ROWS
    assert len(counter.parts.queries.search("bich ngoc", 100)) == ROWS + 1
    counter.close()


def test_a_part_that_made_room_for_a_clerk_is_told_again(
    counter: Counter, centre: PaperCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever saves stops a part in its middle: nothing of it is kept then, and no row is lost or told twice."""
    town(centre)
    counter.receive()
    writer, move, begun, saved = counter.machine.writer, journal._move, list[int](), list[Future[None]]()

    def move_while_somebody_saves(connection: Connection, done: ProvedRows) -> None:
        """In the second, third and fifth transaction, when everything of it is written."""
        move(connection, done)
        begun.append(done.cursor.after)
        if len(begun) in (2, 3, 5):
            saved.append(writer.start(lambda other: meta.put(other, "note", "saved")))

    monkeypatch.setattr(journal, "_move", move_while_somebody_saves)
    tell_from_cursor(centre, counter)
    assert begun[1] == begun[2] == begun[3] < begun[4] == begun[5]
    assert all(one.done() for one in saved)
    assert counter.machine.journal.standing().cursor.after == ROWS
    assert len(counter.parts.queries.search("bich ngoc", 100)) == ROWS + 1


def test_the_pace_follows_the_machine_and_the_clerk() -> None:
    """Slow writing shrinks the parts at once, fast writing lets them grow, and after a calm while there are none."""
    clock = Seconds()
    pace = Pace(clock)  # type: ignore[arg-type]  # it asks a clock for its seconds only
    assert pace.rows(jobs=0) is None
    first = pace.rows(jobs=1)
    assert first is not None
    pace.took(first, 0.006, 0.007)
    assert pace.rows(jobs=1) == first // 2
    pace.took(first, 10.0, 10.0)
    slow = pace.rows(jobs=1)
    assert slow is not None
    assert 1 < slow < first // 2
    for _ in range(9):
        pace.took(slow, 0.000_1, 10.0)
    fast = pace.rows(jobs=2)
    assert fast is not None
    assert fast > first, "a slow commit is no reason for more of them"
    clock.at += CALM_SECONDS + 1
    assert pace.rows(jobs=2) is None
    assert pace.rows(jobs=3) == fast


def test_beside_a_clerk_the_feed_rests_between_two_transactions() -> None:
    """Twenty times as long as it wrote, but however slow a disk is it goes on; while nobody works there is no rest."""
    clock = Seconds()
    pace = Pace(clock)  # type: ignore[arg-type]  # it asks a clock for its seconds only
    pace.took(10, 0.001, 0.002)
    assert pace.rest(jobs=0) == 0.0
    assert pace.rest(jobs=1) == pytest.approx(0.04)
    pace.took(10, 0.001, 3.0)
    assert pace.rest(jobs=1) == 0.1
    clock.at += CALM_SECONDS + 1
    assert pace.rest(jobs=1) == 0.0
