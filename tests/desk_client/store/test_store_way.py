"""Pages on their way to the disk meet people, drafts, a full disk and deaths in any order: the feed goes on whole."""

from collections import Counter as Tally
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from random import Random

import pytest
from sqlalchemy import event

from central_sync.protocol.chain import ZERO, links
from central_sync.protocol.codec import encode_row
from central_sync.protocol.messages import FeedHead
from central_sync.protocol.ports import Cursor
from desk_client.ports import DeskFault
from desk_client.store import meta, pace, plain_page
from desk_client.store.pace import CALM_SECONDS
from desk_client.store.writer import Priority
from dossier.acts import HandOver, Note
from tests.desk_client.store.feeding import Counter, PaperCentre, line_of
from tests.desk_client.store.statements import each_statement
from tests.desk_client.store.test_store_pace import Killed
from tests.fakes.people import OFFICE, ActMaker, reception

_OTHERS = 40
_ROUNDS = 30


class DiskFailed(DeskFault):
    """A commit failed, as the disk said; nothing else may."""


class Office:
    """A desk that does own work now and then, another desk whose work comes down, and what goes wrong between."""

    def __init__(self, counter: Counter, seed: int) -> None:
        self.random = Random(seed)
        self.counter = counter.again()
        self.centre = PaperCentre()
        self.accepted = 0
        self.ours: list[str] = []
        self._met: Tally[str] = Tally()
        self._makers: list[ActMaker] = []

    def others_work(self) -> None:
        """Some rows of another desk: dossiers that begin, and what goes on with them."""
        for _ in range(self.random.randint(10, 40)):
            if len(self._makers) < _OTHERS and (not self._makers or self.random.random() < 0.6):
                number = len(self._makers) + 1
                maker = ActMaker(device="dev-2", dossier=f"0195959f-0000-7000-8000-{number:012d}")
                self._makers.append(maker)
                payload = reception(number + 600)
            else:
                maker = self.random.choice(self._makers)
                handed = self.centre.states[maker.dossier].rev > 1
                payload = Note("Đã gọi điện") if handed else HandOver(OFFICE, "Quét sau")
            self.centre.accept(line_of(maker.make(payload)))

    def own_work(self) -> None:
        """A clerk receives, or writes on what he received, while pages may be on their way."""
        if not self.ours or self.random.random() < 0.5:
            self.ours.append(self.counter.receive().id)
        else:
            self.counter.do(Note("Hẹn chiều"), self.random.choice(self.ours))

    def centre_answers(self) -> None:
        """What was written here reaches the centre and stands in the feed."""
        lines = self.counter.lines()
        for line in lines[self.accepted :]:
            self.centre.accept(line)
        self.accepted = len(lines)

    def sync(self, busy: float = 0.0) -> None:
        """The feed from where the desk stands, in pages of any size, until it is told or something breaks.

        `busy` is how often somebody works here between two pages.
        """
        lines = [encode_row(row) for row in self.centre.rows]
        reached = [ZERO, *links(ZERO, lines)]
        journal = self.counter.machine.journal
        while True:
            cursor = journal.standing().cursor
            assert cursor.hash == reached[cursor.after], "the cursor names one row and another row's link"
            if cursor.after == len(lines):
                break
            upto = min(cursor.after + self.random.randint(1, 16), len(lines))
            head = FeedHead("epoch-1", OFFICE, upto, reached[upto].hex(), "")
            piece = (self.centre.rows[cursor.after : upto], lines[cursor.after : upto])
            journal.apply(*piece, head, Cursor("epoch-1", upto, reached[upto]), more=upto < len(lines))
            if self.random.random() < busy:
                self.own_work()
        journal.settle()

    @contextmanager
    def trouble(self) -> Iterator[None]:
        """Somebody comes at any statement of a page; at any commit the disk is full, or the process dies."""
        writer, engine = self.counter.machine.writer, self.counter.machine.engine

        def come(statement: str) -> None:
            if statement.startswith(("INSERT INTO event", "INSERT INTO dossier")) and self._now("page", 9):
                writer.start(lambda connection: meta.put(connection, "draft", "kept"), Priority.DRAFT)

        def break_off(_connection: object) -> None:
            if self._now("commit", 6):
                raise DiskFailed("disk_failed")
            if self._now("whole commit", 11):
                raise Killed

        with each_statement(engine, come):
            event.listen(engine, "commit", break_off)
            try:
                yield
            finally:
                event.remove(engine, "commit", break_off)

    def _now(self, what: str, every: int) -> bool:
        """Whether it is the turn of what happens every so often; counted, whichever thread comes first."""
        self._met[what] += 1
        return self._met[what] % every == 0

    def next_day(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nobody has been at work here for a while, or the program was started anew."""
        if self.random.random() < 0.5:
            self.counter = self.counter.again()
        else:
            clock, late = self.counter.machine.clock, CALM_SECONDS + 1
            now = clock.monotonic
            monkeypatch.setattr(clock, "monotonic", lambda: now() + late)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_meets_pages_on_their_way_the_feed_is_told_once_and_whole(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Every dossier is what the centre says, own waiting acts over it; the link beside the cursor is always its own."""
    monkeypatch.setattr(plain_page, "WORTH", 3)
    monkeypatch.setattr(pace, "_LONGEST_REST_SECONDS", 0.0)
    office = Office(counter, seed)
    for _ in range(_ROUNDS):
        office.others_work()
        if office.random.random() < 0.4:
            office.own_work()
        if office.random.random() < 0.5:
            office.centre_answers()
        office.next_day(monkeypatch)
        with office.trouble():
            try:
                with suppress(DiskFailed):
                    office.sync(busy=0.03)
            except Killed:
                office.counter = office.counter.again()
    office.centre_answers()
    office.sync()
    assert {one: office.counter.shown(one) for one in office.centre.states} == office.centre.states
    assert set(office.counter.act_states()) == {"accepted"}
    office.counter.close()
