"""Cuts a serif font down to the letters a stamp can need, without hints; done once, kept by the caller.

A whole Tinos with its hint programs adds about 35 KB to every signature; cut down, about 10 KB.
"""

from __future__ import annotations

import io
import unicodedata

from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]  # fontTools ships no types
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # as above

from .values import StampFonts

_VOWELS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_NAMES = frozenset({1, 4, 6})
"""Family, full name and PostScript name in the name table."""
_EXTRA = "đĐ–—‘’“”…№"


def cut_fonts(regular: bytes, bold: bytes) -> StampFonts:
    """Fonts of a stamp from two whole TrueType files; takes some 0.1 s a font."""
    return StampFonts(_cut(regular), _cut(bold))


def letters() -> str:
    """Printable Latin-1, all Vietnamese letters in composed form, and the dashes and quotes of office papers."""
    latin = [chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))]
    vietnamese = [unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES]
    return "".join(sorted({*latin, *vietnamese, *_EXTRA}))


def _cut(data: bytes) -> bytes:
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.notdef_outline = True
    options.glyph_names = False
    font = TTFont(io.BytesIO(data), lazy=True)
    subsetter = Subsetter(options)
    subsetter.populate(text=letters())
    subsetter.subset(font)
    # A PDF library that meets a second file of one PostScript name takes the first for it: a cut font has its own.
    for record in font["name"].names:
        if record.nameID in _NAMES:
            record.string = f"{record.toUnicode()}-Stamp"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
