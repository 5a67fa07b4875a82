"""The one writer of a desk process: the clerk's acts first, the feed's pages in between, nothing in parallel."""

import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from enum import IntEnum
from functools import partial
from time import sleep
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection, Engine

from desk_client.ports import DeskFault
from desk_client.store.reserve import Reserve

T = TypeVar("T")


class Priority(IntEnum):
    """Who goes first: a person waiting, then drafts, then the feed; a whole page of it stops for the first two."""

    PERSON = 0
    DRAFT = 1
    FEED = 2
    PAGE = 3


_BREATH_SECONDS = 0.002
"""Between a person's work and the feed's: the person's own thread goes on with what was saved."""
_LAST = 99
"""After everything that is queued."""


class GaveWay(Exception):
    """A page of the feed was stopped in its middle and undone, because somebody came who waits."""


class _Job(Generic[T]):
    """One piece of work for the writer thread."""

    def __init__(self, work: Callable[[Connection], T]) -> None:
        self.work = work
        self.done: Future[T] = Future()


class _Stoppable:
    """A page's statements, which `stop` ends from another thread; its COMMIT is never touched."""

    def __init__(self) -> None:
        self._door = threading.Lock()
        self._driver: Any = None
        self._stopped = False

    def run(self, connection: Connection, work: Callable[[Connection], T]) -> T:
        """Do `work`. Raises GaveWay when it was stopped: nothing of it may be kept then."""
        with self._door:
            self._driver, self._stopped = connection.connection.driver_connection, False
        try:
            value = work(connection)
        except Exception as fault:
            if self._let_go():
                raise GaveWay from fault
            raise
        if self._let_go():
            raise GaveWay
        return value

    def stop(self) -> None:
        """End the statement that runs, if a page is being written."""
        with self._door:
            if self._driver is not None:
                self._stopped = True
                self._driver.interrupt()

    def _let_go(self) -> bool:
        """From here on nothing is stopped; whether it was."""
        with self._door:
            self._driver = None
            return self._stopped


class Writer(Protocol):
    """Runs each piece of work in one transaction; returns after COMMIT returned."""

    reserve: Reserve
    persons: int
    """Pieces of work so far for which a person waited or typed: whether a clerk is at work here."""

    def run(self, work: Callable[[Connection], T], priority: Priority = Priority.PERSON) -> T:
        """Do `work` in one transaction and return its value; its exception rolls everything back.

        Raises DeskFault: `store_closed` after `close`, `disk_full`, `disk_failed`, `store_busy`.
        """
        ...

    def start(self, work: Callable[[Connection], T], priority: Priority = Priority.PERSON) -> Future[T]:
        """As `run`, without waiting: the result or the fault comes out of what is given back, after COMMIT returned.

        Raises DeskFault `store_closed` after `close`; a `PAGE` comes to GaveWay when a person's work or a draft came
        before its COMMIT.
        """
        ...

    def close(self) -> None:
        """Finish what is queued; nothing is taken afterwards."""
        ...


class WriterThread:
    """The writer of a program: one thread, and a queue before it.

    Work that finds the disk full is done again with the room of the reserve, while there is one. Of that
    room pages of the feed take half at the most.
    """

    def __init__(self, engine: Engine, reserve: Reserve) -> None:
        self.reserve = reserve
        self._engine = engine
        self._queue: queue.PriorityQueue[tuple[int, int, _Job[object] | None]] = queue.PriorityQueue()
        self._count = itertools.count()
        self._door = threading.Lock()
        self._page = _Stoppable()
        self._closed = False
        self.persons = 0
        self._thread = threading.Thread(target=self._run, name="desk-writer", daemon=True)
        self._thread.start()

    def run(self, work: Callable[[Connection], T], priority: Priority = Priority.PERSON) -> T:
        """Do `work` in one transaction and return its value; its exception rolls everything back.

        Raises DeskFault: `store_closed` after `close`, `disk_full`, `disk_failed`, `store_busy`.
        """
        return self.start(work, priority).result()

    def start(self, work: Callable[[Connection], T], priority: Priority = Priority.PERSON) -> Future[T]:
        """As `run`, without waiting: the result or the fault comes out of what is given back, after COMMIT returned.

        Raises DeskFault `store_closed` after `close`.
        """
        job: _Job[T] = _Job(partial(self._write_page, work=work) if priority is Priority.PAGE else work)
        with self._door:
            if self._closed:
                raise DeskFault("store_closed")
            self.persons += priority < Priority.FEED
            self._queue.put((priority, next(self._count), job))  # type: ignore[arg-type]  # a queue of mixed results
        if priority < Priority.FEED:
            self._page.stop()
        return job.done

    def close(self) -> None:
        """Finish what is queued and stop the thread; nothing is taken afterwards."""
        with self._door:
            self._closed = True
            self._queue.put((_LAST, next(self._count), None))
        self._thread.join()

    def _write_page(self, connection: Connection, work: Callable[[Connection], T]) -> T:
        """A page of the feed leaves the last room of the disk to who is at work here: it can be asked for again."""
        if self.reserve.scarce:
            raise DeskFault("disk_full", retry=True)
        return self._page.run(connection, work)

    def _run(self) -> None:
        with self._engine.connect().execution_options(writes=True) as connection:
            served: bool | None = False
            while served is not None:
                served = self._serve(connection, served)

    def _serve(self, connection: Connection, served: bool) -> bool | None:
        """Do what is next; whether it was a person's, None at the end. While the thread waits it holds no work."""
        waiting = self._queue.get()
        priority, _, job = waiting
        if job is None:
            return None
        if served and priority >= Priority.FEED:
            # Whoever was served has yet to hear of it: statements that follow each other more closely than
            # threads take turns would keep the interpreter for as long as a whole page takes.
            self._queue.put(waiting)
            sleep(_BREATH_SECONDS)
            return False
        self._do(connection, job)
        return priority < Priority.FEED

    def _do(self, connection: Connection, job: _Job[object]) -> None:
        """Do one job and let it go: what it holds may be a closed dialog's, whose end belongs into the GUI thread."""
        try:
            value = self._done(connection, job.work)
        except BaseException as fault:  # the caller's thread gets whatever happened here
            del job.work
            job.done.set_exception(fault)
        else:
            del job.work
            job.done.set_result(value)

    def _done(self, connection: Connection, work: Callable[[Connection], T]) -> T:
        try:
            return commit(connection, work)
        except DeskFault as fault:
            if fault.code != "disk_full" or not self.reserve.give_up():
                raise
        return commit(connection, work)


def commit(connection: Connection, work: Callable[[Connection], T]) -> T:
    """Do `work` in one transaction of a writing connection, as `Writer.run` says, without a second try."""
    try:
        with connection.begin():
            return work(connection)
    except BaseException:
        _let_go(connection)
        raise


def _let_go(connection: Connection) -> None:
    """End what a failed COMMIT left open: SQLAlchemy rolls nothing back then, and no later work could begin."""
    driver = connection.connection.driver_connection
    if driver is not None and driver.in_transaction:
        driver.rollback()
