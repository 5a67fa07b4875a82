"""Runs the statements of the hot path as plain texts by the driver: said once for both dialects, built never again.

A statement built and compiled by SQLAlchemy costs five to ten times the database's own work on it; whoever waits for
a receipt to be acknowledged pays for twenty of them. Everything else goes on using `schema` and SQLAlchemy.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError

_JSON = msgspec.json.Encoder()
FEW = 16
"""Up to so many rows one by one are cheaper than the beginning and end of a COPY."""


class Query:
    """One text: `?` is a value, `{among}` a list given as one value, `{locked}` locks the rows where that means
    anything (a writing transaction of SQLite is alone).
    """

    def __init__(self, text: str) -> None:
        self._sqlite = text.format(among="IN (SELECT value FROM json_each(?))", locked="")
        self._postgresql = text.format(among="= ANY(?)", locked="FOR UPDATE").replace("?", "%s")

    def rows(self, connection: Connection, *values: object) -> Sequence[tuple[Any, ...]]:
        """The rows it finds; a list among the values is the one of `{among}`."""
        with self.asked_on(connection, values) as cursor:
            found: Sequence[tuple[Any, ...]] = cursor.fetchall()
        return found

    @contextmanager
    def asked_on(self, connection: Connection, values: Sequence[object]) -> Iterator[Any]:
        """The driver's cursor with the query on its way."""
        text, given = self._postgresql, values
        if connection.dialect.name == "sqlite":
            text = self._sqlite
            given = tuple(_JSON.encode(one).decode() if isinstance(one, list) else one for one in values)
        with _driver(connection) as cursor:
            cursor.execute(text, given)
            yield cursor

    def each(self, connection: Connection, values: Sequence[tuple[object, ...]]) -> None:
        """Run it once for every tuple of values."""
        _run(connection, self._sqlite if connection.dialect.name == "sqlite" else self._postgresql, values)


@contextmanager
def unwaited(connection: Connection) -> Iterator[None]:
    """Inside, a statement goes to PostgreSQL without waiting for the outcome of the one before; the end, or a query
    for rows, waits for all; inside another one it does nothing. No COPY and nothing of SQLAlchemy inside. SQLite has
    nobody to wait for.
    """
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite" or driver.info.pipeline_status:
        yield
        return
    with _errors(connection), driver.pipeline():
        yield


def rows_of_all(connection: Connection, *asked: tuple[Query, Sequence[object]]) -> list[Sequence[tuple[Any, ...]]]:
    """The rows of several queries that are asked in their order; PostgreSQL is waited for once."""
    with ExitStack() as stack:
        stack.enter_context(unwaited(connection))
        cursors = [stack.enter_context(query.asked_on(connection, values)) for query, values in asked]
        return [cursor.fetchall() for cursor in cursors]


def command(connection: Connection, text: str) -> None:
    """Run a text that has no values and finds no rows."""
    with _driver(connection) as cursor:
        cursor.execute(text)


def add_rows(connection: Connection, table: Table, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert rows, each a value for every column in the table's order; one that is there already is a fault."""
    if len(rows) <= FEW or connection.dialect.name == "sqlite":
        _write(connection, _insert(table), rows)
    else:
        with _driver(connection) as cursor, cursor.copy(f'COPY "{table.name}" FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)


def add_new_rows(connection: Connection, table: Table, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert those rows whose key is not there yet."""
    _write(connection, f"{_insert(table)} ON CONFLICT DO NOTHING", rows)


def put_rows(connection: Connection, table: Table, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert rows, or replace every other column of those whose primary key is there."""
    _write(connection, _replace(table), rows)


def _write(connection: Connection, text: str, rows: Sequence[tuple[object, ...]]) -> None:
    _run(connection, text if connection.dialect.name == "sqlite" else text.replace("?", "%s"), rows)


def _run(connection: Connection, text: str, values: Sequence[tuple[object, ...]]) -> None:
    if values:
        with _driver(connection) as cursor:
            cursor.executemany(text, values)


@contextmanager
def _driver(connection: Connection) -> Iterator[Any]:
    """A cursor of the driver inside the connection's transaction; its errors come out as SQLAlchemy's own."""
    cursor = connection.connection.cursor()
    try:
        with _errors(connection):
            yield cursor
    finally:
        cursor.close()


@contextmanager
def _errors(connection: Connection) -> Iterator[None]:
    errors: type[Exception] = connection.dialect.loaded_dbapi.Error
    try:
        yield
    except errors as fault:
        raise DBAPIError.instance(None, None, fault, errors, hide_parameters=True) from fault


@cache
def _insert(table: Table) -> str:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    marks = ", ".join("?" for _ in table.columns)
    return f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608  names of our own tables


@cache
def _replace(table: Table) -> str:
    keys = [column.name for column in table.primary_key]
    others = [column.name for column in table.columns if column.name not in keys]
    key = ", ".join(f'"{name}"' for name in keys)
    changed = ", ".join(f'"{name}" = excluded."{name}"' for name in others)
    return f"{_insert(table)} ON CONFLICT ({key}) DO UPDATE SET {changed}"
