"""Tells the time: the real clock of the machine, or a rehearsal's own clock that runs on from a given moment."""

import sys
import time
from datetime import UTC, datetime, timedelta, timezone

from desk_client.ports import DeskFault

VIETNAM = timezone(timedelta(hours=7))


class MachineClock:
    """The machine's clock in +07:00, corrected by the last known offset from the centre."""

    rehearsal = False

    def __init__(self) -> None:
        self._offset_ms = 0

    def correct(self, offset_ms: int) -> None:
        """Take the centre's clock as right: ms to add to this machine's."""
        self._offset_ms = offset_ms

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.unix_ms() / 1000, VIETNAM).replace(tzinfo=None)

    def unix_ms(self) -> int:
        return self.raw_ms() + self._offset_ms

    def raw_ms(self) -> int:
        """What the machine itself believes, without the centre's correction."""
        return time.time_ns() // 1_000_000

    @property
    def offset_ms(self) -> int:
        """Ms by which the centre's clock is ahead of this machine's, as last heard."""
        return self._offset_ms

    def monotonic(self) -> float:
        return _running()


class RehearsalClock:
    """A clock that showed `start` at the real moment `base` and runs at real speed; survives restarts."""

    rehearsal = True

    def __init__(self, start: datetime, base: float) -> None:
        self._start_ms = int(start.replace(tzinfo=VIETNAM).astimezone(UTC).timestamp() * 1000)
        self._base_ms = int(base * 1000)

    def correct(self, offset_ms: int) -> None:
        """A rehearsal has no right time to be corrected to."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.unix_ms() / 1000, VIETNAM).replace(tzinfo=None)

    def unix_ms(self) -> int:
        return self._start_ms + time.time_ns() // 1_000_000 - self._base_ms

    def monotonic(self) -> float:
        return _running()


def _running() -> float:
    """Seconds that never jump and also count while the machine sleeps; Linux's own clock of that kind does not."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def clock_of(setting: str) -> MachineClock | RehearsalClock:
    """The clock that a setting names: "" or `rehearsal:<local ISO start>@<unix seconds>`."""
    if not setting:
        return MachineClock()
    kind, _, rest = setting.partition(":")
    start, _, base = rest.rpartition("@")
    try:
        if kind != "rehearsal":
            raise ValueError(kind)
        return RehearsalClock(datetime.fromisoformat(start), float(base))
    except ValueError as fault:
        raise DeskFault("settings_bad", detail="clock") from fault
