"""Draws the day's cash sheet: every receipt, the cancelled ones struck out, sums by kind and method, who signs.

Basis: none that draws it; the fees are those of NĐ 61/2018 art. 22. Layout: judgement.
"""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.lib.units import mm

from dossier.text import amount_in_words, format_money, format_number
from printing.blocks import Block, Gap, Type, text
from printing.cash_sums import CashSums, sums_of
from printing.fonts import Faces, FontSet, register
from printing.grid import Grid, HeadCell, Plan
from printing.heading import Title
from printing.letter import PROJECT_LAYOUT
from printing.letterhead import A4_HEAD, Head
from printing.sheet import A4_ACROSS, Form, printed
from printing.signatures import Signatures, Signer, SignStyle
from printing.text import Markup, cell, joined, plain, strong
from printing.values import CashReceipt, CashSheet
from printing.wording import HAND_REMARK, reprint_remark

TITLE = "BẢNG KÊ THU PHÍ, LỆ PHÍ TRONG NGÀY"
_WORDS = Type(11, 15)
_SIGN = SignStyle(11, 9.5, 11, 13.5, 200, 9, 200)
_METHOD = 34 * mm


def draw_cash_sheet(sheet: CashSheet, fonts: FontSet) -> bytes:
    """Gives the PDF on A4 across. Raises ValueError for a negative sum."""
    faces = register(fonts)
    return printed((_form(sheet, faces),), A4_ACROSS, faces, f"{TITLE} {sheet.day}").pdf


def _form(sheet: CashSheet, faces: Faces) -> Form:
    """Puts the blocks in order; the table of sums and the total in words stay with the signatures."""
    sums = sums_of(sheet.receipts)
    again = reprint_remark(sheet.reprint)
    remark = f"{sheet.desk}, {sheet.day}"
    return Form(
        body=(
            Head(sheet.letterhead, A4_HEAD, faces, after=14),
            Title(TITLE, f"{remark}. {again}" if again else remark, faces, (15, 13), after=12),
            _receipts(sheet.receipts, sums.total, faces),
        ),
        tail=(
            _sums(sums, faces),
            text(_total(sums.total), faces, _WORDS),
            text(plain(_used(sheet.receipts, sums)), faces, _WORDS),
            Gap(8),
        ),
        signatures=Signatures(
            (
                Signer(("NGƯỜI LẬP BẢNG",), HAND_REMARK, sheet.cashier, 1 / 6),
                Signer(("NGƯỜI NHẬN TIỀN",), HAND_REMARK, sheet.treasurer, 1 / 2),
                Signer(("PHỤ TRÁCH BỘ PHẬN",), HAND_REMARK, sheet.supervisor, 5 / 6),
            ),
            faces,
            _SIGN,
            hand=44,
            most=60,
        ),
        notes=None,
        label=PROJECT_LAYOUT,
        running=f"Bảng kê thu phí, lệ phí trong ngày, {remark} (tiếp theo)",
    )


def _receipts(receipts: tuple[CashReceipt, ...], total: int, faces: Faces) -> Block:
    """Gives the table of receipts with the sum of those that stand."""
    heads = (
        "TT",
        "Số biên lai",
        "Giờ",
        "Mã số hồ sơ",
        "Người nộp tiền",
        "Loại phí, lệ phí",
        "Số tiền (đồng)",
        "Phương thức",
        "Ghi chú",
    )
    plan = Plan(
        (10 * mm, 22 * mm, 13 * mm, 46 * mm, 0, 52 * mm, 25 * mm, 30 * mm, 34 * mm),
        tuple(HeadCell(words, column) for column, words in enumerate(heads)),
        frozenset({0, 1, 2, 3, 7}),
        faces,
        right=frozenset({6}),
    )
    rows = tuple(row for number, receipt in enumerate(receipts, start=1) for row in _rows(number, receipt))
    blank = Markup("")
    last = (blank, blank, blank, blank, strong("Cộng"), blank, strong(format_number(total)), blank, blank)
    tied = frozenset(at for at, row in enumerate(rows) if not row[0])
    return Grid(plan, (*rows, last), tied=tied)


def _rows(number: int, receipt: CashReceipt) -> Iterator[tuple[Markup, ...]]:
    """Gives a row for each fee of a receipt; the first says who paid, each says of which receipt it is."""
    blank = Markup("")
    for at, line in enumerate(receipt.lines):
        first = at == 0
        cells = (
            cell(receipt.number, 30),
            cell(receipt.time, 20) if first else blank,
            cell(receipt.code, 60) if first else blank,
            cell(receipt.payer, 300) if first else blank,
            cell(line.name, 300),
            plain(format_number(line.amount)),
            cell(receipt.method, 90) if first else blank,
        )
        struck = tuple(_struck(one) for one in cells) if receipt.cancelled else cells
        note = cell(f"Đã hủy: {receipt.cancelled}", 200) if receipt.cancelled and first else blank
        yield (plain(str(number)) if first else blank, *struck, note)


def _struck(markup: Markup) -> Markup:
    return Markup(f"<strike>{markup}</strike>") if markup else markup


def _sums(sums: CashSums, faces: Faces) -> Block:
    """Gives the table of kinds by methods, with the sums of both."""
    if not sums.kinds:
        return text(plain("Trong ngày không thu phí, lệ phí."), faces, _WORDS, after=4)
    columns = range(1, len(sums.methods) + 2)
    heads = ("Loại phí, lệ phí", *sums.methods, "Cộng (đồng)")
    plan = Plan(
        (0, *(_METHOD for _ in columns)),
        tuple(HeadCell(words, column) for column, words in enumerate(heads)),
        frozenset(),
        faces,
        right=frozenset(columns),
    )
    rows = (
        (cell(kind, 300), *(_amount(value) for value in row), strong(format_number(total)))
        for kind, row, total in zip(sums.kinds, sums.cells, sums.by_kind, strict=True)
    )
    last = (strong("Cộng"), *(strong(format_number(value)) for value in (*sums.by_method, sums.total)))
    caption = text(strong("Tổng hợp theo loại và phương thức nộp"), faces, _WORDS, after=3)
    return Grid(plan, (*rows, last), caption=caption)


def _amount(value: int) -> Markup:
    return plain(format_number(value) if value else "")


def _total(total: int) -> Markup:
    """Says what was taken, in figures and in words."""
    return joined(
        plain("Tổng số tiền đã thu:"),
        Markup(" "),
        strong(format_money(total)),
        Markup(" "),
        plain(f"(bằng chữ: {amount_in_words(total)})."),
    )


def _used(receipts: tuple[CashReceipt, ...], sums: CashSums) -> str:
    """Says which receipts the day used and which of them were cancelled."""
    if not receipts:
        return "Không dùng biên lai nào."
    gone = tuple(receipt.number for receipt in receipts if receipt.cancelled)
    used = f"Biên lai đã dùng: {len(receipts)}, từ số {receipts[0].number} đến số {receipts[-1].number}."
    if not gone:
        return f"{used} Không có biên lai hủy."
    return f"{used} Đã hủy {len(gone)} biên lai (số {', '.join(gone)}), số tiền {format_money(sums.cancelled)}."
