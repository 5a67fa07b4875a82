"""Sandboxes whose idle children outlive them: a child costs more than most tests, and one at work serves for days."""

import atexit
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import pytest

from sandbox.limits import Limits
from sandbox.outcome import Failed
from sandbox.runner import Sandbox
from sandbox.worker import Stopped, Worker

_MOST = 2
_LOCK = threading.Lock()
_SPARE: defaultdict[tuple[Limits, str], list[Worker]] = defaultdict(list)
"""Children that wait for the next sandbox of the same limits, warmed by the same function."""


class KeptSandbox(Sandbox):
    """A sandbox of the product that begins with the children which one before it had idle when it was closed."""

    def close(self) -> None:
        """Keep a few idle children, end the others."""
        spare = _SPARE[self._limits, self._warm]
        with _LOCK, self._lock:
            while self._idle and len(spare) < _MOST:
                spare.append(self._idle.pop())
        super().close()

    def _started(self, stopped: Stopped | None) -> Worker | Failed:
        spare = _SPARE[self._limits, self._warm]
        with _LOCK:
            worker = spare.pop() if spare else None
        if worker is None:
            return super()._started(stopped)
        if worker.usable:
            return worker
        worker.stop()
        return self._started(stopped)


@contextmanager
def keeping_children(*modules: str) -> Iterator[None]:
    """The sandboxes that these modules make are such ones."""
    with pytest.MonkeyPatch.context() as patch:
        for name in modules:
            patch.setattr(import_module(name), "Sandbox", KeptSandbox)
        yield


@atexit.register
def _end_all() -> None:
    for spare in _SPARE.values():
        while spare:
            spare.pop().stop()
