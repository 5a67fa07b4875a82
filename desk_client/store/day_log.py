"""Keeps what this desk closed and printed: a record for each closed day, a count for each paper; decides nothing."""

import hashlib
from datetime import date, datetime

import msgspec
from sqlalchemy import Connection

from desk_client.store import meta


class DayClosed(msgspec.Struct, frozen=True):
    """The end of a day as it was closed: when, by whom, what desk and centre held, the kept page.

    `times` counts closings of the same day: each later one prints "In lại lần n".
    """

    day: date
    at: datetime
    person: str
    received: int
    at_centre: int
    waiting_acts: int
    waiting_files: int
    undigitised: int
    sha256: str = ""
    times: int = 1


class PrintCount(msgspec.Struct, frozen=True):
    """How often one paper was printed with the same content; `by` and `at` are those of the last time."""

    content: str
    times: int
    by: str
    at: datetime


_CLOSED = msgspec.json.Decoder(DayClosed)
_COUNT = msgspec.json.Decoder(PrintCount)


def closed(connection: Connection, day: date) -> DayClosed | None:
    """How a day was closed, or None."""
    body = meta.get(connection, f"day_closed:{day.isoformat()}")
    return _CLOSED.decode(body) if body else None


def keep_closed(connection: Connection, record: DayClosed) -> None:
    """Keep the end of a day in place of an earlier one."""
    meta.put(connection, f"day_closed:{record.day.isoformat()}", msgspec.json.encode(record).decode())


def printed(connection: Connection, paper: str) -> PrintCount | None:
    """How often a paper was printed here, or None."""
    body = meta.get(connection, f"printed:{paper}")
    return _COUNT.decode(body) if body else None


def count_print(connection: Connection, paper: str, count: PrintCount) -> None:
    """Keep the count of a paper."""
    meta.put(connection, f"printed:{paper}", msgspec.json.encode(count).decode())


def content_of(value: object) -> str:
    """The SHA-256 of what a paper says: two papers with the same words have the same one."""
    return hashlib.sha256(repr(value).encode()).hexdigest()
