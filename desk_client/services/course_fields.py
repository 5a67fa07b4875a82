"""What an act beside the ordinary way asks of a person: kinds of fields, what was answered, what the dossier gives."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum

from dossier.acts import ActKind
from dossier.calendar import WorkingCalendar
from dossier.clock_ruling import clock_calendar
from dossier.forms import parse_day
from dossier.identifiers import OfficeId, PersonId
from dossier.messages import Message
from dossier.rules import Rules
from dossier.state import Dossier
from dossier.values import AskedPaper, Charge, FileRef, PaperEntry, Reason

DAY_FORM, TIME_FORM = "%d/%m/%Y", "%H:%M"


class Ask(str, Enum):
    """Kinds of fields; each is drawn by one part of the dialog."""

    REASON = "reason"
    WORDS = "words"
    LINE = "line"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    PICK = "pick"
    OFFICE = "office"
    TICK = "tick"
    CHARGES = "charges"
    ASKED = "asked"
    CAME = "came"
    FILE = "file"


Value = str | bool | Reason | tuple[Charge, ...] | tuple[AskedPaper, ...] | tuple[PaperEntry, ...] | FileRef | None
"""What a field holds: text as typed for lines, days and picks; a mark; or a whole value of the act."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One of a few answers: plain words where they are data, else a message; `more`: the person must add words."""

    id: str
    words: str = ""
    message: Message | None = None
    second: str = ""
    more: bool = False

    def sentence(self, added: str) -> str:
        """The words with what a person added to them."""
        return ": ".join(part for part in (self.words, added.strip()) if part)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the questions and the act rest on: the dossier, the rules, who acts where and when, the next slip number."""

    kind: ActKind
    state: Dossier
    rules: Rules
    office: OfficeId
    actor: PersonId
    at: datetime
    slip: int = 0

    @property
    def today(self) -> date:
        """The day of the act."""
        return self.at.date()

    @property
    def calendar(self) -> WorkingCalendar:
        """That by which the dossier's limit counts."""
        return clock_calendar(self.state, self.rules)

    def working_day(self, after: date, count: int) -> str:
        """A day so many working days after another, as it is typed."""
        return f"{self.calendar.add_working_days(after, count):{DAY_FORM}}"


def _no_start(_scene: Scene) -> Value:
    return None


def _no_picks(_scene: Scene) -> tuple[Pick, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class AskedField:
    """One thing that is asked: the name it has in the act, its kind, what stands there at first.

    `guess` marks a start that is our proposal and no rule of law; `picks` are the answers of PICK and OFFICE.
    """

    name: str
    ask: Ask
    needed: bool = True
    start: Callable[[Scene], Value] = _no_start
    picks: Callable[[Scene], tuple[Pick, ...]] = _no_picks
    guess: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered, by name of the field; an unanswered field is empty."""

    values: tuple[tuple[str, Value], ...]

    def value(self, name: str) -> Value:
        """The answer as it was given, or None."""
        return next((value for key, value in self.values if key == name), None)

    def text(self, name: str) -> str:
        """Words without spaces around them."""
        value = self.value(name)
        return value.strip() if isinstance(value, str) else ""

    def mark(self, name: str) -> bool:
        """Whether it was ticked."""
        return self.value(name) is True

    def number(self, name: str) -> int:
        """A whole number as typed with or without dots; 0 for none."""
        return whole_number(self.text(name)) or 0

    def may_be_day(self, name: str) -> date | None:
        """A day, or None where none was typed."""
        return parse_day(self.text(name))

    def day(self, name: str) -> date:
        """A day that must be there. Raises ValueError."""
        found = self.may_be_day(name)
        if found is None:
            raise ValueError(name)
        return found

    def moment(self, name: str) -> datetime:
        """A time and a day, such as 14:30 12/03/2019. Raises ValueError."""
        found = parse_moment(self.text(name))
        if found is None:
            raise ValueError(name)
        return found

    def reason(self, name: str = "reason") -> Reason:
        """A reason of the table. Raises ValueError."""
        value = self.value(name)
        if not isinstance(value, Reason):
            raise ValueError(name)
        return value

    def file(self, name: str = "file") -> FileRef | None:
        """A finished file, or None."""
        value = self.value(name)
        return value if isinstance(value, FileRef) else None

    def charges(self, name: str = "charges") -> tuple[Charge, ...]:
        """Lines of money."""
        return tuple(one for one in self._rows(name) if isinstance(one, Charge))

    def asked(self, name: str = "items") -> tuple[AskedPaper, ...]:
        """Papers that are asked for."""
        return tuple(one for one in self._rows(name) if isinstance(one, AskedPaper))

    def came(self, name: str = "papers") -> tuple[PaperEntry, ...]:
        """Papers that came."""
        return tuple(one for one in self._rows(name) if isinstance(one, PaperEntry))

    def _rows(self, name: str) -> tuple[object, ...]:
        value = self.value(name)
        return value if isinstance(value, tuple) else ()


def whole_number(typed: str) -> int | None:
    """A whole number with or without separators, or None."""
    digits = typed.replace(".", "").replace(" ", "").removesuffix("đồng")
    return int(digits) if digits.isdecimal() and len(digits) < 14 else None


def parse_moment(typed: str) -> datetime | None:
    """A time and a day as typed (14:30 12/03/2019), or None."""
    clock, _, rest = typed.strip().partition(" ")
    day, (hour, _, minute) = parse_day(rest), clock.partition(":")
    if day is None or not (hour.isdecimal() and minute.isdecimal()) or int(hour) > 23 or int(minute) > 59:
        return None
    return datetime.combine(day, time(int(hour), int(minute)))
