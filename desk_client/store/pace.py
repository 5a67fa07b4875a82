"""Says how much of the feed goes into one transaction, and how long it rests then so that a clerk finds no queue."""

from desk_client.ports import Clock

CALM_SECONDS = 5.0
"""So long after a person's last act or draft nobody is taken to be at work."""
_BUDGET_SECONDS = 0.003
"""Of writing, which a save may have to wait for: with the commit it stays below the 5 ms that are allowed."""
_FIRST = 10
_LEAST = 4
"""Rows that are written however slow it goes: a commit costs more than they do."""
_FASTER = 2
_REST = 20
"""Times what a transaction took: so seldom does a save beside the feed meet one, or share the interpreter with it."""
_LONGEST_REST_SECONDS = 0.1


class Pace:
    """Learns from each transaction how many rows the next one may hold; `jobs` counts what persons had written."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rows = _FIRST
        self._jobs = 0
        self._rest = 0.0
        self._worked_at: float | None = None

    def rows(self, jobs: int) -> int | None:
        """Rows for the next transaction; None while no clerk is at work: as many as there are."""
        now = self._clock.monotonic()
        if jobs != self._jobs:
            self._jobs, self._worked_at = jobs, now
        if self._worked_at is None or now - self._worked_at > CALM_SECONDS:
            return None
        return self._rows

    def took(self, rows: int, writing: float, whole: float) -> None:
        """So many rows took seconds to write, and with their commit; slower ones count at once, faster step by step.

        A slow commit says nothing about rows: fewer of them would only make more commits.
        """
        self._rest = min(whole * _REST, _LONGEST_REST_SECONDS)
        fitting = int(rows * _BUDGET_SECONDS / writing) if writing > 0 else self._rows * _FASTER
        self._rows = max(_LEAST, min(fitting, self._rows * _FASTER))

    def rest(self, jobs: int) -> float:
        """Seconds to leave the store alone after the last transaction; none while no clerk is at work."""
        return 0.0 if self.rows(jobs) is None else self._rest
