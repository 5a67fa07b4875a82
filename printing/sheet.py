"""Lays the blocks of one paper on sheets: where pages break, the foot of each page, and "Trang i/n"."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Protocol

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from printing.blocks import Block, Cuttable, Text, stacked_height
from printing.fonts import Faces
from printing.grid import ROWS_TOGETHER, Grid
from printing.heading import draw_mark
from printing.signatures import Box, Signatures
from printing.text import clean, fitted_line

_RUNNING_HEAD = 20.0
_FOOT = 7.5


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper format and its margins in points; `foot` is the height of the rule above the foot line.

    All is drawn enlarged by `scale`: width, height and margins are those before it.
    """

    width: float
    height: float
    left: float
    right: float
    top: float
    foot: float
    scale: float = 1.0

    @property
    def text_width(self) -> float:
        """Gives the width of the text in points."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> float:
        """Gives the height between top margin and foot rule."""
        return self.height - self.top - self.foot


A5 = Sheet(148 * mm, 210 * mm, 12 * mm, 8 * mm, 9 * mm, 8.6 * mm)
A4 = Sheet(210 * mm, 297 * mm, 30 * mm, 15 * mm, 20 * mm, 15 * mm)
A4_ENLARGED = Sheet(168 * mm, 237.6 * mm, 24 * mm, 12 * mm, 16 * mm, 12 * mm, scale=1.25)
"""A4 with the margins of `A4` for papers designed for A5: five quarters of their sizes, so that text is 13 points
and a module of the bars is still a whole number of dots (10 at 600 dpi, 5 at 300)."""
A4_ACROSS = Sheet(297 * mm, 210 * mm, 12 * mm, 10 * mm, 10 * mm, 9.5 * mm)


@dataclass(frozen=True, slots=True)
class Form:
    """One paper ready to be laid on sheets.

    `body` may break anywhere its blocks allow; `tail`, signatures and notes stay together on the last page.
    `label` stands in the foot, `running` over the later pages, `mark` across each page, under its text.
    """

    body: tuple[Block, ...]
    tail: tuple[Block, ...]
    signatures: Signatures | None
    notes: Block | None
    label: str
    running: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Laid:
    """What one paper became: its number of pages and the room for the last signer's hand (empty where none signs)."""

    pages: int
    hand: Box


NO_HAND = Box(0, 0.0, 0.0, 0.0, 0.0)


class Blank(Protocol):
    """A head that leaves room for number and date."""

    def blanks(self, x: float, top: float, width: float) -> tuple[Box, Box]:
        """The two rooms on the first page, of a head drawn at `x` and `top` in this width."""
        ...


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished file: its bytes, the empty rectangle for the last signature, and its number of pages.

    `blanks`: the rooms for number and date on a paper that gets them after its signature.
    """

    pdf: bytes
    signature_box: Box
    pages: int
    blanks: tuple[Box, Box] | None = None


def printed(forms: Iterable[Form], sheet: Sheet, faces: Faces, title: str) -> Printed:
    """Gives one file with the papers one after the other; the box is that of the last one. Raises PrintFault."""
    buffer = BytesIO()
    canvas = open_canvas(buffer, sheet, faces, title)
    laid = [lay(canvas, sheet, form, faces) for form in forms]
    canvas.save()
    return Printed(buffer.getvalue(), laid[-1].hand, sum(one.pages for one in laid))


def with_blanks(paper: Printed, sheet: Sheet, head: Blank) -> Printed:
    """The same paper with the rooms that its head, the first block, leaves for number and date."""
    number, day = head.blanks(sheet.left, sheet.height - sheet.top, sheet.text_width)
    return replace(paper, blanks=(number.enlarged(sheet.scale), day.enlarged(sheet.scale)))


def open_canvas(buffer: BytesIO, sheet: Sheet, faces: Faces, title: str) -> Canvas:
    """Opens a PDF whose bytes depend on nothing but what is drawn, with no face but ours."""
    canvas = Canvas(
        buffer,
        pagesize=(sheet.width * sheet.scale, sheet.height * sheet.scale),
        invariant=1,
        pageCompression=1,
        initialFontName=faces.serif,  # type: ignore[arg-type]  # the stub says float, reportlab wants a name
        lang="vi-VN",
    )
    canvas.setTitle(clean(title))
    canvas.setCreator("motcua")
    canvas.setAuthor("motcua")
    canvas.setSubject("")
    canvas.setViewerPreference("PrintScaling", "None")
    return canvas


def pages_needed(form: Form, sheet: Sheet) -> int:
    """Gives on how many pages a paper would be laid."""
    return len(_paginate(form, sheet)[0])


def lay(canvas: Canvas, sheet: Sheet, form: Form, faces: Faces) -> Laid:
    """Draws the pages of one paper and ends each of them."""
    first_page = canvas.getPageNumber() - 1
    pages, tail = _paginate(form, sheet)
    hand = NO_HAND
    for number, blocks in enumerate(pages, start=1):
        top = sheet.height - sheet.top
        canvas.scale(sheet.scale, sheet.scale)
        if form.mark:
            draw_mark(canvas, form.mark, (sheet.width, sheet.height), faces)
        if number > 1:
            _draw_running_head(canvas, sheet, form.running, faces)
            top -= _RUNNING_HEAD
        is_last = number == len(pages)
        for block in (*blocks, *tail) if is_last else blocks:
            block.draw(canvas, sheet.left, top, sheet.text_width)
            top -= block.height(sheet.text_width)
        if is_last:
            hand = _draw_end(canvas, sheet, form, (first_page + number - 1, top))
        _draw_foot(canvas, sheet, form.label, (number, len(pages), faces))
        canvas.showPage()
    return Laid(len(pages), hand.enlarged(sheet.scale))


def _paginate(form: Form, sheet: Sheet) -> tuple[list[list[Block]], tuple[Block, ...]]:
    """Gives the blocks of each page, and the tail that follows those of the last page.

    A tail too tall for a page of its own is broken like the body, so that no text is ever lost.
    """
    width, later = sheet.text_width, sheet.text_height - _RUNNING_HEAD
    ending = _signatures_height(form) + _notes_height(form, sheet)
    closing = stacked_height(form.tail, width) + ending
    body, tail = form.body, form.tail
    if closing > later:
        body, tail, closing = (*form.body, *form.tail), (), ending
    pages, left = _fill(body, width, (sheet.text_height, later))
    if closing > left:
        pages.append(_carried(pages[-1], width, later - closing))
    return pages, tail


def _fill(body: tuple[Block, ...], width: float, rooms: tuple[float, float]) -> tuple[list[list[Block]], float]:
    """Stacks the blocks from page to page; gives the pages and the room left on the last."""
    pages: list[list[Block]] = [[]]
    left, later = rooms
    queue = deque(body)
    while queue:
        block = queue.popleft()
        height = block.height(width)
        if height <= left:
            pages[-1].append(block)
            left -= height
            continue
        parts = block.cut(width, left) if isinstance(block, Cuttable) else None
        if parts is None and not pages[-1]:
            pages[-1].append(block)
            left = 0.0
            continue
        if parts is None:
            queue.appendleft(block)
        else:
            pages[-1].append(parts[0])
            queue.appendleft(parts[1])
        pages.append([])
        left = later
    return pages, left


def _carried(page: list[Block], width: float, room: float) -> list[Block]:
    """Takes from the page what goes over with the closing, so that it never stands alone.

    Two rows of a table that ended the page, or its last frame; nothing when the last block is running text,
    for the tail has sentences of its own.
    """
    last = page[-1]
    parts = last.cut_at(len(last.rows) - ROWS_TOGETHER) if isinstance(last, Grid) else None
    kept, carried = parts or (None, last)
    if isinstance(last, Text) or (kept is None and len(page) == 1) or carried.height(width) > room:
        return []
    page[-1:] = [kept] if kept else []
    return [carried]


def _signatures_height(form: Form) -> float:
    """Gives the height of the signature block."""
    return form.signatures.height() if form.signatures else 0.0


def _notes_height(form: Form, sheet: Sheet) -> float:
    """Gives the room of the notes over the foot rule, with the white above them."""
    return form.notes.height(sheet.text_width) + 6 if form.notes else 0.0


def _draw_end(canvas: Canvas, sheet: Sheet, form: Form, place: tuple[int, float]) -> Box:
    """Draws signatures and notes on the last page; gives the room for the hand."""
    page, top = place
    notes = _notes_height(form, sheet)
    if form.notes:
        form.notes.draw(canvas, sheet.left, sheet.foot + notes - 4, sheet.text_width)
    if not form.signatures:
        return NO_HAND
    spare = top - sheet.foot - notes - form.signatures.height() - 6
    signatures = form.signatures.stretched(spare)
    signatures.draw(canvas, sheet.left, top, sheet.text_width)
    return signatures.hand_box(page, sheet.left, top, sheet.text_width)


def _draw_running_head(canvas: Canvas, sheet: Sheet, running: str, faces: Faces) -> None:
    """Names the paper over a later page."""
    base = sheet.height - sheet.top - 7
    face = faces.serif_italic
    size, words = fitted_line(running, face, sheet.text_width, (8.5, 7.0))
    canvas.setFont(face, size)
    canvas.drawString(sheet.left, base, words)
    canvas.setLineWidth(0.35)
    canvas.line(sheet.left, base - 4, sheet.width - sheet.right, base - 4)


def _draw_foot(canvas: Canvas, sheet: Sheet, label: str, count: tuple[int, int, Faces]) -> None:
    """Draws the form's number, and which page of how many; nothing on a lone page without a label."""
    number, total, faces = count
    if total == 1 and not label:
        return
    words = label if number == total else f"{label} · Xem tiếp trang sau"
    draw_foot(canvas, sheet, (words.removeprefix(" · "), f"Trang {number}/{total}"), faces)


def draw_foot(canvas: Canvas, sheet: Sheet, words: tuple[str, str], faces: Faces) -> None:
    """Draws the rule and under it words at the left and at the right; the left ones give way."""
    canvas.setLineWidth(0.35)
    canvas.line(sheet.left, sheet.foot, sheet.width - sheet.right, sheet.foot)
    size, right = fitted_line(words[1], faces.serif, sheet.text_width / 2, (_FOOT, 6.0))
    canvas.setFont(faces.serif, size)
    canvas.drawRightString(sheet.width - sheet.right, sheet.foot - 8, right)
    room = sheet.text_width - stringWidth(right, faces.serif, size) - 12
    size, left = fitted_line(words[0], faces.serif, room, (_FOOT, 6.0))
    canvas.setFont(faces.serif, size)
    canvas.drawString(sheet.left, sheet.foot - 8, left)
