"""Decides what lies on its way: received and not moved on, given and not taken, decided and left, asked in vain."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Final

from dossier.acts import ActKind
from dossier.calendar import WorkingCalendar
from dossier.events import OPEN_STAGES, Stage
from dossier.state import Dossier


class Delay(str, Enum):
    """Kind of delay; the value is the end of its message id `centre.watch.<value>`."""

    NOT_MOVED = "not_moved"
    NOT_TAKEN = "not_taken"
    NOT_SIGNED = "not_signed"
    NOT_NUMBERED = "not_numbered"
    NOT_BROUGHT = "not_brought"
    NOT_ANSWERED = "not_answered"


@dataclass(frozen=True, slots=True)
class Lying:
    """Why a dossier lies, and since which day."""

    delay: Delay
    since: date


_GIVEN: Final = frozenset({ActKind.HAND_OVER, ActKind.FORWARD})
_DECIDED: Final = frozenset({ActKind.APPROVE, ActKind.NUMBER, ActKind.SIGN, ActKind.SIGN_ON_PAPER})
_STEPS: Final = {
    Stage.HANDED_OVER: (Delay.NOT_TAKEN, _GIVEN),
    Stage.APPROVED: (Delay.NOT_SIGNED, _DECIDED),
    Stage.NUMBERED: (Delay.NOT_SIGNED, _DECIDED),
    Stage.LEADER_SIGNED: (Delay.NOT_NUMBERED, _DECIDED),
    Stage.SIGNED: (Delay.NOT_BROUGHT, _DECIDED),
}
"""Stages that nobody may leave a dossier in, with the acts from which the days count."""


def untaken_since(today: date, calendar: WorkingCalendar, days: int) -> date:
    """The last day of a hand-over that should have been taken by now: more than so many working days ago."""
    day = today
    while calendar.working_days_between(day, today) <= days:
        day -= timedelta(days=1)
    return day


def lying_of(state: Dossier, now: datetime, patience: date) -> Lying | None:
    """Why the office that holds a dossier has to look at it now, or None.

    `patience` is the last day on which a step was taken that should have been followed by now (`untaken_since`).
    """
    if state.stage not in OPEN_STAGES:
        return None
    return _left(state, now, patience) or _in_vain(state, now.date())


def rest_of(state: Dossier) -> datetime | None:
    """Until when a received one is to be handed over; when the last step of others was taken; else None."""
    if state.stage is Stage.RECEIVED:
        return state.clock.hand_over_by
    if state.stage not in _STEPS:
        return None
    _delay, kinds = _STEPS[state.stage]
    return max((line.at for line in state.trail if line.kind in kinds), default=None)


def _left(state: Dossier, now: datetime, patience: date) -> Lying | None:
    """What its stage says: the hand-over deadline of a received one, the last step of the others."""
    rest = rest_of(state)
    if rest is None:
        return None
    if state.stage is Stage.RECEIVED:
        return Lying(Delay.NOT_MOVED, rest.date()) if rest < now else None
    return Lying(_STEPS[state.stage][0], rest.date()) if rest.date() <= patience else None


def _in_vain(state: Dossier, today: date) -> Lying | None:
    """An opinion that another agency owes."""
    owed = [one.deadline for one in state.way.opinions if one.is_open and one.deadline < today]
    return Lying(Delay.NOT_ANSWERED, min(owed)) if owed else None
