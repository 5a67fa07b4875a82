"""Says what the label of a letter and the paper of a closed day say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from printing.values.people import Letterhead


@dataclass(frozen=True, slots=True)
class PostalParty:
    """Who sends or receives a letter."""

    name: str
    address: str
    phone: str


class LabelSize(str, Enum):
    """What a postal label is printed on."""

    A6 = "A6"
    A5 = "A5"


@dataclass(frozen=True, slots=True)
class PostalLabel:
    """One letter: `tracking` is the post's number (ASCII), `content` what lies in it, `collect` the đồng to collect."""

    sender: PostalParty
    receiver: PostalParty
    tracking: str
    code: str
    content: str
    posted: str
    collect: int = 0
    reprint: int = 0


@dataclass(frozen=True, slots=True)
class HeadPair:
    """The head of one feed as desk and centre know it ("số 1.204 · 9f3a 77c1"); equal words are equal heads."""

    feed: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class UndigitisedPaper:
    """One paper without pages, and the reason that was recorded (empty when none was)."""

    code: str
    paper: str
    reason: str


@dataclass(frozen=True, slots=True)
class DayReconciliation:
    """What a desk and the centre hold at the end of a day; whether they agree is never given but worked out.

    `waiting_acts` and `waiting_files` count what the desk has not yet sent.
    """

    letterhead: Letterhead
    desk: str
    day: str
    closed_at: str
    received: int
    at_centre: int
    waiting_acts: int
    waiting_files: int
    heads: tuple[HeadPair, ...]
    undigitised: tuple[UndigitisedPaper, ...]
    clerk: str
    supervisor: str
    reprint: int = 0
