"""Form 05, "Phiếu kiểm soát quá trình giải quyết hồ sơ": draws the hand-over log of one dossier, row by row.

Basis: TT 01/2018/TT-VPCP art. 9 and form 05 (fields as running systems print them; the annex was not seen). The law
asks for the signatures of giver and taker: the space over each name is for them.
"""

from __future__ import annotations

from reportlab.lib.units import mm

from printing.blocks import Block, Gap, NameLine, labelled, text
from printing.fonts import Faces, FontSet, register
from printing.grid import Grid, HeadCell, Plan
from printing.heading import CodeRow, Title
from printing.layout import layout_of
from printing.letterhead import Head, HeadStyle
from printing.person import procedure_line
from printing.receipt import NOTE
from printing.sheet import Form, printed
from printing.text import Markup, cell, joined, plain, stacked
from printing.values import ControlSlip, HandOver, PaperSize
from printing.wording import reprint_remark

TITLE = "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ"
LABEL = "Mẫu số 05, Thông tư 01/2018/TT-VPCP"
_HAND = Markup("&nbsp;<br/>&nbsp;")
"""8 mm of white: room for a hand."""
_NOTE = (
    "Hồ sơ chuyển qua dịch vụ bưu chính công ích: thời gian giao, nhận và việc ký nhận theo phiếu gửi của bưu chính. "
    "Kết quả giải quyết do bên nhận ghi: trước hạn, đúng hạn hoặc quá hạn."
)


def draw_control_slip(slip: ControlSlip, fonts: FontSet, size: PaperSize = PaperSize.A5) -> bytes:
    """Gives the PDF with every hand-over so far."""
    faces, layout = register(fonts), layout_of(size)
    title = f"{TITLE} {slip.subject.code}"
    return printed((_form(slip, layout.head, faces),), layout.sheet, faces, title).pdf


def _form(slip: ControlSlip, head: HeadStyle, faces: Faces) -> Form:
    """Puts the blocks in the order of the form."""
    subject = slip.subject
    partners = (labelled("Cơ quan phối hợp giải quyết", "; ".join(slip.partners), faces),) if slip.partners else ()
    times = joined(
        plain(f"Ngày nhận: {subject.received}"), Markup("&nbsp; &nbsp; &nbsp; "), plain(f"Hẹn trả: {subject.due}")
    )
    return Form(
        body=(
            Head(slip.letterhead, head, faces),
            Title(TITLE, reprint_remark(slip.reprint), faces),
            CodeRow(slip.barcode, subject.code, "", faces),
            NameLine("Kèm theo hồ sơ của", slip.applicant, faces),
            procedure_line(subject.procedure, faces),
            text(times, faces),
            labelled("Cơ quan (bộ phận) giải quyết hồ sơ", slip.agency, faces),
            *partners,
            Gap(5),
            _log(slip.hand_overs, faces),
        ),
        tail=(),
        signatures=None,
        notes=text(plain(_NOTE), faces, NOTE, after=0),
        label=LABEL,
        running=f"Phiếu kiểm soát quá trình giải quyết hồ sơ, mã hồ sơ {subject.code} (tiếp theo)",
    )


def _log(hand_overs: tuple[HandOver, ...], faces: Faces) -> Block:
    """Gives the table with one row for each hand-over."""
    head = (
        HeadCell("Tên cơ quan", 0, rows=2),
        HeadCell("Thời gian giao, nhận hồ sơ", 1, columns=2),
        HeadCell("Người giao", 1, row=1),
        HeadCell("Người nhận", 2, row=1),
        HeadCell("Kết quả giải quyết (trước hạn, đúng hạn, quá hạn)", 3, rows=2),
        HeadCell("Ghi chú", 4, rows=2),
    )
    plan = Plan((0, 28 * mm, 28 * mm, 20 * mm, 17 * mm), head, frozenset({1, 2, 3}), faces)
    return Grid(plan, tuple(_row(one) for one in hand_overs))


def _row(one: HandOver) -> tuple[Markup, ...]:
    return (
        stacked(joined(plain("1. Giao:"), Markup(" "), cell(one.giving, 150)), _to(one)),
        hand_cell(one.given_at, one.giver),
        hand_cell(one.taken_at, one.taker) if one.taken_at else plain("chưa nhận"),
        cell(one.outcome, 60),
        cell(one.note, 150),
    )


def _to(one: HandOver) -> Markup:
    return joined(plain("2. Nhận:"), Markup(" "), cell(one.taking, 150))


def hand_cell(moment: str, name: str) -> Markup:
    """Gives the time, room for a hand, and the name under it."""
    return stacked(cell(moment, 60), _HAND, cell(name, 150))
