"""Reads the control slip (form 05) of a dossier out of its story: who gave it, who took it, when, in time or late."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from desk_client.services.cases import TrailEntry
from dossier.acts import ActKind
from dossier.hand_overs import GIVING
from dossier.limits import Timeliness


@dataclass(frozen=True, slots=True)
class SlipRow:
    """One row: the act that gave, giver and moment, taker and moment (None: not yet), late where there is a limit."""

    kind: ActKind
    giver: str
    given_at: datetime
    taker: str = ""
    taken_at: datetime | None = None
    late: bool | None = None


def slip_rows(trail: Sequence[TrailEntry]) -> tuple[SlipRow, ...]:
    """The rows in the order of the hand-overs; taking closes the last open one, a result is taken where it lies."""
    rows: list[SlipRow] = []
    for entry in trail:
        line = entry.line
        if line.kind in GIVING:
            late = None if entry.stood is None else entry.stood is Timeliness.LATE
            rows.append(SlipRow(line.kind, entry.who, line.at, late=late))
        elif line.kind is ActKind.ACCEPT and rows and rows[-1].taken_at is None:
            rows[-1] = replace(rows[-1], taker=entry.who, taken_at=line.at)
    return tuple(rows)
