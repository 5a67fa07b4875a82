"""Says on which sheet and under which head a paper of a chosen size is laid; one design serves both sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from printing.letterhead import A4_HEAD, A5_HEAD, HeadStyle
from printing.sheet import A4_ENLARGED, A5, Sheet
from printing.values import PaperSize


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet and the sizes of the head on it."""

    sheet: Sheet
    head: HeadStyle


_A5 = Layout(A5, A5_HEAD)
_A4 = Layout(A4_ENLARGED, A4_HEAD.reduced(A4_ENLARGED.scale))


def layout_of(size: PaperSize) -> Layout:
    """Gives the layout of a size."""
    match size:
        case PaperSize.A5:
            return _A5
        case PaperSize.A4:
            return _A4
        case _:
            assert_never(size)
