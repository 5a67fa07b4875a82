"""Runs the statements of the hot path as plain texts by the driver: said once for both dialects, built never again.

A statement built and compiled by SQLAlchemy costs five to ten times the database's own work on it; whoever waits for
a receipt to be acknowledged pays for twenty of them. Everything else goes on using `schema` and SQLAlchemy.
"""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Table

Rows = Sequence[Row[*tuple[Any, ...]]]


class Query:
    """One text: `?` is a value, `{among}` a list given as one value, `{locked}` locks the rows where that means
    anything (a writing transaction of SQLite is alone).
    """

    def __init__(self, text: str) -> None:
        self._sqlite = text.format(among="IN (SELECT value FROM json_each(?))", locked="")
        self._postgresql = text.format(among="= ANY(?)", locked="FOR UPDATE").replace("?", "%s")

    def rows(self, connection: Connection, *values: object) -> Rows:
        """The rows it finds; a list among the values is the one of `{among}`."""
        if connection.dialect.name == "sqlite":
            given = tuple(json.dumps(one) if isinstance(one, list) else one for one in values)
            return connection.exec_driver_sql(self._sqlite, given).all()
        return connection.exec_driver_sql(self._postgresql, values).all()

    def each(self, connection: Connection, values: Sequence[tuple[object, ...]]) -> None:
        """Run it once for every tuple of values."""
        if values:
            text = self._sqlite if connection.dialect.name == "sqlite" else self._postgresql
            connection.exec_driver_sql(text, list(values))


def add_rows(connection: Connection, table: Table, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert rows, each a value for every column in the table's order; one that is there already is a fault."""
    _write(connection, _insert(table), rows)


def add_new_rows(connection: Connection, table: Table, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert those rows whose key is not there yet."""
    _write(connection, f"{_insert(table)} ON CONFLICT DO NOTHING", rows)


def put_rows(connection: Connection, table: Table, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert rows, or replace every other column of those whose primary key is there."""
    _write(connection, _replace(table), rows)


def _write(connection: Connection, text: str, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        marked = text if connection.dialect.name == "sqlite" else text.replace("?", "%s")
        connection.exec_driver_sql(marked, list(rows))


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
