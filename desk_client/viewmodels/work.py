"""One piece of work that a person may stop: what is said of it, how far it is; runs nothing itself."""

import threading
from collections.abc import Callable
from typing import TypeVar

from dossier.messages import Message

T = TypeVar("T")

Words = Message | Callable[[int, int], Message]
"""What is said of a work; told `done` and `whole` where it counts."""
DIALOG = "dialog"
"""The place of work that a dialog shows itself."""


def _nothing() -> None:
    """Nobody listens."""


class Work:
    """What asks `stopped` ends early and keeps nothing; what ends anyhow is not delivered: the screen is free at once.

    `left` hears that it was stopped, `moved` that it is further; both on the GUI thread. Work that writes at its end
    calls `settle` before it does: from then on it is too late to stop, and what it wrote is delivered. Without `words`,
    and while the screen `place` is in view, it is said by nobody but its screen.
    """

    keeps = False
    """Whether what was done before a stop stays and is delivered."""

    def __init__(
        self,
        words: Words | None = None,
        left: Callable[[], None] = _nothing,
        moved: Callable[[], None] = _nothing,
        place: str = "",
    ) -> None:
        self._words = words
        self._left = left
        self.moved = moved
        self.place = place
        self.done = self.whole = 0
        self.tell: Callable[[], None] = _nothing
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._settled = False

    @property
    def words(self) -> Message | None:
        """What is said of it now."""
        return self._words(self.done, self.whole) if callable(self._words) else self._words

    @property
    def settled(self) -> bool:
        """Whether it is too late to stop it."""
        return self._settled

    def told(self, done: int, whole: int) -> None:
        """So many of so many pieces are done; from the thread that does them."""
        self.done, self.whole = done, whole
        self.tell()

    def stop(self) -> bool:
        """Want no more of it, and tell whoever began it; False when it is too late or was said before."""
        with self._lock:
            if self._settled or self._stop.is_set():
                return False
            self._stop.set()
        self._left()
        self.tell()
        return True

    def stopped(self) -> bool:
        """Whether it was stopped; from any thread."""
        return self._stop.is_set()

    def settle(self) -> bool:
        """Let nobody stop it any more; False when it was stopped, and then nothing may be written."""
        with self._lock:
            self._settled = not self._stop.is_set()
        self.tell()
        return self._settled

    def unless_stopped(self, deliver: Callable[[T], None]) -> Callable[[T], None]:
        """Deliver a value only while somebody waits for it."""

        def deliver_still(value: T) -> None:
            if self.keeps or not self._stop.is_set():
                deliver(value)

        return deliver_still


class Pieces(Work):
    """Work of which each piece counts for itself: stopped, it ends before the next one and says what was done."""

    keeps = True
