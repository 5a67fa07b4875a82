"""Form 05 for a group: draws one hand-over of many dossiers, each of which has the same row in its own log.

Basis: TT 01/2018/TT-VPCP form 05, NĐ 61/2018 art. 18. One paper for many dossiers is ours: no regulation draws it.
"""

from __future__ import annotations

from reportlab.lib.units import mm

from printing.blocks import Block, Gap, labelled
from printing.control_slip import LABEL, TITLE
from printing.fonts import Faces, FontSet, register
from printing.grid import Grid, HeadCell, Plan
from printing.heading import Title
from printing.layout import layout_of
from printing.letterhead import Head, HeadStyle
from printing.sheet import Form, printed
from printing.signatures import Signatures, Signer
from printing.text import Markup, cell, plain, stacked
from printing.values import GroupSlip, HandedDossier, HandOver, PaperSize
from printing.wording import HAND_REMARK, reprint_remark


def draw_group_slip(slip: GroupSlip, fonts: FontSet, size: PaperSize = PaperSize.A5) -> bytes:
    """Gives the PDF of the one hand-over."""
    faces, layout = register(fonts), layout_of(size)
    title = f"{TITLE} {slip.letterhead.number}"
    return printed((_form(slip, layout.head, faces),), layout.sheet, faces, title).pdf


def _form(slip: GroupSlip, head: HeadStyle, faces: Faces) -> Form:
    """Puts the blocks in order; the count is said in the title's remark, so that a lost page is missed."""
    count = f"Giao nhận theo nhóm: {len(slip.dossiers):02d} hồ sơ"
    again = reprint_remark(slip.reprint)
    over = slip.hand_over
    return Form(
        body=(
            Head(slip.letterhead, head, faces),
            Title(TITLE, f"{count}. {again}" if again else count, faces),
            labelled("1. Giao", over.giving, faces),
            labelled("Thời gian giao", over.given_at, faces),
            labelled("2. Nhận", over.taking, faces),
            labelled("Thời gian nhận", over.taken_at or "chưa nhận", faces),
            *_outcome(over, faces),
            Gap(5),
            _grid(slip.dossiers, faces),
        ),
        tail=(labelled("Tổng cộng", f"{len(slip.dossiers):02d} hồ sơ.", faces), Gap(4)),
        signatures=Signatures(
            (
                Signer(("NGƯỜI GIAO",), HAND_REMARK, over.giver, 0.25),
                Signer(("NGƯỜI NHẬN",), HAND_REMARK, over.taker, 0.75),
            ),
            faces,
        ),
        notes=None,
        label=f"{LABEL}; giao nhận theo nhóm",
        running=f"Phiếu kiểm soát quá trình giải quyết hồ sơ, giao nhận theo nhóm, số {slip.letterhead.number} "
        "(tiếp theo)",
    )


def _outcome(over: HandOver, faces: Faces) -> tuple[Block, ...]:
    """Gives how the giver stood to its limit, and a note, where there is one."""
    outcome = (labelled("Kết quả giải quyết", over.outcome, faces),) if over.outcome else ()
    note = (labelled("Ghi chú", over.note, faces),) if over.note else ()
    return (*outcome, *note)


def _grid(dossiers: tuple[HandedDossier, ...], faces: Faces) -> Block:
    heads = ("TT", "Mã số hồ sơ, người nộp, thủ tục", "Hẹn trả", "Giấy tờ", "Ghi chú")
    plan = Plan(
        (8 * mm, 0, 20 * mm, 19 * mm, 19 * mm),
        tuple(HeadCell(words, column) for column, words in enumerate(heads)),
        frozenset({0, 2, 3}),
        faces,
    )
    return Grid(plan, tuple(_row(number, one) for number, one in enumerate(dossiers, start=1)))


def _row(number: int, one: HandedDossier) -> tuple[Markup, ...]:
    return (
        plain(str(number)),
        stacked(Markup(f"<b>{cell(one.code, 60)}</b>"), cell(one.applicant, 200), cell(one.procedure)),
        cell(one.due, 60),
        cell(one.papers, 90),
        cell(one.note, 200),
    )
