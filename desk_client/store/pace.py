"""Says how much of the feed goes into one transaction: a whole page, or a few milliseconds' worth beside a clerk."""

from desk_client.ports import Clock

CALM_SECONDS = 5.0
"""So long after a person's last act or draft nobody is taken to be at work."""
_BUDGET_SECONDS = 0.004
"""Of writing, so that with its commit a transaction of the feed holds a clerk up for 5 ms at most."""
_FIRST = 10
_FASTER = 2


class Pace:
    """Learns from each transaction how many rows the next one may hold; `jobs` counts what persons had written."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rows = _FIRST
        self._jobs = 0
        self._worked_at: float | None = None

    def rows(self, jobs: int) -> int | None:
        """Rows for the next transaction; None while no clerk is at work: as many as there are."""
        now = self._clock.monotonic()
        if jobs != self._jobs:
            self._jobs, self._worked_at = jobs, now
        if self._worked_at is None or now - self._worked_at > CALM_SECONDS:
            return None
        return self._rows

    def took(self, rows: int, seconds: float) -> None:
        """A transaction of so many rows took so long; slower ones count at once, faster ones step by step."""
        fitting = int(rows * _BUDGET_SECONDS / seconds) if seconds > 0 else self._rows * _FASTER
        self._rows = max(1, min(fitting, self._rows * _FASTER))
