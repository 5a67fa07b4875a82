"""Does small pieces of work over and over while the centre serves; a fault costs an alarm, never the job."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from central_server.ports.world import Alarm

_BREATH = 1.0
"""Seconds between pieces."""
_GRACE = 5.0


@dataclass(frozen=True, slots=True)
class Sweep:
    """A piece of work (how much it did; 0: nothing is left), the seconds to rest after nothing, the code of its alarm.

    Several processes may do it at once. `close` ends what the work holds, after its last piece.
    """

    work: Callable[[], int]
    rest: float
    alarm: str
    close: Callable[[], None] | None = None


class SweepJob:
    """A thread that sweeps."""

    def __init__(self, sweep: Sweep, alarm: Alarm) -> None:
        self._sweep = sweep
        self._alarm = alarm
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name=f"centre-{sweep.alarm}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the piece at hand."""
        self._stop.set()
        self._thread.join(_GRACE)

    def _loop(self) -> None:
        rest = 0.0
        while not self._stop.wait(rest):
            rest = self._round()
        if self._sweep.close is not None:
            self._sweep.close()

    def _round(self) -> float:
        """Sweep once; seconds to rest."""
        try:
            return _BREATH if self._sweep.work() else self._sweep.rest
        except Exception as fault:
            # The type alone: the text of an unexpected fault may quote a citizen's data.
            self._alarm.raise_(self._sweep.alarm, (type(fault).__name__,))
            return self._sweep.rest
