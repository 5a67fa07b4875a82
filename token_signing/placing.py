"""Says where on a paper a signature of some kind goes: into a field laid for it, over a name, or into a corner."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique

from .values import SignatureBox


@unique
class Corner(Enum):
    """Where a signature goes when the paper says nothing: the end of a letter, the head of a copy, the foot of a scan.

    Head and foot are the right edge of the paper, in the margin that stays white.
    """

    END = "end"
    HEAD = "head"
    FOOT = "foot"


@dataclass(frozen=True, slots=True)
class Placing:
    """Tried in this order: an empty field of this name; beside a signature; a place that was chosen; above a text;
    the corner. A place that was chosen (`at`) moves the field there, as long as nobody has signed.

    `width` and `height` are those of the stamp in points. `beside` names a signed field, a third of which is covered
    on its left (Decree 30/2020, Annex I); `above` is a text of the last page, as a rule the signer's name. `locks`:
    a signature in the field certifies and locks all other fields.
    """

    width: int
    height: int
    corner: Corner = Corner.END
    field: str = ""
    locks: bool = False
    beside: str = ""
    above: str = ""
    at: SignatureBox | None = None
