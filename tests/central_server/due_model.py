"""A plain second opinion on due dates: walks day by day and minute by minute through the rows of the calendar.

Nothing of the program is used, so that a mistake cannot be made twice. A question and an answer are the lines of
`due --stdin`, an answer without its steps.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

_ROWS = tomllib.loads((Path(__file__).parents[2] / "resources/calendars/vietnam.toml").read_text(encoding="utf-8"))
_OFF = {date.fromisoformat(str(day)) for day in _ROWS["off"]}
_SWAPPED = {date.fromisoformat(str(day)) for day in _ROWS["swapped"]}
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
_MOVED = {"working_day", "calendar_day", "month", "working_hour"}
_SATURDAY = 5


@dataclass
class Agency:
    """The days and hours of one agency."""

    week: list[tuple[time, time]]
    saturday: list[tuple[time, time]]
    counts: bool

    def sessions(self, day: date) -> list[tuple[time, time]]:
        """The hours of a day that counts; none of one that does not."""
        if day in _SWAPPED or (day not in _OFF and day.weekday() < _SATURDAY):
            return self.week
        return self.saturday if day not in _OFF and day.weekday() == _SATURDAY and self.counts else []

    def next(self, day: date) -> date:
        """The first day after it that counts."""
        day += _DAY
        while not self.sessions(day):
            day += _DAY
        return day

    def end(self, day: date) -> datetime:
        """Closing of the day, or of the next one that counts."""
        while not self.sessions(day):
            day += _DAY
        return datetime.combine(day, self.sessions(day)[-1][1])

    def opening(self, day: date) -> datetime:
        """Opening of the first day after it that counts."""
        day = self.next(day)
        return datetime.combine(day, self.sessions(day)[0][0])

    def runs(self, minute: datetime) -> bool:
        """Whether that minute is office time."""
        return any(opens <= minute.time() < closes for opens, closes in self.sessions(minute.date()))

    def walk(self, start: datetime, minutes: int) -> datetime:
        """The moment by which so many office minutes have run."""
        while minutes:
            minutes -= self.runs(start)
            start += _MINUTE
            if not self.sessions(start.date()):
                start = datetime.combine(self.next(start.date()), time(0))
        return start


@dataclass
class Run:
    """One run of the clock: from when, its last day before it was moved, when it ends, judged by the minute or not."""

    start: datetime
    last: date
    due: datetime
    by_minute: bool = False


class DueModel:
    """One question, answered by walking."""

    def __init__(self, asked: dict[str, Any]) -> None:
        hours = asked["hours"]
        week, saturday = (
            [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in rows or []]
            for rows in (hours["week"], hours["saturday"])
        )
        self.agency = Agency(week, saturday, hours["saturday_counts"])
        self.asked = asked
        self.cutoff = None if asked["cutoff"] is None else time.fromisoformat(asked["cutoff"])
        self.received = datetime.fromisoformat(asked["received"])
        self.run = self.fresh(self.received)
        self.original = self.run.due
        self.requests = 0
        self.waiting = False
        self.extensions: list[str] = []

    def answer(self) -> dict[str, object]:
        """What the program must say."""
        stops = False
        for event in sorted(self.asked["events"], key=lambda one: str(one["at"])):
            at = datetime.fromisoformat(event["at"])
            if event["type"] == "extension":
                self.extend(at.date(), datetime.fromisoformat(event["new_due"]).date())
            elif event["type"] == "supplement_asked":
                self.waiting = stops = self.stops(at)
                self.requests += 1
                asked_at = at
            elif stops:
                self.waiting = stops = False
                self.resume(asked_at, at)
        return {
            "id": self.asked["id"],
            "due": None if self.waiting else _text(self.run.due),
            "original_due": _text(self.original),
            "clock_start": _text(self.run.start),
            "hand_over_by": None if self.asked["channel"] == "online" else _text(self.hand_over()),
            "extension": self.extensions,
        }

    def after_hours(self, at: datetime) -> bool:
        """Strictly after the cut-off or closing, or on a day that does not count."""
        sessions = self.agency.sessions(at.date())
        return not sessions or at.time() > sessions[-1][1] or (self.cutoff is not None and at.time() > self.cutoff)

    def hand_over(self) -> datetime:
        """By when it leaves the counter."""
        late = self.after_hours(self.received)
        return self.agency.opening(self.received.date()) if late else self.agency.end(self.received.date())

    def counted_from(self, at: datetime) -> datetime:
        """The minute from which it counts."""
        moved = self.asked["next_day_setting"] and self.asked["unit"] in _MOVED and self.after_hours(at)
        return self.agency.opening(at.date()) if moved else at.replace(second=0)

    def fresh(self, at: datetime) -> Run:
        """The whole limit from that moment."""
        start = self.counted_from(at)
        unit, amount, day = self.asked["unit"], self.asked["limit"], start.date()
        if unit == "immediate":
            return Run(start, day, start)
        if unit in {"hour", "working_hour"}:
            due = start + timedelta(hours=amount) if unit == "hour" else self.agency.walk(start, amount * 60)
            return Run(start, due.date(), due, by_minute=True)
        if unit == "same_day":
            if self.agency.sessions(day) and not (self.cutoff is not None and at.time() > self.cutoff):
                return Run(start, day, max(self.agency.end(day), start))
            day = self.agency.next(day)
        elif unit == "month":
            day = _months(day, amount)
        else:
            for _ in range(amount):
                day = self.agency.next(day) if unit == "working_day" else day + _DAY
        return Run(start, day, self.agency.end(day))

    def extend(self, signed: date, new: date) -> None:
        """Once, before the due day, to a later one, while the clock runs."""
        due = self.run.due.date()
        lawful = "accepted" not in self.extensions and not self.waiting and signed < due < new
        self.extensions.append("accepted" if lawful else "refused")
        if lawful:
            self.run = Run(self.run.start, new, self.agency.end(new))

    def stops(self, at: datetime) -> bool:
        """Whether a request makes the clock wait."""
        third = self.received.date()
        for _ in range(3):
            third = self.agency.next(third)
        if self.asked["clock_policy"] == "NONE":
            return False
        if not self.asked["own_basis"] and (self.requests or at.date() > third):
            return False
        if self.asked["clock_policy"] == "RESTART" or self.asked["unit"] in {"same_day", "immediate"}:
            return True
        return at <= self.run.due if self.run.by_minute else at.date() <= self.run.due.date()

    def resume(self, asked: datetime, received: datetime) -> None:
        """All papers are there."""
        unit, run, agency = self.asked["unit"], self.run, self.agency
        if self.asked["clock_policy"] == "RESTART" or unit in {"same_day", "immediate"}:
            self.run = self.fresh(received)
            return
        start, asked = self.counted_from(received), max(asked, run.start)
        if run.by_minute:
            due = start + (run.due - asked)
            if unit == "working_hour":
                due = agency.walk(start, _office_minutes(agency, asked, run.due))
            self.run = Run(start, due.date(), due, by_minute=True)
            return
        last = start.date() + (run.last - asked.date())
        if unit == "working_day":
            last = start.date()
            for _ in range(_days_left(agency, asked.date(), run.last)):
                last = agency.next(last)
        self.run = Run(start, last, agency.end(last))


def _office_minutes(agency: Agency, start: datetime, end: datetime) -> int:
    count = 0
    while start < end:
        count += agency.runs(start)
        start += _MINUTE
    return count


def _days_left(agency: Agency, day: date, last: date) -> int:
    count = 0
    while (day := agency.next(day)) <= last:
        count += 1
    return count


def _months(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError


def _text(at: datetime) -> str:
    return at.isoformat(timespec="minutes")
