"""Counts dossiers of a period as report II.06a does (TT 01/2020/TT-VPCP); a pure fold over states, no query.

Received and carried over on the left, solved and open on the right: each dossier stands once on either side, so that
columns 3 = 4+5+6, 7 = 8+9+10, 11 = 12+13 and 3 = 7+11.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, time

from dossier.clock_ruling import timeliness
from dossier.limits import Timeliness
from dossier.rules import Rules
from dossier.state import Dossier
from dossier.values import Channel


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day, both counted."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Tally:
    """One line of the report: columns 4-6, 8-10, 12-13."""

    online: int = 0
    direct: int = 0
    carried: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    open_in_time: int = 0
    open_late: int = 0

    @property
    def received(self) -> int:
        """Column 3: of the period and from before."""
        return self.online + self.direct + self.carried

    @property
    def solved(self) -> int:
        """Column 7."""
        return self.early + self.on_time + self.late

    @property
    def open(self) -> int:
        """Column 11."""
        return self.open_in_time + self.open_late

    @property
    def balanced(self) -> bool:
        """Column 3 = 7 + 11."""
        return self.received == self.solved + self.open

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Tally)))


def tally_by(
    states: Iterable[Dossier], period: Period, rules: Rules, key: Callable[[Dossier], str]
) -> dict[str, Tally]:
    """Every line of the report, by unit, field or procedure (`key`), in the order they first appear."""
    lines: dict[str, Tally] = {}
    for state in states:
        one = tally_of(state, period, rules)
        if one is not None:
            name = key(state)
            lines[name] = lines.get(name, Tally()) + one
    return lines


def tally_of(state: Dossier, period: Period, rules: Rules) -> Tally | None:
    """What one dossier adds to the report of a period; None when it does not belong into it.

    A dossier counts from its acceptance; refused at the counter or filed and not accepted yet it has no code and no
    limit. Withdrawn and stopped ones are solved on the day they ended.
    """
    accepted, finished = state.clock.accepted_at, state.clock.finished_at
    if accepted is None or accepted.date() > period.last:
        return None
    if finished is not None and finished.date() < period.first:
        return None
    came = "carried" if accepted.date() < period.first else _channel(state)
    ended = finished is not None and finished.date() <= period.last
    went = _solved(state, rules).value if ended else _open(state, period.last, rules)
    return Tally(**{came: 1, went: 1})


def _channel(state: Dossier) -> str:
    return "online" if state.channel is Channel.ONLINE else "direct"


def _solved(state: Dossier, rules: Rules) -> Timeliness:
    finished = state.clock.finished_at
    return Timeliness.ON_TIME if finished is None else timeliness(state, rules, finished)


def _open(state: Dossier, last: date, rules: Rules) -> str:
    """How it stands at the end of the last day."""
    end = datetime.combine(last, time.max)
    return "open_late" if timeliness(state, rules, end) is Timeliness.LATE else "open_in_time"
