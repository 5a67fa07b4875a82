"""Lets callers that wait at the same time be served in one go: who comes first serves all who wait; knows no act."""

from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")


@dataclass(slots=True, eq=False)
class _Place(Generic[Q, A]):
    """A caller in the queue: what was asked, the answer once there is one, and whether it is to serve."""

    asked: Q
    turn: Event = field(default_factory=Event)
    answer: A | BaseException | None = None
    serves: bool = False


@dataclass(frozen=True, slots=True)
class Table(Generic[Q]):
    """How many may be served at once: `servers` groups side by side, each of questions whose sizes add up to `room`
    at most (one larger by itself still goes), no two with the same key. A question smaller than `alone` begins no
    group beside another: small ones wait for each other and go together.
    """

    servers: int
    room: int
    alone: int
    size: Callable[[Q], int]
    key: Callable[[Q], Hashable]


class Together(Generic[Q, A]):
    """Answers questions in groups. `serve` gives one answer, or a fault to be raised, for each question in order.

    No thread of its own: a caller that finds a server's place free serves itself and all who wait; when it is done
    it goes home, and the next who waits takes the place. So a lone caller waits for nobody, and many share one
    transaction and its one flush of the disk.
    """

    def __init__(self, serve: Callable[[Sequence[Q]], Sequence[A | BaseException]], table: Table[Q]) -> None:
        self._serve = serve
        self._table = table
        self._lock = Lock()
        self._waiting: deque[_Place[Q, A]] = deque()
        self._serving = 0

    def ask(self, asked: Q) -> A:
        """The answer; raises what its fault was."""
        mine: _Place[Q, A] = _Place(asked)
        most = self._table.servers if self._table.size(asked) >= self._table.alone else 1
        with self._lock:
            self._waiting.append(mine)
            if self._serving < most:
                self._serving += 1
                mine.serves = True
        if not mine.serves:
            mine.turn.wait()
        if mine.serves:
            self._serve_with(mine)
        if isinstance(mine.answer, BaseException):
            raise mine.answer
        assert mine.answer is not None
        return mine.answer

    def _serve_with(self, mine: _Place[Q, A]) -> None:
        group = self._take(mine)
        try:
            answers = self._serve([one.asked for one in group])
            for one, answer in zip(group, answers, strict=True):
                one.answer = answer
        except BaseException as fault:
            for one in group:
                one.answer = fault
            raise
        finally:
            self._hand_on()
            for one in group:
                one.turn.set()

    def _take(self, mine: _Place[Q, A]) -> list[_Place[Q, A]]:
        """The server's own question and as many of the others as have room, first come first served."""
        group: list[_Place[Q, A]] = [mine]
        left: list[_Place[Q, A]] = []
        keys = {self._table.key(mine.asked)}
        room = self._table.room - self._table.size(mine.asked)
        with self._lock:
            for one in self._waiting:
                key, size = self._table.key(one.asked), self._table.size(one.asked)
                if one is mine:
                    continue
                if key in keys or size > room or left:
                    left.append(one)
                    continue
                keys.add(key)
                room -= size
                group.append(one)
            self._waiting = deque(left)
        return group

    def _hand_on(self) -> None:
        with self._lock:
            if self._waiting:
                following = self._waiting[0]
                following.serves = True
                following.turn.set()
            else:
                self._serving -= 1
