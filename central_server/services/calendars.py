"""Changes the working calendar of the province or of one unit, and moves the open due dates that it makes later.

A change is kept with who, when and by which decision; each moved dossier has an act that says so, its first promise
stays. A day that becomes a working one makes no promise earlier: what stands on the citizen's receipt holds.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec

from central_server.ports.storage import Storage, Work
from central_server.ports.world import Chance, Clock
from central_server.services.own_acts import NotTaken, OwnActs, Wanted
from central_server.services.rulebook import Rulebook
from central_sync.protocol.bundle import encode_bundle
from dossier.calendar import CalendarDay, DayKind, WorkingCalendar, check_calendar
from dossier.clock_ruling import PRINTED_DIFFERS, due_now, due_recounted
from dossier.course import Recount
from dossier.identifiers import ActId, DossierId, uuid7
from dossier.roles import Role, roles_on
from dossier.rules import Rules, RulesBundle
from dossier.state import Dossier

_KEPT = "calendar"
_PAGE = 500


class DayChange(msgspec.Struct, frozen=True):
    """One changed day: off, a swapped working day, or as its weekday says (`kind` empty); of one unit, or of all."""

    day: date
    kind: str
    name: str
    basis: str
    unit: str
    person: str
    ms: int


class CalendarRefused(Exception):
    """A change that may not be: `code` is the message `centre.calendar.<code>`."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


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

    def change(self, wanted: DayChange, login: str) -> Moved:
        """Change a day, put the rules in force, and move what is due later by it. Raises CalendarRefused."""
        rules = self._current()
        if not wanted.name.strip() or not wanted.basis.strip():
            raise CalendarRefused("words")
        if wanted.unit and rules.unit(wanted.unit) is None:
            raise CalendarRefused("unit", wanted.unit)

        def keep(unit: Work) -> list[DayChange]:
            person = self._administrator(unit, login, rules)
            kept = [
                *kept_changes(unit),
                msgspec.structs.replace(wanted, person=person, ms=self._parts.clock.milliseconds()),
            ]
            unit.registry.set_meta(_KEPT, msgspec.json.encode(kept).decode())
            return kept

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
        wanted = Wanted(state.office, act, state.id, state.rev, rules.version, lambda _: Recount(due, basis, before))
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


def kept_changes(unit: Work) -> list[DayChange]:
    """Every change so far, oldest first."""
    body = unit.registry.meta(_KEPT)
    return msgspec.json.decode(body, type=list[DayChange]) if body else []


def with_changes(bundle: RulesBundle, changes: list[DayChange]) -> RulesBundle:
    """The bundle with these days changed in their order. Raises CalendarRefused for a calendar that cannot be."""
    for change in changes:
        bundle = _changed(bundle, change)
    return bundle


def _changed(bundle: RulesBundle, change: DayChange) -> RulesBundle:
    if not change.unit:
        whole = replace(bundle, calendar=_with_day(bundle.calendar, change))
        return replace(whole, calendars=tuple(_with_day(one, change) for one in bundle.calendars))
    code = f"unit-{change.unit}"
    own = next((one for one in bundle.calendars if one.code == code), replace(bundle.calendar, code=code))
    others = tuple(one for one in bundle.calendars if one.code != code)
    units = tuple(replace(one, calendar=code) if one.code == change.unit else one for one in bundle.organisation.units)
    organisation = replace(bundle.organisation, units=units)
    return replace(bundle, calendars=(*others, _with_day(own, change)), organisation=organisation)


def _with_day(calendar: WorkingCalendar, change: DayChange) -> WorkingCalendar:
    days = [one for one in calendar.days if one.date != change.day]
    if change.kind:
        days.append(CalendarDay(change.day, DayKind(change.kind), change.name))
    made = replace(calendar, days=tuple(sorted(days, key=lambda one: one.date)))
    problems = check_calendar(made)
    if problems:
        raise CalendarRefused("impossible", "; ".join(problems))
    return made
