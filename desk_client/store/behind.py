"""Lets pages of the feed go to the disk while the next one is folded; each only behind the one that it follows."""

from collections import ChainMap, deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

from sqlalchemy import Connection

from central_sync.protocol.chain import links
from central_sync.protocol.messages import FeedHead, Row
from central_sync.protocol.ports import Cursor
from desk_client.store import rows
from desk_client.store.plain_page import NotPlain, PlainPage
from desk_client.store.writer import GaveWay, Priority, Writer

_MOST = 2
"""Pages on their way: the writer never waits for one, and memory holds no more."""


@dataclass(frozen=True, slots=True)
class ProvedRows:
    """A proved page, or a part of it: rows and their exact lines, the cursor after them, the link before them.

    `upto` is the signed head of the page: the part with its last row has it.
    """

    rows: Sequence[Row]
    lines: Sequence[bytes]
    upto: FeedHead | None
    cursor: Cursor
    reached: bytes

    def cut(self, count: int) -> tuple[Self, Self | None]:
        """The first rows, and what stands behind them (None: nothing)."""
        if count >= len(self.rows):
            return self, None
        cursor = Cursor(self.cursor.epoch, self.rows[count - 1].n, links(self.reached, self.lines[:count])[-1])
        first = replace(self, rows=self.rows[:count], lines=self.lines[:count], upto=None, cursor=cursor)
        return first, replace(self, rows=self.rows[count:], lines=self.lines[count:], reached=cursor.hash)


class _OnItsWay(NamedTuple):
    """A page that the writer has, and where its outcome will be."""

    page: ProvedRows
    plain: PlainPage
    written: Future[None]


class Behind:
    """The pages on their way; `again` applies one that was not plain after all, or made room for a person."""

    def __init__(self, writer: Writer, again: Callable[[ProvedRows], object]) -> None:
        self._writer = writer
        self._again = again
        self._way: deque[_OnItsWay] = deque()

    @property
    def cursor(self) -> Cursor | None:
        """The cursor after the last page on its way; None when there is none and the store knows better."""
        return self._way[-1].page.cursor if self._way else None

    @property
    def held(self) -> Mapping[str, rows.Held]:
        """The dossiers of the pages on their way, as the last of them leaves each."""
        return ChainMap(*(dict(one.plain.held) for one in reversed(self._way)))

    def put(self, page: ProvedRows, plain: PlainPage, work: Callable[[Connection], None]) -> None:
        """Send a page; while it is written the one after it waits, and no third one. Faults of earlier ones come out.

        A page whose predecessor was not written finds another cursor in the store, and is not written either.
        """
        if len(self._way) == _MOST:
            self._settle_first()
        self._way.append(_OnItsWay(page, plain, self._writer.start(work, Priority.PAGE)))

    def settle(self) -> None:
        """Return when nothing is on its way any more; the first fault of what was comes out here."""
        while self._way:
            self._settle_first()

    def _settle_first(self) -> None:
        first = self._way.popleft()
        try:
            try:
                first.written.result()
            except (NotPlain, GaveWay):
                self._again(first.page)
        except BaseException:  # those behind it can only be asked for anew
            wait([one.written for one in self._way])
            self._way.clear()
            raise
