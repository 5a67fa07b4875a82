"""Says which dossiers a tab of the list holds, as a condition of one statement; runs none.

Conditions are built from the literals of this file; every value is bound by its name.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from dossier.events import Stage

Condition = tuple[str, dict[str, str | int]]
"""Words of a statement and their values."""


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
SOURCES = {
    Tab.DONE: "dossier INDEXED BY dossier_done",
    Tab.LAST_APOLOGY: "dossier INDEXED BY dossier_open",
    Tab.IN_HAND: "dossier INDEXED BY dossier_open",
    Tab.OWING: "dossier INDEXED BY dossier_open",
    Tab.OWN_DRAFT: "dossier INDEXED BY dossier_own_draft",
    Tab.REQUESTS: "dossier INDEXED BY dossier_open",
    Tab.STUCK: "dossier INDEXED BY dossier_open",
    Tab.UNSCANNED: "dossier INDEXED BY dossier_open",
}


def _condition(query: Query) -> Condition:
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


def _last_days(query: Query) -> Condition:
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


def narrowed(query: Query) -> Condition:
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


def _waiting(mine: tuple[Waiting, ...]) -> Condition:
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
