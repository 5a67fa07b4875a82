"""A clock that shows what it is set to, for playing an office's past; never used by a person's desk."""

from datetime import datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))


class SettableClock:
    """Stands still at the moment it was set to."""

    rehearsal = True

    def __init__(self, at: datetime) -> None:
        self._at = at

    def set(self, at: datetime) -> None:
        """Show another moment, never an earlier one."""
        self._at = max(self._at, at)

    def correct(self, offset_ms: int) -> None:
        """A rehearsal has no right time to be corrected to."""

    def now(self) -> datetime:
        return self._at

    def unix_ms(self) -> int:
        return int(self._at.replace(tzinfo=VIETNAM).timestamp() * 1000)

    def monotonic(self) -> float:
        return self._at.timestamp()
