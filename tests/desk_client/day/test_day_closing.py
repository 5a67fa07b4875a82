"""The end of the day: what desk and centre hold, what has no pages, the page, and that no day is forgotten."""

from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, text

from central_sync.protocol.messages import VerdictKind
from desk_client.belongings import load_fonts
from desk_client.services.day_closing import DayClosing
from desk_client.services.outbox import Outbox
from desk_client.services.printing import PrintedPaper
from desk_client.store import meta
from dossier.acts import AttachPaper, HandOver
from dossier.refusals import Refusal, RefusalCode
from tests.desk_client.day.day_desk import DayDesk
from tests.desk_client.listing.past import Past
from tests.desk_client.store.feeding import Counter, PaperCentre, verdict_of
from tests.fakes.people import OFFICE
from tests.printing.paper_reading import all_words, page_count

DAY = date(2019, 3, 14)


def _acknowledge(past: Past) -> None:
    """Let everything stand as if the centre had answered."""
    past.confirm_all()

    def work(connection: Connection) -> None:
        meta.put(connection, "acked", meta.get(connection, "last_seq"))
        connection.execute(text("UPDATE file SET state = 'proved'"))

    past.desk.machine.writer.run(work)


def _closed(desk: DayDesk) -> PrintedPaper:
    paper = desk.closing.close(desk.past.crew["hoa"], DAY)
    assert isinstance(paper, PrintedPaper)
    return paper


def test_only_who_receives_closes_a_day(past: Past) -> None:
    """Leader and records clerk are refused in words; nothing is drawn, nothing is remembered."""
    desk = DayDesk.over(past)
    for login in ("minh", "suong"):
        assert desk.closing.close(past.crew[login], DAY) == Refusal(RefusalCode.NO_RIGHT)
    assert desk.closing.look(DAY).closed is None


def test_what_the_centre_has_not_confirmed_is_counted_as_missing(past: Past) -> None:
    """Two received this morning, none at the centre; the desk's chain is ahead; nothing is called equal."""
    sight = DayDesk.over(past).closing.look(DAY)
    assert (sight.received, sight.at_centre) == (2, 0)
    assert sight.waiting_acts > 0
    assert sight.heads[0].here != sight.heads[0].there
    assert not sight.agrees


def test_a_day_that_the_centre_holds_agrees(past: Past) -> None:
    """k = k, the same head, nothing waits: KHỚP on the page."""
    desk = DayDesk.over(past)
    _acknowledge(past)
    sight = desk.closing.look(DAY)
    assert (sight.received, sight.at_centre, sight.waiting_acts, sight.waiting_files) == (2, 2, 0, 0)
    assert sight.heads[0].here == sight.heads[0].there
    assert sight.agrees
    paper = _closed(desk)
    said = all_words(paper.pdf)
    assert page_count(paper.pdf) == 1
    assert "BIÊN BẢN ĐỐI SOÁT CUỐI NGÀY" in said
    assert "Quầy tiếp nhận 2 hồ sơ; trung tâm đã có 2 hồ sơ." in said
    assert "CHƯA KHỚP" not in said
    assert paper.file is not None
    assert past.desk.parts.shelf.read(paper.file.sha256) == paper.pdf


def test_the_heads_are_those_of_chain_and_signed_feed(tmp_path: Path) -> None:
    """A desk whose acts went up and came down shows two pairs of equal heads; one more act parts the first pair."""
    counter, centre = Counter.open(tmp_path), PaperCentre()
    closing = DayClosing(counter.parts, Outbox(counter.parts), load_fonts())
    today = counter.parts.clock.now().date()
    counter.receive()
    (line,) = counter.lines()
    counter.machine.journal.answered(1, [verdict_of(line, VerdictKind.ACCEPTED)])
    centre.accept(line)
    centre.tell(counter)
    sight = closing.look(today)
    chain, feed = sight.heads
    assert chain.here == chain.there
    assert feed.here == feed.there
    assert (sight.received, sight.at_centre) == (1, 1)
    counter.receive()
    sight = closing.look(today)
    chain, feed = sight.heads
    assert chain.here.startswith("số 2 ·")
    assert chain.there.startswith("số 1 ·")
    assert feed.here == feed.there
    assert (sight.received, sight.at_centre) == (2, 1)
    counter.close()


def test_papers_without_pages_are_listed_with_their_reason(past: Past) -> None:
    """A paper that waits for its pages stands there until they come; a hand-over brings its reason."""
    desk = DayDesk.over(past)
    bare = desk.bare()
    sight = desk.closing.look(DAY)
    assert [(one.dossier, one.slot) for one in sight.unscanned] == [(bare.id, 1)]
    assert all(one.reason == "" for one in sight.unscanned)
    first = sight.unscanned[0]
    desk.do("hoa", HandOver(OFFICE, "khổ giấy lớn hơn máy quét"), first.dossier)
    told = [one for one in desk.closing.look(DAY).unscanned if one.dossier == first.dossier]
    assert {one.reason for one in told} == {"khổ giấy lớn hơn máy quét"}
    paper = _closed(desk)
    assert "khổ giấy lớn hơn máy quét" in all_words(paper.pdf)
    desk.do("hoa", AttachPaper(first.slot, past.scanned("Bản quét")), first.dossier)
    left = {(one.dossier, one.slot) for one in desk.closing.look(DAY).unscanned}
    assert (first.dossier, first.slot) not in left


def test_a_day_is_remembered_as_closed_and_closed_again_with_a_remark(past: Past) -> None:
    """The record says when and by whom; the second page says In lại lần 1."""
    desk = DayDesk.over(past)
    past.clock.set(datetime(2019, 3, 14, 17, 5))
    assert desk.closing.look(DAY).closed is None
    first = _closed(desk)
    record = desk.closing.look(DAY).closed
    assert record is not None
    assert (record.person, record.at, record.received, record.times) == (
        "Nguyễn Thị Hoa",
        datetime(2019, 3, 14, 17, 5),
        2,
        1,
    )
    assert "Lúc 17 giờ 05 phút" in all_words(first.pdf)
    assert "In lại" not in all_words(first.pdf)
    again = _closed(desk)
    assert "In lại lần 1" in all_words(again.pdf)


def test_a_forgotten_day_is_told_the_next_morning_until_it_is_closed(past: Past) -> None:
    """The last day with work is named; closing it late says the day of closing too."""
    desk = DayDesk.over(past)
    assert desk.closing.forgotten() == date(2019, 3, 13)
    past.clock.set(datetime(2019, 3, 15, 7, 40))
    assert desk.closing.forgotten() == DAY
    paper = _closed(desk)
    assert "07 giờ 40 phút, ngày 15/3/2019" in all_words(paper.pdf)
    assert desk.closing.forgotten() is None
