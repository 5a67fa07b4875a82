"""The rows of the centre that takes acts: over HTTP, all checks, by its real program, on both databases."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from benchmarks.figures import Figure, at_least, at_most
from benchmarks.limits import copied_acts, executemany_rows, limits
from benchmarks.load import Drive, drive
from benchmarks.served import Served, on_postgresql, on_sqlite
from benchmarks.subject import Subject
from benchmarks.timing import quantile

BATCH = 100
_DESKS = 4
"""Side by side in the batch rows: enough to keep one process busy, few enough that none waits long."""
_SINGLE_DESKS = 12
Open = Callable[[Path, int], AbstractContextManager[Served]]


def sqlite_acts(folder: Path) -> Iterator[Figure]:
    """Batches and single acts on the embedded database, against the driver's own rate for the same rows."""
    yield from _batches("SQLite", on_sqlite, folder, _against_sqlite)
    yield from _singles("SQLite", on_sqlite, folder, 900)


def postgresql_acts(folder: Path) -> Iterator[Figure]:
    """Batches and single acts on PostgreSQL, against COPY of the same rows."""
    yield from _batches("PostgreSQL", on_postgresql, folder, _against_copy)
    yield from _singles("PostgreSQL", on_postgresql, folder, 800)


def _batches(
    name: str, opened: Open, folder: Path, against: Callable[[Served, Drive], Iterator[Figure]]
) -> Iterator[Figure]:
    with opened(_new(folder, "batches"), _DESKS) as served:
        done = drive(served, BATCH, 80, 5)
        told = _told(_DESKS, done)
        yield Figure(f"acts accepted over HTTP, batches of 100, {name}", done.rate, "1/s", at_least(8000), told)
        p99 = quantile(done.each, 0.99) * 1000
        yield Figure(f"a batch of 100 answered, p99, {name}", p99, "ms", at_most(100), told)
        yield from _cpu(f"batches of 100, {name}", done)
        yield from against(served, done)


def _singles(name: str, opened: Open, folder: Path, goal: float) -> Iterator[Figure]:
    with opened(_new(folder, "singles"), _SINGLE_DESKS) as served:
        done = drive(served, 1, 220, 20)
        told = _told(_SINGLE_DESKS, done)
        yield Figure(f"single acts accepted over HTTP, {name}", done.rate, "1/s", at_least(goal), told)
        yield Figure(f"a single act answered, p99, {name}", quantile(done.each, 0.99) * 1000, "ms", None, told)
        yield from _cpu(f"single acts, {name}", done)


def _told(desks: int, done: Drive) -> str:
    share = f"desks take {done.desks_cpu / done.seconds:.2f} of a core"
    return f"{desks} desks at once, 1 process of the centre, {share}, load {os.getloadavg()[0]:.0f}"


def _cpu(name: str, done: Drive) -> Iterator[Figure]:
    yield Figure(f"CPU of the centre for an act, {name}", done.centre_cpu / done.acts * 1e6, "µs")
    if done.database_cpu:
        yield Figure(f"CPU of the database for an act, {name}", done.database_cpu / done.acts * 1e6, "µs")


def _against_copy(served: Served, done: Drive) -> Iterator[Figure]:
    limit = copied_acts(served.database)
    told = f"{limit:,.0f} acts/s: COPY of every row they became into tables of the same keys, one connection"
    yield Figure("acts accepted, batches of 100, PostgreSQL, of COPY", done.rate / limit, "×", at_least(0.12), told)


def _against_sqlite(served: Served, done: Drive) -> Iterator[Figure]:
    limit = executemany_rows(served.database)
    told = f"{limit:,.0f} rows/s: the driver's executemany of these acts' rows, one transaction"
    yield Figure("acts accepted, batches of 100, SQLite, of executemany", done.rate / limit, "×", None, told)


def _new(folder: Path, name: str) -> Path:
    made = folder / name
    made.mkdir()
    return made


SUBJECTS = (
    Subject("centre limits", limits),
    Subject("centre sqlite", sqlite_acts),
    Subject("centre postgresql", postgresql_acts),
)
