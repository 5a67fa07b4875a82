"""Draws the title of a paper, the row of its code, and the frame of its two times."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from printing.blocks import Type, paragraph
from printing.codes import BARCODE_MODULE, barcode_width, digit_groups, draw_barcode
from printing.fonts import Faces
from printing.text import Markup, balanced, clean, fitted_line, fitting_size, plain, strong

BARS_HEIGHT = 9.5 * mm
_MARK_GREY = 0.72


@dataclass(frozen=True, slots=True)
class Title:
    """The title in bold, on one line where it holds; under it an italic remark such as the copy's name.

    `sizes` are the largest and the smallest size in points.
    """

    words: str
    remark: str
    faces: Faces
    sizes: tuple[float, float] = (13.0, 11.0)
    after: float = 6.0

    def height(self, width: float) -> float:
        size, lines = self._lines(width)
        return len(lines) * (size + 2.5) + (10.5 if self.remark else 0) + self.after

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        size, lines = self._lines(width)
        base = top - size * 0.8
        for line in lines:
            canvas.setFont(self.faces.serif_bold, size)
            canvas.drawCentredString(x + width / 2, base, line)
            base -= size + 2.5
        if self.remark:
            smaller, remark = fitted_line(f"({self.remark})", self.faces.serif_italic, width, (9, 7))
            canvas.setFont(self.faces.serif_italic, smaller)
            canvas.drawCentredString(x + width / 2, base + size - 9.5, remark)

    def _lines(self, width: float) -> tuple[float, tuple[str, ...]]:
        words = clean(self.words)
        size = fitting_size(words, self.faces.serif_bold, width, self.sizes)
        if size is not None:
            return size, (words,)
        return self.sizes[1], balanced(words, self.faces.serif_bold, self.sizes[1], width)


@dataclass(frozen=True, slots=True)
class CodeRow:
    """The bars with their digits, and right of them the dossier code and, where given, the secret."""

    barcode: str
    code: str
    secret: str
    faces: Faces
    after: float = 8.0

    def height(self, _width: float) -> float:
        return BARS_HEIGHT + 11 + self.after

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        draw_bars(canvas, self.barcode, (x, top - BARS_HEIGHT), self.faces)
        right = x + barcode_width() + 5.5 * mm
        canvas.setFont(self.faces.serif, 9)
        canvas.drawString(right, top - 6.5, "Mã hồ sơ")
        size, code = fitted_line(self.code, self.faces.serif_bold, x + width - right, (12, 8))
        canvas.setFont(self.faces.serif_bold, size)
        canvas.drawString(right, top - 19.5, code)
        if self.secret:
            draw_secret(canvas, (right, top - 33), self.secret, self.faces)


def draw_bars(canvas: Canvas, digits: str, corner: tuple[float, float], faces: Faces) -> None:
    """Draws the bars and, centred under them, their digits in groups of four."""
    draw_barcode(canvas, digits, corner, (BARCODE_MODULE, BARS_HEIGHT))
    canvas.setFont(faces.serif, 8.5)
    canvas.drawCentredString(corner[0] + barcode_width() / 2, corner[1] - 9, digit_groups(digits))


def draw_secret(canvas: Canvas, spot: tuple[float, float], secret: str, faces: Faces) -> None:
    """Writes the look-up secret in groups of four letters, for eyes that copy it into a telephone."""
    words = canvas.beginText(*spot)
    words.setFont(faces.serif, 9.5)
    words.textOut("Mã bí mật để tra cứu: ")
    words.setFont(faces.serif_bold, 11.5)
    words.textOut(digit_groups(clean(secret).replace(" ", "")))
    canvas.drawText(words)


@dataclass(frozen=True, slots=True)
class TimesFrame:
    """The time of receipt and the time of return in one frame; the second is the only bold value."""

    received: str
    due: str
    faces: Faces
    after: float = 7.0

    def height(self, width: float) -> float:
        cells = self._cells()
        shares = self._shares(width)
        tallest = max(
            float(paragraph(value, self.faces.serif, kind).wrap(share - 10, 1e6)[1])
            for (_, value, kind), share in zip(cells, shares, strict=True)
        )
        return tallest + 18 + self.after

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        high = self.height(width) - self.after
        canvas.setLineWidth(0.8)
        canvas.rect(x, top - high, width, high, stroke=1, fill=0)
        first = self._shares(width)[0]
        canvas.setLineWidth(0.5)
        canvas.line(x + first, top, x + first, top - high)
        for (label, value, kind), share in zip(self._cells(), self._shares(width), strict=True):
            canvas.setFont(self.faces.serif, 9)
            canvas.drawString(x + 5, top - 10.5, label)
            words = paragraph(value, self.faces.serif, kind)
            tall = float(words.wrap(share - 10, 1e6)[1])
            words.drawOn(canvas, x + 5, top - 14.5 - tall)
            x += share

    def _shares(self, width: float) -> tuple[float, float]:
        return width * 0.44, width * 0.56

    def _cells(self) -> tuple[tuple[str, Markup, Type], ...]:
        kind = Type(11, 14)
        return (
            ("Thời gian nhận hồ sơ", plain(self.received), kind),
            ("Thời gian trả kết quả", strong(self.due), kind),
        )


@dataclass(frozen=True, slots=True)
class CentredLine:
    """One bold line in the middle, such as "XÁC NHẬN:"."""

    words: str
    faces: Faces
    size: float
    after: float = 8.0

    def height(self, width: float) -> float:
        return float(self._wrapped(width)) + self.after

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        words = paragraph(strong(self.words), self.faces.serif, self._kind())
        tall = words.wrap(width, 1e6)[1]
        words.drawOn(canvas, x, top - tall)

    def _wrapped(self, width: float) -> float:
        return float(paragraph(strong(self.words), self.faces.serif, self._kind()).wrap(width, 1e6)[1])

    def _kind(self) -> Type:
        return Type(self.size, self.size * 1.3, TA_CENTER)


def draw_mark(canvas: Canvas, words: str, page: tuple[float, float], faces: Faces) -> None:
    """Draws words across the middle of a page in a frame, grey enough to read what is drawn over them."""
    wide, high = page
    size, mark = 54.0, clean(words)
    half = stringWidth(mark, faces.sans_bold, size) / 2 + 16
    canvas.saveState()
    canvas.translate(wide / 2, high / 2)
    canvas.rotate(28)
    canvas.setFillGray(_MARK_GREY)
    canvas.setStrokeGray(_MARK_GREY)
    canvas.setLineWidth(4)
    canvas.setFont(faces.sans_bold, size)
    canvas.drawCentredString(0, -size * 0.36, mark)
    canvas.rect(-half, -size * 0.72, 2 * half, size * 1.5, stroke=1, fill=0)
    canvas.restoreState()
