"""Reads the control slip (form 05) of a dossier out of its story: who gave it, who took it, when, in time or late."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from desk_client.services.cases import TrailEntry
from dossier.acts import ActKind
from dossier.deadlines import stands_at
from dossier.limits import Timeliness
from dossier.state import Dossier, TrailLine

GIVES = frozenset({ActKind.HAND_OVER, ActKind.FORWARD, ActKind.HAND_RESULT})
"""Acts that open a row; ACCEPT closes the last open one, and a result at the counter is taken where it lies."""


@dataclass(frozen=True, slots=True)
class SlipRow:
    """One row: the act that gave, giver and moment, taker and moment (None: not yet), late where there is a limit."""

    kind: ActKind
    giver: str
    given_at: datetime
    taker: str = ""
    taken_at: datetime | None = None
    late: bool | None = None


def slip_rows(state: Dossier, trail: Sequence[TrailEntry], *, by_minute: bool = False) -> tuple[SlipRow, ...]:
    """The rows in the order of the hand-overs; `by_minute`: the limit runs in hours."""
    rows: list[SlipRow] = []
    for entry in trail:
        line = entry.line
        if line.kind in GIVES:
            late = _late(state, line, by_minute=by_minute)
            rows.append(SlipRow(line.kind, entry.who, line.at, late=late))
        elif line.kind is ActKind.ACCEPT and rows and rows[-1].taken_at is None:
            rows[-1] = replace(rows[-1], taker=entry.who, taken_at=line.at)
    return tuple(rows)


def _late(state: Dossier, line: TrailLine, *, by_minute: bool) -> bool | None:
    """The first hand-over has its own deadline; a result has the due day; what goes on between has none of its own."""
    clock, kind, at = state.clock, line.kind, line.at
    if kind is ActKind.HAND_OVER:
        return None if clock.hand_over_by is None else at > clock.hand_over_by
    if kind is ActKind.HAND_RESULT:
        return None if clock.due is None else stands_at(at, clock.due, by_minute=by_minute) is Timeliness.LATE
    return None
