"""Keeps what waits for a human ("Vướng mắc"): raised once, closed with a note, never deleted."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine

from central_sync.protocol.messages import Verdict
from desk_client.store.query import Query


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
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO"""
_RAISE_ONCE = Query(f"{_RAISE} NOTHING")
_RAISE_AGAIN = Query(f"{_RAISE} UPDATE SET done_at = NULL WHERE done_note = ''")
_SETTLE = Query("UPDATE task SET done_at = ? WHERE act = ? AND origin != 'noted' AND done_at IS NULL")
_ANSWERED = Query("SELECT act FROM task WHERE done_at IS NULL AND origin != 'noted'")
_CLOSE = Query("UPDATE task SET done_at = ?, done_note = ? WHERE id = ? AND done_at IS NULL")
_OPEN = "SELECT id, dossier, act, origin, code, params, raised_at FROM task WHERE done_at IS NULL"
_OLDEST = Query(f"{_OPEN} ORDER BY raised_at LIMIT ?")
_OF_DOSSIER = Query(f"{_OPEN} AND dossier = ? ORDER BY raised_at")
_COUNT = Query("SELECT count(*) FROM task WHERE done_at IS NULL")


def raise_task(connection: Connection, task: KeptTask) -> None:
    """Raise a task once: the same act and code again changes nothing."""
    _RAISE_ONCE.run(connection, _row(task))


def raise_answer(connection: Connection, task: KeptTask, at: datetime) -> None:
    """Raise the task of an act's newest answer; older answers of it wait for nobody any more.

    One that an older answer had put away comes back; one that a person closed with a note stays closed.
    """
    settle(connection, task.act, at)
    _RAISE_AGAIN.run(connection, _row(task))


def _row(task: KeptTask) -> tuple[str, ...]:
    params = json.dumps(task.params, ensure_ascii=False)
    at = task.raised_at.isoformat(timespec="seconds")
    return task.id, task.dossier, task.act, task.origin, task.code, params, at


def verdict_task(verdict: Verdict, dossier: str, at: datetime, place: str = "") -> KeptTask:
    """The task of an act that made no event; `place` names it when its line carried no id."""
    key = f"{verdict.id or place}:{verdict.code}"
    return KeptTask(key, dossier, verdict.id, verdict.verdict.value, verdict.code, verdict.params, at)


def settle(connection: Connection, act: str, at: datetime) -> None:
    """An act has a new answer: what was told of it before as held, refused or claimed waits for nobody any more."""
    _SETTLE.run(connection, (at.isoformat(timespec="seconds"), act))


def answered_acts(connection: Connection) -> set[str]:
    """The acts that an open task tells as held, refused or claimed."""
    return {act for (act,) in _ANSWERED.rows(connection)}


def close_task(connection: Connection, task: str, note: str, at: datetime) -> None:
    """Close a task with what was done about it."""
    _CLOSE.run(connection, (at.isoformat(timespec="seconds"), note, task))


def open_tasks(engine: Engine, limit: int = 200) -> list[KeptTask]:
    """Open tasks, oldest first."""
    return [_kept(row) for row in _OLDEST.look(engine, (limit,))]


def tasks_of(connection: Connection, dossier: str) -> list[KeptTask]:
    """Open tasks of one dossier, oldest first."""
    return [_kept(row) for row in _OF_DOSSIER.rows(connection, (dossier,))]


def _kept(row: tuple[Any, ...]) -> KeptTask:
    name, dossier, act, origin, code, params, raised_at = row
    said = tuple((str(k), str(v)) for k, v in json.loads(params))
    return KeptTask(name, dossier, act, origin, code, said, datetime.fromisoformat(raised_at))


def count_open(connection: Connection) -> int:
    """How many tasks wait."""
    return int(_COUNT.value(connection))
