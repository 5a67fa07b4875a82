"""Runs the notices' rounds while the centre serves; a fault costs a pause and an alarm, never the job."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from central_server.ports.world import Alarm
from central_server.services.notices.rounds import Round

_REST = 5.0
"""Seconds between rounds that found nothing to do."""
_BREATH = 0.2
_AFTER_FAULT = 60.0
_SHARE = 20
"""Rest so many times the processor time of a round: desks that wait for an answer come first."""
_GRACE = 5.0


@dataclass(frozen=True, slots=True)
class NoticeWork:
    """One round (None: another runner is at work) and the end of the sessions."""

    run: Callable[[], Round | None]
    close: Callable[[], None]


class NoticeJob:
    """A thread that tells citizens."""

    def __init__(self, work: NoticeWork, alarm: Alarm) -> None:
        self._work = work
        self._alarm = alarm
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="centre-notices", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the message that is on its way; what is then still claimed goes again after its claim ends."""
        self._stop.set()
        self._thread.join(_GRACE)

    def _loop(self) -> None:
        rest = 0.0
        while not self._stop.wait(rest):
            rest = self._round()
        try:
            self._work.close()
        except Exception as fault:
            self._alarm.raise_("notice_fault", (type(fault).__name__,))

    def _round(self) -> float:
        """Work once; seconds to rest."""
        began = time.thread_time()
        try:
            done = self._work.run()
        except Exception as fault:
            # The type alone: the text of an unexpected fault may quote a citizen's data.
            self._alarm.raise_("notice_fault", (type(fault).__name__,))
            return _AFTER_FAULT
        rest = _SHARE * (time.thread_time() - began)
        busy = done is not None and (done.more or done.made > 0 or done.sent > 0)
        return max(rest, _BREATH if busy else _REST)
