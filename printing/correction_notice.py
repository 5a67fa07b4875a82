"""Draws the notice that a result was wrong: what stands in it, what should, and how the right one is handed out.

Basis: NĐ 61/2018 art. 21(1): the agency at fault amends, replaces or corrects its result and bears every cost. No
regulation draws the notice: the layout is ours.
"""

from __future__ import annotations

from reportlab.lib.units import mm

from printing.blocks import Block, Gap
from printing.fonts import Faces, FontSet, register
from printing.grid import Grid, HeadCell, Plan
from printing.heading import Title
from printing.layout import layout_of
from printing.letter import (
    PROJECT_LAYOUT,
    RAGGED,
    agency_signature,
    contact_sentence,
    reason_sentence,
    said,
    sentence,
    to_person,
)
from printing.letterhead import Head, HeadStyle
from printing.sheet import Form, Printed, printed
from printing.text import Markup, cell, joined, plain, strong
from printing.values import Correction, CorrectionNotice, PaperSize
from printing.wording import reprint_remark

TITLE = "THÔNG BÁO ĐÍNH CHÍNH KẾT QUẢ"
_LABEL = f"Căn cứ khoản 1 Điều 21 Nghị định 61/2018/NĐ-CP. {PROJECT_LAYOUT}"


def draw_correction_notice(notice: CorrectionNotice, fonts: FontSet, size: PaperSize = PaperSize.A4) -> Printed:
    """Gives the PDF with the signature box left empty."""
    faces, layout = register(fonts), layout_of(size)
    title = f"{TITLE} {notice.letterhead.number}"
    return printed((_form(notice, layout.head, faces),), layout.sheet, faces, title)


def _form(notice: CorrectionNotice, head: HeadStyle, faces: Faces) -> Form:
    """Puts the blocks in order; how the right result is handed out stays with the signature."""
    spoken = notice.addressee.spoken
    regret = (
        f"{notice.agency} xin lỗi {spoken} về sai sót này và chịu mọi chi phí liên quan đến việc đính chính, "
        f"{spoken} không phải trả."
    )
    return Form(
        body=(
            Head(notice.letterhead, head, faces),
            Title(TITLE, reprint_remark(notice.reprint), faces, after=12),
            *to_person(notice.addressee, faces),
            Gap(8),
            _opening(notice, faces),
            *((_grid(notice.corrections, faces),) if notice.corrections else ()),
            reason_sentence(notice.reason, faces),
        ),
        tail=(
            said(notice.exchange, faces),
            *((said(regret, faces),) if notice.by_agency else ()),
            contact_sentence("Cần biết thêm, xin liên hệ", notice.contact, faces),
            Gap(6),
        ),
        signatures=agency_signature(notice.signer, notice.recipients, faces),
        notes=None,
        label=_LABEL,
        running=f"Thông báo đính chính kết quả, số {notice.letterhead.number} (tiếp theo)",
    )


def _opening(notice: CorrectionNotice, faces: Faces) -> Block:
    """Says which result of which dossier is corrected."""
    return sentence(
        joined(
            plain(f"{notice.agency} đính chính"),
            Markup(" "),
            strong(notice.result),
            Markup(" "),
            plain(f"(mã số hồ sơ {notice.subject.code}){' như sau:' if notice.corrections else '.'}"),
        ),
        faces,
        kind=RAGGED,
    )


def _grid(corrections: tuple[Correction, ...], faces: Faces) -> Block:
    heads = ("TT", "Mục", "Đã ghi", "Sửa thành")
    plan = Plan(
        (8 * mm, 32 * mm, 0, 44 * mm),
        tuple(HeadCell(words, column) for column, words in enumerate(heads)),
        frozenset({0}),
        faces,
    )
    rows = tuple(
        (plain(str(number)), cell(one.place, 200), cell(one.wrong), Markup(f"<b>{cell(one.right)}</b>"))
        for number, one in enumerate(corrections, start=1)
    )
    return Grid(plan, rows)
