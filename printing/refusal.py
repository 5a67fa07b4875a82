"""Form 03, "Phiếu từ chối tiếp nhận giải quyết hồ sơ": draws on A5 why a dossier is not taken.

Basis: NĐ 61/2018 art. 17(1), after appraisal art. 19(8); TT 01/2018/TT-VPCP form 03. The words are the form's.
"""

from __future__ import annotations

from dataclasses import dataclass

from printing.blocks import Gap, text
from printing.check_note import CheckMark, CheckNote
from printing.fonts import Faces, FontSet, register
from printing.heading import Title
from printing.layout import layout_of
from printing.letter import agency_signature
from printing.letterhead import Head
from printing.person import id_line, subject_blocks
from printing.sheet import Form, Printed, printed, with_blanks
from printing.signatures import Signatures, Signer
from printing.text import plain
from printing.values import AgencyHand, Contact, Letterhead, PaperSize, Person
from printing.wording import HAND_REMARK, JUSTIFIED, contact_text, reason_text, reprint_remark

TITLE = "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ"
TITLE_APPRAISED = "PHIẾU TỪ CHỐI GIẢI QUYẾT HỒ SƠ"


@dataclass(frozen=True, slots=True)
class IntakeRefusal:
    """Everything form 03 says; `basis` names the rule the reason rests on, or is empty.

    `agency` signs a refusal after appraisal, entered as a result (NĐ 61/2018 art. 19(8)), and `code` is then known;
    without it the counter does not take the dossier. `check` is how a reader learns that it was issued.
    """

    letterhead: Letterhead
    receiving_unit: str
    applicant: Person
    procedure: str
    reason: str
    contact: Contact
    clerk: str
    basis: str = ""
    code: str = ""
    agency: AgencyHand | None = None
    check: CheckMark | None = None
    reprint: int = 0
    form_label: str = "Mẫu số 03, Thông tư 01/2018/TT-VPCP"


def draw_refusal(refusal: IntakeRefusal, fonts: FontSet, size: PaperSize = PaperSize.A5) -> bytes:
    """Gives the PDF of the refusal."""
    return refusal_to_sign(refusal, fonts, size).pdf


def refusal_to_sign(refusal: IntakeRefusal, fonts: FontSet, size: PaperSize = PaperSize.A5) -> Printed:
    """Gives the PDF of the refusal with the signature box of who refuses."""
    faces, layout = register(fonts), layout_of(size)
    head = Head(refusal.letterhead, layout.head, faces)
    title = f"{_title(refusal)} {refusal.letterhead.number}".rstrip()
    drawn = printed((_form(refusal, head, faces),), layout.sheet, faces, title)
    return with_blanks(drawn, layout.sheet, head) if refusal.letterhead.to_issue else drawn


def _title(refusal: IntakeRefusal) -> str:
    return TITLE_APPRAISED if refusal.agency else TITLE


def _form(refusal: IntakeRefusal, head: Head, faces: Faces) -> Form:
    """Puts the blocks in the order of the form."""
    number = f", số {refusal.letterhead.number}" if refusal.letterhead.number else ""
    applicant = refusal.applicant
    name, procedure, *others = subject_blocks("Tiếp nhận hồ sơ của", applicant, refusal.procedure, refusal.code, faces)
    basis = (text(plain(f"Căn cứ: {refusal.basis}"), faces, JUSTIFIED, after=5),) if refusal.basis else ()
    return Form(
        body=(
            head,
            Title(_title(refusal), reprint_remark(refusal.reprint), faces, after=14),
            text(plain(refusal.receiving_unit), faces),
            name,
            id_line(applicant, faces),
            *others,
            procedure,
            Gap(4),
            text(plain(_statement(refusal)), faces, JUSTIFIED, after=5),
            reason_text(refusal.reason, faces),
            *basis,
        ),
        tail=(contact_text("Nếu chưa rõ lý do,", refusal.contact, "để được giải thích", faces),),
        signatures=_signatures(refusal, faces),
        notes=None if refusal.check is None else CheckNote(refusal.check, faces),
        label=refusal.form_label,
        running=f"{_title(refusal).capitalize()}{number} (tiếp theo)",
    )


def _statement(refusal: IntakeRefusal) -> str:
    """Says who refuses: the counter to take the dossier, or the agency to grant what was asked."""
    if refusal.agency:
        return f"Qua thẩm định, {refusal.agency.name} thông báo không giải quyết hồ sơ này với lý do cụ thể như sau:"
    return (
        "Qua xem xét, Bộ phận tiếp nhận và trả kết quả thông báo không tiếp nhận, giải quyết hồ sơ này "
        "với lý do cụ thể như sau:"
    )


def _signatures(refusal: IntakeRefusal, faces: Faces) -> Signatures:
    """Gives who signs: the agency after appraisal, else both sides of the counter."""
    if refusal.agency:
        return agency_signature(refusal.agency.signer, refusal.agency.recipients, faces)
    return Signatures(
        (
            Signer(("NGƯỜI NỘP HỒ SƠ",), HAND_REMARK, "", 0.25),
            Signer(("NGƯỜI TIẾP NHẬN HỒ SƠ",), HAND_REMARK, refusal.clerk, 0.75),
        ),
        faces,
    )
