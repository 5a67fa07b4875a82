"""Draws the note by which the reader of a printed result learns whether it was issued: a QR, or what to type."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from printing.blocks import Text, Type, text
from printing.codes import draw_qr
from printing.fonts import Faces
from printing.text import Markup, clean, joined, plain, unbroken

_SIDE = 17 * mm
_GAP = 3 * mm
_QUIET = 1.5 * mm
"""White over the symbol; left of it lies the margin."""
_NOTE = Type(9, 11)


@dataclass(frozen=True, slots=True)
class CheckMark:
    """What the note says: the page to which the QR leads (`qr`), its short address, the dossier code, the mark."""

    qr: str
    address: str
    code: str
    mark: str


@dataclass(frozen=True, slots=True)
class CheckNote:
    """The QR at the left, the words beside it."""

    value: CheckMark
    faces: Faces

    def height(self, width: float) -> float:
        """Gives the height in points."""
        return max(_SIDE, self._words().height(width - _SIDE - _GAP)) + _QUIET

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        """Draws it downwards from `top`."""
        draw_qr(canvas, clean(self.value.qr), (x, top - _QUIET), _SIDE)
        words, room = self._words(), width - _SIDE - _GAP
        words.draw(canvas, x + _SIDE + _GAP, top - _QUIET - (_SIDE - words.height(room)) / 2, room)

    def _words(self) -> Text:
        value, mark = self.value, self.value.mark
        return text(
            joined(
                plain("Kiểm tra kết quả này: quét mã bên trái, hoặc vào"),
                Markup(" "),
                unbroken(value.address),
                Markup(" "),
                plain("và gõ mã số hồ sơ"),
                Markup(" "),
                unbroken(value.code),
                plain(", mã kiểm tra"),
                Markup(" "),
                unbroken(f"{mark[:4]} {mark[4:]}"),
                Markup("."),
            ),
            self.faces,
            _NOTE,
            after=0,
        )
