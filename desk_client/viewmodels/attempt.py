"""One piece of work that a person may stop; runs nothing itself."""

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Attempt:
    """What asks `stopped` ends early; what ends anyhow is not delivered any more, so the screen is free at once."""

    def __init__(self) -> None:
        self._stop = threading.Event()

    def stop(self) -> None:
        """Want no more of it; from any thread."""
        self._stop.set()

    def stopped(self) -> bool:
        """Whether it was stopped."""
        return self._stop.is_set()

    def unless_stopped(self, deliver: Callable[[T], None]) -> Callable[[T], None]:
        """Deliver a value only while somebody waits for it."""

        def deliver_still(value: T) -> None:
            if not self._stop.is_set():
                deliver(value)

        return deliver_still
