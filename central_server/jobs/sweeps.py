"""Does small pieces of work over and over while the centre serves; a fault costs an alarm, never the job."""

from collections.abc import Callable
from dataclasses import dataclass

from central_server.jobs.turns import Turns, TurnsJob
from central_server.ports.world import Alarm

_BREATH = 1.0
"""Seconds between pieces."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """A piece of work (how much it did; 0: nothing is left), the seconds to rest after nothing, the code of its alarm.

    Several processes may do it at once. `close` ends what the work holds, after its last piece.
    """

    work: Callable[[], int]
    rest: float
    alarm: str
    close: Callable[[], None] | None = None


class SweepJob(TurnsJob):
    """A thread that sweeps."""

    def __init__(self, sweep: Sweep, alarm: Alarm) -> None:
        turns = Turns(lambda: _BREATH if sweep.work() else sweep.rest, sweep.rest, sweep.close, sweep.alarm)
        super().__init__(f"centre-{sweep.alarm}", turns, alarm)
