"""Draws the visible stamp of a signature as a one-page PDF.

Decree 30/2020, Annex I, was not at hand in full. What is taken from it: upright serif letters, the
time as date, hour, minute, second with the zone +07:00. The frame, the blue, the order of the lines
and the words are ours, and so is having text where a leader's stamp may be a picture of his hand.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from .faults import PaperFault, PaperFaultCode
from .values import SignerDisplay, StampFonts

INK = (0.06, 0.20, 0.50)
LARGEST, SMALLEST, STEP = 10.0, 6.0, 0.5
PADDING = 5.0
# Two marks above a capital (Ế, Ổ) reach about 1.1 em over the base line, a dot below (Ậ) 0.22 under it.
ASCENT, LEADING, DESCENT = 1.08, 1.32, 0.27


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A line of the stamp before wrapping: a plain label, then text in the regular or the bold font."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class _Faces:
    """Names under which the drawing library knows the two fonts."""

    regular: str
    bold: str


def draw_stamp(display: SignerDisplay, width: float, height: float, fonts: StampFonts) -> bytes:
    """One-page PDF of `width` x `height` points with the stamp; PaperFault when the text cannot fit."""
    return _drawn(_paragraphs(display), (width, height), fonts)


def draw_lines(
    lines: tuple[str, ...],
    extent: tuple[float, float],
    fonts: StampFonts,
    smallest: float = SMALLEST,
    *,
    at_right: bool = False,
) -> bytes:
    """One-page PDF of `extent` (width, height) points: upright black lines of 10 points, no frame; PaperFault as above.

    They get smaller where they would not fit, down to `smallest` points. `at_right`: the longest ends at the right
    edge and the others begin under it.
    """
    return _drawn(tuple(_Paragraph(line) for line in lines), extent, fonts, smallest, at_right=at_right)


def _drawn(
    paragraphs: tuple[_Paragraph, ...],
    extent: tuple[float, float],
    fonts: StampFonts,
    plain: float = 0,
    *,
    at_right: bool = False,
) -> bytes:
    """Framed, or without a frame where `plain` gives the smallest size of its lines."""
    faces, (width, height), framed = _Faces(register_face(fonts.regular), register_face(fonts.bold)), extent, not plain
    size, lines = _fit(paragraphs, faces, extent, plain or SMALLEST)
    out = io.BytesIO()
    canvas = Canvas(
        out,
        pagesize=extent,
        invariant=1,
        initialFontName=faces.regular,  # type: ignore[arg-type]  # the stubs say float, the library a name
    )
    if framed:
        _frame(canvas, width, height)
    top = (height + _block_height(size, len(lines))) / 2 if framed else height
    left = width - PADDING - max(_width(line, faces, size) for line in lines) if at_right else PADDING + 3
    for index, line in enumerate(lines):
        canvas.setFont(faces.bold if line.bold else faces.regular, size)
        canvas.drawString(left, top - size * (ASCENT + LEADING * index), line.text)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def draw_line(text: str, size: float, extent: tuple[float, float], fonts: StampFonts) -> bytes:
    """One-page PDF of `extent` (width, height) points with one line in black; smaller where it would not fit.

    PaperFault when it cannot be made to fit.
    """
    face, (width, height) = register_face(fonts.regular), extent
    while pdfmetrics.stringWidth(text, face, size) > width or size * (ASCENT + DESCENT) > height + size * 0.4:
        size -= STEP
        if size < SMALLEST:
            raise PaperFault(PaperFaultCode.BOX_TOO_SMALL, f"{width:.0f} x {height:.0f} pt")
    out = io.BytesIO()
    canvas = Canvas(
        out,
        pagesize=extent,
        invariant=1,
        initialFontName=face,  # type: ignore[arg-type]  # the stubs say float, the library a name
    )
    canvas.setFont(face, size)
    canvas.drawString(0, max(0.0, (height - size) / 2) + size * DESCENT, text)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def moment_of(display: SignerDisplay) -> str:
    """The time of signing as a paper shows it: date, hour, minute, second, zone."""
    return display.signed_at.strftime("%d/%m/%Y %H:%M:%S +07:00")


def _paragraphs(display: SignerDisplay) -> tuple[_Paragraph, ...]:
    rows = (
        _Paragraph(f"Ký bởi: {display.name}", bold=True),
        _Paragraph(display.title),
        _Paragraph(display.office),
        _Paragraph(f"Thời gian ký: {moment_of(display)}"),
        _Paragraph(display.note),
    )
    return tuple(row for row in rows if row.text)


def _fit(
    paragraphs: tuple[_Paragraph, ...], faces: _Faces, extent: tuple[float, float], smallest: float
) -> tuple[float, list[_Paragraph]]:
    """Largest size at which every wrapped line stays inside the box."""
    width, height = extent
    room = width - 2 * PADDING - 3
    size = LARGEST
    while size >= smallest:
        lines = [line for paragraph in paragraphs for line in _wrap(paragraph, faces, size, room)]
        widest = max(_width(line, faces, size) for line in lines)
        if widest <= room and _block_height(size, len(lines)) <= height - 2:
            return size, lines
        size -= STEP
    raise PaperFault(PaperFaultCode.BOX_TOO_SMALL, f"{width:.0f} x {height:.0f} pt")


def _wrap(paragraph: _Paragraph, faces: _Faces, size: float, room: float) -> list[_Paragraph]:
    lines: list[_Paragraph] = []
    for word in paragraph.text.split():
        longer = _Paragraph(f"{lines[-1].text} {word}", paragraph.bold) if lines else None
        if longer is not None and _width(longer, faces, size) <= room:
            lines[-1] = longer
        else:
            lines.append(_Paragraph(word, paragraph.bold))
    return lines


def _width(line: _Paragraph, faces: _Faces, size: float) -> float:
    return float(pdfmetrics.stringWidth(line.text, faces.bold if line.bold else faces.regular, size))


def _block_height(size: float, lines: int) -> float:
    return size * (ASCENT + LEADING * (lines - 1) + DESCENT)


def _frame(canvas: Canvas, width: float, height: float) -> None:
    canvas.setStrokeColorRGB(*INK)
    canvas.setFillColorRGB(*INK)
    canvas.setLineWidth(0.5)
    canvas.rect(0.25, 0.25, width - 0.5, height - 0.5, stroke=1, fill=0)
    canvas.rect(0, 0, 2.5, height, stroke=0, fill=1)


def register_face(data: bytes) -> str:
    """Make the font known under the hash of its bytes: the library's table cannot be avoided, but not clashed in."""
    name = f"stamp-{hashlib.sha256(data).hexdigest()[:16]}"
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, io.BytesIO(data), asciiReadable=False))
    return name
