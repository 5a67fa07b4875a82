"""Form 01, "Giấy tiếp nhận hồ sơ và hẹn trả kết quả": draws the copies of a receipt on A5.

Basis: NĐ 61/2018 art. 17(1)c, 17(3); TT 01/2018/TT-VPCP art. 9-10 and form 01 (fields and A5), art. 19(2) (bar
code beside the dossier code). The words are the form's. Frame of times, code row and notes are judgement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from reportlab.lib.units import mm

from printing.blocks import Block, Text, Type, labelled, text
from printing.fonts import Faces, FontSet, register
from printing.grid import Grid, HeadCell, Plan
from printing.heading import CodeRow, TimesFrame, Title
from printing.layout import layout_of
from printing.letterhead import Head, HeadStyle
from printing.person import contact_lines, id_line, name_line, procedure_line
from printing.sheet import Form, printed
from printing.signatures import Signatures, Signer
from printing.text import Markup, cell, joined, plain, strong, unbroken
from printing.values import Letterhead, PaperSize, Person
from printing.wording import HAND_REMARK, reprint_remark

TITLE = "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"
NOTE = Type(8, 9.6)


class Copy(Enum):
    """Whose copy it is; the value is the line under the title."""

    APPLICANT = "Liên 1: Giao người nộp hồ sơ"
    FILE = "Liên 2: Lưu"


BOTH_COPIES = (Copy.APPLICANT, Copy.FILE)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper that was handed in: name, kind of copy ("Bản chính") and quantity ("1")."""

    name: str
    kind: str
    quantity: str


@dataclass(frozen=True, slots=True)
class Registration:
    """Under what the dossier is known: printed code, 20 digits of the bars, book, number in it, secret."""

    code: str
    barcode: str
    secret: str
    book: str
    book_number: str


@dataclass(frozen=True, slots=True)
class Promise:
    """What the office promises on paper, all spoken: limit, both times, where to fetch it, fee with its state."""

    limit: str
    received_at: str
    due_at: str
    delivery: str
    fee: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything form 01 says.

    `submitter` is who hands the papers in, where known: the name stands under his column, and on a line of
    its own when he is not the applicant. `reprint` counts printings after the first.
    """

    letterhead: Letterhead
    registration: Registration
    receiving_unit: str
    applicant: Person
    procedure: str
    papers: tuple[PaperRow, ...]
    sets: str
    promise: Promise
    clerk: str
    hotline: str
    submitter: str = ""
    reprint: int = 0
    form_label: str = "Mẫu số 01, Thông tư 01/2018/TT-VPCP"


def draw_receipt(
    receipt: Receipt, fonts: FontSet, copies: Sequence[Copy] = BOTH_COPIES, size: PaperSize = PaperSize.A5
) -> bytes:
    """Gives one PDF with the copies one after the other; the secret stands on the applicant's copy only."""
    faces, layout = register(fonts), layout_of(size)
    forms = (_form(receipt, copy, layout.head, faces) for copy in copies)
    return printed(forms, layout.sheet, faces, f"{TITLE} {receipt.registration.code}").pdf


def copy_remark(copy: Copy, reprint: int) -> str:
    """Gives the line under the title: whose copy, and which printing again."""
    return f"{copy.value}. {reprint_remark(reprint)}" if reprint else copy.value


def _form(receipt: Receipt, copy: Copy, head: HeadStyle, faces: Faces) -> Form:
    """Puts the blocks of one copy in the order of the form."""
    shown = receipt.registration if copy is Copy.APPLICANT else replace(receipt.registration, secret="")
    return Form(
        body=(
            Head(receipt.letterhead, head, faces),
            Title(TITLE, copy_remark(copy, receipt.reprint), faces),
            CodeRow(shown.barcode, shown.code, shown.secret, faces),
            *_applicant_blocks(receipt, faces),
            _papers_grid(receipt.papers, faces),
        ),
        tail=_promise_blocks(receipt, faces),
        signatures=Signatures(
            (
                Signer(("NGƯỜI NỘP HỒ SƠ",), HAND_REMARK, receipt.submitter, 0.25),
                Signer(("NGƯỜI TIẾP NHẬN HỒ SƠ",), HAND_REMARK, receipt.clerk, 0.75),
            ),
            faces,
        ),
        notes=notes_text(receipt.hotline, faces),
        label=receipt.form_label,
        running=f"Giấy tiếp nhận hồ sơ và hẹn trả kết quả, mã hồ sơ {receipt.registration.code} (tiếp theo)",
    )


def _applicant_blocks(receipt: Receipt, faces: Faces) -> tuple[Block, ...]:
    """Gives the lines from the receiving unit to the content asked for."""
    submitter: tuple[Block, ...] = ()
    if receipt.submitter and receipt.submitter != receipt.applicant.name:
        submitter = (labelled("Người nộp hồ sơ", receipt.submitter, faces),)
    return (
        text(plain(receipt.receiving_unit), faces),
        name_line("Tiếp nhận hồ sơ của", receipt.applicant, faces),
        id_line(receipt.applicant, faces),
        *contact_lines(receipt.applicant, faces),
        *submitter,
        procedure_line(receipt.procedure, faces),
    )


def _papers_grid(papers: tuple[PaperRow, ...], faces: Faces) -> Block:
    """Gives the table of papers, or one line when nothing was handed in."""
    if not papers:
        return labelled("Thành phần hồ sơ nộp gồm", "không có giấy tờ kèm theo", faces)
    head = (
        HeadCell("TT", 0),
        HeadCell("Tên giấy tờ", 1),
        HeadCell("Loại bản", 2),
        HeadCell("Số lượng", 3),
    )
    rows = tuple(
        (plain(str(number)), cell(paper.name), cell(paper.kind, 100), cell(paper.quantity, 40))
        for number, paper in enumerate(papers, start=1)
    )
    plan = Plan((8 * mm, 0, 25 * mm, 15 * mm), head, frozenset({0, 2, 3}), faces)
    return Grid(plan, rows, caption=text(plain("Thành phần hồ sơ nộp gồm:"), faces, after=2))


def _promise_blocks(receipt: Receipt, faces: Faces) -> tuple[Block, ...]:
    """Gives what follows the table: sets, limit, times, way of return, fee, book."""
    promise, known = receipt.promise, receipt.registration
    limit = joined(
        plain(f"Số lượng hồ sơ: {receipt.sets} (bộ). Thời gian giải quyết theo quy định:"),
        Markup(" "),
        strong(promise.limit),
        Markup("."),
    )
    return (
        text(limit, faces, after=4),
        TimesFrame(promise.received_at, promise.due_at, faces),
        labelled("Đăng ký nhận kết quả tại", f"{promise.delivery}.", faces),
        labelled("Phí, lệ phí", f"{promise.fee}.", faces),
        text(
            plain(f"Vào Sổ theo dõi hồ sơ, quyển số: {known.book}, số thứ tự: {known.book_number}."),
            faces,
            after=6,
        ),
    )


def notes_text(hotline: str, faces: Faces) -> Text:
    """Gives the notes over the foot: what to bring, how to look up, whom to call."""
    words = joined(
        plain(
            "Khi đến nhận kết quả, mang theo giấy này, giấy tờ tùy thân, phí, lệ phí chưa nộp (nếu có); nhận thay "
            "phải có giấy ủy quyền. Xem hồ sơ đến đâu: quét mã ở góc trên bên trái. Điện thoại hỗ trợ:"
        ),
        Markup(" "),
        unbroken(hotline),
        Markup("."),
    )
    return text(words, faces, NOTE, after=0)
