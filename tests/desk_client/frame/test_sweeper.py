"""Cycles of garbage are taken away in the GUI thread, never in that of a worker."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from desk_client.viewmodels import sweeper
from desk_client.viewmodels.sweeper import Sweeper


class _Knot(QObject):
    """An object that holds itself, and tells in which thread it was let go."""

    def __init__(self, let_go: list[str]) -> None:
        super().__init__()
        self.itself = self
        weakref.finalize(self, lambda: let_go.append(threading.current_thread().name))


@pytest.fixture
def automatic() -> Iterator[None]:
    """Whatever a test does, the automatic look is as it was afterwards."""
    enabled = gc.isenabled()
    yield
    (gc.enable if enabled else gc.disable)()


def _make_much() -> None:
    """More objects than any look of Python's own lets pass."""
    kept = [[number] for number in range(sweeper._OBJECTS + 10_000)]
    assert kept


def test_a_worker_lets_no_widget_go(qapp: QApplication, automatic: None) -> None:
    """With the sweeper a worker's objects start no look; the next sweep of the GUI thread finds the cycle."""
    del qapp, automatic
    gc.collect()
    let_go: list[str] = []
    watch = Sweeper()
    _Knot(let_go)
    worker = threading.Thread(target=_make_much, name="worker")
    worker.start()
    worker.join()
    assert let_go == []
    kept = [[number] for number in range(sweeper._OBJECTS + 10_000)]
    watch.sweep()
    assert let_go == ["MainThread"]
    del kept


def test_little_garbage_waits(qapp: QApplication, automatic: None) -> None:
    """A sweep costs nothing until enough was made."""
    del qapp, automatic
    gc.collect()
    let_go: list[str] = []
    watch = Sweeper()
    _Knot(let_go)
    watch.sweep()
    assert let_go == []
    gc.collect()
    assert let_go == ["MainThread"]
