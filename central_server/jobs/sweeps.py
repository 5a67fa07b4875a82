"""Throws away citizens' drafts whose time is over while the centre serves; a fault costs an alarm, never the job."""

import threading
from collections.abc import Callable

from central_server.ports.world import Alarm

_REST = 3600.0
"""Seconds between looks when nothing was over."""
_BREATH = 1.0
_GRACE = 5.0


class DraftJob:
    """A thread that sweeps; several processes may do it at once."""

    def __init__(self, sweep: Callable[[], int], alarm: Alarm) -> None:
        self._sweep = sweep
        self._alarm = alarm
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="centre-drafts", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the drafts at hand."""
        self._stop.set()
        self._thread.join(_GRACE)

    def _loop(self) -> None:
        rest = 0.0
        while not self._stop.wait(rest):
            rest = self._round()

    def _round(self) -> float:
        """Sweep once; seconds to rest."""
        try:
            return _BREATH if self._sweep() else _REST
        except Exception as fault:
            # The type alone: the text of an unexpected fault may quote a citizen's data.
            self._alarm.raise_("draft_fault", (type(fault).__name__,))
            return _REST
