"""Lets one thread write to an embedded database, first come first served; knows no table."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")
_Job = tuple[Callable[[], Any], "Future[Any]"]


class OneWriter:
    """A thread with a queue before it: writers never starve each other in the busy handler."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="centre-writer", daemon=True)
        self._thread.start()

    def run(self, job: Callable[[], T]) -> T:
        """Run the job in the writer's turn and return what it returns, or raise what it raises."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("a unit of work cannot begin another one")
        future: Future[T] = Future()
        self._jobs.put((job, future))
        return future.result()

    def close(self) -> None:
        """Finish what is queued and end the thread."""
        self._jobs.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            work, future = job
            try:
                future.set_result(work())
            except BaseException as fault:  # the caller's thread raises it again
                future.set_exception(fault)
