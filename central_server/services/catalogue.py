"""Finds procedures for a citizen: by folded words, by an event of life, by code; decides nothing about a dossier."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from central_server.services.finding import Text, letters, rank
from dossier.limits import Limit
from dossier.procedures import Level, Procedure
from dossier.rows import CatalogueFault, read_value
from dossier.rules import Rules

_LONGEST = 200
_UNWANTED = 99
"""Place of a procedure that no event names."""


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """Việc trong đời sống: what people call it, and the procedures it needs, the most wanted first."""

    code: str
    name: str
    name_en: str
    text: str
    text_en: str
    procedures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlsoSaid:
    """Words that people type for a procedure and that its name lacks."""

    procedure: str
    words: str


@dataclass(frozen=True, slots=True)
class MinistryLink:
    """Where a service of a ministry is filed: we only lead there (641/QĐ-UBND art. 3(4))."""

    procedure: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class LifeEvents:
    """The whole table."""

    event: tuple[LifeEvent, ...]
    also: tuple[AlsoSaid, ...] = ()
    ministry: tuple[MinistryLink, ...] = ()
    fillers: str = ""
    """Words that people type around what they look for, without marks."""


def parse_life_events(file: str, raw: Mapping[str, object]) -> LifeEvents:
    """Read the table; raises CatalogueFault naming the bad row, or an event given twice."""
    table = read_value(LifeEvents, raw, file)
    codes = [event.code for event in table.event]
    for code in codes:
        if codes.count(code) > 1:
            raise CatalogueFault(file, code, "an event is given twice")
    for link in table.ministry:
        if not link.address.startswith("https://"):
            raise CatalogueFault(file, link.procedure, "a link begins with https://")
    return table


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; `near` when no procedure has all the words and these have some of them."""

    procedures: tuple[Procedure, ...]
    near: bool = False


class Catalogue:
    """The procedures in force today, as citizens look for them."""

    def __init__(self, rules: Callable[[], Rules | None], events: LifeEvents, now: Callable[[], datetime]) -> None:
        self._rules = rules
        self._now = now
        self.events = events.event
        self._fillers = frozenset(events.fillers.split())
        self._also = {row.procedure: row.words for row in events.also}
        self._links = {row.procedure: row for row in events.ministry}

    def all(self) -> tuple[Procedure, ...]:
        """Every procedure in force, in the catalogue's order."""
        rules, day = self._rules(), self._today()
        return () if rules is None else tuple(one for one in rules.bundle.procedures if one.is_valid_on(day))

    def find(self, code: str) -> Procedure | None:
        """The procedure of a code in the version of today."""
        return next((one for one in self.all() if one.code == code), None)

    def event(self, code: str) -> LifeEvent | None:
        """The event of that code."""
        return next((one for one in self.events if one.code == code), None)

    def of_event(self, event: LifeEvent) -> tuple[Procedure, ...]:
        """The procedures of an event, in its order."""
        known = {one.code: one for one in self.all()}
        return tuple(known[code] for code in event.procedures if code in known)

    def events_of(self, procedure: Procedure) -> tuple[LifeEvent, ...]:
        """The events that name a procedure."""
        return tuple(event for event in self.events if procedure.code in event.procedures)

    def link(self, procedure: Procedure) -> MinistryLink | None:
        """Where a ministry takes it."""
        return self._links.get(procedure.code)

    def search(self, text: str) -> Found:
        """Procedures that have every typed word, else those with most of them; the most wanted first among equals.

        An empty search finds all.
        """
        typed, everything = text[:_LONGEST], self.all()
        if not letters(typed):
            return Found(everything)
        found = rank(typed, [self._text(one) for one in everything], self._fillers)
        return Found(tuple(everything[place] for place in found.places), found.near and bool(found.places))

    def _text(self, procedure: Procedure) -> Text:
        """What people may type for a procedure."""
        events = self.events_of(procedure)
        results = " ".join(result.name for result in procedure.results)
        said = " ".join(event.name for event in events)
        return Text(
            short=procedure.short_name,
            names=f"{procedure.code} {procedure.name} {procedure.short_name}",
            other=f"{procedure.field} {results} {said} {self._also.get(procedure.code, '')}",
            place=min((event.procedures.index(procedure.code) for event in events), default=_UNWANTED),
        )

    def _today(self) -> date:
        return self._now().date()


def is_ministry(procedure: Procedure) -> bool:
    """Whether a ministry takes it and our counters do not."""
    return not procedure.receivers


def limits_of(procedure: Procedure) -> tuple[Limit, ...]:
    """Its different limits, each once."""
    return tuple(dict.fromkeys(row.limit for row in procedure.limits))


def levels_of(procedure: Procedure) -> tuple[Level, ...]:
    """The levels whose counters take it, from the nearest to the citizen on."""
    return tuple(level for level in Level if level in procedure.receivers)
