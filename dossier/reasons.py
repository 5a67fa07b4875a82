"""The table of reasons: plain words for the citizen, each tied to its clause; rows of data, never written in Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from dossier.acts import ActKind
from dossier.events import Stage
from dossier.rows import CatalogueFault, read_value


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A reason that a person may choose for these acts; `text` is what the citizen reads, `basis` its clause.

    With `words` the person must add what exactly (a paper, a day, a name); `ours` marks a reason that no law words.
    `stages` are those of the dossiers it is meant for (none: any); `again` is for asking papers a second time.
    """

    code: str
    acts: tuple[ActKind, ...]
    text: str
    basis: str
    valid_from: date
    words: bool = False
    ours: bool = False
    valid_until: date | None = None
    stages: tuple[Stage, ...] = ()
    again: bool = False

    def is_for(self, act: ActKind, day: date) -> bool:
        """Whether it may be chosen for that act on that day."""
        return act in self.acts and self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def meets(self, other: ReasonRow) -> bool:
        """Whether both are in force on some day."""
        first = max(self.valid_from, other.valid_from)
        return first <= min(self.valid_until or date.max, other.valid_until or date.max)

    def suits(self, stage: Stage | None) -> bool:
        """Whether it is meant for a dossier in that stage, None for one that does not exist yet."""
        return not self.stages or stage in self.stages


def parse_reasons(file: str, raw: Mapping[str, object]) -> tuple[ReasonRow, ...]:
    """Read `[[reason]]` rows; raises CatalogueFault naming the bad one, or a code given twice for one day."""
    rows = raw.get("reason")
    if not isinstance(rows, list) or set(raw) != {"reason"}:
        raise CatalogueFault(file, "reason", "the file holds [[reason]] rows and nothing else")
    found = tuple(read_value(ReasonRow, row, file) for row in rows)
    for one, other in combinations(found, 2):
        if one.code == other.code and one.meets(other):
            raise CatalogueFault(file, one.code, "a reason is given twice for one day")
    return found
