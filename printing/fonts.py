"""Gives the six faces as bytes and makes them known to reportlab under names made from their content.

A program may hold them without drawing: files are read, and reportlab is loaded, with the first paper.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

from printing.faults import PrintFault


class FontSet:
    """The bytes of the six TrueType files that papers and stamps are drawn with, each read when it is first wanted.

    `read_file` is asked for a shipped file by its name, such as `Tinos-Regular.ttf`; its faults come out where the
    face is wanted.
    """

    def __init__(self, read_file: Callable[[str], bytes]) -> None:
        self._read = read_file

    @cached_property
    def serif(self) -> bytes:
        """Text of papers."""
        return self._read("Tinos-Regular.ttf")

    @cached_property
    def serif_bold(self) -> bytes:
        """Headings of papers."""
        return self._read("Tinos-Bold.ttf")

    @cached_property
    def serif_italic(self) -> bytes:
        """Places, days and notes of papers."""
        return self._read("Tinos-Italic.ttf")

    @cached_property
    def serif_bold_italic(self) -> bytes:
        """What is bold among these."""
        return self._read("Tinos-BoldItalic.ttf")

    @cached_property
    def sans(self) -> bytes:
        """Text of screens and stamps."""
        return self._read("NotoSans-Regular.ttf")

    @cached_property
    def sans_bold(self) -> bytes:
        """Headings of these."""
        return self._read("NotoSans-Bold.ttf")


@dataclass(frozen=True, slots=True)
class Faces:
    """The names under which reportlab knows the faces of one FontSet."""

    serif: str
    serif_bold: str
    serif_italic: str
    serif_bold_italic: str
    sans: str
    sans_bold: str


def register(fonts: FontSet) -> Faces:
    """Registers what is not registered yet and gives the names back.

    reportlab keeps one table of fonts for the whole process. A name made from the bytes makes that
    harmless: equal bytes meet in one entry, other bytes can never be drawn under it.
    """
    faces = Faces(
        serif=_register_face("Serif", fonts.serif),
        serif_bold=_register_face("SerifBold", fonts.serif_bold),
        serif_italic=_register_face("SerifItalic", fonts.serif_italic),
        serif_bold_italic=_register_face("SerifBoldItalic", fonts.serif_bold_italic),
        sans=_register_face("Sans", fonts.sans),
        sans_bold=_register_face("SansBold", fonts.sans_bold),
    )
    _join_family(faces.serif, (faces.serif_bold, faces.serif_italic, faces.serif_bold_italic))
    _join_family(faces.serif_bold, (faces.serif_bold, faces.serif_bold_italic, faces.serif_bold_italic))
    _join_family(faces.serif_italic, (faces.serif_bold_italic, faces.serif_italic, faces.serif_bold_italic))
    _join_family(faces.sans, (faces.sans_bold, faces.sans, faces.sans_bold))
    return faces


def _register_face(role: str, data: bytes) -> str:
    """Registers one file as `Role-hash`, unless it is there already."""
    import hashlib  # noqa: PLC0415  see the head of this module

    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415  as above
    from reportlab.pdfbase.ttfonts import TTFError, TTFont  # noqa: PLC0415  as above

    name = f"{role}-{hashlib.sha256(data).hexdigest()[:12]}"
    if name not in pdfmetrics.getRegisteredFontNames():
        try:
            pdfmetrics.registerFont(TTFont(name, BytesIO(data)))
        except TTFError as error:
            raise PrintFault("print.font", f"{role} is not a usable TrueType file") from error
    return name


def _join_family(face: str, relatives: tuple[str, str, str]) -> None:
    """Says which face bold, italic and both together mean inside a text of this face."""
    from reportlab.lib.fonts import addMapping  # noqa: PLC0415  as above

    bold, italic, both = relatives
    addMapping(face, 0, 0, face)
    addMapping(face, 1, 0, bold)
    addMapping(face, 0, 1, italic)
    addMapping(face, 1, 1, both)
