"""Counts what waits on this desk by kinds and states, without a word of any dossier."""

from sqlalchemy import Engine

from desk_client.store import meta
from desk_client.store.query import Query

_ACTS = Query(
    "SELECT kind, state, count(*), min(at) FROM act WHERE state IN ('pending', 'sent', 'held')"
    " GROUP BY kind, state ORDER BY min(seq)"
)
_FILES = Query("SELECT state, count(*), coalesce(sum(size), 0) FROM file GROUP BY state ORDER BY state")
_TASKS = Query("SELECT code, count(*), min(raised_at) FROM task WHERE done_at IS NULL GROUP BY code ORDER BY 3")


def acts_waiting(engine: Engine) -> list[tuple[str, str, int, str]]:
    """Kind, state, how many, since when: acts that the centre has not settled."""
    return [(str(kind), str(state), int(count), str(at)) for kind, state, count, at in _ACTS.look(engine)]


def files_kept(engine: Engine) -> list[tuple[str, int, int]]:
    """State, how many, bytes: every file of the shelf."""
    return [(str(state), int(count), int(size)) for state, count, size in _FILES.look(engine)]


def tasks_waiting(engine: Engine) -> list[tuple[str, int, str]]:
    """Code, how many, since when: open tasks."""
    return [(str(code), int(count), str(at)) for code, count, at in _TASKS.look(engine)]


def place(engine: Engine) -> dict[str, str]:
    """Where the desk stands in its feed and its rules."""
    return meta.look(engine, "epoch", "after", "rules", "last_seq", "acked")
