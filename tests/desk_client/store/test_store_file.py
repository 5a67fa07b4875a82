"""The store's file: unreadable without its key, durable by assertion, brought up only when it is behind."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event, text

from desk_client.ports import DeskFault
from desk_client.store import engine as store_engine
from desk_client.store.engine import checkpoint, open_engine
from desk_client.store.standing import COLUMNS
from desk_client.store.version import SCHEMA
from tests.desk_client.store.feeding import Counter
from tests.fakes.people import CITIZEN

KEY = bytes(range(32))


def test_the_file_says_nothing_without_its_key(counter: Counter) -> None:
    """Neither plain SQLite nor a look at the bytes of file and log shows a name, and another key opens nothing."""
    counter.receive()
    path = counter.machine.folder / "desk.db"
    log = path.with_name("desk.db-wal")
    assert log.stat().st_size > 0, "the write-ahead log holds the newest acts: it must be looked at as well"
    checkpoint(counter.machine.engine)
    for file in (path, log):
        body = file.read_bytes()
        assert not body.startswith(b"SQLite format 3")
        for word in (CITIZEN.name.encode(), CITIZEN.id_number.encode(), b"CREATE TABLE"):
            assert word not in body
    with sqlite3.connect(path) as plain, pytest.raises(sqlite3.DatabaseError, match="not a database"):
        plain.execute("SELECT count(*) FROM sqlite_master")
    plain.close()
    with pytest.raises(DeskFault, match="store_key"):
        open_engine(path, bytes(32))


def test_a_damaged_file_is_a_fault_and_not_a_new_store(tmp_path: Path) -> None:
    """Bytes that are no store are never overwritten."""
    path = tmp_path / "desk.db"
    path.write_bytes(b"x" * 8192)
    with pytest.raises(DeskFault, match="store_key"):
        open_engine(path, KEY)
    assert path.read_bytes() == b"x" * 8192


def test_every_connection_is_durable(counter: Counter) -> None:
    """WAL and FULL hold on the writer's and on each reader's connection; foreign keys are on, no checkpoint inside."""
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "wal_autocheckpoint": 0}

    def found(connection: object) -> dict[str, object]:
        return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in expected}  # type: ignore[attr-defined]  # a Connection

    assert counter.machine.writer.run(found) == expected
    with counter.machine.engine.connect() as one, counter.machine.engine.connect() as two:
        assert found(one) == found(two) == expected


@pytest.mark.parametrize("weaker", ["PRAGMA synchronous=NORMAL", "PRAGMA journal_mode=DELETE"])
def test_a_store_that_would_lose_a_commit_does_not_open(
    tmp_path: Path, weaker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk or driver that takes WAL or FULL away is a fault at the start, before anybody relies on it."""
    prepare = store_engine._on_connect

    def weakened(unlock: Callable[[object], object]) -> object:
        usual = prepare(unlock)

        def both(connection: sqlite3.Connection, entry: object) -> None:
            usual(connection, entry)  # type: ignore[arg-type]  # the driver's connection
            connection.execute(weaker)

        return both

    monkeypatch.setattr(store_engine, "_on_connect", weakened)
    with pytest.raises(DeskFault, match="store_not_durable"):
        open_engine(tmp_path / "desk.db", KEY)


def test_a_store_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    """An older program says so and touches nothing."""
    path = tmp_path / "desk.db"
    engine = open_engine(path, KEY)
    with engine.begin() as connection:
        connection.execute(text(f"PRAGMA user_version = {SCHEMA + 1}"))
    engine.dispose()
    with pytest.raises(DeskFault, match="store_newer"):
        open_engine(path, KEY)


def test_a_busy_store_is_told_as_busy_and_not_as_a_wrong_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process in an exclusive transaction: try again, do not call for the key."""
    path = tmp_path / "desk.db"
    engine = open_engine(path, KEY)
    prepare = store_engine._on_connect

    def impatient(unlock: Callable[[object], object]) -> object:
        usual = prepare(unlock)

        def both(connection: sqlite3.Connection, entry: object) -> None:
            usual(connection, entry)  # type: ignore[arg-type]  # the driver's connection
            connection.execute("PRAGMA busy_timeout=1")
            connection.execute("BEGIN IMMEDIATE")

        return both

    with engine.connect().execution_options(writes=True) as holder, holder.begin():
        monkeypatch.setattr(store_engine, "_on_connect", impatient)
        with pytest.raises(DeskFault, match="store_busy") as told:
            open_engine(path, KEY)
    engine.dispose()
    assert told.value.retry


def _as_first_version(path: Path) -> None:
    """Put a store back to what the first version of the program left."""
    engine = open_engine(path, KEY)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE dossier DROP COLUMN stale"))
        for index in ("dossier_open", "dossier_own_draft"):
            connection.execute(text(f"DROP INDEX {index}"))
        for column in (*COLUMNS, "own_draft"):
            connection.execute(text(f"ALTER TABLE dossier DROP COLUMN {column}"))
        connection.execute(text("DROP TABLE event"))
        columns = "dossier TEXT NOT NULL, rev INTEGER NOT NULL, line BLOB NOT NULL, ruling BLOB NOT NULL"
        connection.execute(text(f"CREATE TABLE event({columns}, PRIMARY KEY(dossier, rev)) WITHOUT ROWID"))
        connection.execute(text("INSERT INTO event VALUES ('one', 1, x'01', x'02')"))
        connection.execute(text("ALTER TABLE meta RENAME TO meta_now"))
        connection.execute(text("CREATE TABLE meta(k TEXT NOT NULL, v TEXT NOT NULL, PRIMARY KEY (k))"))
        connection.execute(text("DROP TABLE meta_now"))
        connection.execute(text("CREATE INDEX dossier_pending ON dossier(n) WHERE pending > 0"))
        connection.execute(text("UPDATE alembic_version SET version_num = 'r001'"))
        connection.execute(text("PRAGMA user_version = 1"))
        connection.execute(text("INSERT INTO meta(k, v) VALUES ('kept', 'yes')"))
    engine.dispose()


def test_a_file_that_is_behind_is_brought_up_with_its_content(tmp_path: Path) -> None:
    """The missing column is there, the old rows too, and the file is stamped."""
    path = tmp_path / "desk.db"
    _as_first_version(path)
    engine = open_engine(path, KEY)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT v FROM meta WHERE k = 'kept'")).scalar() == "yes"
        assert connection.execute(text("SELECT count(stale) FROM dossier")).scalar() == 0
        assert connection.execute(text("SELECT count(*) FROM dossier WHERE assignee = 'x'")).scalar() == 0
        assert connection.execute(text("SELECT rowid, * FROM event")).all() == [(1, "one", 1, b"\x01", b"\x02")]
        assert connection.execute(text("PRAGMA user_version")).scalar() == SCHEMA
        shapes = connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE name IN ('meta', 'dossier_pending')")
        )
        assert [(name, "WITHOUT ROWID" in sql) for name, sql in shapes] == [("meta", True)]
    engine.dispose()


def test_the_number_of_the_schema_is_that_of_the_newest_migration() -> None:
    """Otherwise a file of the version before would never be brought up."""
    newest = sorted((Path(store_engine.__file__).parent / "migrations" / "versions").glob("r*.py"))[-1]
    assert int(newest.name[1:4]) == SCHEMA


def test_a_migration_that_dies_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """The process ends before the commit: version and tables are the old ones, the next start brings it up."""
    path = tmp_path / "desk.db"
    _as_first_version(path)

    class Killed(BaseException):
        pass

    def die(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "user_version = " in statement:
            raise Killed

    from sqlalchemy import Engine

    event.listen(Engine, "before_cursor_execute", die)
    try:
        with pytest.raises(Killed):
            open_engine(path, KEY)
    finally:
        event.remove(Engine, "before_cursor_execute", die)
    engine = open_engine(path, KEY)
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA user_version")).scalar() == SCHEMA
    engine.dispose()


_OPEN = """
import sys
from pathlib import Path
from desk_client.store.engine import open_engine
open_engine(Path(sys.argv[1]), bytes(range(32))).dispose()
print("alembic" in sys.modules, any(name.startswith("PySide6") for name in sys.modules))
"""


def test_alembic_is_loaded_only_for_a_file_that_is_behind(tmp_path: Path) -> None:
    """A new process: the first start makes the tables, the second loads no Alembic; neither loads Qt."""
    said = [
        subprocess.run(
            [sys.executable, "-c", _OPEN, str(tmp_path / "desk.db")], capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(2)
    ]
    assert said == [["True", "False"], ["False", "False"]]
