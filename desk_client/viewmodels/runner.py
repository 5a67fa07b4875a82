"""Runs work off the GUI thread and brings its value back: the only way a screen reaches store, files or devices."""

from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, Qt, QThreadPool, Signal, Slot

T = TypeVar("T")


class _Carrier(QObject):
    """Carries one result to the GUI thread."""

    done = Signal(object)
    failed = Signal(object)


class _Job(QRunnable):
    """One piece of work in the pool."""

    def __init__(self, work: Callable[[], object], carrier: _Carrier) -> None:
        super().__init__()
        self._work = work
        self._carrier = carrier

    def run(self) -> None:
        try:
            value = self._work()
        except Exception as fault:  # the screen says every fault; none may end in a pool thread unseen
            self._carrier.failed.emit(fault)
        else:
            self._carrier.done.emit(value)


class Runner(QObject):
    """A pool of a few threads; `busy` tells how many pieces are under way."""

    busy = Signal(int)
    fault = Signal(object)

    def __init__(self, threads: int = 3) -> None:
        super().__init__()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self._open: set[_Carrier] = set()

    def start(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run `work` in the pool; `done` gets its value on the GUI thread, `failed` (or signal `fault`) its fault."""
        carrier = _Carrier(self)
        self._open.add(carrier)
        carrier.done.connect(
            lambda value: self._finish(carrier, lambda: done(value)), Qt.ConnectionType.QueuedConnection
        )
        carrier.failed.connect(
            lambda fault: self._finish(carrier, lambda: (failed or self.fault.emit)(fault)),
            Qt.ConnectionType.QueuedConnection,
        )
        self.busy.emit(len(self._open))
        self._pool.start(_Job(work, carrier))

    def wait(self, milliseconds: int = 30_000) -> bool:
        """Wait for all work (closing, tests); results are still delivered by the event loop afterwards."""
        return self._pool.waitForDone(milliseconds)

    def finish(self, seconds: float = 30.0) -> bool:
        """Closing: wait for all work and for what its results begin; tells whether everything ended in time."""
        end = monotonic() + seconds
        while self._open and monotonic() < end:
            self._pool.waitForDone(100)
            QCoreApplication.processEvents()
        return self.idle

    @property
    def idle(self) -> bool:
        """Whether nothing is under way and every result was delivered."""
        return not self._open

    @Slot()
    def _finish(self, carrier: _Carrier, deliver: Callable[[], object]) -> None:
        self._open.discard(carrier)
        self.busy.emit(len(self._open))
        carrier.deleteLater()
        deliver()
