"""Runs work off the GUI thread and brings its value back: the only way a screen reaches store, files or devices."""

from collections.abc import Callable
from time import monotonic
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, Qt, QThreadPool, Signal, Slot

from desk_client.viewmodels.work import Work

T = TypeVar("T")


def _nothing() -> None:
    """The job of a carrier that is empty."""


class _Carrier(QObject):
    """Carries one job into the pool and its outcome to the GUI thread, which lets both go.

    What a job or a fault's stack holds may be the last hold on a closed dialog: let go in a thread of the pool, its
    widgets would be destroyed there, and the program with them.
    """

    done = Signal()

    def __init__(self, runner: QObject, job: Callable[[], object]) -> None:
        super().__init__(runner)
        self._job = job
        self._value: object = None
        self._fault: Exception | None = None

    def carry_out(self) -> None:
        """Do the job, in a thread of the pool."""
        try:
            self._value = self._job()
        except Exception as fault:  # the screen says every fault; none may end in a pool thread unseen
            self._fault = fault

    def empty(self) -> tuple[object, Exception | None]:
        """What the job gave or its fault, in the GUI thread; nothing is held here any more."""
        given = self._value, self._fault
        self._job, self._value, self._fault = _nothing, None, None
        return given


class _Job(QRunnable):
    """One job in the pool."""

    def __init__(self, carrier: _Carrier) -> None:
        super().__init__()
        self._carrier = carrier

    def run(self) -> None:
        self._carrier.carry_out()
        self._carrier.done.emit()


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
        carrier, deliver, tell = _Carrier(self, job), done, failed or self.fault.emit
        if work is not None:
            deliver, tell = work.unless_stopped(deliver), work.unless_stopped(tell)
            self._begin(work)
        self._open.add(carrier)
        carrier.done.connect(lambda: self._finish(carrier, work, deliver, tell), Qt.ConnectionType.QueuedConnection)
        self.busy.emit(len(self._open))
        self._pool.start(_Job(carrier))

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

    def _finish(
        self,
        carrier: _Carrier,
        work: Work | None,
        deliver: Callable[[Any], object],
        tell: Callable[[Exception], object],
    ) -> None:
        self._open.discard(carrier)
        value, fault = carrier.empty()
        if work in self.works:
            self.works.remove(work)
            self.changed.emit()
        self.busy.emit(len(self._open))
        carrier.deleteLater()
        if fault is None:
            deliver(value)
        else:
            tell(fault)
