"""Plans an office's past: which dossier came when and how far it has come by the morning of the rehearsal."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from random import Random

from dossier.calendar import WorkingCalendar
from dossier.procedures import Procedure


class Goal(Enum):
    """How far a dossier has come: the number of steps of its walk that are done."""

    WAITING_PAPERS = "waiting_papers"
    REFUSED = "refused"
    RECEIVED = "received"
    HANDED_OVER = "handed_over"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    PROPOSED = "proposed"
    APPROVED = "approved"
    NUMBERED = "numbered"
    SIGNED = "signed"
    AT_COUNTER = "at_counter"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Planned:
    """One dossier of the past: procedure, moment of reception, goal, whether it is given at once."""

    procedure: str
    at: datetime
    goal: Goal
    person: int
    by_token: bool


_OPEN = {
    Goal.WAITING_PAPERS: 7,
    Goal.REFUSED: 6,
    Goal.RECEIVED: 8,
    Goal.HANDED_OVER: 8,
    Goal.ACCEPTED: 7,
    Goal.ASSIGNED: 14,
    Goal.PROPOSED: 7,
    Goal.APPROVED: 7,
    Goal.NUMBERED: 6,
    Goal.SIGNED: 6,
    Goal.AT_COUNTER: 14,
}
"""How many dossiers stand at each goal this morning; the rest of the past was returned."""
_LATE = 7
_DUE_TODAY = 8
PEOPLE = 210


@dataclass(frozen=True, slots=True)
class Past:
    """What the plan is made of."""

    today: date
    working_days: int
    total: int
    calendar: WorkingCalendar
    procedures: tuple[Procedure, ...]


def plan(past: Past, chance: Random) -> tuple[Planned, ...]:
    """The past in order of time: `total` dossiers over the `working_days` before `today`."""
    days = _days_before(past)
    usual = tuple(p for p in past.procedures if not p.at_once)
    at_once = tuple(p for p in past.procedures if p.at_once)
    quick = tuple(p for p in usual if p.code == "1.004873")
    rows: list[Planned] = []
    for goal, count in _OPEN.items():
        rows.extend(_open_one(goal, index, days, (usual, quick), chance) for index in range(count))
    while len(rows) < past.total:
        chosen = chance.choice(at_once if chance.random() < 0.35 else usual)
        day = days[chance.randrange(0, len(days) - 15)]
        rows.append(_one(chosen, Goal.RETURNED, day, chance))
    people = list(range(PEOPLE))
    chance.shuffle(people)
    ordered = sorted(rows, key=lambda row: row.at)
    return tuple(replace(row, person=people[index % PEOPLE]) for index, row in enumerate(ordered))


_Choice = tuple[tuple[Procedure, ...], tuple[Procedure, ...]]


def _open_one(goal: Goal, index: int, days: list[date], choice: _Choice, chance: Random) -> Planned:
    usual, quick = choice
    if goal is Goal.ASSIGNED and index < _LATE:
        return _one(quick[0], goal, days[-8 - index % 3], chance)
    if goal in (Goal.ASSIGNED, Goal.PROPOSED, Goal.APPROVED) and index % 7 < _DUE_TODAY:
        return _one(quick[0], goal, days[-3], chance)
    if goal in (Goal.RECEIVED, Goal.WAITING_PAPERS, Goal.REFUSED):
        return _one(chance.choice(usual), goal, days[-1], chance)
    back = chance.randrange(2, 5) if goal in (Goal.HANDED_OVER, Goal.ACCEPTED) else chance.randrange(3, 7)
    chosen = chance.choice(tuple(p for p in usual if _days_of(p) > back) or quick)
    return _one(chosen, goal, days[-back], chance)


def _days_of(procedure: Procedure) -> int:
    return procedure.limits[0].limit.amount


def _one(procedure: Procedure, goal: Goal, day: date, chance: Random) -> Planned:
    hours = (7 * 60 + 35, 11 * 60) if chance.random() < 0.7 else (13 * 60 + 35, 14 * 60 + 50)
    minute = chance.randrange(*hours)
    at = datetime.combine(day, time()) + timedelta(minutes=minute, seconds=chance.randrange(60))
    return Planned(procedure.code, at, goal, 0, by_token=chance.random() < 0.2)


def _days_before(past: Past) -> list[date]:
    days: list[date] = []
    day = past.today - timedelta(days=1)
    while len(days) < past.working_days:
        if past.calendar.is_working(day):
            days.append(day)
        day -= timedelta(days=1)
    return sorted(days)
