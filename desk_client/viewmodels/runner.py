"""Runs work off the GUI thread and brings its value back: the only way a screen reaches store, files or devices."""

from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, Qt, QThreadPool, Signal, Slot

from desk_client.viewmodels.work import Work

T = TypeVar("T")


class _Carrier(QObject):
    """Carries one result to the GUI thread."""

    done = Signal(object)
    failed = Signal(object)


class _Job(QRunnable):
    """One job in the pool."""

    def __init__(self, job: Callable[[], object], carrier: _Carrier) -> None:
        super().__init__()
        self._job = job
        self._carrier = carrier

    def run(self) -> None:
        try:
            value = self._job()
        except Exception as fault:  # the screen says every fault; none may end in a pool thread unseen
            self._carrier.failed.emit(fault)
        else:
            self._carrier.done.emit(value)


class Runner(QObject):
    """A pool of a few threads; `busy` tells how many jobs are under way, `works` which of them may be stopped."""

    busy = Signal(int)
    fault = Signal(object)
    changed = Signal()
    """A work began, got further or ended."""
    _moved = Signal(object)

    def __init__(self, threads: int = 3) -> None:
        super().__init__()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self._open: set[_Carrier] = set()
        self.works: list[Work] = []
        self._moved.connect(self._follow)

    def start(
        self,
        job: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        work: Work | None = None,
    ) -> None:
        """Run `job` in the pool; `done` gets its value on the GUI thread, `failed` (or signal `fault`) its fault.

        A job that may last is a `work`: it is said, shows how far it is, and may be stopped (then see `Work`).
        """
        carrier, deliver, tell = _Carrier(self), done, failed or self.fault.emit
        if work is not None:
            deliver, tell = work.unless_stopped(deliver), work.unless_stopped(tell)
            self._begin(work)
        self._open.add(carrier)
        carrier.done.connect(
            lambda value: self._finish(carrier, work, lambda: deliver(value)), Qt.ConnectionType.QueuedConnection
        )
        carrier.failed.connect(
            lambda fault: self._finish(carrier, work, lambda: tell(fault)), Qt.ConnectionType.QueuedConnection
        )
        self.busy.emit(len(self._open))
        self._pool.start(_Job(job, carrier))

    def stop_all(self) -> None:
        """Want no more of whatever can be stopped: the program ends."""
        for work in tuple(self.works):
            work.stop()

    def wait(self, milliseconds: int = 30_000) -> bool:
        """Wait for all work (closing, tests); results are still delivered by the event loop afterwards."""
        return self._pool.waitForDone(milliseconds)

    def finish(self, seconds: float = 30.0) -> bool:
        """Closing: stop what can be stopped, wait for the rest and what it begins; tells whether all ended in time."""
        self.stop_all()
        end = monotonic() + seconds
        while self._open and monotonic() < end:
            self._pool.waitForDone(100)
            QCoreApplication.processEvents()
        return self.idle

    @property
    def idle(self) -> bool:
        """Whether nothing is under way and every result was delivered."""
        return not self._open

    def _begin(self, work: Work) -> None:
        work.tell = lambda: self._moved.emit(work)
        self.works.append(work)
        self.changed.emit()

    @Slot(object)
    def _follow(self, work: Work) -> None:
        if work not in self.works:
            return
        if work.stopped() and not work.keeps:
            self.works.remove(work)
        else:
            work.moved()
        self.changed.emit()

    @Slot()
    def _finish(self, carrier: _Carrier, work: Work | None, deliver: Callable[[], object]) -> None:
        self._open.discard(carrier)
        if work in self.works:
            self.works.remove(work)
            self.changed.emit()
        self.busy.emit(len(self._open))
        carrier.deleteLater()
        deliver()
