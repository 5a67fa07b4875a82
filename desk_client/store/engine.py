"""Opens the desk's encrypted database and asserts that a commit survives a power cut; runs no business query."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor, ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from desk_client.ports import DeskFault
from desk_client.store.complaints import meant
from desk_client.store.query import command
from desk_client.store.version import SCHEMA


def open_engine(path: Path, key: bytes) -> Engine:
    """The engine of the store at `path` with its raw 32-byte key; faults as `open_unlocked`."""
    return open_unlocked(path, lambda cursor: cursor.execute(f"PRAGMA key = \"x'{key.hex()}'\""))


def open_unlocked(path: Path, unlock: Callable[[DBAPICursor], object], pool: type[QueuePool] = QueuePool) -> Engine:
    """The engine of the store at `path`, whose every connection is unlocked first; created or migrated when needed.

    Raises DeskFault: `store_key` (wrong key or damaged head), `store_newer` (made by a newer program),
    `store_not_durable` (the disk takes no write-ahead log). At any later use of the engine: `disk_full`,
    `disk_failed`, `store_busy` (another process holds it), `store_damaged`.
    """
    import sqlcipher3.dbapi2 as sqlcipher  # noqa: PLC0415  the module carries its own SQLite: loaded with the store

    engine = create_engine(
        URL.create("sqlite", database=str(path)),  # a folder may be named with any letter
        module=sqlcipher,
        poolclass=pool,
        pool_size=6,
        connect_args={"check_same_thread": False, "timeout": 10, "isolation_level": None},
    )
    event.listen(engine, "connect", _on_connect(unlock))
    event.listen(engine, "begin", _on_begin)
    event.listen(engine, "handle_error", _in_own_words(path.parent))
    try:
        _bring_up(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _bring_up(engine: Engine) -> None:
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            _assert_durable(connection)
            version = int(connection.execute(text("PRAGMA user_version")).scalar_one())
    except DBAPIError as fault:
        raise DeskFault("store_key", detail=str(fault.orig)) from fault
    if version > SCHEMA:
        raise DeskFault("store_newer")
    if version < SCHEMA:
        from desk_client.store.migrate import migrate  # noqa: PLC0415  Alembic costs start time: only when behind

        migrate(engine, SCHEMA)


def _in_own_words(folder: Path) -> Callable[[ExceptionContext], None]:
    """What the database's own words mean for a person; others stay what they are."""

    def handle(context: ExceptionContext) -> None:
        told = meant(context.original_exception, folder)
        if told is not None:
            raise told from context.original_exception

    return handle


def _on_connect(unlock: Callable[[DBAPICursor], object]) -> Callable[[DBAPIConnection, ConnectionPoolEntry], None]:
    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        unlock(cursor)
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "wal_autocheckpoint=0",
            "cache_size=-16000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.close()

    return prepare


def _on_begin(connection: Connection) -> None:
    """IMMEDIATE for writers, so that a lock is never upgraded in the middle; plain BEGIN for readers."""
    writes = connection.get_execution_options().get("writes", False)
    command(connection, "BEGIN IMMEDIATE" if writes else "BEGIN")


def _assert_durable(connection: Connection) -> None:
    mode = connection.execute(text("PRAGMA journal_mode")).scalar_one()
    level = connection.execute(text("PRAGMA synchronous")).scalar_one()
    if mode != "wal" or level != 2:
        raise DeskFault("store_not_durable", detail=f"{mode}/{level}")


def checkpoint(engine: Engine) -> None:
    """Move the write-ahead log into the file; called when idle, never inside somebody's commit."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("PRAGMA wal_checkpoint(PASSIVE)"))
