"""Measures what no centre can beat on this machine: the database's own bulk ways, one flush, one signature check."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count, islice, repeat
from pathlib import Path
from typing import TypeVar

import psycopg

from benchmarks.figures import Figure
from benchmarks.timing import quantile
from central_sync.protocol.keys import KeySigner, verified

_COPIES = 5
_T = TypeVar("_T")
_TABLES = ("act", "event", "feed", "dossier", "audience", "number", "file_named", "batch")
"""What an act becomes at the centre."""


def copied_acts(database: str) -> float:
    """Acts a second when every row that these acts became goes by COPY from memory into tables of the same keys.

    One transaction, durable at the end. The median of several: one is over so soon that the machine's other work
    decides it.
    """
    with psycopg.connect(database) as connection:
        data = {table: _copy_out(connection, table) for table in _TABLES}
        for table in _TABLES:
            connection.execute(f"CREATE TABLE {table}_again (LIKE {table} INCLUDING ALL)")
        took = [_copied(connection, data) for _ in range(_COPIES)]
    return data["act"].count(b"\n") / quantile(took, 0.5)


def _copy_out(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(f"COPY {table} TO STDOUT") as out:
        return b"".join(bytes(part) for part in out)


def _copied(connection: psycopg.Connection, data: Mapping[str, bytes]) -> float:
    for table in data:
        connection.execute(f"TRUNCATE {table}_again")
    connection.commit()
    started = time.perf_counter()
    for table, rows in data.items():
        with connection.cursor().copy(f"COPY {table}_again FROM STDIN") as into:
            into.write(rows)
    connection.commit()
    return time.perf_counter() - started


def executemany_rows(database: str) -> float:
    """Rows a second of the driver's executemany into a copy of the act table with its keys, durable at the end."""
    kept = sqlite3.connect(database)
    rows = kept.execute("SELECT * FROM act").fetchall()
    words = [sql for (sql,) in kept.execute("SELECT sql FROM sqlite_master WHERE tbl_name = 'act' AND sql IS NOT NULL")]
    kept.close()
    again = sqlite3.connect(f"{database}.again", isolation_level=None)
    again.execute("PRAGMA journal_mode = WAL")
    again.execute("PRAGMA synchronous = FULL")
    for sql in words:
        again.execute(sql)
    marks = ", ".join("?" * len(rows[0]))
    started = time.perf_counter()
    again.execute("BEGIN IMMEDIATE")
    again.executemany(f"INSERT INTO act VALUES ({marks})", rows)  # noqa: S608  marks only
    again.execute("COMMIT")
    seconds = time.perf_counter() - started
    again.close()
    return len(rows) / seconds


def limits(folder: Path) -> Iterator[Figure]:
    """What one durable append and one signature check cost here."""
    yield Figure("one durable append of 4 KiB (fdatasync), p50", _flush(folder) * 1e6, "µs")
    signer = KeySigner(bytes(32))
    public, bodies = signer.public_hex, (str(number).encode() for number in count())
    # What was just checked is remembered: every check is of another body.
    statements = ((body, signer.sign(body).hex()) for body in bodies)
    yield Figure("one Ed25519 check, p50", _each_of(statements, lambda one: verified(public, *one)) * 1e6, "µs")


def _flush(folder: Path) -> float:
    with (folder / "append").open("wb", buffering=0) as file:

        def append() -> None:
            file.write(bytes(4096))
            os.fdatasync(file.fileno())

        return _each(append)


def _each(work: Callable[[], object]) -> float:
    return _each_of(repeat(None), lambda _none: work())


def _each_of(arguments: Iterable[_T], work: Callable[[_T], object], times: int = 300) -> float:
    took = []
    for argument in islice(arguments, times):
        began = time.perf_counter()
        work(argument)
        took.append(time.perf_counter() - began)
    return quantile(took, 0.5)
