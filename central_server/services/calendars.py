"""Changes days of the province's or a unit's calendar, a unit's hours and Saturdays; moves the due dates made later.

A change is kept with who, when and by which decision; each moved dossier has an act that says so, its first promise
stays. A day that becomes a working one makes no promise earlier: what stands on the citizen's receipt holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TypeVar

import msgspec

from central_server.ports.storage import Storage, Work
from central_server.ports.world import Chance, Clock
from central_server.services.own_acts import NotTaken, OwnActs, Wanted
from central_server.services.rulebook import Rulebook
from central_sync.protocol.bundle import encode_bundle
from dossier.calendar import (
    CalendarDay,
    DayKind,
    HoursPeriod,
    Session,
    WeekdayHours,
    WorkingCalendar,
    check_calendar,
)
from dossier.clock_ruling import PRINTED_DIFFERS, due_now, due_recounted
from dossier.course import Recount
from dossier.identifiers import ActId, DossierId, uuid7
from dossier.messages import Message
from dossier.roles import Role, roles_on
from dossier.rules import Rules, RulesBundle
from dossier.state import Dossier

_PAGE = 500
_SATURDAY = 5


class DayChange(msgspec.Struct, frozen=True):
    """One changed day: off, a swapped working day, or as its weekday says (`kind` empty); of one unit, or of all."""

    day: date
    kind: str
    name: str
    basis: str
    unit: str
    person: str
    ms: int


class HoursChange(msgspec.Struct, frozen=True):
    """Office hours of one unit from a day on: Monday to Friday, Saturday (empty: closed), and whether Saturday counts.

    Hours are pairs `("07:30", "11:30")`; until a day, or until the next change.
    """

    unit: str
    week: tuple[tuple[time, time], ...]
    saturday: tuple[tuple[time, time], ...]
    saturday_counts: bool
    valid_from: date
    valid_until: date | None
    basis: str
    person: str = ""
    ms: int = 0


Change = DayChange | HoursChange
"""One change of a calendar, as it is kept."""
Kept = TypeVar("Kept", DayChange, HoursChange)


_KEPT: dict[type[Change], str] = {DayChange: "calendar", HoursChange: "calendar_hours"}


class CalendarRefused(Exception):
    """A change that may not be: `code` is the message `centre.calendar.<code>`, `problems` say why in words."""

    def __init__(self, code: str, detail: str = "", problems: tuple[Message, ...] = ()) -> None:
        super().__init__(f"{code}: {detail} {[one.id for one in problems]}")
        self.code = code
        self.detail = detail
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Moved:
    """What a change came to: the version of the rules, how many open due dates moved, how many stood in between."""

    version: str
    moved: int
    skipped: int


@dataclass(frozen=True, slots=True)
class CalendarParts:
    """What the service works with."""

    storage: Storage
    clock: Clock
    chance: Chance
    rulebook: Rulebook
    own: OwnActs


class Calendars:
    """The province's calendars; a change needs a provincial administrator and the decision it rests on."""

    def __init__(self, parts: CalendarParts) -> None:
        self._parts = parts

    def change(self, wanted: Change, login: str) -> Moved:
        """Change a day or hours, put the rules in force, and move what is due later by it. Raises CalendarRefused."""
        rules = self._current()
        if not wanted.basis.strip() or (isinstance(wanted, DayChange) and not wanted.name.strip()):
            raise CalendarRefused("words")
        if (wanted.unit or isinstance(wanted, HoursChange)) and rules.unit(wanted.unit) is None:
            raise CalendarRefused("unit", wanted.unit)

        def keep(unit: Work) -> None:
            person = self._administrator(unit, login, rules)
            made = msgspec.structs.replace(wanted, person=person, ms=self._parts.clock.milliseconds())
            before = [one for one in kept_changes(unit) if isinstance(one, type(made))]
            unit.registry.set_meta(_KEPT[type(made)], msgspec.json.encode([*before, made]).decode())

        changed = with_changes(rules.bundle, [wanted])
        self._parts.storage.write(keep)
        self._parts.rulebook.load(encode_bundle(changed))
        return self._recount(rules, self._current(), wanted.basis)

    def _recount(self, earlier: Rules, rules: Rules, basis: str) -> Moved:
        moved = skipped = 0
        after = ""
        while True:
            page = self._parts.storage.read(lambda unit, key=after: unit.search.open_after(DossierId(key), _PAGE))  # type: ignore[misc]  # bound now
            for state in page:
                outcome = self._move(state, _before(state, earlier, rules), rules, basis)
                moved, skipped = moved + (outcome is True), skipped + (outcome is False)
            if len(page) < _PAGE:
                return Moved(rules.version, moved, skipped)
            after = page[-1].id

    def _move(self, state: Dossier, before: datetime | None, rules: Rules, basis: str) -> bool | None:
        """True when its due date moved, False when something came in between, None when it stands."""
        due = due_recounted(state, before, rules)
        if due is None:
            return None
        act = ActId(uuid7(self._parts.clock.milliseconds(), self._parts.chance.take(10)))
        recount = Recount(due, basis, before)
        wanted = Wanted(state.office, act, state.id, state.rev, rules.version, lambda _: recount, Role.PROVINCE_ADMIN)
        try:
            self._parts.own.write(wanted)
        except NotTaken:
            return False
        return True

    def _current(self) -> Rules:
        rules = self._parts.rulebook.current()
        if rules is None:
            raise CalendarRefused("no_rules")
        return rules

    def _administrator(self, unit: Work, login: str, rules: Rules) -> str:
        person, office = unit.registry.official_by_login(login), rules.bundle.province.administrator
        day = self._parts.clock.now().date()
        grants = tuple(unit.registry.grants_of(office))
        if person is None or Role.PROVINCE_ADMIN not in roles_on(grants, person.id, office, day):
            raise CalendarRefused("no_right", login)
        return str(person.id)


def _before(state: Dossier, earlier: Rules, rules: Rules) -> datetime | None:
    """When it was due before the change. A change made again finds those it has not moved yet: they stand where they
    were computed, unless a task says that their promise was printed otherwise.
    """
    if earlier.version != rules.version:
        return due_now(state, earlier)
    return None if any(one.task.code == PRINTED_DIFFERS for one in state.tasks) else state.clock.due


def kept_changes(unit: Work) -> list[Change]:
    """Every change so far, oldest first."""
    found: list[Change] = [*_kept(unit, DayChange), *_kept(unit, HoursChange)]
    return sorted(found, key=lambda change: change.ms)


def _kept(unit: Work, kind: type[Kept]) -> list[Kept]:
    body = unit.registry.meta(_KEPT[kind])
    return msgspec.json.decode(body, type=list[kind]) if body else []  # type: ignore[valid-type]  # a class of ours


def with_changes(bundle: RulesBundle, changes: Sequence[Change]) -> RulesBundle:
    """The bundle with these changes in their order. Raises CalendarRefused for a calendar that cannot be."""
    for change in changes:
        bundle = _changed(bundle, change)
    return bundle


def _changed(bundle: RulesBundle, change: Change) -> RulesBundle:
    if isinstance(change, DayChange) and not change.unit:
        whole = replace(bundle, calendar=_with_day(bundle.calendar, change))
        return replace(whole, calendars=tuple(_with_day(one, change) for one in bundle.calendars))
    code = f"unit-{change.unit}"
    own = next((one for one in bundle.calendars if one.code == code), replace(bundle.calendar, code=code))
    own = _with_day(own, change) if isinstance(change, DayChange) else _with_hours(own, change)
    others = tuple(one for one in bundle.calendars if one.code != code)
    units = tuple(replace(one, calendar=code) if one.code == change.unit else one for one in bundle.organisation.units)
    organisation = replace(bundle.organisation, units=units)
    return replace(bundle, calendars=(*others, own), organisation=organisation)


def _with_day(calendar: WorkingCalendar, change: DayChange) -> WorkingCalendar:
    days = [one for one in calendar.days if one.date != change.day]
    if change.kind:
        days.append(CalendarDay(change.day, DayKind(change.kind), change.name))
    return _usable(replace(calendar, days=tuple(sorted(days, key=lambda one: one.date))))


def _with_hours(calendar: WorkingCalendar, change: HoursChange) -> WorkingCalendar:
    """With the new hours after all others: what is said later holds, for its time; the same words twice stand once."""
    week = [WeekdayHours(weekday, _sessions(change.week)) for weekday in range(_SATURDAY)]
    if change.saturday:
        week.append(WeekdayHours(_SATURDAY, _sessions(change.saturday)))
    made = HoursPeriod(tuple(week), change.saturday_counts, change.valid_from, change.valid_until, change.basis)
    return _usable(replace(calendar, periods=(*(one for one in calendar.periods if one != made), made)))


def _sessions(hours: tuple[tuple[time, time], ...]) -> tuple[Session, ...]:
    return tuple(Session(opens, closes) for opens, closes in hours)


def _usable(calendar: WorkingCalendar) -> WorkingCalendar:
    problems = check_calendar(calendar)
    if problems:
        raise CalendarRefused("impossible", problems=problems)
    return calendar
