"""Draws on A4 the sheet that is laid between papers in the scanner's feeder; never decides what the code means."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.units import mm

from printing.blocks import Type, paragraph
from printing.codes import barcode_width, digit_groups, draw_barcode
from printing.fonts import FontSet, register
from printing.sheet import A4, open_canvas
from printing.text import cell

TITLE = "TỜ PHÂN CÁCH"
_MODULE = 0.762 * mm
"""18 dots at 600 dpi, 9 at 300: read at 150 dpi in grey, and after a fold."""


@dataclass(frozen=True, slots=True)
class Separator:
    """The 20 digits, what the sheet stands before ("Tờ khai"), and lines that tell the clerk what to do."""

    barcode: str
    title: str
    lines: tuple[str, ...] = ()


def draw_separator(separator: Separator, fonts: FontSet) -> bytes:
    """Gives the PDF of one sheet."""
    faces = register(fonts)
    buffer = BytesIO()
    canvas = open_canvas(buffer, A4, faces, f"{TITLE} {separator.barcode}")
    middle = A4.width / 2
    left = middle - barcode_width(_MODULE) / 2
    draw_barcode(canvas, separator.barcode, (left, A4.height - 75 * mm), (_MODULE, 35 * mm))
    canvas.setFont(faces.sans, 14)
    canvas.drawCentredString(middle, A4.height - 83 * mm, digit_groups(separator.barcode))
    canvas.setFont(faces.sans_bold, 20)
    canvas.drawCentredString(middle, A4.height - 105 * mm, TITLE)
    base = A4.height - 112 * mm
    for words, face, kind in (
        (separator.title, faces.sans_bold, Type(26, 36, TA_CENTER)),
        *((line, faces.sans, Type(14, 22, TA_CENTER)) for line in separator.lines),
    ):
        block = paragraph(cell(words), face, kind)
        base -= block.wrap(A4.width - 40 * mm, 1e6)[1]
        block.drawOn(canvas, 20 * mm, base)
        base -= 3 * mm
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()
