"""Form 02, "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ": draws on A5 all that a dossier still lacks.

Basis: NĐ 61/2018 art. 17(1) (guide once, fully, in writing); TT 01/2018/TT-VPCP form 02. The words are the form's.
"""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.units import mm

from printing.blocks import Block, text
from printing.fonts import Faces, FontSet, register
from printing.grid import Grid, HeadCell, Plan
from printing.heading import Title
from printing.layout import layout_of
from printing.letter import agency_signature
from printing.letterhead import Head, HeadStyle
from printing.person import subject_blocks
from printing.sheet import Form, Printed, printed
from printing.signatures import Signatures, Signer
from printing.text import Markup, cell, joined, plain, strong
from printing.values import AgencyHand, Contact, Letterhead, PaperSize, Person
from printing.wording import HAND_REMARK, JUSTIFIED, contact_text, reason_text, reprint_remark

TITLE = "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ"


@dataclass(frozen=True, slots=True)
class MissingPaper:
    """One paper to bring or to complete, with what to mend in italics; a count of 0 leaves its cell empty."""

    name: str
    mend: str = ""
    originals: int = 0
    certified: int = 0
    photocopies: int = 0


@dataclass(frozen=True, slots=True)
class SupplementRequest:
    """Everything form 02 says; `code` is empty before the dossier is accepted.

    `agency` signs what is asked after appraisal (NĐ 61/2018 art. 19(4)); without it the counter guides. `deadline` and
    `clock` (what the answer does to the limit, a sentence) may be empty.
    """

    letterhead: Letterhead
    applicant: Person
    procedure: str
    missing: tuple[MissingPaper, ...]
    reason: str
    contact: Contact
    guide: str
    code: str = ""
    deadline: str = ""
    clock: str = ""
    agency: AgencyHand | None = None
    reprint: int = 0
    form_label: str = "Mẫu số 02, Thông tư 01/2018/TT-VPCP"


def draw_supplement(request: SupplementRequest, fonts: FontSet, size: PaperSize = PaperSize.A5) -> bytes:
    """Gives the PDF of the request."""
    return supplement_to_sign(request, fonts, size).pdf


def supplement_to_sign(request: SupplementRequest, fonts: FontSet, size: PaperSize = PaperSize.A5) -> Printed:
    """Gives the PDF of the request with the signature box of who asks."""
    faces, layout = register(fonts), layout_of(size)
    title = f"{TITLE} {request.letterhead.number}"
    return printed((_form(request, layout.head, faces),), layout.sheet, faces, title)


def _form(request: SupplementRequest, head: HeadStyle, faces: Faces) -> Form:
    """Puts the blocks in the order of the form."""
    return Form(
        body=(
            Head(request.letterhead, head, faces),
            Title(TITLE, reprint_remark(request.reprint), faces, after=14),
            *subject_blocks("Hồ sơ của", request.applicant, request.procedure, request.code, faces),
            _missing_grid(request.missing, faces),
            reason_text(request.reason, faces),
        ),
        tail=(
            *_answering(request, faces),
            contact_text(
                "Trong quá trình hoàn thiện hồ sơ, nếu có vướng mắc,",
                request.contact,
                "để được hướng dẫn",
                faces,
            ),
        ),
        signatures=_signatures(request, faces),
        notes=None,
        label=request.form_label,
        running=f"Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ, số {request.letterhead.number} (tiếp theo)",
    )


def _answering(request: SupplementRequest, faces: Faces) -> tuple[Block, ...]:
    """Gives until when to answer, and what the answer does to the limit."""
    until = joined(plain("Thời hạn bổ sung, hoàn thiện:"), Markup(" "), strong(request.deadline), Markup("."))
    deadline = (text(until, faces, after=3),) if request.deadline else ()
    clock = (text(plain(request.clock), faces, JUSTIFIED, after=3),) if request.clock else ()
    return (*deadline, *clock)


def _signatures(request: SupplementRequest, faces: Faces) -> Signatures:
    """Gives who asks: the agency after appraisal, else the clerk who guides."""
    if request.agency:
        return agency_signature(request.agency.signer, request.agency.recipients, faces)
    return Signatures((Signer(("NGƯỜI HƯỚNG DẪN",), HAND_REMARK, request.guide, 0.75),), faces)


def _missing_grid(missing: tuple[MissingPaper, ...], faces: Faces) -> Block:
    """Gives the table of what to bring, with the three kinds of copy under one head."""
    head = (
        HeadCell("TT", 0, rows=2),
        HeadCell("Thành phần hồ sơ cần bổ sung, hoàn thiện", 1, rows=2),
        HeadCell("Số lượng", 2, columns=3),
        HeadCell("Bản chính", 2, row=1),
        HeadCell("Bản chứng thực", 3, row=1),
        HeadCell("Bản chụp", 4, row=1),
    )
    rows = tuple(
        (plain(str(number)), _missing_name(paper), *(_count(value) for value in _counts(paper)))
        for number, paper in enumerate(missing, start=1)
    )
    plan = Plan((8 * mm, 0, 18 * mm, 18 * mm, 18 * mm), head, frozenset({0, 2, 3, 4}), faces)
    caption = text(plain("Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:"), faces, after=3)
    return Grid(plan, rows, caption=caption)


def _missing_name(paper: MissingPaper) -> Markup:
    """Gives the name and, in italics, what to mend in it."""
    if not paper.mend:
        return cell(paper.name)
    return joined(cell(paper.name), Markup(": <i>"), cell(paper.mend), Markup("</i>"))


def _counts(paper: MissingPaper) -> tuple[int, int, int]:
    return paper.originals, paper.certified, paper.photocopies


def _count(value: int) -> Markup:
    return plain(str(value) if value else "")
