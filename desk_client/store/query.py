"""Runs the statements of the store's hot paths as plain texts by the driver; everything else uses SQLAlchemy.

A statement costs SQLAlchemy ten times what it costs SQLite; a save or a page of the feed is made of dozens of them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine

from desk_client.store.complaints import as_told

Value = str | int | bytes | None
Values = Sequence[Value] | Mapping[str, Value]


class Query:
    """One text; its values come in order for `?`, or by name for `:name`. Errors come out as those of the engine."""

    def __init__(self, text: str) -> None:
        self.text = text

    def rows(self, connection: Connection, values: Values = ()) -> list[tuple[Any, ...]]:
        """All rows it finds, or returns of what it wrote; begins a transaction where none is, as SQLAlchemy does."""
        driver = _driver(connection)
        try:
            found: list[tuple[Any, ...]] = sent(driver.execute, self.text, values).fetchall()
        except driver.Error as fault:
            raise as_told(fault, connection.engine) from fault
        return found

    def row(self, connection: Connection, values: Values = ()) -> tuple[Any, ...] | None:
        """The first row, or None."""
        found = self.rows(connection, values)
        return found[0] if found else None

    def value(self, connection: Connection, values: Values = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.rows(connection, values)
        return found[0][0] if found else None

    def run(self, connection: Connection, values: Values = ()) -> None:
        """Run it once; it finds no rows."""
        driver = _driver(connection)
        try:
            sent(driver.execute, self.text, values).close()
        except driver.Error as fault:
            raise as_told(fault, connection.engine) from fault

    def each(self, connection: Connection, values: Sequence[Values]) -> None:
        """Run it once for each of these values."""
        if not values:
            return
        driver = _driver(connection)
        try:
            sent(driver.executemany, self.text, values).close()
        except driver.Error as fault:
            raise as_told(fault, connection.engine) from fault

    def look(self, engine: Engine, values: Values = ()) -> list[tuple[Any, ...]]:
        """The rows of this one statement by itself: a read that needs no transaction around it."""
        try:
            pooled = engine.raw_connection()
            try:
                driver: Any = pooled.driver_connection
                found: list[tuple[Any, ...]] = sent(driver.execute, self.text, values).fetchall()
            finally:
                pooled.close()
        except engine.dialect.loaded_dbapi.Error as fault:
            raise as_told(fault, engine) from fault
        return found


def command(connection: Connection, text: str) -> None:
    """Run a text without values and rows as it is: it may be the beginning of a transaction."""
    driver: Any = connection.connection.driver_connection
    try:
        sent(driver.execute, text).close()
    except driver.Error as fault:
        raise as_told(fault, connection.engine) from fault


def sent(run: Callable[..., Any], text: str, *values: Values | Sequence[Values]) -> Any:
    """The cursor of a text that the driver has run: every text of this module passes here."""
    return run(text, *values)


def _driver(connection: Connection) -> Any:
    """The driver's own connection, inside a transaction."""
    if not connection.in_transaction():
        connection.begin()
    return connection.connection.driver_connection
