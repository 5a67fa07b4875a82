"""Draws the notice that the processing of a dossier is stopped, why, and what the applicant may do now.

Basis: the stopping rule is the caller's and stands on the paper; its drawing is ours (the form of 2025 was not seen).
"""

from __future__ import annotations

from printing.blocks import Block, Gap
from printing.fonts import Faces, FontSet, register
from printing.heading import Title
from printing.layout import layout_of
from printing.letter import (
    PROJECT_LAYOUT,
    Indented,
    agency_signature,
    contact_sentence,
    reason_sentence,
    received_sentence,
    said,
    to_person,
)
from printing.letterhead import Head, HeadStyle
from printing.sheet import Form, Printed, printed
from printing.values import PaperSize, StopNotice
from printing.wording import numbered, reprint_remark

TITLE = "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ"


def draw_stop_notice(notice: StopNotice, fonts: FontSet, size: PaperSize = PaperSize.A4) -> Printed:
    """Gives the PDF with the signature box left empty."""
    faces, layout = register(fonts), layout_of(size)
    title = f"{TITLE} {notice.letterhead.number}"
    return printed((_form(notice, layout.head, faces),), layout.sheet, faces, title)


def _form(notice: StopNotice, head: HeadStyle, faces: Faces) -> Form:
    """Puts the blocks in order; what to do next stays with the signature."""
    spoken = notice.addressee.spoken
    basis = (said(f"Căn cứ: {notice.basis}.", faces),) if notice.basis else ()
    return Form(
        body=(
            Head(notice.letterhead, head, faces),
            Title(TITLE, reprint_remark(notice.reprint), faces, after=12),
            *to_person(notice.addressee, faces),
            Gap(8),
            received_sentence(notice.agency, spoken, notice.subject, faces),
            said(f"{notice.agency} thông báo dừng giải quyết hồ sơ này.", faces),
            reason_sentence(notice.reason, faces),
            *basis,
        ),
        tail=(
            *_steps(notice, faces),
            contact_sentence("Cần biết thêm, xin liên hệ", notice.contact, faces),
            Gap(6),
        ),
        signatures=agency_signature(notice.signer, notice.recipients, faces),
        notes=None,
        label=PROJECT_LAYOUT,
        running=f"Thông báo dừng giải quyết hồ sơ, số {notice.letterhead.number} (tiếp theo)",
    )


def _steps(notice: StopNotice, faces: Faces) -> tuple[Block, ...]:
    """Gives the list of what the applicant may do now."""
    if not notice.next_steps:
        return ()
    spoken = notice.addressee.spoken
    lead = said(f"{spoken[:1].upper()}{spoken[1:]} có thể:", faces)
    return (lead, *(Indented(block) for block in numbered(notice.next_steps, faces)), Gap(3))
