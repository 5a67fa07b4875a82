"""Decide which days and hours an agency works; never which limit runs on them.

Every moment in the core is a naive `datetime` of Vietnamese local time (+07:00, no summer time): programs
convert at their edge.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from itertools import pairwise
from typing import Final

from dossier.messages import Message, message

_MONDAY: Final = 0
_SATURDAY: Final = 5
_YEARS_AHEAD: Final = 60


class CalendarFault(ValueError):
    """A calendar that cannot be counted on: no working day or no hour where one is asked for."""


class DayKind(str, Enum):
    """Why a day differs from the week: nghỉ lễ, nghỉ bù (off), or làm bù (swapped working day)."""

    OFF = "off"
    SWAPPED_WORKING_DAY = "swapped_working_day"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day that is not what its weekday says."""

    date: date
    kind: DayKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """One stretch of office hours, such as 07:30-11:30; closing is not included."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class WeekdayHours:
    """Office hours of a weekday (0 = Monday)."""

    weekday: int
    sessions: tuple[Session, ...]


@dataclass(frozen=True, slots=True)
class HoursPeriod:
    """Office hours that replace the usual ones from a day on, until a day (None: until further notice)."""

    hours: tuple[WeekdayHours, ...]
    saturday_counts: bool
    valid_from: date
    valid_until: date | None = None
    basis: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether these hours are those of that day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class _Year:
    """Working days of one year in order, the prefix table behind counting; and those that were swapped."""

    days: tuple[date, ...]
    swapped: frozenset[date]


class _Indexed:
    """The slot of a calendar's year tables: no field, so that neither equality, hash nor wire ever see it."""

    __slots__ = ("_years",)
    _years: dict[int, _Year]


@dataclass(frozen=True, slots=True)
class WorkingCalendar(_Indexed):
    """Lịch làm việc of an agency: its special days and its office hours.

    `saturday_counts` makes Saturday a working day for limits; hours on Saturday without it only open the
    counter. `periods` replace both for a time, the later row before the earlier one. `covers_from`/`covers_until`
    bound the time whose holidays are known: outside, only weekends are.
    """

    code: str
    name: str
    hours: tuple[WeekdayHours, ...]
    days: tuple[CalendarDay, ...] = ()
    saturday_counts: bool = False
    covers_from: date | None = None
    covers_until: date | None = None
    source: str = ""
    periods: tuple[HoursPeriod, ...] = ()

    def is_working(self, day: date) -> bool:
        """Return whether the agency works on that day, so that limits count it."""
        table = self._year(day.year).days
        at = bisect_right(table, day)
        return at > 0 and table[at - 1] == day

    def is_covered(self, day: date) -> bool:
        """Return whether the holidays of that day's time are known to this calendar."""
        return (self.covers_from is None or self.covers_from <= day) and (
            self.covers_until is None or day <= self.covers_until
        )

    def name_of(self, day: date) -> str:
        """Return the name of a special day, empty for an ordinary one."""
        return next((row.name for row in self.days if row.date == day), "")

    def add_working_days(self, day: date, count: int) -> date:
        """Return the `count`-th working day strictly after `day`; for 0 the day itself or the next one.

        Costs one look-up per year passed. Raises CalendarFault for a negative count or an empty calendar.
        """
        if count < 0:
            raise CalendarFault("working days are counted forward")
        if count == 0:
            return day if self.is_working(day) else self.add_working_days(day, 1)
        wanted = count + bisect_right(self._year(day.year).days, day)
        for year in range(day.year, min(day.year + _YEARS_AHEAD, date.max.year + 1)):
            table = self._year(year).days
            if wanted <= len(table):
                return table[wanted - 1]
            wanted -= len(table)
        raise CalendarFault(f"calendar {self.code}: no working day found")

    def working_days_between(self, after: date, until: date) -> int:
        """Return how many working days lie after `after`, up to and including `until`; negative backwards."""
        if until < after:
            return -self.working_days_between(until, after)
        whole_years = sum(len(self._year(year).days) for year in range(after.year, until.year))
        last = bisect_right(self._year(until.year).days, until)
        return whole_years + last - bisect_right(self._year(after.year).days, after)

    def next_working_day(self, day: date) -> date:
        """Return the first working day after `day`."""
        return self.add_working_days(day, 1)

    def sessions(self, day: date) -> tuple[Session, ...]:
        """Return the office hours that count on that day; a swapped working day has the hours of Monday."""
        if not self.is_working(day):
            return ()
        return self._hours(day, _MONDAY if day in self._year(day.year).swapped else day.weekday())

    def counter_sessions(self, day: date) -> tuple[Session, ...]:
        """Return the hours in which the counter is open, also on a Saturday that counts for no limit."""
        if self.is_working(day):
            return self.sessions(day)
        off = any(row.date == day and row.kind is DayKind.OFF for row in self.days)
        return () if off else self._hours(day, day.weekday())

    def opening(self, day: date) -> datetime:
        """Return the opening moment of a working day; raises CalendarFault for another day."""
        return datetime.combine(day, self._some_sessions(day)[0].opens)

    def closing(self, day: date) -> datetime:
        """Return the closing moment of a working day; raises CalendarFault for another day."""
        return datetime.combine(day, self._some_sessions(day)[-1].closes)

    def end_of_day(self, day: date) -> datetime:
        """Return the closing moment of a day, or of the next working day when the agency rests (Civil Code 148(5))."""
        return self.closing(self.add_working_days(day, 0))

    def add_working_minutes(self, start: datetime, minutes: int) -> datetime:
        """Return the earliest moment by which that many office minutes have run since `start`."""
        left = timedelta(minutes=minutes)
        day = start.date()
        while True:
            for session in self.sessions(day):
                begin = max(start, datetime.combine(day, session.opens))
                room = datetime.combine(day, session.closes) - begin
                if room > timedelta(0) and left <= room:
                    return begin + left
                left -= max(room, timedelta(0))
            day = self.next_working_day(day)

    def working_minutes_between(self, start: datetime, end: datetime) -> int:
        """Return the office minutes that run from `start` to `end` (0 when `end` is not later)."""
        total = timedelta(0)
        day = start.date()
        while day <= end.date():
            for session in self.sessions(day):
                begin = max(start, datetime.combine(day, session.opens))
                total += max(timedelta(0), min(end, datetime.combine(day, session.closes)) - begin)
            day = self.next_working_day(day)
        return int(total.total_seconds()) // 60

    def _hours(self, day: date, weekday: int) -> tuple[Session, ...]:
        """Return the office hours that are written for a weekday in the time of that day."""
        period = self._period(day)
        return _of_weekday(self.hours if period is None else period.hours, weekday)

    def _period(self, day: date) -> HoursPeriod | None:
        return next((one for one in reversed(self.periods) if one.holds_on(day)), None)

    def _some_sessions(self, day: date) -> tuple[Session, ...]:
        sessions = self.sessions(day)
        if not sessions:
            raise CalendarFault(f"calendar {self.code}: {day} has no office hours")
        return sessions

    def _counts(self, day: date, special: DayKind | None) -> bool:
        if special is not None:
            return special is DayKind.SWAPPED_WORKING_DAY
        if day.weekday() != _SATURDAY:
            return day.weekday() < _SATURDAY
        period = self._period(day)
        return self.saturday_counts if period is None else period.saturday_counts

    def _year(self, year: int) -> _Year:
        """Return the table of a year, made once: the same calendar always gives the same table."""
        years: dict[int, _Year] | None = getattr(self, "_years", None)
        if years is None:
            years = {}
            object.__setattr__(self, "_years", years)
        known = years.get(year)
        if known is None:
            special = {row.date: row.kind for row in self.days if row.date.year == year}
            first, last = date(year, 1, 1), date(year, 12, 31)
            all_days = (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
            swapped = frozenset(day for day, kind in special.items() if kind is DayKind.SWAPPED_WORKING_DAY)
            known = _Year(tuple(day for day in all_days if self._counts(day, special.get(day))), swapped)
            years[year] = known
        return known


def _of_weekday(hours: tuple[WeekdayHours, ...], weekday: int) -> tuple[Session, ...]:
    return next((row.sessions for row in hours if row.weekday == weekday), ())


def check_calendar(calendar: WorkingCalendar) -> tuple[Message, ...]:
    """Return what makes a calendar unusable, as sentences `centre.unusable.<what>`: a weekday without hours,
    hours in the wrong order, a day given twice, a time that ends before it begins.
    """
    problems = list(_check_hours(calendar.hours, saturday_counts=calendar.saturday_counts))
    for period in calendar.periods:
        problems += _check_hours(period.hours, saturday_counts=period.saturday_counts)
        if period.valid_until is not None and period.valid_until < period.valid_from:
            problems.append(_wrong("period", date=f"{period.valid_from:%d/%m/%Y}"))
    dates = [row.date for row in calendar.days]
    twice = (day for day in sorted(set(dates)) if dates.count(day) > 1)
    return (*problems, *(_wrong("twice", date=f"{day:%d/%m/%Y}") for day in twice))


def _check_hours(hours: tuple[WeekdayHours, ...], *, saturday_counts: bool) -> Iterator[Message]:
    for weekday in range(_SATURDAY + saturday_counts):
        if not _of_weekday(hours, weekday):
            yield _wrong("no_hours", weekday=_spoken(weekday))
    for row in hours:
        edges = [edge for session in row.sessions for edge in (session.opens, session.closes)]
        if any(later <= earlier for earlier, later in pairwise(edges)):
            yield _wrong("order", weekday=_spoken(row.weekday))


def _spoken(weekday: int) -> str:
    """The number of a weekday as it is said: Monday is "thứ 2"."""
    return str(weekday + 2)


def _wrong(what: str, **params: str) -> Message:
    return message(f"centre.unusable.{what}", **params)
