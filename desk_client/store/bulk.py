"""Gives many rows of one statement to the driver at once; decides nothing about them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, TextClause

Value = str | int | bytes | None


def put_many(connection: Connection, statement: TextClause, rows: Sequence[Mapping[str, Value]]) -> None:
    """Run a statement with named values for each row; SQLAlchemy would look at the names of each row again."""
    if rows:
        connection.exec_driver_sql(statement.text, list(rows))
