"""Opens SQLite (WAL, FULL, one writer) or PostgreSQL by a URL; proves the durability it promises."""

import time
from pathlib import Path
from typing import Any

from psycopg import Error as DriverError
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DisconnectionError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from central_server.ports.faults import CentreFault
from central_server.storage.columns import teach
from central_server.storage.query import command

IMMEDIATE = "motcua_immediate"
"""Execution option of a writing connection: SQLite then begins with IMMEDIATE (readers take no write lock)."""

_SESSION = """
SELECT set_config('enable_seqscan', 'off', false), set_config('jit', 'off', false),
 (SELECT set_config('default_toast_compression', 'lz4', false) FROM pg_settings
  WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals))
"""
"""Every table begins empty, and a plan made for an empty table reads it whole until statistics are taken: plans go by
the keys from the start. States and act lines are compressed by the quick method where the server has it.
"""
_FULL = 2
_REST_SECONDS = 2.0
_USED = "used"


def open_engine(url: str, pool: type[QueuePool] = QueuePool) -> Engine:
    """The engine of a SQLAlchemy URL; an embedded database keeps its connections in a `pool` of this kind.

    Raises CentreFault `database_kind` for any other kind of database, and for what is no URL.
    """
    kind = _url(url).get_backend_name()
    if kind == "sqlite":
        return _open_sqlite(url, pool)
    if kind == "postgresql":
        return _open_postgresql(url)
    raise CentreFault("database_kind", kind)


def _url(text: str) -> URL:
    try:
        return make_url(text)
    except (SQLAlchemyError, ValueError) as fault:
        raise CentreFault("database_kind") from fault


def is_there(url: str) -> bool:
    """Whether an embedded database has its file; a server is asked when it is opened."""
    made = _url(url)
    return (
        made.get_backend_name() != "sqlite" or made.database in (None, "", ":memory:") or Path(made.database).exists()
    )


def reading(engine: Engine) -> Engine:
    """The engine for units that only read. On PostgreSQL each statement of READ COMMITTED sees its own moment, so a
    transaction around them would bring nothing but two more waits.
    """
    return engine if is_sqlite(engine) else engine.execution_options(isolation_level="AUTOCOMMIT")


def is_sqlite(engine: Engine) -> bool:
    """Whether the engine is the embedded one, which has exactly one writer."""
    return engine.dialect.name == "sqlite"


def _open_postgresql(url: str) -> Engine:
    # The connection used last goes out first: it knows its plans already.
    engine = create_engine(url, isolation_level="READ COMMITTED", pool_size=16, max_overflow=24, pool_use_lifo=True)
    event.listen(engine, "connect", _settle)
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", _look_after_rest)
    return engine


def _settle(connection: Any, _: object) -> None:
    teach(connection)
    connection.execute(_SESSION)
    connection.commit()


def _note_use(_: object, record: ConnectionPoolEntry) -> None:
    record.info[_USED] = time.monotonic()


def _look_after_rest(connection: Any, record: ConnectionPoolEntry, _: object) -> None:
    """A connection that has rested is looked at before it is used; asking every time would cost each unit a wait."""
    if time.monotonic() - record.info.get(_USED, time.monotonic()) < _REST_SECONDS:
        return
    try:
        connection.execute("SELECT 1").fetchone()
        connection.rollback()
    except DriverError as fault:
        raise DisconnectionError from fault


def _open_sqlite(url: str, pool: type[QueuePool]) -> Engine:
    engine = create_engine(url, poolclass=pool)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    with engine.connect() as connection:
        level = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    if level != _FULL or mode not in ("wal", "memory"):
        raise CentreFault("database_not_durable", f"{mode} {level}")
    return engine


def _prepare(connection: Any, _record: object) -> None:  # the driver's own connection has no common type
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    # Pages are copied into the database when 32 MiB of them wait: those that change again and again only once.
    cursor.execute("PRAGMA wal_autocheckpoint = 8000")
    cursor.execute("PRAGMA busy_timeout = 20000")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(IMMEDIATE, False)
    # By the driver itself: SQLAlchemy's way costs more than some units of work.
    command(connection, "BEGIN IMMEDIATE" if writing else "BEGIN")
