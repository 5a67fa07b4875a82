"""Gives many rows of one statement to the driver at once; decides nothing about them."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

from sqlalchemy import Connection

from desk_client.store.query import Query

Value = str | int | bytes | None
_TOGETHER = 500
"""Rows of one statement at most: a whole page, and far from the number of values that SQLite takes."""


def put_together(connection: Connection, statement: str, rows: Sequence[tuple[Value, ...]]) -> None:
    """Run a statement whose `{rows}` stands for lists of values: many rows a call, all of one length.

    Between two calls the driver asks for the interpreter's lock, which another thread may be using: with a call a row
    a page would be written at the speed of that thread's turns.
    """
    for done in range(0, len(rows), _TOGETHER):
        part = rows[done : done + _TOGETHER]
        _text(statement, len(part), len(part[0])).run(connection, tuple(chain.from_iterable(part)))


@lru_cache(maxsize=64)
def _text(statement: str, rows: int, columns: int) -> Query:
    one = f"({', '.join('?' * columns)})"
    return Query(statement.format(rows=", ".join([one] * rows)))
