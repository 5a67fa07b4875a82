"""Lets questions that wait at the same time be answered in one go: who comes while others are served goes with the
next group; knows no act.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")


@dataclass(slots=True, eq=False)
class _Place(Generic[Q, A]):
    """A question in the queue, and where its answer is awaited."""

    asked: Q
    answer: "asyncio.Future[A]"


@dataclass(frozen=True, slots=True)
class Table(Generic[Q]):
    """How many may be served at once: `servers` groups side by side, each of questions whose sizes add up to `room`
    at most (one larger by itself still goes), no two with the same key. Questions smaller than `alone` all together
    begin no group beside another: they wait for more and go together.
    """

    servers: int
    room: int
    alone: int
    size: Callable[[Q], int]
    key: Callable[[Q], Hashable]


class Together(Generic[Q, A]):
    """Answers questions in groups, each group in a thread of the loop's pool, while the loop takes new questions.

    `serve` gives one answer, or a fault to be raised, for each question in order. A lone question waits for nobody,
    and many share one transaction and its one flush of the disk. Lives in one event loop and is asked there only.
    """

    def __init__(self, serve: Callable[[Sequence[Q]], Sequence[A | BaseException]], table: Table[Q]) -> None:
        self._serve = serve
        self._table = table
        self._waiting: deque[_Place[Q, A]] = deque()
        self._serving: set[Hashable] = set()
        self._groups = 0

    async def ask(self, asked: Q) -> A:
        """The answer; raises what its fault was."""
        mine: _Place[Q, A] = _Place(asked, asyncio.get_running_loop().create_future())
        self._waiting.append(mine)
        self._begin()
        return await mine.answer

    def _begin(self) -> None:
        """Begin as many groups as may be served now."""
        while self._waiting and self._groups < self._most():
            group = self._take()
            if not group:
                return
            self._groups += 1
            asked = [one.asked for one in group]
            served = asyncio.get_running_loop().run_in_executor(None, self._serve, asked)
            served.add_done_callback(partial(self._end, group))

    def _most(self) -> int:
        enough = sum(self._table.size(one.asked) for one in self._waiting) >= self._table.alone
        return self._table.servers if enough else 1

    def _take(self) -> list[_Place[Q, A]]:
        """As many questions as have room, first come first served; whose key is being served waits on."""
        group: list[_Place[Q, A]] = []
        left: deque[_Place[Q, A]] = deque()
        room = self._table.room
        for one in self._waiting:
            key, size = self._table.key(one.asked), self._table.size(one.asked)
            if key in self._serving or (group and size > room):
                left.append(one)
                continue
            self._serving.add(key)
            room -= size
            group.append(one)
        self._waiting = left
        return group

    def _end(self, group: Sequence[_Place[Q, A]], served: "asyncio.Future[Sequence[A | BaseException]]") -> None:
        self._groups -= 1
        self._serving.difference_update(self._table.key(one.asked) for one in group)
        self._begin()
        for one, answer in zip(group, _answers(served, len(group)), strict=True):
            if one.answer.done():
                continue  # whoever asked has gone
            if isinstance(answer, BaseException):
                one.answer.set_exception(answer)
            else:
                one.answer.set_result(answer)


def _answers(served: "asyncio.Future[Sequence[A | BaseException]]", count: int) -> Sequence[A | BaseException]:
    """What was answered; the one fault for all when there is no answer."""
    fault = RuntimeError("the loop ended") if served.cancelled() else served.exception()
    return [fault] * count if fault is not None else served.result()
