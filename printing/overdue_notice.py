"""Draws the agency's written notice to the one-stop unit about dossiers that will not be ready when promised.

Basis: NĐ 61/2018 art. 19(9): in writing, at the latest one day before the due date, with reason and proposed date;
the unit then changes the date and tells the applicant. The decree draws no form for it: the layout is ours.
"""

from __future__ import annotations

from reportlab.lib.units import mm

from printing.blocks import Block, Gap
from printing.fonts import Faces, FontSet, register
from printing.grid import Grid, HeadCell, Plan
from printing.heading import Title
from printing.layout import layout_of
from printing.letter import PROJECT_LAYOUT, agency_signature, said, to_office
from printing.letterhead import Head, HeadStyle
from printing.sheet import Form, Printed, printed
from printing.text import Markup, cell, plain, stacked
from printing.values import LateDossier, OverdueNotice, PaperSize
from printing.wording import reprint_remark

TITLE = "THÔNG BÁO HỒ SƠ QUÁ HẠN GIẢI QUYẾT"
_LABEL = f"Căn cứ khoản 9 Điều 19 Nghị định 61/2018/NĐ-CP. {PROJECT_LAYOUT}"


def draw_overdue_notice(notice: OverdueNotice, fonts: FontSet, size: PaperSize = PaperSize.A4) -> Printed:
    """Gives the PDF with the signature box left empty."""
    faces, layout = register(fonts), layout_of(size)
    title = f"{TITLE} {notice.letterhead.number}"
    return printed((_form(notice, layout.head, faces),), layout.sheet, faces, title)


def _form(notice: OverdueNotice, head: HeadStyle, faces: Faces) -> Form:
    """Puts the blocks in order; what the unit is asked to do goes with the signature."""
    opening = (
        f"Căn cứ khoản 9 Điều 19 Nghị định số 61/2018/NĐ-CP ngày 23 tháng 4 năm 2018 của Chính phủ, {notice.agency} "
        f"thông báo {len(notice.dossiers):02d} hồ sơ không giải quyết xong trong thời hạn như sau:"
    )
    return Form(
        body=(
            Head(notice.letterhead, head, faces),
            Title(TITLE, reprint_remark(notice.reprint), faces, after=12),
            to_office(notice.to, faces),
            said(opening, faces),
            _grid(notice.dossiers, faces),
        ),
        tail=_requests(notice, faces),
        signatures=agency_signature(notice.signer, notice.recipients, faces),
        notes=None,
        label=_LABEL,
        running=f"Thông báo hồ sơ quá hạn giải quyết, số {notice.letterhead.number} (tiếp theo)",
    )


def _grid(dossiers: tuple[LateDossier, ...], faces: Faces) -> Block:
    """Gives the table of the late dossiers."""
    heads = ("TT", "Mã số hồ sơ, người nộp, thủ tục", "Ngày đã hẹn", "Đề nghị hẹn lại", "Lý do quá hạn")
    plan = Plan(
        (8 * mm, 0, 20 * mm, 20 * mm, 33 * mm),
        tuple(HeadCell(words, column) for column, words in enumerate(heads)),
        frozenset({0, 2, 3}),
        faces,
    )
    rows = tuple(
        (
            plain(str(number)),
            stacked(Markup(f"<b>{cell(late.code, 60)}</b>"), cell(late.applicant, 200), cell(late.procedure)),
            cell(late.due, 60),
            cell(late.new_due or "không hẹn lại", 60),
            cell(late.reason),
        )
        for number, late in enumerate(dossiers, start=1)
    )
    return Grid(plan, rows)


def _requests(notice: OverdueNotice, faces: Faces) -> tuple[Block, ...]:
    """Gives what the agency did and what it asks the unit to do."""
    closing = "Trân trọng."
    sent = f"{notice.agency} đã gửi phiếu xin lỗi đến người nộp hồ sơ."
    if not any(late.new_due for late in notice.dossiers):
        return said(sent, faces), said(closing, faces), Gap(6)
    asked = (
        f"{sent} Đề nghị {notice.to} điều chỉnh thời gian trả kết quả trên Hệ thống thông tin một cửa điện tử và "
        "thông báo cho người nộp hồ sơ. Mỗi hồ sơ chỉ được hẹn lại một lần."
    )
    return said(asked, faces), said(closing, faces), Gap(6)
