"""Decides which steps of the day are done from what was seen; a step that is done stays done."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from dossier.acts import ActKind


class StepId(str, Enum):
    """The steps in order; message ids are `guide.step.<value>` and `guide.help.<value>`."""

    LOGIN = "login"
    CARD = "card"
    RECEIVE = "receive"
    CUT = "cut"
    RESTORE = "restore"
    PROCESS = "process"
    SIGN = "sign"
    NUMBER = "number"
    RETURN = "return"
    PORTAL = "portal"


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen at one look: acts of the day, papers, line, and what lies outside the store."""

    kinds: frozenset[ActKind] = frozenset()
    scanned_receipt: bool = False
    unsent_receipt: bool = False
    all_sent: bool = False
    line_cut: bool = False
    card_filled: bool = False
    clerk_seated: bool = False
    portal_opened: bool = False


Done = frozenset[StepId]
Rule = Callable[[Sight, Done], bool]


def _did(kind: ActKind) -> Rule:
    return lambda sight, _done: kind in sight.kinds


RULES: tuple[tuple[StepId, Rule], ...] = (
    (StepId.LOGIN, lambda sight, _done: sight.clerk_seated or ActKind.RECEIVE in sight.kinds),
    (StepId.CARD, lambda sight, _done: sight.card_filled),
    (StepId.RECEIVE, lambda sight, _done: sight.scanned_receipt),
    (StepId.CUT, lambda sight, _done: sight.line_cut and sight.unsent_receipt),
    (StepId.RESTORE, lambda sight, done: StepId.CUT in done and not sight.line_cut and sight.all_sent),
    (StepId.PROCESS, _did(ActKind.PROPOSE)),
    (StepId.SIGN, _did(ActKind.SIGN)),
    (StepId.NUMBER, _did(ActKind.NUMBER)),
    (StepId.RETURN, _did(ActKind.RETURN_RESULT)),
    (StepId.PORTAL, lambda sight, _done: sight.portal_opened),
)
"""What makes each step true."""


def advance(done: Done, sight: Sight) -> Done:
    """The steps done after this look."""
    return done | {step for step, rule in RULES if rule(sight, done)}


def now(done: Done) -> StepId | None:
    """The first step that is not done; None when all are."""
    return next((step for step in StepId if step not in done), None)
