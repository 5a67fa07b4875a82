"""Takes turns in a thread of its own while the centre serves; a fault costs an alarm and a rest, never the job."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from central_server.ports.world import Alarm

_GRACE = 5.0


@dataclass(frozen=True, slots=True)
class Turns:
    """What is done: a turn (its answer: seconds to rest), the rest after one that failed, what ends it, its alarm."""

    take: Callable[[], float]
    after_fault: float
    end: Callable[[], None] | None
    alarm: str


class TurnsJob:
    """The thread; once it is stopped it ends what the turns hold."""

    def __init__(self, name: str, turns: Turns, alarm: Alarm) -> None:
        self._turns = turns
        self._alarm = alarm
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the turn at hand."""
        self._stop.set()
        self._thread.join(_GRACE)

    def _loop(self) -> None:
        rest = 0.0
        while not self._stop.wait(rest):
            rest = self._turn()
        try:
            if self._turns.end is not None:
                self._turns.end()
        except Exception as fault:
            self._tell(fault)

    def _turn(self) -> float:
        """Seconds to rest."""
        try:
            return self._turns.take()
        except Exception as fault:
            self._tell(fault)
            return self._turns.after_fault

    def _tell(self, fault: Exception) -> None:
        # The type alone: the text of an unexpected fault may quote a citizen's data.
        self._alarm.raise_(self._turns.alarm, (type(fault).__name__,))
