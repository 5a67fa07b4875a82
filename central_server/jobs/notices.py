"""Runs the notices' rounds while the centre serves; a fault costs a pause and an alarm, never the job."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from central_server.jobs.turns import Turns, TurnsJob
from central_server.ports.world import Alarm
from central_server.services.notices.rounds import Round

_REST = 5.0
"""Seconds between rounds that found nothing to do."""
_BREATH = 0.2
_AFTER_FAULT = 60.0
_SHARE = 20
"""Rest so many times the processor time of a round: desks that wait for an answer come first."""


@dataclass(frozen=True, slots=True)
class NoticeWork:
    """One round (None: another runner is at work) and the end of the sessions."""

    run: Callable[[], Round | None]
    close: Callable[[], None]


class NoticeJob(TurnsJob):
    """A thread that tells citizens; what is still claimed when it is stopped goes again after its claim ends."""

    def __init__(self, work: NoticeWork, alarm: Alarm) -> None:
        turns = Turns(lambda: _round(work.run), _AFTER_FAULT, work.close, "notice_fault")
        super().__init__("centre-notices", turns, alarm)


def _round(run: Callable[[], Round | None]) -> float:
    """Work once; seconds to rest."""
    began = time.thread_time()
    done = run()
    rest = _SHARE * (time.thread_time() - began)
    busy = done is not None and (done.more or done.made > 0 or done.sent > 0)
    return max(rest, _BREATH if busy else _REST)
