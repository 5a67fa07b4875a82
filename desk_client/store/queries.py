"""Answers what screens ask: pages of the list, searches, counts, one dossier; one row per dossier, never OFFSET."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, Row, text

from central_sync.protocol.codec import decode_state
from desk_client.store.query import Query as Text
from desk_client.store.tabs import NEWEST_FIRST, SOURCES, Query, narrowed
from dossier.acts import Applicant
from dossier.events import Stage
from dossier.identifiers import parse_code, parse_code_any
from dossier.state import Dossier
from dossier.text import fold


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of the list; `due` and `received` None where there is none; `supplied`: papers came online and wait."""

    n: int
    id: str
    code: str
    name: str
    procedure: str
    stage: Stage
    due: datetime | None
    received: datetime | None
    pending: int
    attention: int
    supplied: bool

    @property
    def office(self) -> str:
        """The agency that received it, as its code says; empty before it has one."""
        code = parse_code(self.code)
        return "" if code is None else code.office


@dataclass(frozen=True, slots=True)
class Page:
    """Rows and the key to go on after them (None: the end)."""

    rows: tuple[ListRow, ...]
    after: tuple[str, int] | None


_STATE = Text("SELECT state FROM dossier WHERE id = ?")
_STATES = Text("SELECT state FROM dossier WHERE id IN (SELECT value FROM json_each(?))")
_OF_PERSON = Text("SELECT state FROM dossier WHERE cid = ? ORDER BY n DESC LIMIT ?")
_FINISHED = Text(
    "SELECT state FROM dossier INDEXED BY dossier_past WHERE open = 0 AND procedure = ?"
    " ORDER BY received DESC, n DESC LIMIT ?"
)
_DUE_TODAY = Text(
    "SELECT n, state FROM dossier INDEXED BY dossier_open WHERE open = 1 AND due >= ? AND due <= ?"
    " AND procedure IN (SELECT value FROM json_each(?))"
)
_LAST_NUMBER = Text("SELECT max(number) FROM number WHERE book = ?")
_KNOWN = 20
"""So many dossiers of a citizen are counted at most."""
_COLUMNS = "n, id, code, name, procedure, stage, due, received, pending, attention"
_SHOWN = f"""{_COLUMNS}, stage IN ('waiting_papers', 'supplementing')
    AND coalesce(json_array_length(CAST(state AS TEXT), '$.course.supplied'), 0) > 0 AS supplied"""
"""What a row of the list shows; only states that wait for papers are looked into."""


class Queries:
    """Read side of the desk's store; every method opens its own short read."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(self, query: Query, after: tuple[str, int] | None = None, limit: int = 50) -> Page:
        """A page in order of due date (newest first in `NEWEST_FIRST`), after a key of an earlier page."""
        condition, params = narrowed(query)
        backwards = query.tab in NEWEST_FIRST
        column = "received" if backwards else "due"
        if after is not None:
            sign = "<" if backwards else ">"
            condition += f" AND ({column}, n) {sign} (:k, :n)"
            params |= {"k": after[0], "n": after[1]}
        order = f"{column} DESC, n DESC" if backwards else f"{column}, n"
        source = SOURCES.get(query.tab, "dossier")
        # `condition` and `order` are built from literals of this file and of `tabs` only; every value is bound.
        statement = f"SELECT {_SHOWN} FROM {source} WHERE {condition} ORDER BY {order} LIMIT :limit"  # noqa: S608
        with self._engine.connect() as connection:
            found = connection.execute(text(statement), {**params, "limit": limit}).all()
        rows = tuple(_list_row(row) for row in found)
        last = found[-1] if len(found) == limit else None
        key = None if last is None else (str(last.received if backwards else last.due), int(last.n))
        return Page(rows, key)

    def count(self, query: Query, most: int = 1000) -> int:
        """How many dossiers a tab holds, counting no further than `most`."""
        condition, params = narrowed(query)
        source = SOURCES.get(query.tab, "dossier")
        statement = f"SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {condition} LIMIT :most)"  # noqa: S608
        with self._engine.connect() as connection:
            return int(connection.execute(text(statement), {**params, "most": most}).scalar_one())

    def search(self, typed: str, limit: int = 50) -> tuple[ListRow, ...]:
        """Dossiers by code in any writing, identity number, phone, or every word of a name without marks."""
        code = parse_code_any(typed)
        if code is not None:
            return self._rows("code = :c", {"c": str(code)}, limit)
        digits = typed.strip().replace(" ", "")
        if digits.isdigit() and len(digits) in (9, 12):
            return self._rows("cid = :c", {"c": digits}, limit)
        words = [word.replace('"', "") for word in fold(typed).replace("-", " ").replace(".", " ").split()]
        words = [word for word in words if word]
        if not words or (len(words) == 1 and len(words[0]) < 2):
            return ()
        match = " ".join(f'"{word}"*' for word in words)
        return self._rows("n IN (SELECT rowid FROM find WHERE words MATCH :m)", {"m": match}, limit)

    def dossier(self, dossier_id: str) -> Dossier | None:
        """The shown state of one dossier."""
        found = _STATE.look(self._engine, (dossier_id,))
        return decode_state(found[0][0]) if found else None

    def dossiers(self, ids: Sequence[str]) -> tuple[Dossier, ...]:
        """The shown states of those of these dossiers that are here, in any order."""
        return tuple(decode_state(body) for (body,) in _STATES.look(self._engine, (json.dumps(ids),)))

    def by_code(self, code: str) -> Dossier | None:
        """The dossier with that printed code (the newest when a duplicate is in quarantine)."""
        found = self._rows("code = :c", {"c": code}, 1)
        return self.dossier(found[0].id) if found else None

    def due_today(self, procedures: Sequence[str], now: datetime) -> tuple[tuple[int, Dossier], ...]:
        """Number and whole state of open dossiers of these procedures whose due moment came today before `now`."""
        values = (now.date().isoformat(), now.isoformat(timespec="minutes"), json.dumps(procedures))
        return tuple((int(n), decode_state(body)) for n, body in _DUE_TODAY.look(self._engine, values))

    def by_stage(self, stages: Sequence[Stage], limit: int = 200) -> tuple[Dossier, ...]:
        """Whole states of the dossiers in these stages, by due date: a tray such as the one to sign."""
        params = {f"s{index}": stage.value for index, stage in enumerate(stages)}
        names = ", ".join(f":s{index}" for index in range(len(stages)))
        statement = f"SELECT state FROM dossier WHERE stage IN ({names}) ORDER BY due, n LIMIT :limit"  # noqa: S608
        with self._engine.connect() as connection:
            found = connection.execute(text(statement), {**params, "limit": limit}).scalars().all()
        return tuple(decode_state(body) for body in found)

    def person(self, id_number: str) -> tuple[Applicant, int] | None:
        """What is known of a person by identity number: the newest data and how many dossiers."""
        if not id_number:
            return None
        found = _OF_PERSON.look(self._engine, (id_number, _KNOWN))
        return (decode_state(found[0][0]).applicant, len(found)) if found else None

    def of_person(self, id_number: str, limit: int = 50) -> tuple[Dossier, ...]:
        """Whole states of a citizen's dossiers, newest first; none for an empty number."""
        found = _OF_PERSON.look(self._engine, (id_number, limit)) if id_number else []
        return tuple(decode_state(body) for (body,) in found)

    def finished(self, procedure: str, limit: int) -> tuple[Dossier, ...]:
        """Whole states of the newest finished dossiers of a procedure."""
        return tuple(decode_state(body) for (body,) in _FINISHED.look(self._engine, (procedure, limit)))

    def last_number(self, book: str) -> int | None:
        """The highest number of a book that is known here, or None."""
        value = _LAST_NUMBER.look(self._engine, (book,))[0][0]
        return None if value is None else int(value)

    def _rows(self, condition: str, params: dict[str, str], limit: int) -> tuple[ListRow, ...]:
        statement = f"SELECT {_SHOWN} FROM dossier WHERE {condition} ORDER BY n DESC LIMIT :limit"  # noqa: S608
        with self._engine.connect() as connection:
            found = connection.execute(text(statement), {**params, "limit": limit}).all()
        return tuple(_list_row(row) for row in found)


def _list_row(row: Row[tuple[object, ...]]) -> ListRow:
    return ListRow(
        n=row.n,
        id=row.id,
        code=row.code,
        name=row.name,
        procedure=row.procedure,
        stage=Stage(row.stage),
        due=datetime.fromisoformat(row.due) if row.due else None,
        received=datetime.fromisoformat(row.received) if row.received else None,
        pending=row.pending,
        attention=row.attention,
        supplied=bool(row.supplied),
    )
