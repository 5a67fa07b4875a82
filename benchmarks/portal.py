"""The rows of the citizens' look-up: code and secret in, the owner's page out, while acts go on arriving."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.centre import Open
from benchmarks.figures import Figure, at_least, at_most
from benchmarks.line import Line, request
from benchmarks.lives import GROUP, LIFE, LOOK_UP, code_of
from benchmarks.load import at_once, prove, push_request
from benchmarks.province import BenchDesk
from benchmarks.served import Served, on_postgresql, on_sqlite
from benchmarks.subject import Subject
from benchmarks.timing import quantile

_CITIZENS = 8
_LOOK_UPS = 250
"""By each citizen."""
_DESKS = 10
_ACTS_A_SECOND = 5
"""By each desk: fifty in all."""
_FILLED = GROUP * LIFE
"""Acts that are there before: fifty dossiers, returned."""


@dataclass
class _Arriving:
    """Acts that arrive one by one, from every desk at an even pace, until the citizens are done."""

    served: Served
    desks: Sequence[BenchDesk]
    _done: threading.Event = field(default_factory=threading.Event)
    _counts: list[int] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Acts that were accepted."""
        return sum(self._counts)

    def run(self) -> None:
        """All desks side by side."""
        at_once([partial(self._send, desk) for desk in self.desks])

    def until(self, work: Callable[[], None]) -> None:
        """Do the work, then let the desks stop."""
        try:
            work()
        finally:
            self._done.set()

    def _send(self, desk: BenchDesk) -> None:
        """A late act is caught up with, so that the pace holds over the whole run."""
        count, started = 0, time.perf_counter()
        pushes = desk.batches(self.served.province.rules, 1, 5_000)
        with Line(self.served.address) as line:
            while not self._done.wait(max(0.0, count / _ACTS_A_SECOND - (time.perf_counter() - started))):
                prove(line.send(push_request(desk, next(pushes))), 1)
                count += 1
        self._counts.append(count)


def sqlite_look_up(folder: Path) -> Iterator[Figure]:
    """On the embedded database."""
    yield from _look_up("SQLite", on_sqlite, folder)


def postgresql_look_up(folder: Path) -> Iterator[Figure]:
    """On PostgreSQL."""
    yield from _look_up("PostgreSQL", on_postgresql, folder)


def _look_up(name: str, opened: Open, folder: Path) -> Iterator[Figure]:
    with opened(folder, 1 + _DESKS) as served:
        filled, *busy = served.province.desks
        with Line(served.address) as line:
            for push in filled.batches(served.province.rules, 100, _FILLED // 100):
                prove(line.send(push_request(filled, push)), 100)
        arriving = _Arriving(served, busy)
        took: list[float] = []
        before, started = served.cpu(), time.perf_counter()
        at_once([arriving.run, lambda: arriving.until(lambda: _crowd(served, filled, took))])
        seconds, after = time.perf_counter() - started, served.cpu()
        told = f"{_CITIZENS} citizens at once, code and secret, load {os.getloadavg()[0]:.0f}"
        yield Figure(f"portal look-ups while 50 acts/s arrive, {name}", len(took) / seconds, "1/s", at_least(300), told)
        yield Figure(f"a portal look-up, p99, {name}", quantile(took, 0.99) * 1000, "ms", at_most(200), told)
        pace = arriving.count / seconds
        yield Figure(f"acts that arrived meanwhile, {name}", pace, "1/s", at_least(45), "50 acts/s offered by 10 desks")
        cpu = (after[0] - before[0]) / len(took) * 1e6
        yield Figure(f"CPU of the centre for a look-up and its share of the acts, {name}", cpu, "µs")


def _crowd(served: Served, desk: BenchDesk, took: list[float]) -> None:
    at_once([lambda: _citizen(served, desk, took)] * _CITIZENS)


def _citizen(served: Served, desk: BenchDesk, took: list[float]) -> None:
    with Line(served.address) as line:
        for one in _forms(desk):
            began = time.perf_counter()
            reply = line.send(one)
            took.append(time.perf_counter() - began)
            assert reply.status == 200, reply.status
            assert "Đã trả kết quả".encode() in reply.body, "not the owner's page"


def _forms(desk: BenchDesk) -> Sequence[bytes]:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    codes = [str(code_of(desk.counter, index % GROUP)) for index in range(_LOOK_UPS)]
    return [request("POST", "/tra-cuu", urlencode({"ma": code, "bi_mat": LOOK_UP}).encode(), headers) for code in codes]


SUBJECTS = (Subject("portal sqlite", sqlite_look_up), Subject("portal postgresql", postgresql_look_up))
