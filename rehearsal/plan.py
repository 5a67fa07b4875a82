"""Plans an office's past: which dossier came when and how far it has come by the morning of the rehearsal."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from dossier.calendar import WorkingCalendar
from dossier.events import Stage
from dossier.procedures import Procedure


@dataclass(frozen=True, slots=True)
class Planned:
    """One dossier of the past: procedure, moment of reception, the stage it has come to, whether a token signed it."""

    procedure: str
    at: datetime
    goal: Stage
    person: int
    by_token: bool


_OPEN = {
    Stage.WAITING_PAPERS: 7,
    Stage.REFUSED: 6,
    Stage.RECEIVED: 8,
    Stage.HANDED_OVER: 8,
    Stage.ACCEPTED: 7,
    Stage.ASSIGNED: 14,
    Stage.PROPOSED: 7,
    Stage.APPROVED: 7,
    Stage.LEADER_SIGNED: 6,
    Stage.SIGNED: 6,
    Stage.AT_COUNTER: 14,
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
        rows.append(_one(chosen, Stage.RETURNED, day, chance))
    people = list(range(PEOPLE))
    chance.shuffle(people)
    ordered = sorted(rows, key=lambda row: row.at)
    return tuple(replace(row, person=people[index % PEOPLE]) for index, row in enumerate(ordered))


_Choice = tuple[tuple[Procedure, ...], tuple[Procedure, ...]]


def _open_one(goal: Stage, index: int, days: list[date], choice: _Choice, chance: Random) -> Planned:
    usual, quick = choice
    if goal is Stage.ASSIGNED and index < _LATE:
        return _one(quick[0], goal, days[-8 - index % 3], chance)
    if goal in (Stage.ASSIGNED, Stage.PROPOSED, Stage.APPROVED) and index % 7 < _DUE_TODAY:
        return _one(quick[0], goal, days[-3], chance)
    if goal in (Stage.RECEIVED, Stage.WAITING_PAPERS, Stage.REFUSED):
        return _one(chance.choice(usual), goal, days[-1], chance)
    back = chance.randrange(2, 5) if goal in (Stage.HANDED_OVER, Stage.ACCEPTED) else chance.randrange(3, 7)
    chosen = chance.choice(tuple(p for p in usual if _days_of(p) > back) or quick)
    return _one(chosen, goal, days[-back], chance)


def _days_of(procedure: Procedure) -> int:
    return procedure.limits[0].limit.amount


def _one(procedure: Procedure, goal: Stage, day: date, chance: Random) -> Planned:
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
