"""Keeps a few warm children and gives each question to one of them; never parses, never retries."""

import threading
import weakref
from dataclasses import dataclass
from types import TracebackType

from sandbox.command import ChildCommand, python_child
from sandbox.limits import Isolation, Limits
from sandbox.outcome import Failed, FailureCode, Outcome
from sandbox.worker import LOOK_SECONDS, Stopped, Worker, start_worker

_PAYLOAD_SHARE = 4  # a payload over a quarter of the child's memory leaves no room to work on it


class Sandbox:
    """At most `workers` children at once, kept warm, replaced after any failure; callable from any thread.

    `warm` names a function that every fresh child is asked first, outside the time limit: it loads what is needed.
    Its children end with `close`, and at the latest with the sandbox itself.
    """

    def __init__(
        self, limits: Limits, *, command: ChildCommand | None = None, workers: int = 1, warm: str = ""
    ) -> None:
        self._limits = limits
        self._warm = warm
        self._command = command or python_child("sandbox.child")
        self._places = threading.BoundedSemaphore(workers)
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._closed = False
        weakref.finalize(self, _stop_all, self._idle)

    @property
    def limits(self) -> Limits:
        """What each run may use."""
        return self._limits

    def run(self, function: str, payload: bytes, stopped: Stopped | None = None) -> Outcome:
        """Call `"package.module:function"` with `payload` in a child; waits for a free place.

        Once `stopped` says so the child is killed, or not waited for any longer, and the outcome is STOPPED.
        """
        if len(payload) > self._limits.memory_bytes // _PAYLOAD_SHARE:
            return Failed(FailureCode.TOO_BIG, f"payload of {len(payload)} bytes")
        if not self._enter(stopped):
            return Failed(FailureCode.STOPPED, "")
        try:
            worker = self._take(stopped)
            if isinstance(worker, Failed):
                return worker
            kept = False
            try:
                outcome = worker.ask(function, payload, stopped)
                kept = self._keep(worker)
            finally:
                if not kept:
                    worker.stop()
            return outcome
        finally:
            self._places.release()

    def isolation(self) -> Isolation | Failed:
        """Start a child if none is warm and report which walls stand on this machine."""
        with self._places:
            worker = self._take(None)
            if isinstance(worker, Failed):
                return worker
            if not self._keep(worker):
                worker.stop()
            return worker.isolation

    def close(self) -> None:
        """End all warm children; runs still going on end theirs themselves."""
        with self._lock:
            self._closed = True
            idle = [*self._idle]
            self._idle.clear()
        _stop_all(idle)

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _enter(self, stopped: Stopped | None) -> bool:
        """Wait for a place; False when nobody wants it any more."""
        if stopped is None:
            return self._places.acquire()
        while not stopped():
            if self._places.acquire(timeout=LOOK_SECONDS):
                return True
        return False

    def _take(self, stopped: Stopped | None) -> Worker | Failed:
        while True:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            if worker is None:
                return self._started(stopped)
            if worker.usable:
                return worker
            worker.stop()  # it died while it waited

    def _started(self, stopped: Stopped | None) -> Worker | Failed:
        worker = start_worker(self._command, self._limits, stopped)
        if self._warm and isinstance(worker, Worker) and (failed := worker.warm(self._warm, stopped)) is not None:
            worker.stop()
            return failed
        return worker

    def _keep(self, worker: Worker) -> bool:
        with self._lock:
            if self._closed or not worker.usable:
                return False
            self._idle.append(worker)
            return True


def _stop_all(idle: list[Worker]) -> None:
    """End children that nobody asks any more."""
    while idle:
        idle.pop().stop()


@dataclass(frozen=True, slots=True)
class Stoppable:
    """The sandbox for one piece of work: each of its runs is killed once that work is stopped."""

    sandbox: Sandbox
    stopped: Stopped

    def run(self, function: str, payload: bytes) -> Outcome:
        """As `Sandbox.run`."""
        return self.sandbox.run(function, payload, self.stopped)
