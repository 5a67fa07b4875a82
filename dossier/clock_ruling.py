"""What an act does to the time limit, as its ruling says it: computed moments, whether the limit stands still, tasks.

What the citizen was promised on paper stands; a computed moment that differs from it is a task for a person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from dossier.acts import Act, Receive
from dossier.calendar import WorkingCalendar
from dossier.course import AskSupplement, Extend, ReceiveSupplement
from dossier.deadlines import stands_at
from dossier.events import Task
from dossier.limits import Due, Extension, Supplement, Timeliness
from dossier.rules import Rules
from dossier.state import Dossier


@dataclass(frozen=True, slots=True)
class ClockMove:
    """Part of a ruling: the computed moments, tasks, and whether the limit stands still from now on."""

    due: datetime | None = None
    hand_over_by: datetime | None = None
    tasks: tuple[Task, ...] = ()
    stops: bool = False


_STILL = ClockMove()

PRINTED_DIFFERS = "printed_due_differs"
"""The task on a dossier whose promise was printed other than computed."""


def clock_move(state: Dossier | None, act: Act, rules: Rules) -> ClockMove:
    """What the act does to the dossier's limit."""
    match act.data:
        case Receive() as data:
            due = rules.due_of(data.procedure, data.channel, act.at, at_once=data.at_once, office=act.office)
            at, by = (None, None) if due is None else (due.at, due.hand_over_by)
            return ClockMove(at, by, _compared(at, data.due))
        case AskSupplement() if state is not None:
            return ClockMove(stops=request_stops(state, act.at, rules))
        case ReceiveSupplement(complete=True, due=printed) if state is not None:
            at = due_after_supplement(state, act.at, rules)
            return ClockMove(at, None, _compared(at, printed))
        case Extend(new_day=new_day):
            return ClockMove(None if state is None else clock_calendar(state, rules).end_of_day(new_day))
        case _:
            return _STILL


def clock_calendar(state: Dossier, rules: Rules) -> WorkingCalendar:
    """The calendar by which everything about a dossier's limit counts: due moment, days left, last days, forecast."""
    return rules.deciding_calendar(state.procedure, state.office, state.version_day)


def request_stops(state: Dossier, at: datetime, rules: Rules) -> bool:
    """Whether a request for papers signed at that moment makes the limit stand still (NĐ 61/2018 art. 19(4))."""
    due = _due(state, (*state.way.supplements, Supplement(at)), state.way.extension, rules)
    return due is not None and due.at is None


def due_of(state: Dossier, rules: Rules) -> Due | None:
    """When the dossier is due and every line of how that came about; None without a limit that counts."""
    return _due(state, state.way.supplements, state.way.extension, rules)


def runs_by_minute(state: Dossier, rules: Rules) -> bool:
    """Whether it is late by the minute: its limit runs in hours and was not extended to a day (Civil Code 147(1))."""
    due = due_of(state, rules)
    return due is not None and due.by_minute


def timeliness(state: Dossier, rules: Rules, moment: datetime) -> Timeliness:
    """How a moment stands to what was promised: late from 00:00 of the next day, in hours by the minute (148(6)).

    Without a due moment (at once, papers awaited) nothing is late.
    """
    due = state.clock.due
    if due is None:
        return Timeliness.ON_TIME
    same_day = moment.date() == due.date()
    return stands_at(moment, due, by_minute=same_day and runs_by_minute(state, rules))


def due_now(state: Dossier, rules: Rules) -> datetime | None:
    """When the dossier is due by the rules and calendar in force, from everything that happened to its limit."""
    due = due_of(state, rules)
    return None if due is None else due.at


def due_recounted(state: Dossier, before: datetime | None, rules: Rules) -> datetime | None:
    """The promise after a changed calendar made the computed moment later; None where it did not, or the promise holds.

    A promise that was printed earlier than computed moves by as many days on which its counter works, and within one
    day by as many of its minutes.
    """
    after, due = due_now(state, rules), state.clock.due
    if after is None or due is None or before is None or after <= before:
        return None
    if due >= before:
        return after if after > due else None
    calendar = rules.calendar_of(state.office)
    days = calendar.working_days_between(before.date(), after.date())
    if days > 0:
        return datetime.combine(calendar.add_working_days(due.date(), days), due.time())
    minutes = calendar.working_minutes_between(before, after)
    moved = calendar.add_working_minutes(due, minutes) if minutes else due
    return moved if due < moved and moved.date() == due.date() else None


def due_after_supplement(state: Dossier, received_at: datetime, rules: Rules) -> datetime | None:
    """The new due moment when the last asked papers are complete at that moment; None where no limit counts."""
    asked = state.way.supplements
    if not asked:
        return state.clock.due
    answered = (*asked[:-1], replace(asked[-1], received_at=received_at))
    due = _due(state, answered, state.way.extension, rules)
    return None if due is None else due.at


def _due(state: Dossier, supplements: tuple[Supplement, ...], extension: Extension | None, rules: Rules) -> Due | None:
    accepted = state.clock.accepted_at
    if accepted is None:
        return None
    return rules.due_of(
        state.procedure,
        state.channel,
        accepted,
        at_once=state.at_once,
        supplements=supplements,
        extension=extension,
        office=state.office,
    )


def _compared(computed: datetime | None, printed: datetime | None) -> tuple[Task, ...]:
    if computed == printed:
        return ()
    return (Task(PRINTED_DIFFERS, (("computed", _text(computed)), ("printed", _text(printed)))),)


def _text(moment: datetime | None) -> str:
    return "" if moment is None else moment.strftime("%d/%m/%Y %H:%M")
