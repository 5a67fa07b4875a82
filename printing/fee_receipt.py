"""Draws the receipt for fees: who collected what from whom, in figures and in words, and whether it was cancelled.

Basis: what a receipt must say (collector with tax code, template, serial, number, kind of fee, amount in figures and
in words, date, who took the money), as the rules on fee receipts have it; the drawing is ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from dossier.text import amount_in_words, format_number
from printing.blocks import Block, Gap, Text, labelled, text
from printing.fonts import Faces, FontSet, register
from printing.grid import Grid, HeadCell, Plan
from printing.heading import Title
from printing.layout import layout_of
from printing.letter import PROJECT_LAYOUT
from printing.person import id_line, name_line
from printing.receipt import NOTE
from printing.sheet import Form, printed
from printing.signatures import Signatures, Signer
from printing.text import Markup, balanced, cell, fitted_line, joined, plain, shortened, strong
from printing.values import Cancellation, FeeReceipt, PaperSize
from printing.wording import HAND_REMARK, reprint_remark

TITLE = "BIÊN LAI THU PHÍ, LỆ PHÍ"
CANCELLED = "ĐÃ HỦY"


class FeeCopy(Enum):
    """Whose copy it is; the value is the line under the title."""

    FILE = "Liên 1: Lưu"
    PAYER = "Liên 2: Giao người nộp tiền"


BOTH_COPIES = (FeeCopy.FILE, FeeCopy.PAYER)


def draw_fee_receipt(
    receipt: FeeReceipt, fonts: FontSet, copies: Sequence[FeeCopy] = BOTH_COPIES, size: PaperSize = PaperSize.A5
) -> bytes:
    """Gives one PDF with the copies one after the other. Raises ValueError for a negative amount."""
    faces, layout = register(fonts), layout_of(size)
    forms = (_form(receipt, copy, faces) for copy in copies)
    return printed(forms, layout.sheet, faces, f"{TITLE} {receipt.number}").pdf


@dataclass(frozen=True, slots=True)
class _Head:
    """Who collects, at the left; template, serial and number of the receipt, at the right."""

    receipt: FeeReceipt
    faces: Faces

    def height(self, width: float) -> float:
        return max(11.5 * (len(self._unit_lines(width)) + 1), 3 * 13.0) + 14

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        base = top - 9
        for face, line in self._unit_lines(width):
            canvas.setFont(face, 9.5)
            canvas.drawString(x, base, line)
            base -= 11.5
        if self.receipt.tax_code:
            room = width - _MARKS - 10
            size, words = fitted_line(f"Mã số thuế: {self.receipt.tax_code}", self.faces.serif, room, (9.5, 7))
            canvas.setFont(self.faces.serif, size)
            canvas.drawString(x, base, words)
        base = top - 9
        for label, value in self._marks():
            face = self.faces.serif_bold if label == "Số" else self.faces.serif
            size, words = fitted_line(f"{label}: {value}", face, _MARKS, (10.5, 7))
            canvas.setFont(face, size)
            canvas.drawString(x + width - _MARKS, base, words)
            base -= 13

    def _marks(self) -> tuple[tuple[str, str], ...]:
        one = self.receipt
        marks = (("Mẫu số", one.template), ("Ký hiệu", one.serial), ("Số", one.number))
        return tuple((label, value) for label, value in marks if value)

    def _unit_lines(self, width: float) -> tuple[tuple[str, str], ...]:
        """Gives the lines (face, text) of owner and unit beside the marks."""
        parts = ((self.faces.serif, self.receipt.owner), (self.faces.serif_bold, self.receipt.unit))
        room = width - _MARKS - 10
        return tuple(
            (face, line)
            for face, words in parts
            for line in balanced(shortened(words, 100).upper(), face, 9.5, room)
            if line
        )[:5]


_MARKS = 38 * mm


def _form(receipt: FeeReceipt, copy: FeeCopy, faces: Faces) -> Form:
    """Puts the blocks in order; the sum in words stays with the signatures."""
    again = reprint_remark(receipt.reprint)
    total = sum(line.amount for line in receipt.lines)
    words = joined(plain("Số tiền viết bằng chữ:"), Markup(" "), strong(amount_in_words(total)), Markup("."))
    payer = receipt.payer
    return Form(
        body=(
            _Head(receipt, faces),
            Title(TITLE, f"{copy.value}. {again}" if again else copy.value, faces, after=12),
            name_line("Người nộp tiền", payer, faces),
            id_line(payer, faces),
            labelled("Địa chỉ", payer.address or "không có", faces),
            labelled("Mã số hồ sơ", receipt.code, faces),
            labelled("Thủ tục", receipt.procedure, faces),
            Gap(4),
            _grid(receipt, total, faces),
        ),
        tail=(
            text(words, faces, after=2),
            labelled("Phương thức nộp", f"{receipt.method}.", faces),
            Gap(6),
            _DateLine(receipt.place_and_date, faces),
        ),
        signatures=Signatures(
            (
                Signer(("NGƯỜI NỘP TIỀN",), HAND_REMARK, payer.name, 0.25),
                Signer(("NGƯỜI THU TIỀN",), HAND_REMARK, receipt.cashier, 0.75),
            ),
            faces,
        ),
        notes=_cancelled(receipt.cancellation, faces) if receipt.cancellation else None,
        label=PROJECT_LAYOUT,
        running=f"Biên lai thu phí, lệ phí, số {receipt.number} (tiếp theo)",
        mark=CANCELLED if receipt.cancellation else "",
    )


@dataclass(frozen=True, slots=True)
class _DateLine:
    """Place and date over the column of who took the money."""

    words: str
    faces: Faces

    def height(self, _width: float) -> float:
        return 14.0

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        size, words = fitted_line(self.words, self.faces.serif_italic, width / 2, (10, 6))
        canvas.setFont(self.faces.serif_italic, size)
        canvas.drawCentredString(x + width * 0.75, top - 10, words)


def _grid(receipt: FeeReceipt, total: int, faces: Faces) -> Block:
    """Gives the table of the fees with their sum."""
    heads = ("TT", "Nội dung thu", "Cách tính", "Số tiền (đồng)")
    head = tuple(HeadCell(words, column) for column, words in enumerate(heads))
    plan = Plan((8 * mm, 0, 40 * mm, 24 * mm), head, frozenset({0}), faces, right=frozenset({3}))
    rows = (
        (plain(str(number)), cell(line.name), cell(line.reckoning, 200), plain(format_number(line.amount)))
        for number, line in enumerate(receipt.lines, start=1)
    )
    return Grid(plan, (*rows, (Markup(""), strong("Cộng"), Markup(""), strong(format_number(total)))))


def _cancelled(cancellation: Cancellation, faces: Faces) -> Text:
    """Gives who cancelled the receipt, when, why, and the second person."""
    words = (
        f"Biên lai này đã hủy lúc {cancellation.at}, không còn giá trị thu tiền. Lý do: {cancellation.reason}. "
        f"Người hủy: {cancellation.by}. Người duyệt: {cancellation.approved_by}."
    )
    return text(plain(words), faces, NOTE, after=0)
