"""Form 04, "Phiếu xin lỗi và hẹn lại ngày trả kết quả": draws the agency's apology, with the new date or without.

Basis: NĐ 61/2018 art. 19(9) (reason, new date, at most once); TT 01/2018/TT-VPCP form 04 (general knowledge for the
wording: the drawing of the annex was not seen).
"""

from __future__ import annotations

from printing.blocks import Block, Gap
from printing.fonts import Faces, FontSet, register
from printing.heading import Title
from printing.layout import layout_of
from printing.letter import (
    Framed,
    agency_signature,
    contact_sentence,
    reason_sentence,
    received_sentence,
    said,
    to_person,
)
from printing.letterhead import Head, HeadStyle
from printing.sheet import Form, Printed, printed
from printing.values import Apology, PaperSize
from printing.wording import reprint_remark

TITLE = "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ"
TITLE_ALONE = "PHIẾU XIN LỖI"
_LABEL = "Mẫu số 04, Thông tư 01/2018/TT-VPCP"
_LABEL_ALONE = "Mẫu số 04, Thông tư 01/2018/TT-VPCP (không hẹn lại ngày)"


def draw_apology(apology: Apology, fonts: FontSet, size: PaperSize = PaperSize.A5) -> Printed:
    """Gives the PDF with the signature box left empty."""
    faces, layout = register(fonts), layout_of(size)
    title = f"{_title(apology)} {apology.letterhead.number}"
    return printed((_form(apology, layout.head, faces),), layout.sheet, faces, title)


def _title(apology: Apology) -> str:
    return TITLE if apology.new_due else TITLE_ALONE


def _form(apology: Apology, head: HeadStyle, faces: Faces) -> Form:
    """Puts the blocks in the order of the form."""
    spoken = apology.addressee.spoken
    return Form(
        body=(
            Head(apology.letterhead, head, faces),
            Title(_title(apology), reprint_remark(apology.reprint), faces, after=14),
            *to_person(apology.addressee, faces),
            Gap(8),
            received_sentence(apology.agency, spoken, apology.subject, faces),
            said(f"Đến nay, {apology.agency} chưa giải quyết xong hồ sơ của {spoken}.", faces),
            reason_sentence(apology.reason, faces),
        ),
        tail=_promise(apology, faces),
        signatures=agency_signature(apology.signer, apology.recipients, faces),
        notes=None,
        label=_LABEL if apology.new_due else _LABEL_ALONE,
        running=f"{_title(apology).capitalize()}, số {apology.letterhead.number} (tiếp theo)",
    )


def _promise(apology: Apology, faces: Faces) -> tuple[Block, ...]:
    """Gives the apology and what follows it: the new date, or that the office tells as soon as there is a result."""
    spoken = apology.addressee.spoken
    trouble = f"Sự chậm trễ này gây phiền hà và tốn kém chi phí, công sức của {spoken}."
    regret = f"{trouble} {apology.agency} xin lỗi {spoken}"
    thanks = said(f"Mong {spoken} thông cảm.", faces)
    if apology.new_due:
        return said(f"{regret} và hẹn trả kết quả vào:", faces), Framed(apology.new_due, faces), thanks, Gap(6)
    soon = said(f"Khi có kết quả, {apology.agency} báo ngay cho {spoken}.", faces)
    contact = (contact_sentence("Cần biết thêm, xin liên hệ", apology.contact, faces),) if apology.contact else ()
    return said(f"{regret}.", faces), soon, *contact, thanks, Gap(6)
