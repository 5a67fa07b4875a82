"""Form 03, "Phiếu từ chối tiếp nhận giải quyết hồ sơ": draws on A5 why a dossier is not taken.

Basis: NĐ 61/2018 art. 17(1); TT 01/2018/TT-VPCP form 03. The words are the form's.
"""

from __future__ import annotations

from dataclasses import dataclass

from printing.blocks import Gap, text
from printing.fonts import Faces, FontSet, register
from printing.heading import Title
from printing.layout import layout_of
from printing.letterhead import Head, HeadStyle
from printing.person import id_line, subject_blocks
from printing.sheet import Form, printed
from printing.signatures import Signatures, Signer
from printing.text import plain
from printing.values import Contact, Letterhead, PaperSize, Person
from printing.wording import HAND_REMARK, JUSTIFIED, contact_text, reason_text, reprint_remark

TITLE = "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ"


@dataclass(frozen=True, slots=True)
class IntakeRefusal:
    """Everything form 03 says; `basis` names the rule the reason rests on, or is empty."""

    letterhead: Letterhead
    receiving_unit: str
    applicant: Person
    procedure: str
    reason: str
    contact: Contact
    clerk: str
    basis: str = ""
    reprint: int = 0
    form_label: str = "Mẫu số 03, Thông tư 01/2018/TT-VPCP"


def draw_refusal(refusal: IntakeRefusal, fonts: FontSet, size: PaperSize = PaperSize.A5) -> bytes:
    """Gives the PDF of the refusal."""
    faces, layout = register(fonts), layout_of(size)
    title = f"{TITLE} {refusal.letterhead.number}"
    return printed((_form(refusal, layout.head, faces),), layout.sheet, faces, title).pdf


def _form(refusal: IntakeRefusal, head: HeadStyle, faces: Faces) -> Form:
    """Puts the blocks in the order of the form."""
    applicant = refusal.applicant
    name, procedure, *contacts = subject_blocks("Tiếp nhận hồ sơ của", applicant, refusal.procedure, "", faces)
    basis = (text(plain(f"Căn cứ: {refusal.basis}"), faces, JUSTIFIED, after=5),) if refusal.basis else ()
    statement = (
        "Qua xem xét, Bộ phận tiếp nhận và trả kết quả thông báo không tiếp nhận, giải quyết hồ sơ này "
        "với lý do cụ thể như sau:"
    )
    return Form(
        body=(
            Head(refusal.letterhead, head, faces),
            Title(TITLE, reprint_remark(refusal.reprint), faces, after=14),
            text(plain(refusal.receiving_unit), faces),
            name,
            id_line(applicant, faces),
            *contacts,
            procedure,
            Gap(4),
            text(plain(statement), faces, JUSTIFIED, after=5),
            reason_text(refusal.reason, faces),
            *basis,
        ),
        tail=(contact_text("Nếu chưa rõ lý do,", refusal.contact, "để được giải thích", faces),),
        signatures=Signatures(
            (
                Signer(("NGƯỜI NỘP HỒ SƠ",), HAND_REMARK, "", 0.25),
                Signer(("NGƯỜI TIẾP NHẬN HỒ SƠ",), HAND_REMARK, refusal.clerk, 0.75),
            ),
            faces,
        ),
        notes=None,
        label=refusal.form_label,
        running=f"Phiếu từ chối tiếp nhận giải quyết hồ sơ, số {refusal.letterhead.number} (tiếp theo)",
    )
