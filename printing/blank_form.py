"""Draws a declaration with nothing filled in, so that a citizen may take it home and fill it in by hand.

Basis: 641/QĐ-UBND art. 3(2)b (a service of level 2: forms may be taken from the portal and filled in). What is asked is
the form's table, as on the portal and at the counter; how it is laid out is judgement.
"""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from printing.blocks import Block, Gap, Text, Type, text
from printing.fonts import Faces, FontSet, register
from printing.heading import Title
from printing.layout import layout_of
from printing.letterhead import NationalHead
from printing.sheet import Form, Printed, printed
from printing.signatures import Signatures, Signer
from printing.text import Markup, clean, joined, plain, strong
from printing.values import PaperSize
from printing.wording import HAND_REMARK, JUSTIFIED

_PLACE = "……………, ngày …… tháng …… năm ……"
_NOTE = Type(8.5, 10.5)
_LINE = 17.0
"""Distance of the lines to write on: a hand needs more room than print."""
_LEAST = 90.0
"""Room that a line must have after its label; otherwise the writing begins on the next line."""
_BOX = 8.0
_BESIDE = 18.0
_SIZE = 10.5
_ENDLESS = 1e6


@dataclass(frozen=True, slots=True)
class BlankRow:
    """One question: its label, the answers to tick (none: lines to write on), whom it is for and what helps.

    `when` and `hint` are small print under it; empty where there is none. `lines` are those to write on.
    """

    label: str
    choices: tuple[str, ...] = ()
    lines: int = 1
    when: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class BlankForm:
    """Title, procedure ("code - name"), the law it rests on, its parts (heading, rows), and what is declared."""

    title: str
    procedure: str
    basis: str
    parts: tuple[tuple[str, tuple[BlankRow, ...]], ...]
    declaration: str


def draw_blank_form(form: BlankForm, fonts: FontSet) -> Printed:
    """Gives the PDF on A4; equal forms make equal bytes."""
    faces, layout = register(fonts), layout_of(PaperSize.A4)
    body: list[Block] = [
        NationalHead(_PLACE, "", layout.head, faces),
        Title(form.title.upper(), f"nội dung theo {form.basis}" if form.basis else "", faces, after=10),
        _Lines(BlankRow("Kính gửi"), faces),
        text(joined(plain("Thủ tục:"), Markup(" "), strong(form.procedure)), faces, after=2),
    ]
    for heading, rows in form.parts:
        body += [Gap(6), text(strong(heading), faces, after=2)]
        body += [block for number, row in enumerate(rows, start=1) for block in _asked(number, row, faces)]
    signer = Signer(("NGƯỜI KHAI",), HAND_REMARK, "", 0.75)
    return printed(
        (
            Form(
                body=tuple(body),
                tail=(Gap(8), text(plain(form.declaration), faces, JUSTIFIED, after=6)),
                signatures=Signatures((signer,), faces),
                notes=None,
                label=f"{form.title} (để điền bằng tay)",
                running=f"{form.title} (tiếp theo)",
            ),
        ),
        layout.sheet,
        faces,
        form.title,
    )


def _asked(number: int, row: BlankRow, faces: Faces) -> tuple[Block, ...]:
    """A question with its room for the answer, and the small print under it, which never parts from it."""
    named = BlankRow(f"{number}. {row.label}", row.choices, row.lines)
    asked = _Ticks(named, faces) if row.choices else _Lines(named, faces)
    small = ". ".join(words.rstrip(".") for words in (row.when, row.hint) if words)
    return (_Together(asked, text(plain(f"({small}.)"), faces, _NOTE, after=4)),) if small else (asked,)


@dataclass(frozen=True, slots=True)
class _Together:
    """Two blocks that stay on one page."""

    first: Block
    second: Block

    def height(self, width: float) -> float:
        return self.first.height(width) + self.second.height(width)

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        self.first.draw(canvas, x, top, width)
        self.second.draw(canvas, x, top - self.first.height(width), width)


@dataclass(frozen=True, slots=True)
class _Lines:
    """A label and dotted lines to write on: the first beside its last words where there is room."""

    row: BlankRow
    faces: Faces

    def height(self, width: float) -> float:
        lines = self.row.lines if self._beside(width) else self.row.lines + 1
        return max(_LINE, self._label().height(width)) + (lines - 1) * _LINE + 2

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        label = self._label()
        label.draw(canvas, x, top - max(0.0, _LINE - label.height(width)), width)
        base = top - max(_LINE, label.height(width))
        starts = [x] * self.row.lines
        if self._beside(width):
            starts[0] = x + self._last_width(width) + 4
            base += _LINE
        for start in starts:
            base -= _LINE
            _dots(canvas, start, base + 2, x + width)

    def _label(self) -> Text:
        return text(plain(f"{self.row.label}:"), self.faces)

    def _last_width(self, width: float) -> float:
        """How far the last line of the label goes."""
        words = clean(f"{self.row.label}:")
        whole = float(stringWidth(words, self.faces.serif, _SIZE))
        if whole <= width:
            return whole
        paragraph = self._label().paragraph
        paragraph.wrap(width, _ENDLESS)
        spare = paragraph.getActualLineWidths0()[-1]
        return float(spare)

    def _beside(self, width: float) -> bool:
        return width - self._last_width(width) >= _LEAST


@dataclass(frozen=True, slots=True)
class _Ticks:
    """A label and the answers to it, each with a box; answers go on in the next line where one is full."""

    row: BlankRow
    faces: Faces

    def height(self, width: float) -> float:
        return self._label().height(width) + len(self._rows(width)) * _LINE + 2

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        self._label().draw(canvas, x, top, width)
        base = top - self._label().height(width)
        canvas.setLineWidth(0.6)
        for answers in self._rows(width):
            base -= _LINE
            left = x + _BESIDE
            for answer in answers:
                canvas.rect(left, base + 3, _BOX, _BOX, stroke=1, fill=0)
                words = text(plain(answer), self.faces)
                room = width - _BESIDE - _BOX - 4
                words.draw(canvas, left + _BOX + 4, base + 3 + _SIZE, room)
                left += self._wide(answer)

    def _label(self) -> Text:
        return text(plain(f"{self.row.label}:"), self.faces)

    def _wide(self, answer: str) -> float:
        return _BOX + 4 + float(stringWidth(clean(answer), self.faces.serif, _SIZE)) + _BESIDE

    def _rows(self, width: float) -> list[list[str]]:
        rows: list[list[str]] = [[]]
        left = width - _BESIDE
        for answer in self.row.choices:
            if rows[-1] and self._wide(answer) > left:
                rows.append([])
                left = width - _BESIDE
            rows[-1].append(answer)
            left -= self._wide(answer)
        return rows


def _dots(canvas: Canvas, start: float, base: float, end: float) -> None:
    canvas.saveState()
    canvas.setLineWidth(0.5)
    canvas.setDash(0.7, 2.1)
    canvas.line(start, base, end, base)
    canvas.restoreState()
