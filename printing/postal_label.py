"""Draws the label of a letter with a result in it, one a page: from, to, tracking number as bars, what to collect.

Basis: NĐ 61/2018 art. 16(2), 22(1)(b) (results and fees by public post). The drawing is ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import assert_never

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from dossier.text import amount_in_words, format_money
from printing.blocks import Block, Gap, Type, paragraph, stacked_height, text
from printing.codes import code128_modules, draw_code128
from printing.faults import PrintFault
from printing.fonts import Faces, FontSet, register
from printing.sheet import Sheet, open_canvas
from printing.text import Markup, cell, joined, plain, stacked
from printing.values import LabelSize, PostalLabel, PostalParty
from printing.wording import reprint_remark

TITLE = "BƯU CHÍNH CÔNG ÍCH"
_A6 = Sheet(105 * mm, 148 * mm, 6 * mm, 6 * mm, 6 * mm, 6 * mm)
_A5 = Sheet(118.4 * mm, 168 * mm, 6.4 * mm, 6.4 * mm, 6.4 * mm, 6.4 * mm, scale=1.25)
_MODULES = tuple(dots * 25.4 / 600 * mm for dots in (12, 10, 8, 6))
"""Widths of a module in points: whole dots at 600 and at 300 dpi."""
_QUIET = 10
"""White modules that Code128 needs at both sides."""
_BARS = 15 * mm
_PAD = 5.0
_SHRINK = (1.0, 0.92, 0.84, 0.76, 0.68, 0.6)


def draw_postal_labels(labels: Iterable[PostalLabel], fonts: FontSet, size: LabelSize = LabelSize.A6) -> bytes:
    """Gives one PDF with a page for each label. Raises PrintFault for a tracking number that bars cannot say."""
    faces, sheet = register(fonts), _sheet(size)
    buffer = BytesIO()
    canvas = open_canvas(buffer, sheet, faces, TITLE)
    for label in labels:
        canvas.scale(sheet.scale, sheet.scale)
        _draw_label(canvas, sheet, label, faces)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _sheet(size: LabelSize) -> Sheet:
    match size:
        case LabelSize.A6:
            return _A6
        case LabelSize.A5:
            return _A5
        case _:
            assert_never(size)


def _draw_label(canvas: Canvas, sheet: Sheet, label: PostalLabel, faces: Faces) -> None:
    """Draws frame and sections, in letters as large as the page allows."""
    wide, high = sheet.text_width, sheet.text_height
    canvas.setLineWidth(1)
    canvas.rect(sheet.left, sheet.foot, wide, high, stroke=1, fill=0)
    room = high - _PAD
    sections = next(
        (found for shrink in _SHRINK if _height(found := _sections(label, faces, sheet, shrink), wide) <= room), None
    )
    if sections is None:
        raise PrintFault("print.label", "the addresses are too long for the label")
    spare = (room - _height(sections, wide)) / len(sections)
    top = sheet.height - sheet.top
    for number, section in enumerate(sections):
        if number:
            canvas.setLineWidth(0.5)
            canvas.line(sheet.left, top, sheet.left + wide, top)
        for block in section:
            block.draw(canvas, sheet.left + _PAD, top, wide - 2 * _PAD)
            top -= block.height(wide - 2 * _PAD)
        top -= spare


_Section = tuple[Block, ...]


def _height(sections: tuple[_Section, ...], wide: float) -> float:
    return sum(stacked_height(section, wide - 2 * _PAD) for section in sections)


def _sections(label: PostalLabel, faces: Faces, sheet: Sheet, shrink: float) -> tuple[_Section, ...]:
    """Gives the parts of the label from top to bottom."""
    again = reprint_remark(label.reprint)
    service = stacked(
        joined(Markup(f"<b>{TITLE}</b>"), Markup(" · "), plain(f"Ngày gửi: {label.posted}")),
        plain(f"({again})" if again else ""),
    )
    about = stacked(
        joined(plain("Mã số hồ sơ:"), Markup(f" <b>{cell(label.code, 60)}</b>")),
        joined(plain("Nội dung:"), Markup(" "), cell(label.content, 200)),
    )
    return (
        (Gap(3), text(service, faces, Type(11 * shrink, 14 * shrink, TA_CENTER), after=4)),
        (Gap(6), _Bars(label.tracking, faces, sheet.scale)),
        (Gap(2), text(_party("Người gửi", label.sender, bold=False), faces, _type(9.5, shrink), after=4)),
        (Gap(2), text(_party("Người nhận", label.receiver, bold=True), faces, _type(12, shrink), after=4)),
        (Gap(2), text(about, faces, _type(9.5, shrink), after=4)),
        (Gap(3), text(_collect(label.collect), faces, Type(11 * shrink, 15 * shrink, TA_CENTER), after=5)),
        (Gap(2), text(_hand(), faces, _type(9, shrink), after=24)),
    )


def _type(size: float, shrink: float) -> Type:
    return Type(size * shrink, size * 1.25 * shrink)


def _party(label: str, party: PostalParty, *, bold: bool) -> Markup:
    """Gives name, address and telephone under a small label."""
    name = f"<b>{cell(party.name, 150)}</b>"
    phone = joined(plain("Điện thoại:"), Markup(" "), cell(party.phone, 40)) if party.phone else Markup("")
    lead = Markup(f"<font size='8.5'>{plain(label)}:</font>")
    return stacked(lead, Markup(name), cell(party.address, 300), Markup(f"<b>{phone}</b>" if bold and phone else phone))


def _collect(amount: int) -> Markup:
    """Says what the postman collects, in figures and in words, or that he collects nothing."""
    if not amount:
        return Markup("<b>KHÔNG THU TIỀN NGƯỜI NHẬN</b>")
    return stacked(
        joined(plain("Tiền thu hộ (COD):"), Markup(f" <b>{plain(format_money(amount))}</b>")),
        Markup(f"<i>({plain(amount_in_words(amount))})</i>"),
    )


def _hand() -> Markup:
    return joined(plain("Người nhận ký, ghi rõ họ tên:"), Markup("&nbsp; " * 14), plain("Ngày, giờ nhận:"))


@dataclass(frozen=True, slots=True)
class _Bars:
    """The tracking number as the widest bars that fit, with their quiet zones, and in letters under them."""

    tracking: str
    faces: Faces
    scale: float

    def height(self, _width: float) -> float:
        return _BARS + 22

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        modules = code128_modules(self.tracking)
        module = next(
            (one / self.scale for one in _MODULES if (modules + 2 * _QUIET) * one / self.scale <= width), None
        )
        if module is None:
            raise PrintFault("print.barcode", "the tracking number is too long for the label")
        corner = (x + (width - modules * module) / 2, top - _BARS)
        draw_code128(canvas, self.tracking, corner, (module, _BARS))
        words = paragraph(Markup(f"<b>{plain(self.tracking)}</b>"), self.faces.serif, Type(12, 15, TA_CENTER))
        words.wrap(width, 1e6)
        words.drawOn(canvas, x, top - _BARS - 17)
