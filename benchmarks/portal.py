"""The rows of the citizens' look-up: code and secret in, the owner's page out, while acts go on arriving."""

import os
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
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
_ACTS_A_SECOND = 50
_FILLED = GROUP * LIFE
"""Acts that are there before: fifty dossiers, returned."""


@dataclass
class _Arriving:
    """Acts that arrive one by one at an even pace until told to stop."""

    served: Served
    desk: BenchDesk
    stop: threading.Event = field(default_factory=threading.Event)
    count: int = 0
    seconds: float = 0.0

    def run(self) -> None:
        """Send; a late act is caught up with, so that the pace holds over the whole run."""
        pushes = self.desk.batches(self.served.province.rules, 1, 20_000)
        with Line(self.served.address) as line:
            started = time.perf_counter()
            while not self.stop.wait(max(0.0, self.count / _ACTS_A_SECOND - (time.perf_counter() - started))):
                prove(line.send(push_request(self.desk, next(pushes))), 1)
                self.count += 1
            self.seconds = time.perf_counter() - started


def sqlite_look_up(folder: Path) -> Iterator[Figure]:
    """On the embedded database."""
    yield from _look_up("SQLite", on_sqlite, folder)


def postgresql_look_up(folder: Path) -> Iterator[Figure]:
    """On PostgreSQL."""
    yield from _look_up("PostgreSQL", on_postgresql, folder)


def _look_up(name: str, opened: Open, folder: Path) -> Iterator[Figure]:
    with opened(folder, 2) as served:
        filled, busy = served.province.desks
        with Line(served.address) as line:
            for push in filled.batches(served.province.rules, 100, _FILLED // 100):
                prove(line.send(push_request(filled, push)), 100)
        arriving = _Arriving(served, busy)
        sender = threading.Thread(target=arriving.run)
        sender.start()
        took: list[float] = []
        try:
            started = time.perf_counter()
            at_once([lambda: _citizen(served, filled, took)] * _CITIZENS)
            seconds = time.perf_counter() - started
        finally:
            arriving.stop.set()
            sender.join()
        pace = arriving.count / arriving.seconds
        told = f"{_CITIZENS} citizens at once, {pace:.0f} acts/s arrived, load {os.getloadavg()[0]:.0f}"
        assert pace > 0.9 * _ACTS_A_SECOND, f"only {pace:.0f} acts/s arrived"
        yield Figure(f"portal look-ups while 50 acts/s arrive, {name}", len(took) / seconds, "1/s", at_least(300), told)
        yield Figure(f"a portal look-up, p99, {name}", quantile(took, 0.99) * 1000, "ms", at_most(200), told)


def _citizen(served: Served, desk: BenchDesk, took: list[float]) -> None:
    with Line(served.address) as line:
        for one in _forms(desk):
            began = time.perf_counter()
            reply = line.send(one)
            took.append(time.perf_counter() - began)
            assert reply.status == 200, reply.status
            assert LOOK_UP.encode() not in reply.body
            assert "phường Phú Thủy".encode() in reply.body or b"<main" in reply.body


def _forms(desk: BenchDesk) -> Sequence[bytes]:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    codes = [str(code_of(desk.counter, index % GROUP)) for index in range(_LOOK_UPS)]
    return [request("POST", "/tra-cuu", urlencode({"ma": code, "bi_mat": LOOK_UP}).encode(), headers) for code in codes]


SUBJECTS = (Subject("portal sqlite", sqlite_look_up), Subject("portal postgresql", postgresql_look_up))
