"""Draws the letter in which an agency apologises for papers of a dossier that it lost or damaged.

Basis: NĐ 61/2018 art. 21(2): the agency works with the citizen to make it good, bears every cost of having the papers
issued again, and apologises. No regulation draws the letter: the layout is ours.
"""

from __future__ import annotations

from printing.blocks import Gap
from printing.fonts import Faces, FontSet, register
from printing.heading import Title
from printing.layout import layout_of
from printing.letter import (
    PROJECT_LAYOUT,
    RAGGED,
    agency_signature,
    contact_sentence,
    received_sentence,
    said,
    sentence,
    to_person,
)
from printing.letterhead import Head, HeadStyle
from printing.sheet import Form, Printed, printed
from printing.text import Markup, joined, plain, strong
from printing.values import LossLetter, PaperSize
from printing.wording import reprint_remark

TITLE = "THƯ XIN LỖI VỀ VIỆC HỒ SƠ BỊ MẤT, HƯ HỎNG"
_LABEL = f"Căn cứ khoản 2 Điều 21 Nghị định 61/2018/NĐ-CP. {PROJECT_LAYOUT}"


def draw_loss_letter(letter: LossLetter, fonts: FontSet, size: PaperSize = PaperSize.A4) -> Printed:
    """Gives the PDF with the signature box left empty."""
    faces, layout = register(fonts), layout_of(size)
    title = f"{TITLE} {letter.letterhead.number}"
    return printed((_form(letter, layout.head, faces),), layout.sheet, faces, title)


def _form(letter: LossLetter, head: HeadStyle, faces: Faces) -> Form:
    """Puts the blocks in order; the apology and who pays stay with the signature."""
    spoken = letter.addressee.spoken
    lead = plain("Trong thời gian cơ quan giữ hồ sơ, giấy tờ sau đây bị mất hoặc hư hỏng:")
    lost = joined(lead, Markup(" "), strong(letter.what), plain("."))
    story = (said(f"Sự việc: {letter.story.rstrip('.')}.", faces),) if letter.story else ()
    regret = (
        f"{letter.agency} xin lỗi {spoken} về sự cố này, phối hợp với {spoken} để khắc phục và chịu mọi chi phí phát "
        "sinh trong việc xin cấp lại hồ sơ, giấy tờ."
    )
    return Form(
        body=(
            Head(letter.letterhead, head, faces),
            Title(TITLE, reprint_remark(letter.reprint), faces, after=12),
            *to_person(letter.addressee, faces),
            Gap(8),
            received_sentence(letter.agency, spoken, letter.subject, faces),
            sentence(lost, faces, kind=RAGGED),
            *story,
        ),
        tail=(
            said(regret, faces),
            contact_sentence("Cần biết thêm, xin liên hệ", letter.contact, faces),
            said(f"Mong {spoken} thông cảm.", faces),
            Gap(6),
        ),
        signatures=agency_signature(letter.signer, letter.recipients, faces),
        notes=None,
        label=_LABEL,
        running=f"Thư xin lỗi, số {letter.letterhead.number} (tiếp theo)",
    )
