"""Draws Code128-C bars and the QR symbol as filled vector paths; never decides what they say."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

import segno
from barcode.codex import Code128
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from printing.faults import PrintFault

BARCODE_DIGITS = 20
BARCODE_MODULES = 145
"""Start, ten pairs of digits, check and stop of Code128-C."""

BARCODE_MODULE = 0.339 * mm
"""Width of one module: 8 dots at 600 dpi, 4 at 300 dpi."""

QR_VERSIONS = (4, 5, 6)
"""Version 4-M carries the look-up address and 20 digits; the next two give a longer address room."""


def barcode_width(module: float = BARCODE_MODULE) -> float:
    """Gives the width of the 20-digit bars in points, without the quiet zones."""
    return BARCODE_MODULES * module


def draw_barcode(canvas: Canvas, digits: str, corner: tuple[float, float], size: tuple[float, float]) -> None:
    """Draws 20 digits as Code128-C with its lower left corner at `corner`; `size` is module width and height."""
    if len(digits) != BARCODE_DIGITS or not (digits.isascii() and digits.isdigit()):
        raise PrintFault("print.barcode", "a barcode has exactly 20 digits")
    draw_code128(canvas, digits, corner, size)


def code128_modules(text: str) -> int:
    """Gives how many modules wide the bars of an ASCII text are, without the quiet zones."""
    return len(_code128(text))


def draw_code128(canvas: Canvas, text: str, corner: tuple[float, float], size: tuple[float, float]) -> None:
    """Draws an ASCII text as Code128 with its lower left corner at `corner`; `size` is module width and height."""
    (x, y), (module, height) = corner, size
    path = canvas.beginPath()
    for start, length in _runs(_code128(text)):
        path.rect(x + start * module, y, length * module, height)
    canvas.drawPath(path, stroke=0, fill=1)


def _code128(text: str) -> str:
    """Gives the modules as ones and zeros; PrintFault for what Code128 cannot say."""
    if not text or not (text.isascii() and text.isprintable()):
        raise PrintFault("print.barcode", "a barcode has printable ASCII letters")
    return str(Code128(text).build()[0])


def draw_qr(canvas: Canvas, text: str, top_left: tuple[float, float], side: float) -> None:
    """Draws the text as a QR symbol, error correction M, with its upper left corner at `top_left`."""
    canvas.drawPath(_qr_path(text, top_left, side), stroke=0, fill=1)


def digit_groups(digits: str) -> str:
    """Sets the digits in groups of four, as they are read aloud."""
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


@lru_cache(maxsize=8)
def _qr_path(text: str, top_left: tuple[float, float], side: float) -> PDFPathObject:
    """Gives the dark modules as one path; both copies of a paper hold the same at the same place."""
    matrix = _qr_matrix(text)
    x, top = top_left
    module = side / len(matrix)
    path = PDFPathObject()
    for number, row in enumerate(matrix, start=1):
        for start, length in _runs("".join("1" if dark else "0" for dark in row)):
            path.rect(x + start * module, top - number * module, length * module, module)
    return path


def _qr_matrix(text: str) -> tuple[bytes, ...]:
    """Gives the modules of the smallest allowed version that holds the text."""
    for version in QR_VERSIONS:
        try:
            return tuple(
                bytes(row) for row in segno.make_qr(text, error="m", version=version, boost_error=False).matrix
            )
        except segno.DataOverflowError:
            continue
    raise PrintFault("print.qr", "the text is too long for a symbol of 17 mm")


def _runs(modules: str) -> Iterator[tuple[int, int]]:
    """Gives start and length of each run of dark modules, so that neighbours make one bar without hair lines."""
    start = 0
    for dark, group in groupby(modules):
        length = len(list(group))
        if dark == "1":
            yield start, length
        start += length
