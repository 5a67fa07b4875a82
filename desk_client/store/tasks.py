"""Keeps what waits for a human ("Vướng mắc"): raised once, closed with a note, never deleted."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, Row, text

from central_sync.protocol.messages import Verdict


@dataclass(frozen=True, slots=True)
class KeptTask:
    """One open task: `origin` is noted, refused, claimed or held; its sentence is `task.<origin>.<code>`."""

    id: str
    dossier: str
    act: str
    origin: str
    code: str
    params: tuple[tuple[str, str], ...]
    raised_at: datetime


_RAISE = """INSERT INTO task(id, dossier, act, origin, code, params, raised_at)
    VALUES (:id, :d, :a, :o, :c, :p, :t) ON CONFLICT(id) DO"""
_RAISE_ONCE = text(f"{_RAISE} NOTHING")
_RAISE_AGAIN = text(f"{_RAISE} UPDATE SET done_at = NULL WHERE done_note = ''")
_SETTLE = text("UPDATE task SET done_at = :t WHERE act = :a AND origin != 'noted' AND done_at IS NULL")
_ANSWERED = text("SELECT act FROM task WHERE done_at IS NULL AND origin != 'noted'")


def raise_task(connection: Connection, task: KeptTask) -> None:
    """Raise a task once: the same act and code again changes nothing."""
    connection.execute(_RAISE_ONCE, _row(task))


def raise_answer(connection: Connection, task: KeptTask, at: datetime) -> None:
    """Raise the task of an act's newest answer; older answers of it wait for nobody any more.

    One that an older answer had put away comes back; one that a person closed with a note stays closed.
    """
    settle(connection, task.act, at)
    connection.execute(_RAISE_AGAIN, _row(task))


def _row(task: KeptTask) -> dict[str, str]:
    return {
        "id": task.id,
        "d": task.dossier,
        "a": task.act,
        "o": task.origin,
        "c": task.code,
        "p": json.dumps(task.params, ensure_ascii=False),
        "t": task.raised_at.isoformat(timespec="seconds"),
    }


def verdict_task(verdict: Verdict, dossier: str, at: datetime, place: str = "") -> KeptTask:
    """The task of an act that made no event; `place` names it when its line carried no id."""
    key = f"{verdict.id or place}:{verdict.code}"
    return KeptTask(key, dossier, verdict.id, verdict.verdict.value, verdict.code, verdict.params, at)


def settle(connection: Connection, act: str, at: datetime) -> None:
    """An act has a new answer: what was told of it before as held, refused or claimed waits for nobody any more."""
    connection.execute(_SETTLE, {"t": at.isoformat(timespec="seconds"), "a": act})


def answered_acts(connection: Connection) -> set[str]:
    """The acts that an open task tells as held, refused or claimed."""
    return {str(act) for act in connection.execute(_ANSWERED).scalars()}


def close_task(connection: Connection, task: str, note: str, at: datetime) -> None:
    """Close a task with what was done about it."""
    connection.execute(
        text("UPDATE task SET done_at = :t, done_note = :n WHERE id = :id AND done_at IS NULL"),
        {"t": at.isoformat(timespec="seconds"), "n": note, "id": task},
    )


def open_tasks(engine: Engine, limit: int = 200) -> list[KeptTask]:
    """Open tasks, oldest first."""
    query = text(
        "SELECT id, dossier, act, origin, code, params, raised_at FROM task WHERE done_at IS NULL"
        " ORDER BY raised_at LIMIT :l"
    )
    with engine.connect() as connection:
        return [_kept(row) for row in connection.execute(query, {"l": limit})]


def tasks_of(connection: Connection, dossier: str) -> list[KeptTask]:
    """Open tasks of one dossier, oldest first."""
    query = text(
        "SELECT id, dossier, act, origin, code, params, raised_at FROM task WHERE done_at IS NULL AND dossier = :d"
        " ORDER BY raised_at"
    )
    return [_kept(row) for row in connection.execute(query, {"d": dossier})]


def _kept(row: Row[tuple[object, ...]]) -> KeptTask:
    return KeptTask(
        row.id,
        row.dossier,
        row.act,
        row.origin,
        row.code,
        tuple((str(k), str(v)) for k, v in json.loads(row.params)),
        datetime.fromisoformat(row.raised_at),
    )


def count_open(connection: Connection) -> int:
    """How many tasks wait."""
    return int(connection.execute(text("SELECT count(*) FROM task WHERE done_at IS NULL")).scalar_one())
