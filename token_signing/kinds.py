"""Who signs what, how it shows on the paper, from which day: one table, each row with its basis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum, unique

from .fields import AGENCY_FIELD, LEADER_FIELD
from .placing import Corner, Placing


@unique
class SigningKind(Enum):
    """The five acts of signing; the value is what commands and acts write."""

    CLERK = "clerk"
    LEADER = "leader"
    AGENCY = "agency"
    COPY = "copy"
    ATTACHMENT = "attachment"


@unique
class Look(Enum):
    """How a signature shows: a hand in blue, a seal in red and in real size, lines with a frame, lines alone."""

    HAND = "hand"
    SEAL = "seal"
    FRAMED = "framed"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class SigningRule:
    """One kind in one span of days (`until` is the last day; None: still in force)."""

    kind: SigningKind
    look: Look
    placing: Placing
    basis: str
    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the row is in force on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


SEAL_POINTS = 102
"""A round seal of most agencies is 36 mm wide (Circular 07/2010/TT-BCA): 102 points."""
_DECREE_30 = date(2020, 3, 5)
_BEFORE_30 = date(2020, 3, 4)
_TT41 = date(2018, 2, 5)
_LEADER = Placing(180, 68, field=LEADER_FIELD, locks=True)
_AGENCY = Placing(SEAL_POINTS, SEAL_POINTS, field=AGENCY_FIELD, beside=LEADER_FIELD)
_HEAD = Placing(400, 84, corner=Corner.HEAD)
"""Room for six lines of ten points, and so wide that nearly every name of an agency takes one: three lines stand in the
head margin of a paper of A4, over its national title."""

RULES: tuple[SigningRule, ...] = (
    SigningRule(SigningKind.CLERK, Look.FRAMED, Placing(200, 75), "TT 01/2018/TT-VPCP, Điều 10", date(2019, 1, 8)),
    SigningRule(SigningKind.LEADER, Look.HAND, _LEADER, "TT 41/2017/TT-BTTTT, Điều 6", _TT41, _BEFORE_30),
    SigningRule(SigningKind.LEADER, Look.HAND, _LEADER, "NĐ 30/2020/NĐ-CP, Phụ lục I", _DECREE_30),
    SigningRule(SigningKind.AGENCY, Look.SEAL, _AGENCY, "TT 41/2017/TT-BTTTT, Điều 6", _TT41, _BEFORE_30),
    SigningRule(SigningKind.AGENCY, Look.SEAL, _AGENCY, "NĐ 30/2020/NĐ-CP, Điều 32, Phụ lục I", _DECREE_30),
    SigningRule(SigningKind.COPY, Look.LINES, _HEAD, "NĐ 30/2020/NĐ-CP, Điều 25, Phụ lục I", _DECREE_30),
    SigningRule(SigningKind.ATTACHMENT, Look.LINES, _HEAD, "NĐ 30/2020/NĐ-CP, Phụ lục I", _DECREE_30),
)


def rule_for(kind: SigningKind, day: date) -> SigningRule | None:
    """The row in force on a day; None when this kind could not be signed on it."""
    return next((row for row in RULES if row.kind is kind and row.holds_on(day)), None)
