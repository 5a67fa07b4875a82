"""Draws a round seal of an agency where no picture of its seal is at hand: two red rings round its name."""

from __future__ import annotations

import io

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from .faults import PaperFault, PaperFaultCode
from .stamp import SMALLEST, STEP, register_face
from .values import StampFonts

RED = (0.80, 0.05, 0.10)
_RINGS = ((1.0, 1.6), (5.0, 0.7))
"""Distance from the edge and width of each ring in points (ours; a real seal is a picture)."""
_LARGEST = 9.5
_LEADING = 1.2
_ROOM = 0.72
"""The name stands in a square of this part of the seal's width: its corners touch the inner ring."""


def draw_seal(name: str, side: float, fonts: StampFonts) -> bytes:
    """One-page PDF of `side` x `side` points, transparent but for its ink; PaperFault for a name that cannot fit."""
    face, room = register_face(fonts.bold), side * _ROOM
    size, lines = _fit(name.upper(), face, room)
    out = io.BytesIO()
    canvas = Canvas(
        out,
        pagesize=(side, side),
        invariant=1,
        initialFontName=face,  # type: ignore[arg-type]  # the stubs say float, the library a name
    )
    canvas.setStrokeColorRGB(*RED)
    canvas.setFillColorRGB(*RED)
    for edge, width in _RINGS:
        canvas.setLineWidth(width)
        canvas.circle(side / 2, side / 2, side / 2 - edge, stroke=1, fill=0)
    canvas.setFont(face, size)
    top = side / 2 + size * _LEADING * len(lines) / 2 - size * 0.95
    for number, line in enumerate(lines):
        canvas.drawCentredString(side / 2, top - size * _LEADING * number, line)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _fit(name: str, face: str, room: float) -> tuple[float, list[str]]:
    """Largest size at which the wrapped name stays inside the square."""
    size = _LARGEST
    while size >= SMALLEST:
        lines: list[str] = simpleSplit(name, face, size, room)
        widest = max((pdfmetrics.stringWidth(line, face, size) for line in lines), default=0.0)
        if widest <= room and len(lines) * size * _LEADING <= room:
            return size, lines
        size -= STEP
    raise PaperFault(PaperFaultCode.BOX_TOO_SMALL, f"{room:.0f} pt")
