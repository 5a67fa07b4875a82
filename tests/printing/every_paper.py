"""All printed papers by name, so that what must hold of each is asked of each."""

from __future__ import annotations

from collections.abc import Callable

import letter_samples as letters
import paper_samples as samples
import slip_samples as slips

from printing.apology import draw_apology
from printing.confirmation import confirmation
from printing.control_slip import draw_control_slip
from printing.fonts import FontSet
from printing.group_slip import draw_group_slip
from printing.overdue_notice import draw_overdue_notice
from printing.receipt import draw_receipt
from printing.refusal import draw_refusal
from printing.result import draw_result
from printing.separator import Separator, draw_separator
from printing.supplement import draw_supplement
from printing.values import PaperSize
from printing.visit_sheet import draw_visit_sheet

PAPERS: dict[str, Callable[[FontSet], bytes]] = {
    "receipt": lambda fonts: draw_receipt(samples.receipt(samples.many_papers(30)), fonts),
    "supplement": lambda fonts: draw_supplement(samples.supplement(reprint=3), fonts),
    "refusal": lambda fonts: draw_refusal(samples.refusal(), fonts),
    "visit": lambda fonts: draw_visit_sheet(samples.visit(), fonts),
    "result": lambda fonts: draw_result(confirmation(samples.marital_status()), fonts).pdf,
    "separator": lambda fonts: draw_separator(Separator(samples.BARCODE, "Tờ khai"), fonts),
    "apology": lambda fonts: draw_apology(letters.apology(), fonts).pdf,
    "overdue notice": lambda fonts: draw_overdue_notice(letters.overdue_notice(), fonts).pdf,
    "control slip": lambda fonts: draw_control_slip(slips.control_slip(), fonts),
    "group slip": lambda fonts: draw_group_slip(slips.group_slip(), fonts),
}
"""Every paper the programs print."""

SIZED: dict[str, Callable[[FontSet, PaperSize, int], bytes]] = {
    "receipt": lambda fonts, size, again: draw_receipt(samples.receipt(reprint=again), fonts, size=size),
    "supplement": lambda fonts, size, again: draw_supplement(samples.supplement(again), fonts, size),
    "refusal": lambda fonts, size, again: draw_refusal(samples.refusal(again), fonts, size),
    "visit": lambda fonts, size, again: draw_visit_sheet(samples.visit(reprint=again), fonts, size=size),
    "apology": lambda fonts, size, again: draw_apology(letters.apology(reprint=again), fonts, size).pdf,
    "overdue notice": lambda fonts, size, again: (
        draw_overdue_notice(letters.overdue_notice(reprint=again), fonts, size).pdf
    ),
    "control slip": lambda fonts, size, again: draw_control_slip(slips.control_slip(reprint=again), fonts, size),
    "group slip": lambda fonts, size, again: draw_group_slip(slips.group_slip(reprint=again), fonts, size),
}
"""Those that are printed on A5 or A4, by size and number of the printing again."""
