"""Decide when a dossier is due, each line with the article it rests on; never whether delay is excused.

Moments are naive local time (+07:00). Day 0 is the day a complete dossier was accepted (Civil Code 2015 art.
147(2)-(3)); the calendar is that of the agency competent to decide.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple, assert_never

from dossier.calendar import WorkingCalendar
from dossier.limits import (
    ClockFacts,
    ClockPolicy,
    Due,
    DueRules,
    Explanation,
    Extension,
    ExtensionFault,
    Limit,
    LimitUnit,
    Said,
    Supplement,
    SupplementClock,
    Timeliness,
    format_day,
    format_moment,
)

__all__ = [
    "ClockFacts",
    "ClockPolicy",
    "Due",
    "DueRules",
    "Explanation",
    "Extension",
    "ExtensionFault",
    "Limit",
    "LimitUnit",
    "Supplement",
    "SupplementClock",
    "Timeliness",
    "add_months",
    "compute_due",
    "extension_fault",
    "format_day",
    "format_moment",
    "hand_over_by",
    "is_late",
    "judge",
    "request_basis_missing",
    "request_days_left",
    "stands_at",
]

_DAY_ZERO: Final = "BLDS 2015 Điều 147 khoản 2, khoản 3"
_ROLL: Final = "BLDS 2015 Điều 148 khoản 5"
_CLOCK_HOUR: Final = "BLDS 2015 Điều 147 khoản 1"
_MONTH_END: Final = "BLDS 2015 Điều 148 khoản 1, khoản 3"
_LAST_DAY: Final = "BLDS 2015 Điều 148 khoản 6"
_REQUEST_DAYS: Final = 3
_MOVED_BY_SETTING: Final = frozenset(
    {LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY, LimitUnit.MONTH, LimitUnit.WORKING_HOUR}
)
"""Limits whose start a setting may move: hours run by the clock, a same-day limit has its own cut-off."""
_COUNTED_IN_HOURS: Final = frozenset({LimitUnit.HOUR, LimitUnit.WORKING_HOUR})
_COUNTED_IN_NOTHING: Final = frozenset({LimitUnit.IMMEDIATE, LimitUnit.SAME_DAY})


class _Clock(NamedTuple):
    """A running limit: due moment, last day before it was moved off a holiday, lines so far, how it is judged, and
    from when it counts.
    """

    at: datetime
    last_day: date
    steps: tuple[Explanation, ...]
    started: datetime
    by_minute: bool = False

    def explain(self, basis: str, message_id: str, **values: Said) -> _Clock:
        """Return the clock with one more line."""
        steps = (*self.steps, Explanation(message_id, basis, tuple(values.items())))
        return _Clock(self.at, self.last_day, steps, self.started, self.by_minute)


@dataclass(frozen=True, slots=True)
class _Case:
    """Everything a computation rests on, so that its steps pass one value."""

    limit: Limit
    supplements: SupplementClock
    calendar: WorkingCalendar
    rules: DueRules


def add_months(day: date, months: int) -> date:
    """Return the same date that many months on, or the month's last day (Civil Code art. 148(3))."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def _ends_on(clock: _Clock, day: date, calendar: WorkingCalendar) -> _Clock:
    """Let the clock end on a day, moved to the next working day when the agency rests, at closing."""
    at = calendar.add_working_days(day, 0)
    moved = clock._replace(last_day=day, at=calendar.closing(at), by_minute=False)
    if at == day:
        return moved
    return moved.explain(_ROLL, "due.rolled", date=day, to=at)


def _same_day(clock: _Clock, limit: Limit, start: datetime, calendar: WorkingCalendar) -> _Clock:
    """Due at closing of the day of acceptance, unless it is a day off or past the procedure's own cut-off."""
    day = start.date()
    if not calendar.is_working(day):
        told = clock.explain(limit.basis, "due.same_day", date=day)
        return _ends_on(told, day, calendar)
    if limit.cutoff is not None and start.time() > limit.cutoff:
        due = calendar.next_working_day(day)
        moved = clock._replace(last_day=due, at=calendar.closing(due))
        return moved.explain(limit.cutoff_basis, "due.same_day_after_cutoff", cutoff=limit.cutoff, date=due)
    at = max(calendar.closing(day), start.replace(second=0, microsecond=0))
    return clock._replace(last_day=day, at=at).explain(limit.basis, "due.same_day", date=day)


def _count(clock: _Clock, limit: Limit, start: datetime, calendar: WorkingCalendar) -> _Clock:
    """Run the whole limit from `start`."""
    amount, day = limit.amount, start.date()
    match limit.unit:
        case LimitUnit.IMMEDIATE:
            return clock._replace(at=start, last_day=day).explain(limit.basis, "due.immediate")
        case LimitUnit.SAME_DAY:
            return _same_day(clock, limit, start, calendar)
        case LimitUnit.WORKING_DAY:
            last = calendar.add_working_days(day, limit.amount)
            told = clock.explain(limit.basis, "due.working_days", amount=amount, date=last)
            return _ends_on(told, last, calendar)
        case LimitUnit.CALENDAR_DAY:
            last = day + timedelta(days=limit.amount)
            told = clock.explain(limit.basis, "due.calendar_days", amount=amount, date=last)
            return _ends_on(told, last, calendar)
        case LimitUnit.MONTH:
            last = add_months(day, limit.amount)
            told = clock.explain(limit.basis, "due.months", amount=amount, date=last)
            return _ends_on(told.explain(_MONTH_END, "due.month_end"), last, calendar)
        case LimitUnit.HOUR:
            at = start + timedelta(hours=limit.amount)
            told = clock.explain(limit.basis, "due.hours", amount=amount, at=at)
            return told.explain(_CLOCK_HOUR, "due.hours_run")._replace(at=at, last_day=at.date(), by_minute=True)
        case LimitUnit.WORKING_HOUR:
            at = calendar.add_working_minutes(start, limit.amount * 60)
            told = clock.explain(limit.basis, "due.working_hours", amount=amount, at=at)
            return told._replace(at=at, last_day=at.date(), by_minute=True)
        case _ as never:
            assert_never(never)


def _start(clock: _Clock, moment: datetime, case: _Case) -> _Clock:
    """Run the limit from a moment of acceptance, with the line that says what does not count."""
    clock, start = _counted_from(clock, moment, case)
    clock = _tell_start(clock._replace(started=start), moment, case.limit.unit)
    # A second after the hour of a limit on the same day is after it; whatever counts on counts whole minutes.
    counted = moment if case.limit.unit is LimitUnit.SAME_DAY else start
    return _count(clock, case.limit, counted, case.calendar)


def _tell_start(clock: _Clock, moment: datetime, unit: LimitUnit) -> _Clock:
    """Only a limit in days or months leaves its first day out; one in hours begins with its moment."""
    if unit in _COUNTED_IN_NOTHING:
        return clock.explain("", "due.accepted", at=moment)
    if unit in _COUNTED_IN_HOURS:
        return clock.explain(_CLOCK_HOUR, "due.hour_zero", at=moment, start=clock.started)
    return clock.explain(_DAY_ZERO, "due.day_zero", date=clock.started.date(), at=moment)


def _counted_from(clock: _Clock, moment: datetime, case: _Case) -> tuple[_Clock, datetime]:
    """Return the minute from which something made at a moment counts: by the regime's setting, what comes after
    hours counts from the next opening where the limit runs in days, months or office hours.
    """
    start = moment.replace(second=0, microsecond=0)
    if not case.rules.next_day_start or case.limit.unit not in _MOVED_BY_SETTING:
        return clock, start
    if not _after_hours(moment, case.calendar, case.rules):
        return clock, start
    start = case.calendar.opening(case.calendar.next_working_day(start.date()))
    return clock.explain(case.rules.next_day_basis, "due.next_day_start", at=start), start


def _after_hours(moment: datetime, calendar: WorkingCalendar, rules: DueRules) -> bool:
    """Return whether a moment lies on a day off, or strictly after the cut-off or closing."""
    day = moment.date()
    if not calendar.is_working(day):
        return True
    return _past_cutoff(moment, rules) or moment > calendar.closing(day)


def _past_cutoff(moment: datetime, rules: DueRules) -> bool:
    return rules.hand_over_cutoff is not None and moment.time() > rules.hand_over_cutoff


def hand_over_by(accepted_at: datetime, calendar: WorkingCalendar, rules: DueRules) -> datetime:
    """Return by when a directly received dossier is passed on: closing of that working day, or opening of the
    next one when it came strictly after the cut-off or on a day off. It moves no due date.
    """
    day = accepted_at.date()
    if not _after_hours(accepted_at, calendar, rules):
        return calendar.closing(day)
    return calendar.opening(calendar.next_working_day(day))


def _resume(clock: _Clock, pause: Supplement, case: _Case) -> _Clock:
    """Return the clock after a pause: what was left at the asking runs on from the receipt."""
    limit, calendar = case.limit, case.calendar
    asked = max(pause.asked_at, clock.started)  # asked before a start that was moved: nothing is used yet
    clock, received = _counted_from(clock, pause.received_at or pause.asked_at, case)
    clock = clock._replace(started=received)
    if clock.by_minute and limit.unit is LimitUnit.HOUR:
        at = received + (clock.at - asked)
        return clock._replace(at=at, last_day=at.date())
    if clock.by_minute:
        left = calendar.working_minutes_between(asked, clock.at)
        at = calendar.add_working_minutes(received, left)
        return clock._replace(at=at, last_day=at.date())
    if limit.unit is LimitUnit.WORKING_DAY:
        left = calendar.working_days_between(asked.date(), clock.last_day)
        return _ends_on(clock, calendar.add_working_days(received.date(), left), calendar)
    return _ends_on(clock, clock.last_day + (received.date() - asked.date()), calendar)


def request_basis_missing(
    supplements: SupplementClock,
    asked_at: datetime,
    accepted_at: datetime,
    calendar: WorkingCalendar,
    index: int,
) -> str:
    """Return the message id that says why a request stops no clock for want of a basis, or an empty text.

    The first request within three working days of acceptance needs none (NĐ 61/2018 art. 19(4)); `index`
    counts the dossier's requests from 0.
    """
    if supplements.further_basis:
        return ""
    if index > 0:
        return "due.request_second"
    last = calendar.add_working_days(accepted_at.date(), _REQUEST_DAYS)
    return "due.request_late" if asked_at.date() > last else ""


def request_days_left(accepted_at: datetime, today: date, calendar: WorkingCalendar) -> int:
    """Return how many working days after today papers may still be asked for without a basis of the procedure's own.

    0 on the last of the three working days after acceptance, -1 once they are over (NĐ 61/2018 art. 19(4)).
    """
    last = calendar.add_working_days(accepted_at.date(), _REQUEST_DAYS)
    return calendar.working_days_between(today, last) if today <= last else -1


def _supplement(clock: _Clock, index: int, facts: ClockFacts, case: _Case) -> _Clock | None:
    """Return the clock after one request, or None while its papers are awaited."""
    request, rule = facts.supplements[index], case.supplements
    told = clock.explain("", "due.asked", at=request.asked_at)
    if rule.policy is ClockPolicy.NONE:
        return told.explain(rule.basis, "due.request_no_clock")
    missing = request_basis_missing(rule, request.asked_at, facts.accepted_at, case.calendar, index)
    if missing:
        return told.explain("NĐ 61/2018/NĐ-CP Điều 19 khoản 4", missing)
    whole = case.limit.unit in _COUNTED_IN_NOTHING
    if rule.policy is ClockPolicy.PAUSE and not whole and _has_run_out(clock, request):
        return told.explain(rule.basis, "due.request_after_due")
    if request.received_at is None:
        return None
    basis = rule.further_basis if index > 0 and rule.further_basis else rule.basis
    if rule.policy is ClockPolicy.RESTART or whole:
        told = told.explain(basis, "due.restarted", at=request.received_at)
        return _start(told, request.received_at, case)
    resumed = _resume(told, request, case)
    return resumed.explain(basis, "due.resumed", at=request.received_at, due=resumed.at)


def _has_run_out(clock: _Clock, request: Supplement) -> bool:
    """Return whether the limit was over before the request, so that nothing is left to pause."""
    return request.asked_at > clock.at if clock.by_minute else request.asked_at.date() > clock.at.date()


def extension_fault(at: datetime | None, extended_before: bool, extension: Extension) -> ExtensionFault | None:
    """Return why an extension of what is due `at` is unlawful: signed before that date, once, to a later date."""
    if extended_before:
        return ExtensionFault.ALREADY_EXTENDED
    if at is None:
        return ExtensionFault.NO_DUE_DATE
    return _extension_order(at, extension)


def _extension_order(at: datetime, extension: Extension) -> ExtensionFault | None:
    if extension.signed_on >= at.date():
        return ExtensionFault.NOT_BEFORE_DUE
    return ExtensionFault.NOT_LATER if extension.new_day <= at.date() else None


def _extend(clock: _Clock, extension: Extension, calendar: WorkingCalendar) -> _Clock:
    """Return the clock after an extension; an unlawful one is told and changes nothing."""
    fault = _extension_order(clock.at, extension)
    if fault is not None:
        return clock.explain("", f"extension.{fault.value}")
    told = clock.explain(extension.basis, "due.extended", signed=extension.signed_on, date=extension.new_day)
    return _ends_on(told, extension.new_day, calendar)


def _fold(clock: _Clock, facts: ClockFacts, case: _Case) -> tuple[_Clock, bool]:
    """Apply requests and the extension in their order; tell whether the clock still runs."""
    extension = facts.extension
    for index, request in enumerate(facts.supplements):
        if extension is not None and extension.is_before(index, request):
            clock, extension = _extend(clock, extension, case.calendar), None
        after = _supplement(clock, index, facts, case)
        if after is None:
            return clock.explain(case.supplements.basis, "due.waiting", at=request.asked_at), False
        clock = after
    return (_extend(clock, extension, case.calendar) if extension is not None else clock), True


def compute_due(
    limit: Limit,
    facts: ClockFacts,
    calendar: WorkingCalendar,
    supplements: SupplementClock | None = None,
    rules: DueRules | None = None,
) -> Due:
    """Return when the dossier is due and every line of how that came about.

    `supplements` defaults to the rule of NĐ 61/2018 (restart), `rules` to the regime's defaults. Raises
    CalendarFault for a calendar without working days.
    """
    case = _Case(limit, supplements or SupplementClock(), calendar, rules or DueRules())
    accepted = facts.accepted_at
    first = _start(_Clock(accepted, accepted.date(), (), accepted), accepted, case)
    clock, runs = _fold(first, facts, case)
    if runs:
        words, basis = ("due.due_minute", "") if clock.by_minute else ("due.due", _LAST_DAY)
        clock = clock.explain(basis, words, at=clock.at)
    if not calendar.is_covered(clock.at.date()):
        clock = clock.explain("", "due.holidays_unknown", date=clock.at.date())
    passed_on = hand_over_by(accepted, calendar, case.rules) if facts.directly_received else None
    if passed_on is not None:
        clock = clock.explain(case.rules.hand_over_basis, "due.hand_over", at=passed_on)
    return Due(clock.at if runs else None, first.at, passed_on, clock.by_minute, clock.steps, clock.started)


def is_late(due: Due, moment: datetime) -> bool:
    """Return whether a moment is late: by date from 00:00 of the next day, hours by the minute."""
    return judge(due, moment) is Timeliness.LATE


def judge(due: Due, finished_at: datetime) -> Timeliness:
    """Return how a finished dossier stands: before its due day (hours: minute), on it, or late."""
    return Timeliness.ON_TIME if due.at is None else stands_at(finished_at, due.at, by_minute=due.by_minute)


def stands_at(moment: datetime, promised: datetime, *, by_minute: bool) -> Timeliness:
    """Return how a moment stands to a promised one: by the day, or by the minute where the limit runs in hours."""
    mine, theirs = (moment, promised) if by_minute else (moment.date(), promised.date())
    if mine == theirs:
        return Timeliness.ON_TIME
    return Timeliness.EARLY if mine < theirs else Timeliness.LATE
