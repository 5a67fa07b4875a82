"""Draws a Vietnamese paper as a scanned A4 page for rehearsals; equal paper, fonts and seed give equal bytes.

Every person comes from outside as a value, and each sheet says in small print that it was drawn.
"""

from random import Random
from typing import assert_never

from scanning.drawing.flow import rehearsal_note
from scanning.drawing.grain import scan_look
from scanning.drawing.handfilled import birth_declaration, birth_slip, marital_declaration
from scanning.drawing.papers import (
    BirthDeclaration,
    BirthSlip,
    DivorceRuling,
    DrawnPaper,
    MaritalDeclaration,
    SignedResult,
)
from scanning.drawing.printed import divorce_ruling, signed_result
from scanning.drawing.sheet import DPI, DrawnFonts, Sheet
from scanning.pages import Page
from scanning.pixels import encode_page

_QUALITY = 70


def draw(paper: DrawnPaper, fonts: DrawnFonts, seed: int) -> Page:
    """The paper as a 200 dpi JPEG of A4: typed, written, signed, sealed, carried and scanned."""
    random = Random(seed)  # noqa: S311 - a picture, not a secret
    sheet = Sheet(fonts, random)
    match paper:
        case MaritalDeclaration():
            marital_declaration(sheet, paper)
        case BirthDeclaration():
            birth_declaration(sheet, paper)
        case BirthSlip():
            birth_slip(sheet, paper)
        case DivorceRuling():
            divorce_ruling(sheet, paper)
        case SignedResult():
            signed_result(sheet, paper)
        case _:
            assert_never(paper)
    rehearsal_note(sheet)
    return encode_page(scan_look(sheet.finished(), random), DPI, DPI, _QUALITY)
