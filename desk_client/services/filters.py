"""Keeps each person's own filters of the list: named, in the desk's store; a filter narrows one tab."""

from dataclasses import dataclass, replace
from enum import Enum

import msgspec

from desk_client.services.parts import Parts
from desk_client.store import meta
from desk_client.store.tabs import Tab

BASES = (Tab.OPEN, Tab.MINE, Tab.WAITING_PAPERS, Tab.AT_COUNTER, Tab.DONE)
"""Tabs that can be narrowed; the others are questions of their own."""
MOST = 12
"""So many filters a person keeps: they stand as tabs (ours)."""


class DueWindow(str, Enum):
    """Which due dates a filter lets through; message ids are `filter.due.<value>`."""

    ANY = "any"
    LATE = "late"
    TODAY = "today"
    FIVE_DAYS = "five_days"


@dataclass(frozen=True, slots=True)
class ListFilter:
    """One filter: its name, the tab it narrows, and by what; empty text narrows nothing, `own`: assigned to the person.

    `id` is empty for one that was not kept.
    """

    name: str
    tab: Tab = Tab.OPEN
    procedure: str = ""
    stage: str = ""
    own: bool = False
    due: DueWindow = DueWindow.ANY
    id: str = ""


_KEPT = msgspec.json.Decoder(tuple[ListFilter, ...])


class Filters:
    """Use cases of the filters; every change is durable when it returns."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def of_person(self, person: str) -> tuple[ListFilter, ...]:
        """The filters of a person in the order in which they were made."""
        return _decoded(meta.look(self._parts.engine, _key(person)).get(_key(person), ""))

    def keep(self, person: str, changed: ListFilter) -> ListFilter:
        """Keep a filter: a new one gets its id, a known one is replaced; beyond MOST the oldest goes."""
        kept = changed if changed.id else replace(changed, id=self._parts.chance.bytes(4).hex())
        known = self.of_person(person)
        if any(one.id == kept.id for one in known):
            self._write(person, tuple(kept if one.id == kept.id else one for one in known))
        else:
            self._write(person, (*known, kept)[-MOST:])
        return kept

    def drop(self, person: str, filter_id: str) -> None:
        """Forget a filter."""
        self._write(person, tuple(one for one in self.of_person(person) if one.id != filter_id))

    def _write(self, person: str, filters: tuple[ListFilter, ...]) -> None:
        body = msgspec.json.encode(filters).decode()
        self._parts.writer.run(lambda connection: meta.put(connection, _key(person), body))


def _key(person: str) -> str:
    return f"filters:{person}"


def _decoded(body: str) -> tuple[ListFilter, ...]:
    """What was kept; a text that another version of the program wrote in another way counts as none."""
    try:
        return _KEPT.decode(body) if body else ()
    except msgspec.MsgspecError:
        return ()
