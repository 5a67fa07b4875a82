"""All printed papers by name, so that what must hold of each is asked of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import closing_samples as closings
import letter_samples as letters
import money_samples as money
import paper_reading as reading
import paper_samples as samples
import register_samples as registers
import slip_samples as slips

from printing.apology import draw_apology
from printing.blank_form import draw_blank_form
from printing.cash_sheet import draw_cash_sheet
from printing.confirmation import confirmation
from printing.control_slip import draw_control_slip
from printing.correction_notice import draw_correction_notice
from printing.fee_receipt import draw_fee_receipt
from printing.fonts import FontSet
from printing.group_slip import draw_group_slip
from printing.loss_letter import draw_loss_letter
from printing.opinion_request import draw_opinion_request
from printing.overdue_notice import draw_overdue_notice
from printing.postal_label import draw_postal_labels
from printing.receipt import draw_receipt
from printing.reconciliation import draw_reconciliation
from printing.refusal import draw_refusal
from printing.register import draw_register
from printing.result import draw_result
from printing.separator import Separator, draw_separator
from printing.stop_notice import draw_stop_notice
from printing.supplement import draw_supplement
from printing.transfer_slip import draw_transfer_slip
from printing.values import LabelSize, PaperSize
from printing.visit_sheet import draw_visit_sheet
from printing.withdrawal import draw_withdrawal

Measures = tuple[float, float, float, float]
"""Width, height, left and right margin in mm."""

SIZES: dict[str, Measures] = {
    "A4": (210, 297, 30, 15),
    "A5": (148, 210, 12, 8),
    "A4 across": (297, 210, 12, 10),
    "A6 label": (105, 148, 6, 6),
    "A5 label": (148, 210, 8, 8),
}


@dataclass(frozen=True)
class Paper:
    """One paper: how to make its value for the nth printing again, how to draw it, and on what it is printed."""

    make: Callable[[int], Any]
    draw: Callable[[Any, FontSet, str], bytes]
    sizes: tuple[str, ...] = ("A5", "A4")


PAPERS: dict[str, Paper] = {
    "receipt": Paper(
        lambda again: samples.receipt(reprint=again), lambda one, f, s: draw_receipt(one, f, size=PaperSize(s))
    ),
    "supplement": Paper(samples.supplement, lambda one, f, s: draw_supplement(one, f, PaperSize(s))),
    "refusal": Paper(samples.refusal, lambda one, f, s: draw_refusal(one, f, PaperSize(s))),
    "supplement of an agency": Paper(
        letters.agency_supplement, lambda one, f, s: draw_supplement(one, f, PaperSize(s)), ("A5",)
    ),
    "refusal of an agency": Paper(
        letters.agency_refusal, lambda one, f, s: draw_refusal(one, f, PaperSize(s)), ("A5",)
    ),
    "visit": Paper(
        lambda again: samples.visit(reprint=again), lambda one, f, s: draw_visit_sheet(one, f, size=PaperSize(s))
    ),
    "apology": Paper(
        lambda again: letters.apology(reprint=again), lambda one, f, s: draw_apology(one, f, PaperSize(s)).pdf
    ),
    "apology alone": Paper(
        lambda again: letters.apology("", reprint=again), lambda one, f, s: draw_apology(one, f, PaperSize(s)).pdf
    ),
    "overdue notice": Paper(
        lambda again: letters.overdue_notice(reprint=again),
        lambda one, f, s: draw_overdue_notice(one, f, PaperSize(s)).pdf,
    ),
    "control slip": Paper(
        lambda again: slips.control_slip(reprint=again), lambda one, f, s: draw_control_slip(one, f, PaperSize(s))
    ),
    "group slip": Paper(
        lambda again: slips.group_slip(reprint=again), lambda one, f, s: draw_group_slip(one, f, PaperSize(s))
    ),
    "transfer slip": Paper(slips.transfer_slip, lambda one, f, s: draw_transfer_slip(one, f, PaperSize(s))),
    "register": Paper(
        lambda again: registers.register(12, closed=True, reprint=again),
        lambda one, f, _: draw_register(one, f),
        ("A4 across",),
    ),
    "fee receipt": Paper(
        lambda again: money.fee_receipt(reprint=again), lambda one, f, s: draw_fee_receipt(one, f, size=PaperSize(s))
    ),
    "cancelled fee receipt": Paper(
        lambda again: money.fee_receipt(cancelled=True, reprint=again),
        lambda one, f, s: draw_fee_receipt(one, f, size=PaperSize(s)),
    ),
    "cash sheet": Paper(
        lambda again: money.cash_sheet(reprint=again), lambda one, f, _: draw_cash_sheet(one, f), ("A4 across",)
    ),
    "postal label": Paper(
        lambda again: closings.label(reprint=again),
        lambda one, f, s: draw_postal_labels((one,), f, LabelSize(s[:2])),
        ("A6 label", "A5 label"),
    ),
    "reconciliation": Paper(
        lambda again: closings.reconciliation(reprint=again),
        lambda one, f, s: draw_reconciliation(one, f, PaperSize(s)),
    ),
    "opinion request": Paper(letters.opinion_request, lambda one, f, s: draw_opinion_request(one, f, PaperSize(s)).pdf),
    "withdrawal": Paper(letters.withdrawal, lambda one, f, s: draw_withdrawal(one, f, PaperSize(s)).pdf),
    "stop notice": Paper(letters.stop_notice, lambda one, f, s: draw_stop_notice(one, f, PaperSize(s)).pdf),
    "correction notice": Paper(
        letters.correction_notice, lambda one, f, s: draw_correction_notice(one, f, PaperSize(s)).pdf
    ),
    "loss letter": Paper(letters.loss_letter, lambda one, f, s: draw_loss_letter(one, f, PaperSize(s)).pdf),
}
"""Every paper that may be printed again."""

DRAWN: dict[str, Callable[[FontSet], bytes]] = {
    "result": lambda fonts: draw_result(confirmation(samples.marital_status()), fonts).pdf,
    "blank form": lambda fonts: draw_blank_form(closings.blank_form(), fonts).pdf,
    "separator": lambda fonts: draw_separator(Separator(samples.BARCODE, "Tờ khai"), fonts),
} | {name: lambda fonts, one=paper: one.draw(one.make(2), fonts, one.sizes[0]) for name, paper in PAPERS.items()}
"""Every paper the programs print, in the size it has by rule."""


@cache
def drawn(fonts: FontSet, paper: str, size: str, again: int) -> bytes:
    """Gives a paper of its sample value; drawn once, for many ask about it."""
    one = PAPERS[paper]
    return one.draw(one.make(again), fonts, size)


@cache
def said(fonts: FontSet, paper: str, size: str, again: int = 0) -> tuple[str, ...]:
    """Gives the words of each page of a paper of its sample value."""
    pdf = drawn(fonts, paper, size, again)
    return tuple(reading.words(pdf, page) for page in range(reading.page_count(pdf)))


SIZED = [(name, size) for name, paper in sorted(PAPERS.items()) for size in paper.sizes]
"""Every paper with each of its sizes."""
