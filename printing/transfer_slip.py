"""Draws "Phiếu chuyển xử lý" of a dossier that several agencies share: what each has to do and until when.

Basis: NĐ 61/2018 art. 19(6): the slip names the work and the deadline of each agency; paper goes in sequence and back
to the lead, an electronic dossier to all at once. No regulation draws it: the layout is ours.
"""

from __future__ import annotations

from reportlab.lib.units import mm

from printing.blocks import Block, Gap, NameLine, labelled
from printing.fonts import Faces, FontSet, register
from printing.grid import Grid, HeadCell, Plan
from printing.heading import CodeRow, Title
from printing.layout import layout_of
from printing.letter import PROJECT_LAYOUT, said
from printing.letterhead import Head, HeadStyle
from printing.person import procedure_line
from printing.sheet import Form, printed
from printing.signatures import Signatures, Signer
from printing.text import cell, plain
from printing.values import PaperSize, TransferSlip, TransferStep
from printing.wording import HAND_REMARK, reprint_remark

TITLE = "PHIẾU CHUYỂN XỬ LÝ HỒ SƠ LIÊN THÔNG"
_LABEL = f"Căn cứ khoản 6 Điều 19 Nghị định 61/2018/NĐ-CP. {PROJECT_LAYOUT}"


def draw_transfer_slip(slip: TransferSlip, fonts: FontSet, size: PaperSize = PaperSize.A5) -> bytes:
    """Gives the PDF."""
    faces, layout = register(fonts), layout_of(size)
    title = f"{TITLE} {slip.subject.code}"
    return printed((_form(slip, layout.head, faces),), layout.sheet, faces, title).pdf


def _form(slip: TransferSlip, head: HeadStyle, faces: Faces) -> Form:
    """Puts the blocks in order."""
    return Form(
        body=(
            Head(slip.letterhead, head, faces),
            Title(TITLE, reprint_remark(slip.reprint), faces),
            CodeRow(slip.barcode, slip.subject.code, "", faces),
            NameLine("Hồ sơ của", slip.applicant, faces),
            procedure_line(slip.subject.procedure, faces),
            labelled("Ngày nhận", slip.subject.received, faces),
            labelled("Hẹn trả kết quả", slip.subject.due, faces),
            NameLine("Cơ quan chủ trì", slip.lead, faces),
            Gap(5),
            _grid(slip.steps, faces),
        ),
        tail=(said(_way(slip), faces), Gap(6)),
        signatures=Signatures((Signer(("NGƯỜI CHUYỂN HỒ SƠ",), HAND_REMARK, slip.clerk, 0.75),), faces),
        notes=None,
        label=_LABEL,
        running=f"Phiếu chuyển xử lý hồ sơ liên thông, mã hồ sơ {slip.subject.code} (tiếp theo)",
    )


def _way(slip: TransferSlip) -> str:
    """Says how the dossier goes and where result and papers come together."""
    if slip.at_once:
        return (
            "Hồ sơ điện tử được chuyển cùng lúc đến tất cả các cơ quan trên. Mỗi cơ quan trả kết quả cho cơ quan cần "
            "sử dụng ở bước tiếp theo và gửi Bộ phận Một cửa."
        )
    return (
        "Hồ sơ giấy được chuyển lần lượt theo thứ tự trên. Cơ quan cuối cùng chuyển kết quả và hồ sơ về cơ quan chủ "
        "trì; cơ quan chủ trì chuyển kết quả cho Bộ phận Một cửa."
    )


def _grid(steps: tuple[TransferStep, ...], faces: Faces) -> Block:
    heads = ("TT", "Cơ quan giải quyết", "Nội dung công việc", "Thời hạn", "Chuyển kết quả đến")
    plan = Plan(
        (8 * mm, 28 * mm, 0, 22 * mm, 28 * mm),
        tuple(HeadCell(words, column) for column, words in enumerate(heads)),
        frozenset({0, 3}),
        faces,
    )
    rows = tuple(
        (
            plain(str(number)),
            cell(step.agency, 200),
            cell(step.work),
            cell(step.deadline, 60),
            cell(step.result_to, 200),
        )
        for number, step in enumerate(steps, start=1)
    )
    return Grid(plan, rows)
