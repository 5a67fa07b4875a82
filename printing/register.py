"""Form 06, "Sổ theo dõi hồ sơ": draws a day, a month or a year of it on A4 across, with numbered pages and their sums.

Basis: TT 01/2018/TT-VPCP art. 9(2) (A4), art. 10(2) (one book a year, closed and signed at its end, pages numbered,
nothing left out). Columns as running systems print them: the annex was not seen. Sums and feet are judgement.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from dossier.text import number_in_words
from printing.blocks import Type, text
from printing.fonts import Faces, FontSet, register
from printing.grid import Grid, HeadCell, Plan, row_height
from printing.register_pages import pages_of
from printing.sheet import A4_ACROSS, draw_foot, open_canvas
from printing.signatures import Signatures, Signer, SignStyle
from printing.text import Markup, balanced, cell, fitted_line, joined, plain, shortened, stacked
from printing.values import Register, RegisterClosing, RegisterEntry
from printing.wording import reprint_remark

TITLE = "SỔ THEO DÕI HỒ SƠ"
LABEL = "Mẫu số 06, Thông tư 01/2018/TT-VPCP"
_SIGN = SignStyle(11, 9.5, 11, 13.5, 240, 9, 200)
_HEAD = 46.0
"""Height of what stands over the table of each page."""
_SUM = 20.0
_SIGNER_AT = 0.78
_STATEMENT = Type(11, 15, TA_JUSTIFY)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What all pages of one register share."""

    canvas: Canvas
    register: Register
    plan: Plan
    faces: Faces


def _go_on() -> None:
    """Lets a drawing go on."""


def draw_register(value: Register, fonts: FontSet, between: Callable[[], None] = _go_on) -> bytes:
    """Gives the PDF; the numbers of pages go on from `first_page`.

    A year takes long: `between` is called after each row that is measured and each page, and ends the drawing by
    what it raises.
    """
    faces, sheet = register(fonts), A4_ACROSS
    buffer = BytesIO()
    canvas = open_canvas(buffer, sheet, faces, f"{TITLE} {value.book}")
    drawing = _Drawing(canvas, value, _plan(faces), faces)
    rows = [_row(entry) for entry in value.entries]
    heights = []
    for row in rows:
        heights.append(row_height(drawing.plan, row, sheet.text_width))
        between()
    head = Grid(drawing.plan, (), after=0).height(sheet.text_width)
    closing = _closing_height(value, faces)
    pages = pages_of(heights, sheet.text_height - _HEAD - head - _SUM, closing)
    for number, page in enumerate(pages, start=value.first_page):
        top = _draw_page(drawing, number, page, rows)
        if value.closing and page is pages[-1]:
            _draw_closing(drawing, value.closing, number, top)
        canvas.showPage()
        between()
    canvas.save()
    return buffer.getvalue()


def _plan(faces: Faces) -> Plan:
    """Gives the thirteen columns with their numbers."""
    heads = (
        "TT",
        "Mã hồ sơ",
        "Tên thủ tục hành chính",
        "Số lượng hồ sơ (bộ)",
        "Tên cá nhân, tổ chức",
        "Địa chỉ, số điện thoại",
        "Cơ quan chủ trì giải quyết",
        "Nhận hồ sơ",
        "Hẹn trả kết quả",
        "Trả kết quả",
        "Phương thức nhận kết quả",
        "Ký nhận",
        "Ghi chú",
    )
    dates = range(7, 10)
    cells = tuple(
        HeadCell(words, column, row=1) if column in dates else HeadCell(words, column, rows=2)
        for column, words in enumerate(heads)
    )
    return Plan(
        widths=tuple(wide * mm for wide in (11, 25, 36, 11, 35, 34, 22, 16.5, 16.5, 16.5, 17, 0, 15)),
        head=(HeadCell("Ngày, tháng, năm", dates.start, columns=len(dates)), *cells),
        centred=frozenset({0, 3, *dates, 10}),
        faces=faces,
        cell=Type(8.5, 10.2),
        head_type=Type(8.25, 9.9, TA_CENTER),
        numbered=True,
    )


def _row(entry: RegisterEntry) -> tuple[Markup, ...]:
    """Gives the cells of one entry, cut where a narrow column would make the row taller than a page."""
    return (
        stacked(cell(entry.number, 20), _small(cell(entry.book, 30))),
        _code(entry.code),
        cell(entry.procedure),
        cell(entry.sets, 20),
        cell(entry.name, 300),
        stacked(cell(entry.address, 300), cell(entry.phone, 40)),
        cell(entry.agency, 200),
        cell(entry.received, 40),
        cell(entry.due, 40),
        cell(entry.returned, 40),
        cell(entry.delivery, 80),
        cell(entry.taken_by, 90),
        cell(entry.note, 90),
    )


def _code(code: str) -> Markup:
    """Sets the code in two lines at its first hyphen, its running number bold: what is looked for in a column."""
    start, hyphen, number = str(cell(code, 60)).rpartition("-")
    return Markup(f"{start.replace('-', '-<br/>', 1)}{hyphen}<b>{number}</b>")


def _small(markup: Markup) -> Markup:
    return Markup(f'<font size="7">{markup}</font>') if markup else markup


def _draw_page(drawing: _Drawing, number: int, page: range, rows: list[tuple[Markup, ...]]) -> float:
    """Draws head, rows, sums and foot of one page; gives the height at which it goes on."""
    sheet, value = A4_ACROSS, drawing.register
    _draw_head(drawing, number)
    grid = Grid(drawing.plan, tuple(rows[page.start : page.stop]), after=0)
    top = sheet.height - sheet.top - _HEAD
    grid.draw(drawing.canvas, sheet.left, top, sheet.text_width)
    top -= grid.height(sheet.text_width)
    sums = text(plain(_sums(value, page)), drawing.faces, Type(10, 13))
    sums.draw(drawing.canvas, sheet.left, top - 4, sheet.text_width)
    draw_foot(drawing.canvas, sheet, (LABEL, f"In từ phần mềm lúc {value.printed_at}"), drawing.faces)
    return top - _SUM


def _sums(value: Register, page: range) -> str:
    """Says how many entries the page has, how many of them are handed out or ended without, and the running sum."""
    entries = value.entries[page.start : page.stop]
    returned = sum(1 for entry in entries if entry.returned)
    ended = sum(1 for entry in entries if entry.ended)
    without = f", kết thúc không có kết quả {ended}" if ended else ""
    return (
        f"Cộng trang: {len(page)} hồ sơ, đã trả kết quả {returned}{without}, chưa trả {len(page) - returned - ended}. "
        f"Lũy kế đến hết trang: {value.carried + page.stop} hồ sơ."
    )


def _draw_head(drawing: _Drawing, number: int) -> None:
    """Draws unit, title, period and the numbers of book and page; a later page says that it goes on."""
    canvas, faces, value, sheet = drawing.canvas, drawing.faces, drawing.register, A4_ACROSS
    top = sheet.height - sheet.top
    _draw_unit(drawing, top)
    canvas.setFont(faces.serif_bold, 15)
    title = TITLE if number == value.first_page else f"{TITLE} (tiếp theo)"
    canvas.drawCentredString(sheet.width / 2, top - 14, title)
    parts = (reprint_remark(value.reprint), value.period, value.scope)
    size, period = fitted_line(". ".join(part for part in parts if part), faces.serif_italic, 100 * mm, (10.5, 7))
    canvas.setFont(faces.serif_italic, size)
    canvas.drawCentredString(sheet.width / 2, top - 29, period)
    size, book = fitted_line(f"Quyển số: {value.book}", faces.serif, 60 * mm, (10.5, 7))
    canvas.setFont(faces.serif, size)
    right = sheet.width - sheet.right
    canvas.drawRightString(right, top - 12, book)
    canvas.setFont(faces.serif, 10.5)
    canvas.drawRightString(right, top - 26, f"Trang {number}")


def _draw_unit(drawing: _Drawing, top: float) -> None:
    """Draws owner and unit in capitals at the left, smaller until two lines of each hold."""
    canvas, faces, value, room = drawing.canvas, drawing.faces, drawing.register, 82 * mm
    size, lines = _unit_lines(value, faces, room)
    base, centre = top - 10, A4_ACROSS.left + room / 2
    for face, line in lines:
        canvas.setFont(face, size)
        canvas.drawCentredString(centre, base, line)
        base -= size + 1.5
    canvas.setLineWidth(0.6)
    canvas.line(centre - 16 * mm, base + size - 4.5, centre + 16 * mm, base + size - 4.5)


def _unit_lines(value: Register, faces: Faces, room: float) -> tuple[float, tuple[tuple[str, str], ...]]:
    """Gives the size and the lines (face, text) of owner and unit: at most three lines that hold."""
    parts = ((faces.serif, shortened(value.owner, 100).upper()), (faces.serif_bold, shortened(value.unit, 100).upper()))
    for size in (10.5, 9.5, 8.5, 7.5):
        lines = tuple((face, line) for face, words in parts for line in balanced(words, face, size, room))
        if len(lines) <= 3:
            break
    return size, lines[:4]


def _closing_height(value: Register, faces: Faces) -> float:
    """Gives the room that the closing of the book takes over the foot."""
    if not value.closing:
        return 0.0
    words = text(_statement(value.closing, 0), faces, _STATEMENT).height(A4_ACROSS.text_width)
    return words + _signatures(value.closing, faces).height() + 24


def _draw_closing(drawing: _Drawing, closing: RegisterClosing, page: int, top: float) -> None:
    """Draws the statement that the book is closed and who signs it."""
    sheet, faces = A4_ACROSS, drawing.faces
    words = text(_statement(closing, page), faces, _STATEMENT, after=14)
    top -= 4
    words.draw(drawing.canvas, sheet.left, top, sheet.text_width)
    top -= words.height(sheet.text_width)
    centre = sheet.left + sheet.text_width * _SIGNER_AT
    size, place = fitted_line(closing.place_and_date, faces.serif_italic, _SIGN.column, (10.5, 7))
    drawing.canvas.setFont(faces.serif_italic, size)
    drawing.canvas.drawCentredString(centre, top, place)
    _signatures(closing, faces).draw(drawing.canvas, sheet.left, top, sheet.text_width)


def _statement(closing: RegisterClosing, page: int) -> Markup:
    """Says from which number to which, how many pages and dossiers, and how many go over into the next year."""
    ended = closing.total - closing.returned - closing.still_open
    without = f"kết thúc không có kết quả {ended} hồ sơ, " if ended else ""
    words = (
        f"Sổ có {page} trang, ghi liên tục từ số {closing.first} đến số {closing.last}, tổng cộng {closing.total} "
        f"({number_in_words(closing.total)}) hồ sơ; đã trả kết quả {closing.returned} hồ sơ, {without}"
        f"chuyển sang năm sau {closing.still_open} hồ sơ. "
        "Sổ được khóa theo điểm a khoản 2 Điều 10 Thông tư 01/2018/TT-VPCP."
    )
    return joined(Markup("<b>"), plain(f"KHÓA SỔ NĂM {closing.year}."), Markup("</b> "), plain(words))


def _signatures(closing: RegisterClosing, faces: Faces) -> Signatures:
    return Signatures(
        (
            Signer(("NGƯỜI GIỮ SỔ",), "(Ký và ghi rõ họ tên)", closing.clerk, 0.22),
            Signer(closing.signer.lines, "(Ký, ghi rõ họ tên và đóng dấu)", closing.signer.name, _SIGNER_AT),
        ),
        faces,
        _SIGN,
        hand=50,
        most=50,
    )
