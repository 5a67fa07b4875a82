"""Draws who signs: titles, the room for the hand and the names, and tells where that room is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reportlab.pdfgen.canvas import Canvas

from printing.fonts import Faces
from printing.text import balanced, clean, cut_to_width, fitted_line, fitting_size, shortened


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page: `page` counts from 0, the rest is points from the lower left corner."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float

    def enlarged(self, scale: float) -> Box:
        """Gives where the rectangle lies once the whole page is enlarged."""
        return Box(self.page, self.x0 * scale, self.y0 * scale, self.x1 * scale, self.y1 * scale)


@dataclass(frozen=True, slots=True)
class Signer:
    """One who signs: `titles` in capitals, one a line; `at` is the middle of the column, part of the width."""

    titles: tuple[str, ...]
    remark: str
    name: str
    at: float


@dataclass(frozen=True, slots=True)
class SignStyle:
    """Sizes in points: title, remark, name, leading, width of the column; text and width of the left column."""

    title: float
    remark: float
    name: float
    leading: float
    column: float
    beside: float
    beside_width: float


_LONGEST = 120
"""Letters kept of a title or a name."""
A5_SIGN = SignStyle(10, 9, 10.5, 12, 165, 8.5, 178)
A4_SIGN = SignStyle(13, 11.5, 13, 16, 225, 11, 190)


@dataclass(frozen=True, slots=True)
class Signatures:
    """The signature block; it is always the last block of a paper.

    `hand` is the room for the hand in points, `most` what it may grow to on a page with white space left.
    `beside` are the lines of "Nơi nhận", at the left.
    """

    signers: tuple[Signer, ...]
    faces: Faces
    style: SignStyle = A5_SIGN
    hand: float = 38.0
    most: float = 60.0
    beside: tuple[str, ...] = ()

    def height(self) -> float:
        """Gives the height in points."""
        names = max(len(self._name_lines(one)[1]) for one in self.signers) * self.style.leading
        return max(self._head_height() + self.hand + names + 2, self._beside_height())

    def stretched(self, spare: float) -> Signatures:
        """Gives the hand more room out of `spare` points, never more than `most`."""
        return replace(self, hand=min(self.most, self.hand + max(0.0, spare)))

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        """Draws it downwards from `top`."""
        self._draw_beside(canvas, x, top)
        for signer in self.signers:
            centre = x + width * signer.at
            base = top
            for line in self._title_lines(signer):
                base -= self.style.leading
                self._write(canvas, (centre, base), line, (self.faces.serif_bold, self.style.title))
            if signer.remark:
                base -= self.style.leading
                self._write(canvas, (centre, base), signer.remark, (self.faces.serif_italic, self.style.remark))
            base = top - self._head_height() - self.hand + 2
            size, lines = self._name_lines(signer)
            for line in lines:
                base -= self.style.leading
                self._write(canvas, (centre, base), line, (self.faces.serif_bold, size))

    def hand_box(self, page: int, x: float, top: float, width: float) -> Box:
        """Gives the empty room of the last signer when the block is drawn at `x` and `top`."""
        centre = x + width * self.signers[-1].at
        upper = top - self._head_height() - 3
        half = self.style.column / 2
        return Box(page, centre - half, upper - self.hand + 4, centre + half, upper)

    def _title_lines(self, signer: Signer) -> tuple[str, ...]:
        face, size = self.faces.serif_bold, self.style.title
        return tuple(
            line
            for title in signer.titles
            for line in balanced(shortened(title, _LONGEST), face, size, self.style.column)
        )

    def _name_lines(self, signer: Signer) -> tuple[float, tuple[str, ...]]:
        """Gives size and lines of the name: smaller by a tenth before it takes a second line."""
        face, size, name = self.faces.serif_bold, self.style.name, shortened(signer.name, _LONGEST)
        fitted = fitting_size(name, face, self.style.column, (size, size * 0.9))
        if fitted is not None:
            return fitted, (name,)
        return size, balanced(name, face, size, self.style.column)

    def _head_height(self) -> float:
        lines = max(len(self._title_lines(one)) + bool(one.remark) for one in self.signers)
        return lines * self.style.leading + 3

    def _beside_height(self) -> float:
        return len(self.beside) * (self.style.beside + 2) + self.style.leading

    def _write(self, canvas: Canvas, spot: tuple[float, float], words: str, font: tuple[str, float]) -> None:
        """Writes one centred line, smaller until the column holds it."""
        face, largest = font
        size, line = fitted_line(words, face, self.style.column, (largest, 6))
        canvas.setFont(face, size)
        canvas.drawCentredString(*spot, line)

    def _draw_beside(self, canvas: Canvas, x: float, top: float) -> None:
        if not self.beside:
            return
        base = top - self.style.leading
        canvas.setFont(self.faces.serif_bold_italic, self.style.beside + 1)
        canvas.drawString(x, base, "Nơi nhận:")
        canvas.setFont(self.faces.serif, self.style.beside)
        for line in self.beside:
            base -= self.style.beside + 2
            font = (self.faces.serif, self.style.beside)
            canvas.drawString(x, base, cut_to_width(f"- {clean(line)}", font, self.style.beside_width))
