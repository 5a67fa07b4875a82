"""Pages of other desks' work go to the disk while the next one is folded: in order, whole, or the slow way."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from central_sync.protocol.chain import ZERO, links
from central_sync.protocol.codec import encode_row
from central_sync.protocol.messages import FeedHead
from central_sync.protocol.ports import Cursor
from desk_client.store import meta, plain_page
from desk_client.store.plain_page import NotPlain, PlainPage, fold_plain
from desk_client.store.writer import Priority
from dossier.acts import HandOver
from tests.desk_client.store.feeding import Counter, PaperCentre, line_of
from tests.desk_client.store.statements import each_statement
from tests.desk_client.store.test_store_pace import ROWS, Killed, commits, town
from tests.fakes.people import OFFICE, ActMaker, reception

PAGE = 5


@pytest.fixture
def calm(counter: Counter) -> Iterator[Counter]:
    """A desk at which nobody worked since it started."""
    made = counter.again()
    yield made
    made.close()


def lived(centre: PaperCentre) -> None:
    """A town, and its last dossiers handed over, so that pages touch what the page before them touches."""
    town(centre)
    for number in range(ROWS - 7, ROWS + 1):
        maker = ActMaker(device="dev-2", dossier=f"0195959f-0000-7000-8000-{number:012d}")
        maker.make(reception(number + 600))
        centre.accept(line_of(maker.make(HandOver(OFFICE, "Quét sau"))))


def tell_in_pages(centre: PaperCentre, counter: Counter, first: int = 0, size: int = PAGE) -> None:
    """All rows after a number as pages that follow each other at once."""
    lines = [encode_row(row) for row in centre.rows]
    reached = [ZERO, *links(ZERO, lines)]
    for after in range(first, len(lines), size):
        upto = min(after + size, len(lines))
        head, cursor = (
            FeedHead("epoch-1", OFFICE, upto, reached[upto].hex(), ""),
            Cursor("epoch-1", upto, reached[upto]),
        )
        piece = (centre.rows[after:upto], lines[after:upto])
        counter.machine.journal.apply(*piece, head, cursor, more=upto < len(lines))


def same_content(one: Counter, other: Counter) -> bool:
    """Whether dossiers, events, numbers and the cursor are the same, row by row."""
    left, right = one.everything(), other.everything()
    parts = all(left[name] == right[name] for name in ("dossier", "event", "number", "task"))
    return parts and one.machine.journal.standing().cursor == other.machine.journal.standing().cursor


def test_pages_behind_each_other_make_what_small_transactions_make(
    calm: Counter, centre: PaperCentre, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The same rows, words and cursor as beside a clerk, with one commit a page."""
    lived(centre)
    beside = Counter.open(tmp_path_factory.mktemp("beside"))
    beside.machine.writer.persons += 1
    tell_in_pages(centre, beside)
    with commits(calm.machine.engine) as seen:
        tell_in_pages(centre, calm)
    assert len(seen) == -(-len(centre.rows) // PAGE)
    assert same_content(calm, beside)
    assert len(calm.parts.queries.search("bich ngoc", 100)) == len(beside.parts.queries.search("bich ngoc", 100)) > 0
    beside.close()


def folded(counter: Counter, centre: PaperCentre) -> PlainPage:
    """The first page, folded and not written."""
    with counter.machine.engine.connect() as connection:
        page = fold_plain(connection, "dev-1", centre.rows[:PAGE], {})
    assert page is not None
    return page


@contextmanager
def somebody_comes(counter: Counter) -> Iterator[None]:
    """While the events of the second page are written, a draft comes to be kept."""
    writer, pages = counter.machine.writer, itertools.count(1)

    def come(statement: str) -> None:
        if statement.startswith("INSERT INTO event") and next(pages) == 2:
            writer.start(lambda connection: meta.put(connection, "draft", "kept"), Priority.DRAFT)

    with each_statement(counter.machine.engine, come):
        yield


def test_a_page_that_made_room_is_written_in_small_parts_afterwards(
    calm: Counter, centre: PaperCentre, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """It and those behind it come as they would have come beside a clerk, none twice."""
    lived(centre)
    undisturbed = Counter.open(tmp_path_factory.mktemp("undisturbed")).again()
    tell_in_pages(centre, undisturbed)
    with somebody_comes(calm), commits(calm.machine.engine) as seen:
        tell_in_pages(centre, calm)
    assert calm.meta("draft") == "kept"
    assert len(seen) > -(-len(centre.rows) // PAGE)
    assert same_content(calm, undisturbed)
    undisturbed.close()


def test_a_part_is_kept_with_the_link_of_its_own_last_row(calm: Counter, centre: PaperCentre) -> None:
    """Another page is on its way behind the one in parts: a desk that dies among them reads on where it stands."""
    lived(centre)
    reached = [ZERO, *links(ZERO, [encode_row(row) for row in centre.rows])]
    with somebody_comes(calm), commits(calm.machine.engine, die_at=4), pytest.raises(Killed):
        tell_in_pages(centre, calm, size=3 * PAGE)
    cursor = calm.machine.journal.standing().cursor
    assert 3 * PAGE < cursor.after < 6 * PAGE
    assert cursor.hash == reached[cursor.after]
    tell_in_pages(centre, calm, first=cursor.after)
    assert {dossier: calm.shown(dossier) for dossier in centre.states} == centre.states


@pytest.mark.parametrize(("worth", "more"), [(PAGE - 1, 1), (PAGE, 0)], ids=["enough", "too few"])
def test_what_stands_behind_own_work_is_plain(
    calm: Counter, centre: PaperCentre, monkeypatch: pytest.MonkeyPatch, worth: int, more: int
) -> None:
    """A desk that comes back after days gets its own events first: two commits for that page, one for each other."""
    monkeypatch.setattr(plain_page, "WORTH", worth)
    own = calm.receive()
    calm = calm.again()
    centre.accept(calm.lines()[0])
    lived(centre)
    with commits(calm.machine.engine) as seen:
        tell_in_pages(centre, calm)
    assert len(seen) == -(-len(centre.rows) // PAGE) + more
    assert {dossier: calm.shown(dossier) for dossier in centre.states} == centre.states
    assert calm.act_states() == ["accepted"]
    assert own.id in centre.states
    calm.close()


def test_an_own_act_between_folding_and_writing_sends_the_page_the_slow_way(calm: Counter, centre: PaperCentre) -> None:
    """A clerk may have touched what was folded: nothing of that page is written."""
    lived(centre)
    page = folded(calm, centre)
    calm.receive()
    before = calm.everything()
    with pytest.raises(NotPlain):
        calm.machine.writer.run(page.write)
    assert calm.everything() == before


def test_a_page_is_written_only_behind_the_one_it_follows(calm: Counter, centre: PaperCentre) -> None:
    """The store's cursor says which page that is."""
    lived(centre)
    page = folded(calm, centre)
    calm.machine.writer.run(lambda connection: connection.execute(text("UPDATE meta SET v = '3' WHERE k = 'after'")))
    with pytest.raises(NotPlain):
        calm.machine.writer.run(page.write)


def test_a_page_that_cannot_be_written_takes_those_behind_it_with_it(calm: Counter, centre: PaperCentre) -> None:
    """Its fault comes out of a later call, the store stands before it, and the feed goes on from there."""
    lived(centre)
    with commits(calm.machine.engine, die_at=2), pytest.raises(Killed):
        tell_in_pages(centre, calm)
    assert calm.machine.journal.standing().cursor.after == PAGE
    tell_in_pages(centre, calm, first=PAGE)
    assert calm.machine.journal.standing().cursor.after == len(centre.rows)


def test_a_number_that_was_ours_is_settled_the_slow_way(calm: Counter, centre: PaperCentre) -> None:
    """The other desk's act was accepted under a number that is printed here: the loser shows its clash."""
    own = calm.receive()
    calm = calm.again()
    maker = ActMaker(device="dev-2", dossier="0195959f-0000-7000-8000-000000000001")
    number = int(own.code.rpartition("-")[2])
    centre.accept(line_of(maker.make(reception(number))))
    centre.tell(calm)
    assert calm.machine.journal.standing().cursor.after == 1
    held = calm.held(own.id)
    assert held is not None
    assert held.pending == 1
    calm.close()


@pytest.mark.parametrize("own", ["waiting", "answered"])
def test_a_page_about_own_work_is_not_plain(calm: Counter, centre: PaperCentre, own: str) -> None:
    """What waits here, or came from here, is decided and marked in its transaction."""
    calm.receive()
    line = calm.lines()[0]
    centre.accept(line)
    device = calm.parts.identity.device
    with calm.machine.engine.connect() as connection:
        assert fold_plain(connection, device if own == "answered" else "dev-9", centre.rows, {}) is None
