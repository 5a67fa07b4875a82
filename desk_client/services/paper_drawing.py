"""Names for each kind of a dossier's paper what draws it and on which sheet; it loads what draws."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from desk_client.services.printing import PaperKind
from printing.control_slip import draw_control_slip
from printing.correction_notice import draw_correction_notice
from printing.fee_receipt import draw_fee_receipt
from printing.fonts import FontSet
from printing.group_slip import draw_group_slip
from printing.loss_letter import draw_loss_letter
from printing.opinion_request import draw_opinion_request
from printing.overdue_notice import draw_overdue_notice
from printing.sheet import Printed
from printing.stop_notice import draw_stop_notice
from printing.transfer_slip import draw_transfer_slip
from printing.values import PaperSize
from printing.withdrawal import draw_withdrawal


@dataclass(frozen=True, slots=True)
class _Way:
    """What draws a paper; a letter is always A4, a form is as large as this desk's forms."""

    draw: Callable[..., bytes | Printed]
    letter: bool = False


_WAYS = {
    PaperKind.CONTROL_SLIP: _Way(draw_control_slip),
    PaperKind.GROUP_SLIP: _Way(draw_group_slip),
    PaperKind.TRANSFER_SLIP: _Way(draw_transfer_slip),
    PaperKind.FEE_RECEIPT: _Way(draw_fee_receipt),
    PaperKind.WITHDRAWAL: _Way(draw_withdrawal),
    PaperKind.OVERDUE_NOTICE: _Way(draw_overdue_notice, letter=True),
    PaperKind.OPINION_REQUEST: _Way(draw_opinion_request, letter=True),
    PaperKind.STOP_NOTICE: _Way(draw_stop_notice, letter=True),
    PaperKind.CORRECTION: _Way(draw_correction_notice, letter=True),
    PaperKind.LOSS_LETTER: _Way(draw_loss_letter, letter=True),
}


def drawn(kind: PaperKind, value: Any, fonts: FontSet, forms: PaperSize) -> tuple[bytes, str]:
    """The PDF of a filled paper and the name of its sheet. Raises PrintFault."""
    way = _WAYS[kind]
    size = PaperSize.A4 if way.letter else forms
    made = way.draw(value, fonts, size=size)
    return (made if isinstance(made, bytes) else made.pdf), size.value
