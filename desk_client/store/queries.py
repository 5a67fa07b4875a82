"""Answers what screens ask: pages of the list, searches, counts, one dossier; one row per dossier, never OFFSET."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from sqlalchemy import Engine, Row, text

from central_sync.protocol.codec import decode_state
from desk_client.store.query import Query as Text
from dossier.acts import Applicant
from dossier.events import Stage
from dossier.identifiers import parse_code, parse_code_any
from dossier.state import Dossier
from dossier.text import fold


class Tab(str, Enum):
    """Tabs of the list ("Danh sách hồ sơ"); the value is the end of its message id `list.tab.<value>`."""

    MINE = "mine"
    FILED = "filed"
    IN_HAND = "in_hand"
    REQUESTS = "requests"
    STUCK = "stuck"
    UNSCANNED = "unscanned"
    OPEN = "open"
    DUE_TODAY = "due_today"
    LAST_APOLOGY = "last_apology"
    LATE = "late"
    WAITING_PAPERS = "waiting_papers"
    PAYING = "paying"
    OWING = "owing"
    TO_ISSUE = "to_issue"
    TO_SIGN = "to_sign"
    TO_COUNTER = "to_counter"
    AT_COUNTER = "at_counter"
    POSTED = "posted"
    OWN_DRAFT = "own_draft"
    DONE = "done"


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
class Waiting:
    """Dossiers that wait for a person: stages of some procedures, held by an office, received by one, assigned to whom
    ("" = any).
    """

    stages: tuple[Stage, ...]
    procedures: tuple[str, ...]
    holder: str = ""
    assignee: str = ""
    receiver: str = ""


@dataclass(frozen=True, slots=True)
class LastDay:
    """Dossiers whose due date may be moved today for the last time: in these stages, of these procedures, due before a
    day. `receiver` is the office that received them ("" = any; with `elsewhere` any but it).
    """

    stages: tuple[Stage, ...]
    procedures: tuple[str, ...]
    before: date
    receiver: str = ""
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Narrow:
    """What narrows a tab: a procedure, a stage, an officer ("" = any), due from a day and before another one."""

    procedure: str = ""
    stage: str = ""
    assignee: str = ""
    due_from: date | None = None
    due_before: date | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What the list shows: a tab, what waits for this person (tab MINE), the day it is.

    `office` is whose requests and hand-overs count, `person` whose dossiers are in hand; what was handed over on
    `untaken_since` or before and was not taken, or approved, numbered or signed then and not moved on, is stuck.
    `overdue` are the rows due today that are late already, because their limit runs in hours; `last_days` what tab
    LAST_APOLOGY holds.
    """

    tab: Tab
    now: datetime
    mine: tuple[Waiting, ...] = ()
    office: str = ""
    untaken_since: date = date.min
    person: str = ""
    narrow: Narrow = Narrow()
    overdue: tuple[int, ...] = ()
    last_days: tuple[LastDay, ...] = ()


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


_STUCK = """open = 1 AND holder = :office AND (
    (stage = 'received' AND rest != '' AND rest < :now)
    OR (stage IN ('handed_over', 'approved', 'numbered', 'leader_signed', 'signed') AND rest != '' AND rest <= :since)
    OR (overdue != '' AND overdue < :day))"""
"""Received and not moved in time; handed over and not taken; approved, numbered or signed and left lying; asked and not
answered in time.
"""
_PLAIN = {
    Tab.FILED: "stage = 'registered'",
    Tab.UNSCANNED: "open = 1 AND bare = 1 AND stage NOT IN ('at_counter', 'posted')",
    Tab.OPEN: "open = 1 AND stage NOT IN ('waiting_papers', 'supplementing', 'at_counter')",
    Tab.WAITING_PAPERS: "stage IN ('waiting_papers', 'supplementing')",
    Tab.PAYING: "stage = 'paying'",
    Tab.OWING: "open = 1 AND owing = 1",
    Tab.TO_SIGN: "stage IN ('approved', 'numbered')",
    Tab.TO_ISSUE: "stage = 'leader_signed'",
    Tab.TO_COUNTER: "stage = 'signed'",
    Tab.AT_COUNTER: "stage = 'at_counter'",
    Tab.POSTED: "stage = 'posted'",
    Tab.OWN_DRAFT: "own_draft = 1",
    Tab.DONE: "open = 0",
}
"""Tabs that hang on the dossier alone."""
NEWEST_FIRST = frozenset({Tab.DONE, Tab.OWN_DRAFT})
_OF_OFFICER = "CASE open WHEN 1 THEN assignee ELSE json_extract(CAST(state AS TEXT), '$.assignee') END = :na"
_SOURCES = {
    Tab.DONE: "dossier INDEXED BY dossier_done",
    Tab.LAST_APOLOGY: "dossier INDEXED BY dossier_open",
    Tab.IN_HAND: "dossier INDEXED BY dossier_open",
    Tab.OWING: "dossier INDEXED BY dossier_open",
    Tab.OWN_DRAFT: "dossier INDEXED BY dossier_own_draft",
    Tab.REQUESTS: "dossier INDEXED BY dossier_open",
    Tab.STUCK: "dossier INDEXED BY dossier_open",
    Tab.UNSCANNED: "dossier INDEXED BY dossier_open",
}


class Queries:
    """Read side of the desk's store; every method opens its own short read."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(self, query: Query, after: tuple[str, int] | None = None, limit: int = 50) -> Page:
        """A page in order of due date (newest first in `NEWEST_FIRST`), after a key of an earlier page."""
        condition, params = _narrowed(query)
        backwards = query.tab in NEWEST_FIRST
        column = "received" if backwards else "due"
        if after is not None:
            sign = "<" if backwards else ">"
            condition += f" AND ({column}, n) {sign} (:k, :n)"
            params |= {"k": after[0], "n": after[1]}
        order = f"{column} DESC, n DESC" if backwards else f"{column}, n"
        source = _SOURCES.get(query.tab, "dossier")
        # `condition` and `order` are built from the literals of this file only; every value is bound.
        statement = f"SELECT {_SHOWN} FROM {source} WHERE {condition} ORDER BY {order} LIMIT :limit"  # noqa: S608
        with self._engine.connect() as connection:
            found = connection.execute(text(statement), {**params, "limit": limit}).all()
        rows = tuple(_list_row(row) for row in found)
        last = found[-1] if len(found) == limit else None
        key = None if last is None else (str(last.received if backwards else last.due), int(last.n))
        return Page(rows, key)

    def count(self, query: Query, most: int = 1000) -> int:
        """How many dossiers a tab holds, counting no further than `most`."""
        condition, params = _narrowed(query)
        source = _SOURCES.get(query.tab, "dossier")
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


def _condition(query: Query) -> tuple[str, dict[str, str | int]]:
    day = query.now.date().isoformat()
    match query.tab:
        case Tab.MINE:
            return _waiting(query.mine)
        case Tab.IN_HAND:
            return "open = 1 AND assignee = :person", {"person": query.person}
        case Tab.REQUESTS:
            return "open = 1 AND asked != '' AND instr(asked, :asked) > 0", {"asked": f",{query.office},"}
        case Tab.STUCK:
            now, since = query.now.isoformat(), f"{query.untaken_since.isoformat()}~"
            return _STUCK, {"office": query.office, "now": now, "day": day, "since": since}
        case Tab.DUE_TODAY:
            words = f"open = 1 AND due >= :day AND due < :end AND stage != 'at_counter'{_but_overdue(query)}"
            return words, {"day": day, "end": day + "~", **_over(query)}
        case Tab.LAST_APOLOGY:
            return _last_days(query)
        case Tab.LATE:
            late = f"due != '' AND due < :day{_or_overdue(query)}"
            return f"open = 1 AND ({late}) AND stage != 'at_counter'", {"day": day, **_over(query)}
        case _:
            return _PLAIN[query.tab], {}


_AMONG = "IN (SELECT value FROM json_each(:{name}))"


def _last_days(query: Query) -> tuple[str, dict[str, str | int]]:
    """Any of the rows of last days; the range of due dates comes first, for the index is in its order."""
    if not query.last_days:
        return "0", {}
    widest = max(row.before for row in query.last_days)
    params: dict[str, str | int] = {"day": f"{query.now.date().isoformat()}~", "end": widest.isoformat()}
    parts: list[str] = []
    for number, row in enumerate(query.last_days):
        listed = (("stage", [stage.value for stage in row.stages]), ("procedure", list(row.procedures)))
        conditions = [f"due < :b{number}"]
        params[f"b{number}"] = row.before.isoformat()
        for column, values in listed:
            name = f"{column[0]}{number}"
            params[name] = json.dumps(values)
            conditions.append(f"{column} {_AMONG.format(name=name)}")
        if row.receiver:
            params[f"r{number}"] = f"{row.receiver}-"
            sign = "!=" if row.elsewhere else "="
            conditions.append(f"substr(code, 1, length(:r{number})) {sign} :r{number}")
        parts.append(f"({' AND '.join(conditions)})")
    return f"open = 1 AND extended = 0 AND due > :day AND due < :end AND ({' OR '.join(parts)})", params


_OVERDUE_ROWS = "n IN (SELECT value FROM json_each(:over))"


def _or_overdue(query: Query) -> str:
    return f" OR {_OVERDUE_ROWS}" if query.overdue else ""


def _but_overdue(query: Query) -> str:
    return f" AND NOT {_OVERDUE_ROWS}" if query.overdue else ""


def _over(query: Query) -> dict[str, str | int]:
    return {"over": json.dumps(query.overdue)} if query.overdue else {}


def _narrowed(query: Query) -> tuple[str, dict[str, str | int]]:
    """The condition of a tab with what narrows it."""
    condition, params = _condition(query)
    narrow = query.narrow
    before = f"due != '' AND due < :nb{_or_overdue(query) if narrow.due_from is None else ''}"
    wanted: tuple[tuple[str, str, str], ...] = (
        ("procedure = :np", "np", narrow.procedure),
        ("stage = :ns", "ns", narrow.stage),
        (_OF_OFFICER, "na", narrow.assignee),
        (f"due >= :nf{_but_overdue(query)}", "nf", "" if narrow.due_from is None else narrow.due_from.isoformat()),
        (f"({before})", "nb", "" if narrow.due_before is None else narrow.due_before.isoformat()),
    )
    for words, name, value in wanted:
        if value:
            condition += f" AND {words}"
            params |= {name: value, **_over(query)}
    return condition, params


def _waiting(mine: tuple[Waiting, ...]) -> tuple[str, dict[str, str | int]]:
    """Any of the rows of what waits; nobody's row is the empty list."""
    parts: list[str] = []
    params: dict[str, str | int] = {}
    for number, row in enumerate(mine):
        listed = (("stage", [stage.value for stage in row.stages]), ("procedure", list(row.procedures)))
        conditions = []
        for column, values in listed:
            names = {f"{column[0]}{number}_{index}": value for index, value in enumerate(values)}
            params |= names
            conditions.append(f"{column} IN ({', '.join(':' + name for name in names)})")
        if row.holder:
            params[f"h{number}"] = row.holder
            conditions.append(f"holder = :h{number}")
        if row.receiver:
            params[f"r{number}"] = f"{row.receiver}-"
            conditions.append(f"substr(code, 1, length(:r{number})) = :r{number}")
        if row.assignee:
            params[f"a{number}"] = row.assignee
            conditions.append(f"assignee = :a{number}")
        parts.append(f"({' AND '.join(conditions)})")
    return f"open = 1 AND ({' OR '.join(parts)})" if parts else "0", params


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
