"""Draws the head of every paper: QR top left, the unit, the national title with its motto, place and date.

Basis: NĐ 30/2020 annex I (who stands where, the rules under unit and motto); TT 01/2023/TT-VPCP (QR in the
top left corner of papers issued from the system). Sizes on A5 are smaller than the annex's: judgement.
"""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from printing.codes import draw_qr
from printing.fonts import Faces
from printing.signatures import Box
from printing.text import balanced, clean, fitted_line, shortened
from printing.values import Letterhead

NATIONAL_TITLE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
QR_SIDE = 17 * mm


@dataclass(frozen=True, slots=True)
class HeadStyle:
    """Sizes in points of one paper format; steps are distances of base lines, `qr_shift` goes right and up."""

    unit: tuple[float, float]
    unit_leading: float
    title: float
    motto: float
    motto_step: float
    number: float
    date: float
    date_step: float
    qr_shift: tuple[float, float] = (0.0, 0.0)
    qr_beside_unit: bool = True
    qr_side: float = QR_SIDE

    def reduced(self, scale: float) -> HeadStyle:
        """Gives the style that is this one again once the page is enlarged by `scale`."""
        largest, smallest = self.unit
        right, up = self.qr_shift
        return HeadStyle(
            (largest / scale, smallest / scale),
            self.unit_leading / scale,
            self.title / scale,
            self.motto / scale,
            self.motto_step / scale,
            self.number / scale,
            self.date / scale,
            self.date_step / scale,
            (right / scale, up / scale),
            self.qr_beside_unit,
            self.qr_side / scale,
        )


A5_HEAD = HeadStyle((9, 7.5), 11, 9.25, 10.5, 13, 9.5, 10, 31)
A4_HEAD = HeadStyle((12.5, 10), 15, 12.5, 13.5, 17, 13, 13, 42, (-22 * mm, 12 * mm), qr_beside_unit=False)
"""On A4 the QR stands in the wide margin, in the corner of the sheet itself."""
_ASCENT = 0.74
_LONGEST_UNIT = 150
_RULE_DROP = 5.2 / 9
_MOTTO_RULE_DROP = 3.8 / 10.5
"""Depth of the rules under unit and motto, in parts of the size of the text over them."""
_NUMBER_LABEL, _LONGEST_NUMBER = "Số: ", "9999/UBND-TTHC"
_LONGEST_DATE = "ngày 30 tháng 12 năm 2029"
_BLANK_DROP, _BLANK_RISE = 0.4, 0.85
"""How far the room for a number or a date reaches under and over its base line, in parts of the size."""


@dataclass(frozen=True, slots=True)
class Head:
    """The letterhead as a block of the first page."""

    value: Letterhead
    style: HeadStyle
    faces: Faces
    after: float = 12.0

    def height(self, width: float) -> float:
        style = self.style
        date_foot = self._first_line() + style.date_step + 4
        qr_foot = style.qr_side if self.value.qr and style.qr_beside_unit else 0.0
        return max(date_foot, qr_foot, self._unit_foot(width)) + self.after

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        if self.value.qr:
            right, up = self.style.qr_shift
            draw_qr(canvas, clean(self.value.qr), (x + right, top + up), self.style.qr_side)
        self._draw_nation(canvas, x + width, top - self._first_line())
        self._draw_unit(canvas, x, top - self._first_line(), width)

    def _first_line(self) -> float:
        """Gives the depth of the first base line."""
        return self.style.title * _ASCENT

    def _unit_span(self, width: float) -> tuple[float, float]:
        """Gives the left edge and the width of the unit block."""
        left = self.style.qr_side + 8 if self.value.qr and self.style.qr_beside_unit else 0.0
        return left, width - self._nation_width() - 8 - left

    def _nation_width(self) -> float:
        """Gives the width of the national title."""
        return stringWidth(NATIONAL_TITLE, self.faces.serif_bold, self.style.title)

    def _unit_lines(self, width: float) -> tuple[float, tuple[tuple[str, str], ...]]:
        """Gives the size and the lines (face, text) of the unit block, smaller until two lines each hold."""
        room = self._unit_span(width)[1]
        parts = ((self.faces.serif, self.value.owner), (self.faces.serif_bold, self.value.unit))
        size, smallest = self.style.unit
        while True:
            lines = tuple(
                (face, line)
                for face, words in parts
                for line in balanced(shortened(words, _LONGEST_UNIT).upper(), face, size, room)
                if line
            )
            if len(lines) <= 4 and all(stringWidth(line, face, size) <= room for face, line in lines):
                return size, lines
            if size <= smallest:
                return size, lines
            size -= 0.25

    def _unit_foot(self, width: float) -> float:
        """Gives the depth at which the unit block ends."""
        size, lines = self._unit_lines(width)
        rule = self._first_line() + (len(lines) - 1) * self.style.unit_leading + _RULE_DROP * size
        return rule + (self.style.number + 5 if self.value.number or self.value.to_issue else 2)

    def _draw_unit(self, canvas: Canvas, x: float, base: float, width: float) -> None:
        left, room = self._unit_span(width)
        centre, first = x + left + room / 2, base
        size, lines = self._unit_lines(width)
        for face, line in lines:
            canvas.setFont(face, size)
            canvas.drawCentredString(centre, base, line)
            base -= self.style.unit_leading
        longest = max((stringWidth(line, face, size) for face, line in lines), default=0.0)
        rule = base + self.style.unit_leading - _RULE_DROP * size
        canvas.setLineWidth(0.6)
        canvas.line(centre - longest * 0.22, rule, centre + longest * 0.22, rule)
        if self.value.to_issue:
            start, low, size = self._number_start(x, first, width)
            canvas.setFont(self.faces.serif, size)
            canvas.drawString(start, low, _NUMBER_LABEL)
        elif self.value.number:
            size, number = fitted_line(f"Số: {self.value.number}", self.faces.serif, room, (self.style.number, 6))
            canvas.setFont(self.faces.serif, size)
            canvas.drawCentredString(centre, rule - self.style.number - 1.5, number)

    def _draw_nation(self, canvas: Canvas, right: float, base: float) -> None:
        tools, centre = (canvas, self.style, self.faces), right - self._nation_width() / 2
        if not self.value.to_issue:
            _draw_nation(tools, centre, base, self.value.place_and_date)
            return
        _draw_nation(tools, centre, base, "")
        start, low, size = self._date_start(right, base)
        canvas.setFont(self.faces.serif_italic, size)
        canvas.drawString(start, low, f"{self.value.place_and_date}, ")

    def blanks(self, x: float, top: float, width: float) -> tuple[Box, Box]:
        """Where number and date will stand on a paper to be issued, drawn at `x` and `top` of the first page."""
        base = top - self._first_line()
        left, low, size = self._number_start(x, base, width)
        left += stringWidth(_NUMBER_LABEL, self.faces.serif, size)
        number = _blank(left, low, size, _LONGEST_NUMBER, self.faces.serif)
        left, low, size = self._date_start(x + width, base)
        left += stringWidth(f"{self.value.place_and_date}, ", self.faces.serif_italic, size)
        return number, _blank(left, low, size, _LONGEST_DATE, self.faces.serif)

    def _number_start(self, x: float, base: float, width: float) -> tuple[float, float, float]:
        """Left edge, base line and size of the label and the room for the number."""
        left, room = self._unit_span(width)
        size, _ = fitted_line(_NUMBER_LABEL + _LONGEST_NUMBER, self.faces.serif, room, (self.style.number, 6))
        whole = stringWidth(_NUMBER_LABEL + _LONGEST_NUMBER, self.faces.serif, size)
        rule = base + self._first_line() - (self._unit_foot(width) - self.style.number - 5)
        return x + left + (room - whole) / 2, rule - self.style.number - 1.5, size

    def _date_start(self, right: float, base: float) -> tuple[float, float, float]:
        """Left edge, base line and size of the place and the room for the date."""
        room, words = self._nation_width(), f"{self.value.place_and_date}, {_LONGEST_DATE}"
        size, _ = fitted_line(words, self.faces.serif_italic, room, (self.style.date, 6))
        whole = stringWidth(words, self.faces.serif_italic, size)
        return right - room / 2 - whole / 2, base - self.style.date_step, size


def _blank(left: float, low: float, size: float, longest: str, face: str) -> Box:
    return Box(0, left, low - _BLANK_DROP * size, left + stringWidth(longest, face, size) + 2, low + _BLANK_RISE * size)


@dataclass(frozen=True, slots=True)
class NationalHead:
    """The head of a paper that a citizen signs: national title and motto in the middle, no office; QR in its corner."""

    place_and_date: str
    qr: str
    style: HeadStyle
    faces: Faces
    after: float = 12.0

    def height(self, _width: float) -> float:
        foot = self.style.title * _ASCENT + self.style.date_step + 4
        beside = self.style.qr_side if self.qr and self.style.qr_beside_unit else 0.0
        return max(foot, beside) + self.after

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        if self.qr:
            right, up = self.style.qr_shift
            draw_qr(canvas, clean(self.qr), (x + right, top + up), self.style.qr_side)
        base = top - self.style.title * _ASCENT
        _draw_nation((canvas, self.style, self.faces), x + width / 2, base, self.place_and_date)


def _draw_nation(tools: tuple[Canvas, HeadStyle, Faces], centre: float, base: float, place_and_date: str) -> None:
    """Draws national title, motto with its rule, place and date, all around `centre`, downwards from `base`."""
    canvas, style, faces = tools
    canvas.setFont(faces.serif_bold, style.title)
    canvas.drawCentredString(centre, base, NATIONAL_TITLE)
    motto_base = base - style.motto_step
    canvas.setFont(faces.serif_bold, style.motto)
    canvas.drawCentredString(centre, motto_base, MOTTO)
    rule = motto_base - _MOTTO_RULE_DROP * style.motto
    half = stringWidth(MOTTO, faces.serif_bold, style.motto) / 2
    canvas.setLineWidth(0.6)
    canvas.line(centre - half, rule, centre + half, rule)
    room = stringWidth(NATIONAL_TITLE, faces.serif_bold, style.title)
    size, place = fitted_line(place_and_date, faces.serif_italic, room, (style.date, 6))
    canvas.setFont(faces.serif_italic, size)
    canvas.drawCentredString(centre, base - style.date_step, place)
