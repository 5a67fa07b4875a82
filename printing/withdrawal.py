"""Draws the paper an applicant signs to withdraw a dossier, and what he gets back.

Basis: none that draws it (withdrawing is one of the ten national states); the layout is ours.
"""

from __future__ import annotations

from printing.blocks import Block, Gap, labelled
from printing.fonts import Faces, FontSet, register
from printing.heading import Title
from printing.layout import layout_of
from printing.letter import PROJECT_LAYOUT, Indented, reason_sentence, said, to_office
from printing.letterhead import HeadStyle, NationalHead
from printing.person import contact_lines, id_line, name_line, procedure_line
from printing.sheet import Form, Printed, printed
from printing.signatures import Signatures, Signer
from printing.values import PaperSize, Withdrawal
from printing.wording import HAND_REMARK, numbered, reprint_remark

TITLE = "GIẤY XIN RÚT HỒ SƠ"


def draw_withdrawal(withdrawal: Withdrawal, fonts: FontSet, size: PaperSize = PaperSize.A5) -> Printed:
    """Gives the PDF; the signature box is that of the clerk."""
    faces, layout = register(fonts), layout_of(size)
    title = f"{TITLE} {withdrawal.subject.code}"
    return printed((_form(withdrawal, layout.head, faces),), layout.sheet, faces, title)


def _form(withdrawal: Withdrawal, head: HeadStyle, faces: Faces) -> Form:
    """Puts the blocks in order; the request itself stays with the signatures."""
    applicant, subject = withdrawal.applicant, withdrawal.subject
    return Form(
        body=(
            NationalHead(withdrawal.place_and_date, withdrawal.qr, head, faces),
            Title(TITLE, reprint_remark(withdrawal.reprint), faces, after=10),
            to_office(withdrawal.to, faces),
            name_line("Tên cá nhân, tổ chức", applicant, faces),
            id_line(applicant, faces),
            *contact_lines(applicant, faces),
            procedure_line(subject.procedure, faces),
            labelled("Mã số hồ sơ", subject.code, faces),
            labelled("Ngày nộp", subject.received, faces),
            Gap(5),
            said("Nay xin rút hồ sơ nói trên và không đề nghị giải quyết nữa.", faces),
            reason_sentence(withdrawal.reason, faces),
        ),
        tail=(*_returned(withdrawal.returned, faces), Gap(6)),
        signatures=Signatures(
            (
                Signer(("NGƯỜI XIN RÚT HỒ SƠ",), HAND_REMARK, applicant.name, 0.25),
                Signer(("NGƯỜI TIẾP NHẬN",), HAND_REMARK, withdrawal.clerk, 0.75),
            ),
            faces,
        ),
        notes=None,
        label=PROJECT_LAYOUT,
        running=f"Giấy xin rút hồ sơ, mã số hồ sơ {subject.code} (tiếp theo)",
    )


def _returned(papers: tuple[str, ...], faces: Faces) -> tuple[Block, ...]:
    """Gives the list of what the applicant takes back."""
    if not papers:
        return (said("Hồ sơ không có giấy tờ phải trả lại.", faces),)
    return (
        said("Giấy tờ được trả lại:", faces),
        *(Indented(block) for block in numbered(papers, faces)),
    )
