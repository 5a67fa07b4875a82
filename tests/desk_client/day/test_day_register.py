"""Form 06 of a day, a month and a year, of one desk or of all; the year is closed at its end."""

import re
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import Connection

from desk_client.services.day_register import RegisterQuery, RegisterStopped, Span
from desk_client.services.printing import PaperKind, PrintedPaper
from desk_client.store import rows
from dossier.events import Stage
from dossier.identifiers import DossierId
from tests.desk_client.day.day_desk import DayDesk
from tests.desk_client.listing.past import Past
from tests.fakes.people import OTHER_OFFICE
from tests.printing.paper_reading import all_words, page_count, page_sizes

DAY = date(2019, 3, 14)


def _paper(desk: DayDesk, query: RegisterQuery) -> PrintedPaper:
    paper = desk.register.paper(desk.past.crew["hoa"], query)
    assert paper is not None
    return paper


def test_a_day_has_its_dossiers_in_the_order_of_the_book(past: Past) -> None:
    """The two of this morning, with number, code, due date, and nothing handed out yet."""
    sight = DayDesk.over(past).register.look(RegisterQuery(Span.DAY, DAY))
    assert [(line.entry.number, line.entry.code) for line in sight.lines] == [
        ("0025", "000.04.31.H11-190314-0001"),
        ("0026", "000.04.31.H11-190314-0002"),
    ]
    first = sight.lines[0].entry
    assert (first.received, first.due, first.returned) == ("14/3/2019 08:05", "19/3/2019 17:00", "")
    assert first.agency == "UBND phường Phú Thủy"
    assert first.procedure.startswith("Thủ tục cấp Giấy xác nhận tình trạng hôn nhân")
    assert sight.book == "01/2019"
    assert sight.returned == 0


@pytest.mark.parametrize(
    ("span", "words"),
    [(Span.DAY, "Ngày 14 tháng 3 năm 2019"), (Span.MONTH, "Tháng 3 năm 2019"), (Span.YEAR, "Năm 2019")],
)
def test_every_dossier_of_the_span_stands_on_the_paper(past: Past, span: Span, words: str) -> None:
    """A4 across, the span in words, every code, the sums of the last page."""
    desk = DayDesk.over(past)
    query = RegisterQuery(span, DAY)
    sight, paper = desk.register.look(query), _paper(desk, query)
    said = all_words(paper.pdf)
    assert (paper.kind, paper.size) == (PaperKind.REGISTER, "A4")
    assert {tuple(round(side) for side in size) for size in page_sizes(paper.pdf)} == {(842, 595)}
    assert f"{words}. Quầy số 1" in said
    assert "Quyển số: 01/2019" in said
    tails = {line.entry.code[-11:] for line in sight.lines}
    assert all(tail[-4:] in said for tail in tails)
    assert len(sight.lines) == {Span.DAY: 2, Span.MONTH: 26, Span.YEAR: 26}[span]
    assert f"Lũy kế đến hết trang: {len(sight.lines)} hồ sơ." in said
    assert "KHÓA SỔ" not in said


def test_what_was_handed_out_and_withdrawn_is_said(past: Past) -> None:
    """A returned dossier has who took it; the sums count it."""
    sight = DayDesk.over(past).register.look(RegisterQuery(Span.MONTH, DAY))
    returned = [line.entry for line in sight.lines if line.entry.returned]
    assert len(returned) == sight.returned > 0
    assert {entry.taken_by for entry in returned} == {"Người nộp"}


def test_the_merged_register_names_the_book_of_each_line(past: Past) -> None:
    """Gộp 1 quầy: the book stands at each number; the same lines as of the only desk."""
    desk = DayDesk.over(past)
    merged = desk.register.look(RegisterQuery(Span.MONTH, DAY, merged=True))
    own = desk.register.look(RegisterQuery(Span.MONTH, DAY))
    assert [line.dossier for line in merged.lines] == [line.dossier for line in own.lines]
    assert {line.entry.book for line in merged.lines} == {"01/2019"}
    assert {line.entry.book for line in own.lines} == {""}
    paper = _paper(desk, RegisterQuery(Span.MONTH, DAY, merged=True))
    assert "Gộp 1 quầy: quyển số 01/2019" in all_words(paper.pdf)


def test_another_desk_and_another_office_stay_out_of_the_own_book(past: Past) -> None:
    """Desk 2 stands in the merged register only, another office's dossier that came here in neither."""
    desk = DayDesk.over(past)
    own = desk.register.look(RegisterQuery(Span.DAY, DAY)).lines
    state = past.desk.parts.queries.dossier(own[0].dossier)
    assert state is not None
    second = replace(state, id=DossierId("second"), book="02/2019", book_number=1)
    foreign = replace(state, id=DossierId("foreign"), office=OTHER_OFFICE)

    def work(connection: Connection) -> None:
        for one in (second, foreign):
            rows.save(connection, rows.Held(one, one, 0), None)

    past.desk.machine.writer.run(work)
    assert desk.register.look(RegisterQuery(Span.DAY, DAY)).lines == own
    merged = desk.register.look(RegisterQuery(Span.DAY, DAY, merged=True))
    assert {line.dossier for line in merged.lines} == {*(line.dossier for line in own), "second"}
    assert merged.desks == ("01/2019", "02/2019")
    assert "Gộp 2 quầy" in all_words(_paper(desk, RegisterQuery(Span.DAY, DAY, merged=True)).pdf)


def test_the_year_is_closed_once_no_working_day_is_left(past: Past) -> None:
    """Not on 30/12, when a working day is left; on 31/12 the book says its numbers and what goes over."""
    desk = DayDesk.over(past)
    query = RegisterQuery(Span.YEAR, DAY)
    past.clock.set(datetime(2019, 12, 30, 16, 0))
    assert not desk.register.look(query).closing
    past.clock.set(datetime(2019, 12, 31, 16, 0))
    sight = desk.register.look(query)
    assert sight.closing
    assert not desk.register.look(RegisterQuery(Span.YEAR, DAY, merged=True)).closing
    said = all_words(_paper(desk, query).pdf)
    assert "KHÓA SỔ NĂM 2019." in said
    assert "ghi liên tục từ số 0001 đến số 0026, tổng cộng 26" in said
    assert f"chuyển sang năm sau {26 - sight.returned} hồ sơ" in said


def test_what_was_stopped_does_not_go_over_into_the_next_year(past: Past) -> None:
    """Neither handed out nor open any more: the closing and the sum of its page count it for itself."""
    desk = DayDesk.over(past)
    query = RegisterQuery(Span.YEAR, DAY)
    gone = replace(desk.in_work(), stage=Stage.STOPPED)
    past.desk.machine.writer.run(lambda connection: rows.save(connection, rows.Held(gone, gone, 0), None))
    past.clock.set(datetime(2019, 12, 31, 16, 0))
    sight = desk.register.look(query)
    assert (sight.ended, sight.still_open) == (1, len(sight.lines) - sight.returned - 1)
    said = all_words(_paper(desk, query).pdf)
    assert f"kết thúc không có kết quả 1 hồ sơ, chuyển sang năm sau {sight.still_open} hồ sơ" in said
    left = re.findall(r"Cộng trang: [^.]*, chưa trả (\d+)\.", said)
    assert sum(map(int, left)) == sight.still_open
    assert re.search(r"đã trả kết quả \d+, kết thúc không có kết quả 1, chưa trả", said)


def test_a_day_without_dossiers_is_an_empty_page(past: Past) -> None:
    """One page, no entry."""
    desk = DayDesk.over(past)
    query = RegisterQuery(Span.DAY, date(2019, 3, 10))
    assert desk.register.look(query).lines == ()
    assert page_count(_paper(desk, query).pdf) == 1


@pytest.mark.parametrize(
    ("span", "day", "before", "after"),
    [
        (Span.DAY, date(2019, 3, 1), date(2019, 2, 28), date(2019, 3, 2)),
        (Span.MONTH, date(2019, 1, 31), date(2018, 12, 31), date(2019, 2, 1)),
        (Span.YEAR, date(2019, 6, 1), date(2018, 12, 31), date(2020, 1, 1)),
    ],
)
def test_the_span_before_and_after(span: Span, day: date, before: date, after: date) -> None:
    """Each span is left towards its neighbour."""
    query = RegisterQuery(span, day)
    assert query.moved(-1).day == before
    assert query.moved(1).day == after


def test_a_register_printed_again_says_so(past: Past) -> None:
    """The same words are In lại lần 1; another dossier makes it a new paper."""
    desk = DayDesk.over(past)
    query = RegisterQuery(Span.DAY, DAY)
    assert "In lại" not in all_words(_paper(desk, query).pdf)
    assert "In lại lần 1" in all_words(_paper(desk, query).pdf)
    past.receive()
    assert "In lại" not in all_words(_paper(desk, query).pdf)


def test_a_register_that_was_stopped_does_not_count(past: Past) -> None:
    """Nothing comes of it, and the next printing is the first."""
    desk = DayDesk.over(past)
    query = RegisterQuery(Span.YEAR, DAY)
    assert desk.register.paper(past.crew["hoa"], query, lambda: True) is None
    assert _paper(desk, query).reprint == 0


def test_a_register_is_read_no_further_once_nobody_waits(past: Past) -> None:
    """A year is counted while it is read, and its reading ends in the middle."""
    register, query, told = DayDesk.over(past).register, RegisterQuery(Span.YEAR, DAY), list[int]()
    with pytest.raises(RegisterStopped):
        register.look(query, lambda: bool(told), told.append)
    assert told == [0]
    assert len(register.look(query).lines) == 26


def test_a_register_that_is_stopped_in_its_middle_is_drawn_no_further(past: Past) -> None:
    """The drawing ends at the next row, and with it the thread that drew."""
    desk = DayDesk.over(past)
    for _ in range(3):
        past.receive()
    asked: list[int] = []

    def at_the_second_row() -> bool:
        asked.append(1)
        return len(asked) > 2

    query = RegisterQuery(Span.YEAR, DAY)
    assert desk.register.paper(past.crew["hoa"], query, at_the_second_row) is None
    assert len(asked) == 3
    assert _paper(desk, query).reprint == 0
