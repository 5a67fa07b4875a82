"""The words of time limits: units, policies, settings, facts of a clock and its outcome; counts nothing.

Moments are naive local time (+07:00).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import NamedTuple

from dossier.messages import Message, message


class LimitUnit(str, Enum):
    """Unit of a thời hạn giải quyết."""

    IMMEDIATE = "immediate"
    SAME_DAY = "same_day"
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    MONTH = "month"
    HOUR = "hour"
    WORKING_HOUR = "working_hour"


class ClockPolicy(str, Enum):
    """What a request for more papers does to the limit."""

    RESTART = "restart"
    PAUSE = "pause"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Limit:
    """Thời hạn giải quyết.

    `cutoff` (same-day limits only) moves what is accepted strictly after it to the next working day, by its
    own `cutoff_basis`; `unit_note` says why we read the unit so where the source is silent.
    """

    amount: int
    unit: LimitUnit
    basis: str = ""
    cutoff: time | None = None
    cutoff_basis: str = ""
    unit_note: str = ""


@dataclass(frozen=True, slots=True)
class SupplementClock:
    """How requests for papers act on the limit; `further_basis` is the procedure's own basis for a late or
    second request (empty: such a request is recorded and stops no clock).
    """

    policy: ClockPolicy = ClockPolicy.RESTART
    basis: str = "NĐ 61/2018/NĐ-CP Điều 19 khoản 4"
    further_basis: str = ""


@dataclass(frozen=True, slots=True)
class DueRules:
    """Settings of the legal regime that reach every limit; without a cut-off, closing alone ends a day's hand-over."""

    hand_over_cutoff: time | None = time(15, 0)
    hand_over_basis: str = "NĐ 61/2018/NĐ-CP Điều 18 khoản 2, khoản 3"
    next_day_start: bool = False
    next_day_basis: str = ""


@dataclass(frozen=True, slots=True)
class Supplement:
    """One request for papers and the moment the full dossier was back (None: still waiting)."""

    asked_at: datetime
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """Gia hạn: signed on a day, to a later day, at most once; it came `after` so many requests for papers (None: as its
    day says).
    """

    signed_on: date
    new_day: date
    basis: str = "NĐ 61/2018/NĐ-CP Điều 19 khoản 9"
    after: int | None = None

    def is_before(self, index: int, request: Supplement) -> bool:
        """Whether it was signed before that request, the dossier's `index`-th from 0."""
        return self.signed_on < request.asked_at.date() if self.after is None else self.after <= index


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """What happened to the clock of one dossier; supplements in the order they were asked."""

    accepted_at: datetime
    supplements: tuple[Supplement, ...] = ()
    extension: Extension | None = None
    directly_received: bool = True


Said = date | datetime | time | int
"""What a line of "Cách tính" tells: a day, a moment, an hour, an amount."""


class Explanation(NamedTuple):
    """One line of "Cách tính": a sentence and the article it rests on (empty: a setting).

    Every due date is computed with its lines and few of them are read: the words are made by whoever reads.
    """

    id: str
    basis: str
    values: tuple[tuple[str, Said], ...] = ()

    @property
    def message(self) -> Message:
        """The sentence, its values as papers print them."""
        return message(self.id, **{name: spoken(value) for name, value in self.values})


def format_day(day: date) -> str:
    """Return a day as papers print it."""
    return f"{day:%d/%m/%Y}"


def format_moment(moment: datetime) -> str:
    """Return a moment as papers print it."""
    return f"{moment:%H:%M} {moment:%d/%m/%Y}"


def spoken(value: Said) -> str:
    """Return a value as papers print it."""
    match value:
        case datetime():
            return format_moment(value)
        case date():
            return format_day(value)
        case time():
            return f"{value:%H:%M}"
        case _:
            return str(value)


@dataclass(frozen=True, slots=True)
class Due:
    """Hẹn trả kết quả: `at` is the current due moment (None between a request and its papers), `original` the
    first promise, `hand_over_by` the deadline to pass a directly received dossier on, `started` the moment from
    which the last run of the clock counts (a restart and a resumption begin a run).
    """

    at: datetime | None
    original: datetime
    hand_over_by: datetime | None
    by_minute: bool
    steps: tuple[Explanation, ...]
    started: datetime


class Timeliness(str, Enum):
    """How a finished dossier stands to its due moment, as report II.06a counts it."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


class ExtensionFault(str, Enum):
    """Why an extension may not be signed; message ids are `extension.<value>`."""

    ALREADY_EXTENDED = "already_extended"
    NO_DUE_DATE = "no_due_date"
    NOT_BEFORE_DUE = "not_before_due"
    NOT_LATER = "not_later"
    OTHER_AGENCY = "other_agency"
