"""Draws on A5 one sheet for a visit with several dossiers of one applicant, with one total of fees.

Basis: none of its own; it gathers what form 01 of each dossier says (NĐ 61/2018 art. 17(3)). Layout: judgement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from printing.blocks import Block, Gap, Type, stacked_height, text
from printing.codes import barcode_width, digit_groups
from printing.fonts import Faces, FontSet, register
from printing.heading import BARS_HEIGHT, Title, draw_bars
from printing.layout import layout_of
from printing.letterhead import Head, HeadStyle
from printing.person import contact_lines, id_line, name_line
from printing.receipt import BOTH_COPIES, Copy, copy_remark, notes_text
from printing.sheet import Form, printed
from printing.signatures import Signatures, Signer
from printing.text import Markup, cell, clean, joined, plain, strong
from printing.values import Letterhead, PaperSize, Person
from printing.wording import HAND_REMARK

TITLE = "GIẤY TIẾP NHẬN NHIỀU HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"
_PAD = 4.0
_BARS_COLUMN = BARS_HEIGHT + 24
"""Bars, their digits and the secret under them."""


@dataclass(frozen=True, slots=True)
class VisitDossier:
    """One dossier of the visit, spoken: code, bars, secret, procedure, papers ("3 giấy tờ"), due time, fee."""

    code: str
    barcode: str
    secret: str
    procedure: str
    papers: str
    due_at: str
    fee: str


@dataclass(frozen=True, slots=True)
class Visit:
    """Everything the sheet says; `fee_total` is the one amount with its state ("46.000 đồng (đã nộp)")."""

    letterhead: Letterhead
    receiving_unit: str
    applicant: Person
    received_at: str
    dossiers: tuple[VisitDossier, ...]
    delivery: str
    fee_total: str
    clerk: str
    hotline: str
    submitter: str = ""
    reprint: int = 0


def draw_visit_sheet(
    visit: Visit, fonts: FontSet, copies: Sequence[Copy] = BOTH_COPIES, size: PaperSize = PaperSize.A5
) -> bytes:
    """Gives one PDF with the copies one after the other; secrets stand on the applicant's copy only."""
    faces, layout = register(fonts), layout_of(size)
    forms = (_form(visit, copy, layout.head, faces) for copy in copies)
    return printed(forms, layout.sheet, faces, TITLE).pdf


@dataclass(frozen=True, slots=True)
class _Card:
    """One dossier in a frame: bars at the left, words at the right."""

    number: int
    dossier: VisitDossier
    faces: Faces

    def height(self, width: float) -> float:
        right = stacked_height(self._words(), self._room(width))
        return max(right, _BARS_COLUMN) + 2 * _PAD

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        high = self.height(width)
        canvas.setLineWidth(0.5)
        canvas.rect(x, top - high, width, high, stroke=1, fill=0)
        bars_top = top - (high - _BARS_COLUMN) / 2
        draw_bars(canvas, self.dossier.barcode, (x + 5 * mm, bars_top - BARS_HEIGHT), self.faces)
        if self.dossier.secret:
            secret = f"Mã bí mật: {digit_groups(clean(self.dossier.secret).replace(' ', ''))}"
            canvas.setFont(self.faces.serif_bold, 10)
            canvas.drawCentredString(x + 5 * mm + barcode_width() / 2, bars_top - BARS_HEIGHT - 21, secret)
        base = top - _PAD
        for block in self._words():
            block.draw(canvas, x + width - self._room(width) - _PAD, base, self._room(width))
            base -= block.height(self._room(width))

    def _room(self, width: float) -> float:
        """Gives the width right of the bars, 5 mm of white on both their sides."""
        return width - barcode_width() - 10 * mm - _PAD

    def _words(self) -> tuple[Block, ...]:
        dossier, kind = self.dossier, Type(9.5, 11.6)
        code = joined(plain(f"{self.number}."), Markup(f" <b>{cell(dossier.code, 60)}</b>"))
        money = f"{dossier.papers}. Phí, lệ phí: {dossier.fee}" if dossier.papers else f"Phí, lệ phí: {dossier.fee}"
        due = joined(plain("Hẹn trả:"), Markup(f" <b>{cell(dossier.due_at, 100)}</b>"))
        return (
            text(code, self.faces),
            text(cell(dossier.procedure), self.faces, kind),
            text(cell(money), self.faces, kind),
            text(due, self.faces, kind),
        )


def _form(visit: Visit, copy: Copy, head: HeadStyle, faces: Faces) -> Form:
    """Puts the blocks of one copy in order."""
    shown = visit.dossiers
    if copy is not Copy.APPLICANT:
        shown = tuple(replace(dossier, secret="") for dossier in shown)
    received = joined(
        plain(f"Thời gian nhận: {visit.received_at}. Số lượng:"),
        Markup(" "),
        strong(f"{len(shown):02d} hồ sơ"),
        Markup("."),
    )
    return Form(
        body=(
            Head(visit.letterhead, head, faces),
            Title(TITLE, copy_remark(copy, visit.reprint), faces),
            text(plain(visit.receiving_unit), faces),
            name_line("Tiếp nhận hồ sơ của", visit.applicant, faces),
            id_line(visit.applicant, faces),
            *contact_lines(visit.applicant, faces),
            text(received, faces, after=5),
            *(_Card(number, dossier, faces) for number, dossier in enumerate(shown, start=1)),
        ),
        tail=(
            Gap(6),
            text(
                joined(plain("Tổng số phí, lệ phí:"), Markup(" "), strong(visit.fee_total), Markup(".")), faces, after=1
            ),
            text(plain(f"Đăng ký nhận kết quả tại: {visit.delivery}."), faces, after=6),
        ),
        signatures=Signatures(
            (
                Signer(("NGƯỜI NỘP HỒ SƠ",), HAND_REMARK, visit.submitter, 0.25),
                Signer(("NGƯỜI TIẾP NHẬN HỒ SƠ",), HAND_REMARK, visit.clerk, 0.75),
            ),
            faces,
        ),
        notes=notes_text(visit.hotline, faces),
        label="Giấy tiếp nhận nhiều hồ sơ trong một lần nộp",
        running=f"Giấy tiếp nhận nhiều hồ sơ, của {visit.applicant.name} (tiếp theo)",
    )
