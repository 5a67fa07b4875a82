"""Answers when a dossier is due, one JSON line a question: no database, no settings, the national calendar's holidays.

Times are naive local time (+07:00). One line that cannot be used gets an answer of its own; the others go on.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Annotated, Literal

import msgspec

from dossier.calendar import CalendarFault, Session, WeekdayHours, WorkingCalendar, check_calendar
from dossier.deadlines import compute_due, extension_fault
from dossier.limits import (
    ClockFacts,
    ClockPolicy,
    Due,
    DueRules,
    Extension,
    Limit,
    LimitUnit,
    Supplement,
    SupplementClock,
)
from dossier.messages import Message

Speak = Callable[[Message], str]
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?")
_HOUR = re.compile(r"\d\d:\d\d")
_MOST_DAYS = 36_500
_Amount = Annotated[int, msgspec.Meta(ge=1, le=_MOST_DAYS)]
_SHOWN = 40
_SATURDAY = 5
_WITHOUT_AMOUNT = (LimitUnit.IMMEDIATE, LimitUnit.SAME_DAY)


class LineFault(ValueError):
    """A question that cannot be answered: message id `centre.due.<code>`, with the text that was found."""

    def __init__(self, code: str, found: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.found = found


class Hours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Office hours of the competent agency: Monday to Friday, and a Saturday that counts for limits or does not."""

    week: tuple[tuple[str, str], ...]
    saturday: tuple[tuple[str, str], ...] | None = None
    saturday_counts: bool = False


class EventLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What happened to the clock."""

    type: Literal["supplement_asked", "supplement_received", "extension"]
    at: str
    new_due: str | None = None


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One line: a limit, the moment of acceptance, and what happened since."""

    id: msgspec.Raw = msgspec.Raw(b"null")
    limit: msgspec.Raw = msgspec.Raw(b"null")
    unit: LimitUnit
    received: str
    channel: Literal["direct", "online", "post"] = "direct"
    hours: Hours | None = None
    cutoff: str | None = None
    clock_policy: Literal["RESTART", "PAUSE", "NONE"] = "RESTART"
    next_day_setting: bool = False
    own_basis: bool = True
    events: tuple[EventLine, ...] = ()


class Step(msgspec.Struct, frozen=True):
    """One line of the explanation and the article it rests on (empty: a setting)."""

    text: str
    basis: str


class Answer(msgspec.Struct, frozen=True):
    """When it is due, the first promise, from when the last run counts, by when it is handed over, and why."""

    id: msgspec.Raw
    due: str | None
    original_due: str
    clock_start: str
    hand_over_by: str | None
    extension: tuple[str, ...]
    steps: tuple[Step, ...]


class Complaint(msgspec.Struct, frozen=True):
    """Why a line has no answer."""

    id: msgspec.Raw
    error: str


class _Named(msgspec.Struct):
    """What is needed to name a line that is otherwise wrong."""

    id: msgspec.Raw = msgspec.Raw(b"null")


@dataclass(frozen=True, slots=True)
class Clock:
    """Everything a due date rests on beside its facts."""

    limit: Limit
    calendar: WorkingCalendar
    supplements: SupplementClock
    rules: DueRules


@dataclass(frozen=True, slots=True)
class Moment:
    """An event with its time read; `new_day` of an extension."""

    kind: str
    at: datetime
    new_day: date | None = None


@dataclass(slots=True)
class DueLines:
    """Answers lines; agencies with the same hours share one calendar."""

    national: WorkingCalendar
    speak: Speak
    _calendars: dict[Hours, WorkingCalendar] = field(default_factory=dict)

    def answer(self, line: bytes) -> bytes:
        """The answer to one line as JSON: an Answer or a Complaint."""
        try:
            line.decode()  # an id is handed back as it came: what is no text must not come out again
        except UnicodeDecodeError as fault:
            return self._complain(b"", LineFault("unreadable", str(fault)))
        try:
            return msgspec.json.encode(self._answer(msgspec.json.decode(line, type=Question)))
        except (msgspec.MsgspecError, RecursionError) as fault:
            return self._complain(line, LineFault("unreadable", str(fault)))
        except LineFault as fault:
            return self._complain(line, fault)
        except (CalendarFault, OverflowError) as fault:
            return self._complain(line, LineFault("beyond", str(fault)))

    def _answer(self, asked: Question) -> Answer:
        clock = Clock(
            limit=_limit(asked),
            calendar=self._calendar(asked.hours),
            supplements=_supplements(asked),
            rules=DueRules(hand_over_cutoff=_cutoff(asked), next_day_start=asked.next_day_setting),
        )
        moments = [Moment(event.type, read_time(event.at), _new_day(event)) for event in asked.events]
        direct = asked.channel != "online"
        facts = ClockFacts(read_time(asked.received), directly_received=direct)
        return say(asked.id, *settle(clock, facts, moments), self.speak)

    def _calendar(self, hours: Hours | None) -> WorkingCalendar:
        if hours is None:
            return self.national
        known = self._calendars.get(hours)
        if known is None:
            known = self._calendars[hours] = _calendar_of(self.national, hours, self.speak)
        return known

    def _complain(self, line: bytes, fault: LineFault) -> bytes:
        try:
            named = msgspec.json.decode(line, type=_Named)
        except (msgspec.MsgspecError, RecursionError):
            named = _Named()
        words = Message(f"centre.due.{fault.code}", (("found", fault.found),))
        return msgspec.json.encode(Complaint(named.id, self.speak(words)))


def settle(clock: Clock, facts: ClockFacts, moments: list[Moment]) -> tuple[Due, tuple[str, ...]]:
    """The due date after everything that happened, and each extension `accepted` or `refused`, in order of time.

    Raises LineFault for events that cannot have happened: before acceptance, papers nobody asked for, asked twice.
    """
    said: list[str] = []
    for moment in sorted(moments, key=lambda moment: moment.at):
        if moment.at < facts.accepted_at.replace(second=0):
            raise LineFault("event_early", f"{moment.at:%Y-%m-%dT%H:%M}")
        if moment.new_day is not None:
            wanted = Extension(moment.at.date(), moment.new_day, after=len(facts.supplements))
            lawful = extension_fault(_due(clock, facts).at, facts.extension is not None, wanted) is None
            said.append("accepted" if lawful else "refused")
            facts = replace(facts, extension=wanted) if lawful else facts
        else:
            facts = replace(facts, supplements=_with(facts.supplements, moment))
    return _due(clock, facts), tuple(said)


def say(line_id: msgspec.Raw, due: Due, extensions: tuple[str, ...], speak: Speak) -> Answer:
    """A due date as an answer."""
    return Answer(
        id=line_id,
        due=None if due.at is None else _text(due.at),
        original_due=_text(due.original),
        clock_start=_text(due.started),
        hand_over_by=None if due.hand_over_by is None else _text(due.hand_over_by),
        extension=extensions,
        steps=tuple(Step(speak(step.message), step.basis) for step in due.steps),
    )


def read_time(text: str) -> datetime:
    """`YYYY-MM-DDTHH:MM[:SS]`, local; raises LineFault `time`."""
    return _read(text, _TIME, "time")


def read_day(text: str) -> date:
    """The day of `YYYY-MM-DD[THH:MM[:SS]]`; raises LineFault `day`."""
    return _read(text, _DAY, "day").date()


def _due(clock: Clock, facts: ClockFacts) -> Due:
    return compute_due(clock.limit, facts, clock.calendar, clock.supplements, clock.rules)


def _with(supplements: tuple[Supplement, ...], moment: Moment) -> tuple[Supplement, ...]:
    waiting = bool(supplements) and supplements[-1].received_at is None
    at = f"{moment.at:%Y-%m-%dT%H:%M}"
    if moment.kind == "supplement_asked":
        if waiting:
            raise LineFault("asked_twice", at)
        return (*supplements, Supplement(moment.at))
    if not waiting:
        raise LineFault("not_asked", at)
    return (*supplements[:-1], replace(supplements[-1], received_at=moment.at))


def _limit(asked: Question) -> Limit:
    cutoff = _cutoff(asked) if asked.unit is LimitUnit.SAME_DAY else None
    if asked.unit in _WITHOUT_AMOUNT:
        return Limit(1, asked.unit, cutoff=cutoff)
    try:
        amount = msgspec.json.decode(asked.limit, type=_Amount)
    except msgspec.ValidationError:
        raise LineFault("limit", bytes(asked.limit)[:_SHOWN].decode(errors="replace")) from None
    return Limit(amount, asked.unit)


def _supplements(asked: Question) -> SupplementClock:
    rule = SupplementClock(ClockPolicy(asked.clock_policy.lower()))
    return replace(rule, further_basis=rule.basis) if asked.own_basis else rule


def _cutoff(asked: Question) -> time | None:
    return None if asked.cutoff is None else _clock_time(asked.cutoff)


def _new_day(event: EventLine) -> date | None:
    if event.type != "extension":
        return None
    if event.new_due is None:
        raise LineFault("new_due")
    return read_day(event.new_due)


def _calendar_of(national: WorkingCalendar, hours: Hours, speak: Speak) -> WorkingCalendar:
    rows = [WeekdayHours(weekday, _sessions(hours.week)) for weekday in range(_SATURDAY)]
    if hours.saturday is not None:
        rows.append(WeekdayHours(_SATURDAY, _sessions(hours.saturday)))
    made = WorkingCalendar(
        national.code,
        national.name,
        tuple(rows),
        national.days,
        hours.saturday_counts,
        national.covers_from,
        national.covers_until,
    )
    problems = check_calendar(made)
    if problems:
        raise LineFault("hours", "; ".join(speak(one) for one in problems))
    return made


def _sessions(rows: tuple[tuple[str, str], ...]) -> tuple[Session, ...]:
    return tuple(Session(_clock_time(opens), _clock_time(closes)) for opens, closes in rows)


def _clock_time(text: str) -> time:
    if not _HOUR.fullmatch(text):
        raise LineFault("hour", text)
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise LineFault("hour", text) from None


def _read(text: str, shape: re.Pattern[str], code: str) -> datetime:
    if not shape.fullmatch(text):
        raise LineFault(code, text)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise LineFault(code, text) from None


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
