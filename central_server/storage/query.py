"""Runs the statements of the hot path as plain texts by the driver: said once for both dialects, built never again.

A statement built and compiled by SQLAlchemy costs five to ten times the database's own work on it; whoever waits for
a receipt to be acknowledged pays for twenty of them. Everything else goes on using `schema` and SQLAlchemy.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError

from central_server.ports.storage import Later
from central_server.storage.columns import ColumnBytes, numbers, packers, texts

_JSON = msgspec.json.Encoder()


class Query:
    """One text: `?` is a value, `{among}` a list given as one value, `{locked}` locks the rows where that means
    anything (a writing transaction of SQLite is alone).
    """

    def __init__(self, text: str) -> None:
        self._sqlite = text.format(among="IN (SELECT value FROM json_each(?))", locked="")
        self._postgresql = text.format(among="= ANY(?)", locked="FOR UPDATE").replace("?", "%s")

    def rows(self, connection: Connection, *values: object) -> Sequence[tuple[Any, ...]]:
        """The rows it finds; a list among the values is the one of `{among}`."""
        return self.ask(connection, *values)()

    def ask(self, connection: Connection, *values: object) -> Later[Sequence[tuple[Any, ...]]]:
        """Ask, and take the rows later: what is asked inside `unwaited` is waited for once."""
        embedded = connection.dialect.name == "sqlite"
        text, listed = (self._sqlite, _as_json) if embedded else (self._postgresql, _as_array)
        errors: type[Exception] = connection.dialect.loaded_dbapi.Error
        cursor = connection.connection.cursor()
        try:
            cursor.execute(text, [listed(one) if isinstance(one, list) else one for one in values])
            if embedded:
                rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
                return lambda: rows
        except errors as fault:
            raise _told(fault, errors) from fault

        def found() -> Sequence[tuple[Any, ...]]:
            with _errors(connection):
                return cursor.fetchall()

        return found

    def each(self, connection: Connection, values: Sequence[tuple[object, ...]]) -> None:
        """Run it once for every tuple of values."""
        _run(connection, self._sqlite if connection.dialect.name == "sqlite" else self._postgresql, values)


@contextmanager
def unwaited(connection: Connection) -> Iterator[None]:
    """Inside, a statement goes to PostgreSQL without waiting for the outcome of the one before; the end, or a query
    for rows, waits for all; inside another one it does nothing. Nothing of SQLAlchemy inside. SQLite has
    nobody to wait for.
    """
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite" or driver.info.pipeline_status:
        yield
        return
    with _errors(connection), driver.pipeline():
        yield


def command(connection: Connection, text: str) -> None:
    """Run a text that has no values and finds no rows."""
    with _driver(connection) as cursor:
        cursor.execute(text)


def add_rows(connection: Connection, table: Table, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert rows, each a value for every column in the table's order; one that is there already is a fault."""
    _write(connection, table, "", rows)


def add_new_rows(connection: Connection, table: Table, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert those rows whose key is not there yet."""
    _write(connection, table, " ON CONFLICT DO NOTHING", rows)


def put_rows(connection: Connection, table: Table, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert rows, or replace every other column of those whose primary key is there; no key twice."""
    _write(connection, table, _or_replace(table), rows)


def _write(connection: Connection, table: Table, conflict: str, rows: Sequence[tuple[object, ...]]) -> None:
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        _run(connection, _insert(table) + conflict, rows)
        return
    text, packing = _insert_arrays(table)
    arrays = [pack(values) for pack, values in zip(packing, zip(*rows, strict=True), strict=True)]
    with _driver(connection) as cursor:
        cursor.execute(text + conflict, arrays)


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
        raise _told(fault, errors) from fault


def _told(fault: Exception, errors: type[Exception]) -> BaseException:
    """What the driver raised, as SQLAlchemy's own."""
    return DBAPIError.instance(None, None, fault, errors, hide_parameters=True)


def _as_json(values: list[object]) -> str:
    return _JSON.encode(values).decode()


def _as_array(values: list[Any]) -> ColumnBytes | list[Any]:
    match values:
        case [str(), *_]:
            return texts(values)
        case [int(), *_]:
            return numbers(values)
        case _:
            return values


@cache
def _insert(table: Table) -> str:
    return f"{_into(table)} VALUES ({', '.join('?' for _ in table.columns)})"


@cache
def _insert_arrays(table: Table) -> tuple[str, Sequence[Callable[[Sequence[Any]], ColumnBytes]]]:
    arrays = ", ".join("%s" for _ in table.columns)
    return f"{_into(table)} SELECT * FROM unnest({arrays})", packers(table.columns)  # noqa: S608  marks only


def _into(table: Table) -> str:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    return f'INSERT INTO "{table.name}" ({names})'


@cache
def _or_replace(table: Table) -> str:
    keys = [column.name for column in table.primary_key]
    others = [column.name for column in table.columns if column.name not in keys]
    key = ", ".join(f'"{name}"' for name in keys)
    changed = ", ".join(f'"{name}" = excluded."{name}"' for name in others)
    return f" ON CONFLICT ({key}) DO UPDATE SET {changed}"
