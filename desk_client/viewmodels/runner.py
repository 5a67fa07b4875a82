"""Runs work off the GUI thread and brings its value back: the only way a screen reaches store, files or devices."""

from collections.abc import Callable
from time import monotonic
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, Qt, QThreadPool, Signal, SignalInstance, Slot

from desk_client.viewmodels.work import Work

T = TypeVar("T")


class _Errand:
    """A job on its way into the pool and back with its outcome to the GUI thread, which lets both go.

    What a job or a fault's stack holds may be the last hold on a closed dialog: let go in a thread of the pool, its
    widgets would be destroyed there, and the program with them.
    """

    def __init__(
        self, job: Callable[[], object], done: Callable[[Any], object], failed: Callable[[Exception], object]
    ) -> None:
        self._job = job
        self._done = done
        self._failed = failed
        self._value: object = None
        self._fault: Exception | None = None

    def carry_out(self) -> None:
        """Do the job, in a thread of the pool."""
        try:
            self._value = self._job()
        except Exception as fault:  # the screen says every fault; none may end in a pool thread unseen
            self._fault = fault

    def deliver(self) -> None:
        """Give the value or the fault, in the GUI thread; from now on nothing is held here any more."""
        value, fault, done, failed = self._value, self._fault, self._done, self._failed
        del self._value, self._fault, self._done, self._failed, self._job
        if fault is None:
            done(value)
        else:
            failed(fault)


class _Job(QRunnable):
    """One errand in the pool. The runner's own signal tells its end: an object of the errand's own could be deleted by
    the GUI thread while a thread of the pool is still on its way out of the emission.
    """

    def __init__(self, errand: _Errand, over: SignalInstance) -> None:
        super().__init__()
        self._errand = errand
        self._over = over

    def run(self) -> None:
        self._errand.carry_out()
        self._over.emit(self._errand)


class Runner(QObject):
    """A pool of a few threads; `busy` tells how many jobs are under way, `works` which of them may be stopped."""

    busy = Signal(int)
    fault = Signal(object)
    changed = Signal()
    """A work began, got further or ended."""
    _moved = Signal(object)
    _over = Signal(object)

    def __init__(self, threads: int = 3) -> None:
        super().__init__()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self._open: dict[_Errand, Work | None] = {}
        self.works: list[Work] = []
        self._moved.connect(self._follow)
        self._over.connect(self._finish, Qt.ConnectionType.QueuedConnection)

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
        deliver, tell = done, failed or self.fault.emit
        if work is not None:
            deliver, tell = work.unless_stopped(deliver), work.unless_stopped(tell)
            self._begin(work)
        errand = _Errand(job, deliver, tell)
        self._open[errand] = work
        self.busy.emit(len(self._open))
        self._pool.start(_Job(errand, self._over))

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

    @Slot(object)
    def _finish(self, errand: _Errand) -> None:
        work = self._open.pop(errand)
        if work in self.works:
            self.works.remove(work)
            self.changed.emit()
        self.busy.emit(len(self._open))
        errand.deliver()
