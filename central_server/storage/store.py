"""Runs units of work: one writer thread on SQLite, the caller's own on PostgreSQL; commits when they return."""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from threading import BoundedSemaphore
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from central_server.ports.faults import CentreFault
from central_server.ports.storage import Work
from central_server.storage.away import meant
from central_server.storage.drafts import SqlDrafts
from central_server.storage.engine import IMMEDIATE, is_sqlite, reading
from central_server.storage.feed import SqlFeed
from central_server.storage.files import SqlFiles
from central_server.storage.ledger import SqlLedger
from central_server.storage.notices import SqlNotices
from central_server.storage.proofs import SqlProofs
from central_server.storage.proposals import SqlProposals
from central_server.storage.query import unwaited
from central_server.storage.registry import SqlRegistry
from central_server.storage.search import SqlSearch
from central_server.storage.states import StateShelf
from central_server.storage.writer import OneWriter

T = TypeVar("T")
_AWAY = (OperationalError, InterfaceError, PoolTimeout)
_RETRIES = 3
_WRITERS = 8
"""Writing transactions at once on PostgreSQL: more than the cores only wait for each other's locks, and every one
may need a second connection to read a version of the rules.
"""


class SqlWork:
    """One transaction and its halves. `ending` is left after the commit."""

    def __init__(self, connection: Connection, states: StateShelf, ending: ExitStack) -> None:
        self.ledger = SqlLedger(connection, states)
        self.feed = SqlFeed(connection)
        self.registry = SqlRegistry(connection)
        self.files = SqlFiles(connection)
        self.search = SqlSearch(connection)
        self.proposals = SqlProposals(connection)
        self.notices = SqlNotices(connection)
        self.proofs = SqlProofs(connection)
        self.drafts = SqlDrafts(connection)
        self._connection = connection
        self._ending = ending

    def end_unwaited(self) -> None:
        """What is written from here on goes to the database without waiting, the commit behind it in one flush."""
        self._ending.enter_context(unwaited(self._connection))


class SqlStore:
    """The centre's database. `alone`: the caller's thread is the only one there is, so that it may write itself."""

    def __init__(self, engine: Engine, *, alone: bool = False) -> None:
        self.engine = engine
        self._reading = reading(engine)
        self._writing = engine.execution_options(**{IMMEDIATE: True})
        self._writer = OneWriter() if is_sqlite(engine) and not alone else None
        self._places = BoundedSemaphore(_WRITERS)
        self._states = StateShelf()

    def write(self, work: Callable[[Work], T]) -> T:
        """Run in one writing transaction; returns after the commit is durable."""
        try:
            return self._patient(work) if self._writer is None else self._writer.run(lambda: self._once(work))
        except _AWAY as fault:
            raise self._meant(fault) from fault

    def read(self, work: Callable[[Work], T]) -> T:
        """Run some looks; each sees the moment at which it is taken, on both databases."""
        try:
            with self._reading.connect() as connection, ExitStack() as ending:
                return work(SqlWork(connection, self._states, ending))
        except _AWAY as fault:
            raise self._meant(fault) from fault

    def _meant(self, fault: SQLAlchemyError) -> CentreFault:
        """A full disk, which somebody can mend, is told from a database that is away."""
        return CentreFault(meant(fault, self.engine), type(fault).__name__, retry=True)

    def close(self) -> None:
        """End the writer and the pool."""
        if self._writer is not None:
            self._writer.close()
        self.engine.dispose()

    def _once(self, work: Callable[[Work], T]) -> T:
        with self._writing.connect() as connection, ExitStack() as ending, connection.begin():
            try:
                return work(SqlWork(connection, self._states, ending))
            except BaseException:
                # What follows a failed statement of a pipeline fails as well: heard here, or the rollback hears it.
                with suppress(DBAPIError):
                    ending.close()
                raise

    def _patient(self, work: Callable[[Work], T]) -> T:
        """A deadlock is PostgreSQL's to break and ours to try again: the unit left nothing behind."""
        with self._places:
            for _ in range(_RETRIES):
                try:
                    return self._once(work)
                except OperationalError as fault:
                    if getattr(fault.orig, "sqlstate", "") not in ("40P01", "40001"):
                        raise
            return self._once(work)
