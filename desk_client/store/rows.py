"""Reads and writes the one row per dossier that every screen shows, and its words for the search."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from central_sync.protocol.codec import decode_state, encode_state
from desk_client.store.bulk import Value, put_together
from desk_client.store.query import Query
from desk_client.store.standing import OF_A_CLOSED_ONE, standing
from dossier.events import OPEN_STAGES
from dossier.state import Dossier
from dossier.text import fold

_LOAD = Query("SELECT id, state, base, pending, attention, stale FROM dossier WHERE id = ?")
_FORGET_WORDS = Query("DELETE FROM find WHERE rowid = ?")
_KEEP_WORDS = Query("INSERT INTO find(rowid, words) VALUES (?, ?)")
_FORGET_MANY = "DELETE FROM find WHERE rowid IN (SELECT n FROM dossier WHERE id IN ({rows}))"
_KEEP_MANY = (
    "WITH said(id, words) AS (VALUES {rows})"
    " INSERT INTO find(rowid, words) SELECT dossier.n, said.words FROM said CROSS JOIN dossier ON dossier.id = said.id"
)
_UPSERT = """INSERT INTO dossier(id, code, holder, stage, due, name, cid, procedure, received, open, pending, attention,
         stale, state, base, own_draft, assignee, owing, bare, asked, overdue, rest, extended)
       VALUES {rows}
       ON CONFLICT(id) DO UPDATE SET code = excluded.code, holder = excluded.holder, stage = excluded.stage,
         due = excluded.due, name = excluded.name, cid = excluded.cid, procedure = excluded.procedure,
         received = excluded.received, open = excluded.open, pending = excluded.pending,
         attention = excluded.attention, stale = excluded.stale, state = excluded.state, base = excluded.base,
         own_draft = excluded.own_draft, assignee = excluded.assignee, owing = excluded.owing,
         bare = excluded.bare, asked = excluded.asked, overdue = excluded.overdue, rest = excluded.rest,
         extended = excluded.extended"""
_SAVE = Query(_UPSERT.format(rows=f"({', '.join('?' * 23)})") + " RETURNING n")
_LOAD_ALL = Query(
    "SELECT id, state, base, pending, attention, stale FROM dossier WHERE id IN (SELECT value FROM json_each(?))"
)
_NUMBER = Query("SELECT n FROM dossier WHERE id = ?")
_REMOVE = Query("DELETE FROM dossier WHERE n = ?")


@dataclass(frozen=True, slots=True)
class Held:
    """A dossier as stored: what is shown, what the centre confirmed (None: nothing yet), pending own acts.

    `stale`: kept from before the centre's new epoch, the feed has not told it again yet.
    """

    shown: Dossier
    confirmed: Dossier | None
    pending: int
    attention: int = 0
    stale: bool = False


class Stored:
    """A dossier's row as it lies in the store; its states are read when they are asked for, each once."""

    def __init__(self, row: tuple[Any, ...]) -> None:
        """Of the columns that both looks ask for."""
        _, self._state, self._base, self.pending, self.attention, stale = row
        self.stale = bool(stale)

    @cached_property
    def shown(self) -> Dossier:
        """As `Held` has it; raises WireFault where the row is damaged, as `confirmed` does."""
        return decode_state(self._state)

    @cached_property
    def confirmed(self) -> Dossier | None:
        """As `Held` has it."""
        if self.pending == 0:
            return self.shown
        return None if self._base is None else decode_state(self._base)

    def held(self) -> Held:
        """All of it, read."""
        return Held(self.shown, self.confirmed, self.pending, self.attention, self.stale)

    def tells(self, held: Held) -> bool:
        """Whether `held`, made from what is confirmed here, needs no writing: its bytes are there already."""
        counts = (held.pending, held.attention, held.stale) == (self.pending, self.attention, self.stale)
        same = counts and held.confirmed is self.confirmed
        return same and (held.pending == 0 or encode_state(held.shown) == self._state)


def load(connection: Connection, dossier: str) -> Held | None:
    """The stored dossier, or None."""
    stored = look(connection, dossier)
    return None if stored is None else stored.held()


def load_all(connection: Connection, dossiers: Iterable[str]) -> dict[str, Held]:
    """Those of these dossiers that are stored, in one look."""
    return {dossier: stored.held() for dossier, stored in look_all(connection, dossiers).items()}


def look(connection: Connection, dossier: str) -> Stored | None:
    """The row of a dossier, or None."""
    row = _LOAD.row(connection, (dossier,))
    return None if row is None else Stored(row)


def look_all(connection: Connection, dossiers: Iterable[str]) -> dict[str, Stored]:
    """The rows of those of these dossiers that are stored, in one look."""
    return {row[0]: Stored(row) for row in _LOAD_ALL.rows(connection, (json.dumps(list(dossiers)),))}


def save(connection: Connection, held: Held, known: Dossier | None) -> None:
    """Write the row; `known` is what was shown before, to touch the word index only when its words changed."""
    number = _SAVE.value(connection, _columns(held))
    if known is not None and _found_by(known) == _found_by(held.shown):
        return
    if known is not None:
        _FORGET_WORDS.run(connection, (number,))
    _KEEP_WORDS.run(connection, (number, words_of(held.shown)))


class Prepared:
    """Rows ready to be written in a few statements; the last of a dossier counts. No look at the store until then."""

    def __init__(self) -> None:
        self._columns: dict[str, tuple[Value, ...]] = {}
        self._words: dict[str, tuple[Value, ...]] = {}
        self._forgotten: dict[str, tuple[Value, ...]] = {}

    def put(self, held: Held, known: Dossier | None) -> None:
        """Add the row of a dossier; `known` is what the store shows of it, to touch its words only when they differ."""
        shown = held.shown
        self._columns[shown.id] = _columns(held)
        self._words.pop(shown.id, None)
        self._forgotten.pop(shown.id, None)
        if known is not None and _found_by(known) == _found_by(shown):
            return
        if known is not None:
            self._forgotten[shown.id] = (shown.id,)
        self._words[shown.id] = (shown.id, words_of(shown))

    def write(self, connection: Connection) -> None:
        """Write them all."""
        put_together(connection, _UPSERT, [*self._columns.values()])
        put_together(connection, _FORGET_MANY, [*self._forgotten.values()])
        put_together(connection, _KEEP_MANY, [*self._words.values()])


def _columns(held: Held) -> tuple[Value, ...]:
    """In the order of the statement."""
    shown = held.shown
    due, accepted = shown.clock.due, shown.clock.accepted_at
    is_open = shown.stage in OPEN_STAGES
    return (
        shown.id,
        shown.code,
        shown.custody,
        shown.stage.value,
        "" if due is None else due.isoformat(timespec="minutes"),
        shown.applicant.name,
        shown.applicant.id_number,
        shown.procedure,
        "" if accepted is None else accepted.isoformat(timespec="minutes"),
        int(is_open),
        held.pending,
        held.attention,
        int(held.stale),
        encode_state(shown),
        None if held.pending == 0 or held.confirmed is None else encode_state(held.confirmed),
        int(shown.result.own_draft),
        *(standing(shown) if is_open else OF_A_CLOSED_ONE),
    )


def remove(connection: Connection, dossier: str) -> None:
    """Take a dossier off the screens whose only act was refused: its act and task stay."""
    number = _NUMBER.value(connection, (dossier,))
    if number is not None:
        _FORGET_WORDS.run(connection, (number,))
        _REMOVE.run(connection, (number,))


def _found_by(shown: Dossier) -> tuple[str, str, str, str]:
    """What `words_of` is made of."""
    who = shown.applicant
    return who.name, who.id_number, shown.code, who.phone


def words_of(shown: Dossier) -> str:
    """What a dossier is found by: folded name, identity number, code and its last part."""
    short = shown.code[-11:] if shown.code else ""
    return " ".join(
        (fold(shown.applicant.name), shown.applicant.id_number, shown.code.replace(".", "").replace("-", ""), short[:6],
         short[-4:], shown.applicant.phone)
    )  # fmt: skip
