"""What a town is played with: one clock, chance from one seed, and programs that die where they are told to."""

import builtins
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from random import Random
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, Engine, event

from central_server.ports.world import ZONE
from central_server.storage.engine import IMMEDIATE
from desk_client.store.reserve import Reserve
from desk_client.store.writer import Priority, commit

T = TypeVar("T")
START = datetime(2019, 3, 14, 8, 5)  # noqa: DTZ001  local moments carry no zone, as everywhere in the core


class Killed(BaseException):
    """A program ends here, as by a power cut."""


@dataclass
class Moment:
    """The one clock: desks and centre read it, the campaign moves it."""

    at: datetime = START
    rehearsal: bool = True
    _counted: tuple[datetime, int] = (datetime.min, 0)  # noqa: DTZ901  before every moment of a town

    def now(self) -> datetime:
        return self.at

    def unix_ms(self) -> int:
        if self._counted[0] is not self.at:
            self._counted = self.at, int(self.at.replace(tzinfo=ZONE).timestamp() * 1000)
        return self._counted[1]

    def milliseconds(self) -> int:
        return self.unix_ms()

    def monotonic(self) -> float:
        return self.unix_ms() / 1000

    def correct(self, offset_ms: int) -> None:
        """There is no other clock to differ from."""


@dataclass
class SeededChance:
    """Bytes of one seed, for desks (`bytes`) and the centre (`take`)."""

    random: Random

    def take(self, count: int) -> bytes:
        return self.random.randbytes(count)

    def bytes(self, count: int) -> builtins.bytes:
        return self.random.randbytes(count)


class Death(Enum):
    """Where a program dies: at a statement, at a COMMIT that never happens, right after one that did."""

    STATEMENT = "statement"
    BEFORE_COMMIT = "before commit"
    AFTER_COMMIT = "after commit"


class Fuse:
    """Kills the program that works on an engine at the n-th statement, or commit of a writer, from when it is lit."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._left = 0
        self._death = Death.STATEMENT
        self._driver: Any = engine.dialect.loaded_dbapi
        self._connections: Any = type("Connection", (self._driver.Connection,), {})
        event.listen(engine, "do_connect", self._make_mortal)

    @contextmanager
    def lit(self, death: Death, at: int) -> Iterator[None]:
        """Die at the `at`-th occasion inside this block, if it comes to that."""
        self._left, self._death = at, death
        self._connections.cursor = self._mortal_cursor()
        event.listen(self._engine, "commit", self._commit)
        try:
            yield
        finally:
            event.remove(self._engine, "commit", self._commit)
            del self._connections.cursor
            self._left = 0

    def _make_mortal(self, _dialect: Dialect, _record: object, _given: object, options: dict[str, Any]) -> None:
        options["factory"] = self._connections

    def _mortal_cursor(self) -> Callable[..., Any]:
        """Every statement passes the driver's cursors, whoever made its text; they are made for one statement each."""
        driver = self._driver

        def execute(cursor: Any, *given: Any) -> Any:
            self._statement()
            return driver.Cursor.execute(cursor, *given)

        def executemany(cursor: Any, *given: Any) -> Any:
            self._statement()
            return driver.Cursor.executemany(cursor, *given)

        mortal = type("Cursor", (driver.Cursor,), {"execute": execute, "executemany": executemany})
        return lambda connection: driver.Connection.cursor(connection, mortal)

    def _statement(self) -> None:
        if self._left and self._death is Death.STATEMENT:
            self._burn()

    def _commit(self, connection: Connection) -> None:
        options = connection.get_execution_options()
        if self._death is Death.STATEMENT or not (options.get("writes") or options.get(IMMEDIATE)):
            return  # a reader has nothing to lose
        driver = connection.connection.driver_connection
        if self._left == 1 and self._death is Death.AFTER_COMMIT and driver is not None:
            driver.commit()
        self._burn()

    def _burn(self) -> None:
        self._left -= 1
        if not self._left:
            raise Killed


class CallersWriter:
    """A desk's `Writer` on the thread that calls: nothing in a town happens at the same time as anything else."""

    def __init__(self, engine: Engine, reserve: Reserve) -> None:
        self.reserve = reserve
        self.persons = 0
        self._engine = engine.execution_options(writes=True)

    def run(self, work: Callable[[Connection], T], priority: Priority = Priority.PERSON) -> T:
        self.persons += priority < Priority.FEED
        with self._engine.connect() as connection:
            return commit(connection, work)

    def start(self, work: Callable[[Connection], T], priority: Priority = Priority.PERSON) -> Future[T]:
        done: Future[T] = Future()
        try:
            done.set_result(self.run(work, priority))
        except Exception as fault:  # whoever asks for the result gets it; a death of the process is none
            done.set_exception(fault)
        return done

    def close(self) -> None:
        """Nothing is queued and nothing is kept open."""
