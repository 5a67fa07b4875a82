"""The clock of the centre: the machine's, or that of a rehearsal that runs from a settable moment."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from central_server.ports.world import ZONE, Clock
from central_server.settings import SettingsFault

_REHEARSAL = "rehearsal:"


@dataclass(frozen=True, slots=True)
class MachineClock:
    """The machine's clock in the zone of Vietnam; `seconds` gives the time since 1970."""

    seconds: Callable[[], float] = time.time

    def now(self) -> datetime:
        """The local moment, naive."""
        return datetime.fromtimestamp(self.seconds(), ZONE).replace(tzinfo=None)

    def milliseconds(self) -> int:
        """Milliseconds since 1970."""
        return int(self.seconds() * 1000)


@dataclass(frozen=True, slots=True)
class RehearsalClock:
    """A clock that showed `start` (local) when the machine's stood at `base` seconds, and has run on since."""

    start: datetime
    base: float
    seconds: Callable[[], float] = time.time

    def now(self) -> datetime:
        """The rehearsed local moment, naive."""
        return self.start + timedelta(seconds=self.seconds() - self.base)

    def milliseconds(self) -> int:
        """Milliseconds from 1970 to the rehearsed moment."""
        return int(self.now().replace(tzinfo=ZONE).timestamp() * 1000)


def make_clock(text: str) -> Clock:
    """The clock of the setting: empty for the machine's, or `rehearsal:<local ISO start>@<real epoch seconds>`."""
    if not text:
        return MachineClock()
    start, _, base = text.removeprefix(_REHEARSAL).rpartition("@")
    try:
        moment = datetime.fromisoformat(start)
        seconds = float(base)
    except ValueError as fault:
        raise SettingsFault("clock", text) from fault
    if not text.startswith(_REHEARSAL) or moment.tzinfo is not None:
        raise SettingsFault("clock", text)
    return RehearsalClock(moment, seconds)
