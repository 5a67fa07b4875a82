"""Draws the request for another office's opinion on a dossier: what is asked and until when.

Basis: NĐ 61/2018 art. 19(5): the request names content and deadline; a late answer is told to the head of the
one-stop unit. No regulation draws it: the layout is ours.
"""

from __future__ import annotations

from printing.blocks import Gap
from printing.fonts import Faces, FontSet, register
from printing.heading import Title
from printing.layout import layout_of
from printing.letter import (
    PROJECT_LAYOUT,
    Framed,
    Indented,
    agency_signature,
    contact_sentence,
    received_sentence,
    said,
    to_office,
)
from printing.letterhead import Head, HeadStyle
from printing.sheet import Form, Printed, printed
from printing.values import OpinionRequest, PaperSize
from printing.wording import numbered, reprint_remark

TITLE = "PHIẾU LẤY Ý KIẾN"
_LABEL = f"Căn cứ khoản 5 Điều 19 Nghị định 61/2018/NĐ-CP. {PROJECT_LAYOUT}"


def draw_opinion_request(request: OpinionRequest, fonts: FontSet, size: PaperSize = PaperSize.A4) -> Printed:
    """Gives the PDF with the signature box left empty."""
    faces, layout = register(fonts), layout_of(size)
    title = f"{TITLE} {request.letterhead.number}"
    return printed((_form(request, layout.head, faces),), layout.sheet, faces, title)


def _form(request: OpinionRequest, head: HeadStyle, faces: Faces) -> Form:
    """Puts the blocks in order; the deadline stays with the signature."""
    asked = f"{request.agency} đề nghị {request.to} cho ý kiến về các nội dung sau:"
    late = (
        "Quá thời hạn trên mà chưa có văn bản trả lời, việc chậm trễ được thông báo cho người đứng đầu Bộ phận Một cửa "
        "đã chuyển hồ sơ để phối hợp xử lý."
    )
    return Form(
        body=(
            Head(request.letterhead, head, faces),
            Title(TITLE, reprint_remark(request.reprint), faces, after=12),
            to_office(request.to, faces),
            received_sentence(request.agency, request.applicant, request.subject, faces),
            said(asked, faces),
            *(Indented(block) for block in numbered(request.questions, faces)),
            Gap(4),
        ),
        tail=(
            said("Ý kiến xin gửi bằng văn bản hoặc trên Hệ thống thông tin một cửa điện tử, trước:", faces),
            Framed(request.deadline, faces),
            said(late, faces),
            contact_sentence("Cần trao đổi thêm, xin liên hệ", request.contact, faces),
            Gap(6),
        ),
        signatures=agency_signature(request.signer, request.recipients, faces),
        notes=None,
        label=_LABEL,
        running=f"Phiếu lấy ý kiến, số {request.letterhead.number} (tiếp theo)",
    )
