"""Plain texts of the driver: the same transactions and the same faults as SQLAlchemy's own statements."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from desk_client.ports import DeskFault
from desk_client.store import meta
from desk_client.store.engine import open_engine
from desk_client.store.query import Query, command

KEY = bytes(range(32))
COUNT = Query("SELECT count(*) FROM meta")
NOWHERE = Query("SELECT 1 FROM nowhere WHERE k = ?")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A new store."""
    opened = open_engine(tmp_path / "desk.db", KEY)
    yield opened
    opened.dispose()


def put(engine: Engine, key: str) -> None:
    """One value, committed."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        meta.put(connection, key, "yes")


def test_looks_of_one_connection_see_one_moment(engine: Engine) -> None:
    """What is committed between two of its looks is not seen, whoever makes the text; the next connection sees it."""
    with engine.connect() as connection:
        assert COUNT.value(connection) == 0
        put(engine, "between")
        assert COUNT.value(connection) == 0
        assert connection.execute(text("SELECT count(*) FROM meta")).scalar() == 0
    assert COUNT.look(engine) == [(1,)]


def test_a_text_belongs_to_the_transaction_around_it(engine: Engine) -> None:
    """What a transaction wrote by the driver goes with it."""
    with engine.connect().execution_options(writes=True) as connection:
        transaction = connection.begin()
        meta.put_some(connection, {"a": "1", "b": "2"})
        assert meta.some(connection, "a", "b", "c") == {"a": "1", "b": "2"}
        transaction.rollback()
    assert meta.look(engine, "a", "b", "c") == {}


def test_values_go_in_order_or_by_name(engine: Engine) -> None:
    """Both ways of SQLite; the first row, the first value, or None."""
    put(engine, "k")
    with engine.connect() as connection:
        assert Query("SELECT v, 1 FROM meta WHERE k = ?").row(connection, ("k",)) == ("yes", 1)
        assert Query("SELECT v FROM meta WHERE k = :k").value(connection, {"k": "k"}) == "yes"
        assert Query("SELECT v FROM meta WHERE k = ?").row(connection, ("none",)) is None
        assert Query("SELECT v FROM meta WHERE k = ?").value(connection, ("none",)) is None


def test_a_fault_that_means_something_is_told_in_own_words(engine: Engine, tmp_path: Path) -> None:
    """A store that another process holds is busy, as it is when SQLAlchemy asks; a wrong text stays a wrong text."""
    engine.dispose()
    held = open_engine(tmp_path / "desk.db", KEY)
    with (
        held.connect().execution_options(writes=True) as holder,
        holder.begin(),
        engine.connect().execution_options(writes=True) as connection,
    ):
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA busy_timeout = 1")
        with pytest.raises(DeskFault, match="store_busy") as told:
            command(connection, "BEGIN IMMEDIATE")
        assert told.value.retry
        with pytest.raises(DeskFault, match="store_busy"):
            connection.begin()
    held.dispose()
    for ask in (lambda: NOWHERE.look(engine, ("k",)), lambda: _in_one(engine)):
        with pytest.raises(DBAPIError) as wrong:
            ask()
        assert "nowhere" in str(wrong.value.orig)


def _in_one(engine: Engine) -> None:
    with engine.connect() as connection:
        NOWHERE.each(connection, [("k",), ("l",)])


def test_a_damaged_store_says_so_to_a_single_look(engine: Engine, tmp_path: Path) -> None:
    """Also a read that no transaction surrounds."""
    engine.dispose()
    path = tmp_path / "desk.db"
    path.write_bytes(path.read_bytes()[:4096] + b"\0" * 8192)
    with pytest.raises(DeskFault, match="store_damaged"):
        COUNT.look(engine)
