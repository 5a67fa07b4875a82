"""Measures a clerk's durable save while the desk takes ten thousand events from a real centre."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import perf_counter, sleep

from sqlalchemy import text

from benchmarks.desk.backlog import behind
from benchmarks.desk.clerk import MOMENT, BenchFault, Clerk
from benchmarks.desk.crowd import copy_of
from benchmarks.figures import Figure, at_most
from benchmarks.subject import Subject
from benchmarks.timing import quantile
from central_sync.client.pump import RoundReport
from desk_client.store.schema import META
from desk_client.store.writer import Priority
from rehearsal.processes import Children
from rehearsal.province import clock_setting, serve

_DOSSIERS = 100_000
_LEAST = 300
_MOST = 340
"""Receptions of one day, which a clock in step with the centre has only one of."""
_WARM = 20
_PAUSE_SECONDS = 0.004
_ROUNDS = 4


def measure(folder: Path) -> Iterator[Figure]:
    """Save after save as fast as a desk can; a one-row commit through the same writer stands between any two."""
    saves: list[float] = []
    commits: list[float] = []
    for number in range(_ROUNDS):
        if len(saves) < _LEAST:
            _beside_a_sync(folder, number, (saves, commits))
    if len(saves) < _LEAST:
        raise BenchFault(f"only {len(saves)} saves while the sync ran")
    p95, p99 = quantile(saves, 0.95), quantile(saves, 0.99)
    peer, alone = quantile(commits, 0.95), _alone(folder)
    beside = (
        f"one-row FULL commit of the same file: {peer:.2f} ms beside the sync, {alone:.2f} ms alone; {len(saves)} saves"
    )
    yield Figure("durable save of a received dossier while a sync runs, p95", p95, "ms", at_most(5), beside)
    yield Figure("durable save of a received dossier while a sync runs, p99", p99, "ms", at_most(10))
    yield Figure("that save against a one-row FULL commit, both p95", p95 / peer, "×", at_most(3), beside)


def _beside_a_sync(folder: Path, number: int, told: tuple[list[float], list[float]]) -> None:
    world = copy_of(behind(folder.parent, _DOSSIERS, print), folder / "saving")
    children = Children(folder / "logs")
    clerk = Clerk(world, f"http://127.0.0.1:{serve(world, children, clock_setting(MOMENT))}")
    try:
        for _ in range(_WARM):
            clerk.receive(clerk.form())
        reports: list[RoundReport] = []
        sync = Thread(target=lambda: reports.append(clerk.desk.line.once()), name=f"bench-sync-{number}")
        sync.start()
        while sync.is_alive() and clerk.received < _MOST:
            _pair(clerk, told)
        sync.join()
        if not reports or reports[0].error is not None:
            raise BenchFault(f"the sync failed: {reports[0].error if reports else ''}")
    finally:
        clerk.close()
        children.end_all()


def _pair(clerk: Clerk, told: tuple[list[float], list[float]]) -> None:
    form = clerk.form()
    began = perf_counter()
    clerk.receive(form)
    told[0].append((perf_counter() - began) * 1000)
    sleep(_PAUSE_SECONDS)
    told[1].append(_commit(clerk))
    sleep(_PAUSE_SECONDS)


def _commit(clerk: Clerk) -> float:
    """Milliseconds of one new row that SQLAlchemy inserts, through the desk's own writer."""
    row = META.insert().values(k=f"bench:{perf_counter()}", v="x" * 200)
    began = perf_counter()
    clerk.desk.machine.writer.run(lambda connection: connection.execute(row).close(), Priority.PERSON)
    return (perf_counter() - began) * 1000


def _alone(folder: Path) -> float:
    """The same with nothing beside it: its p95."""
    clerk = Clerk(type(behind(folder.parent, _DOSSIERS, print))(folder / "saving"))
    try:
        clerk.desk.machine.writer.run(lambda connection: connection.execute(text("SELECT 1")).close())
        return quantile([_commit(clerk) for _ in range(_LEAST)], 0.95)
    finally:
        clerk.close()


SUBJECT = Subject("desk save", measure)
