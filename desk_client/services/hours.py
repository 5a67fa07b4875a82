"""Finds the dossiers whose limit runs in hours: these are late by the minute, all others by the day."""

from datetime import datetime

from desk_client.store.queries import ListRow, Queries
from dossier.clock_ruling import runs_by_minute, timeliness
from dossier.limits import LimitUnit, Timeliness
from dossier.rules import Rules

_HOURS = frozenset({LimitUnit.HOUR, LimitUnit.WORKING_HOUR})


class Hours:
    """Asked from any thread; looks into no dossier of a procedure that has no limit in hours."""

    def __init__(self, queries: Queries) -> None:
        self._queries = queries
        self._known: tuple[str, frozenset[str]] = ("", frozenset())

    def overdue(self, rules: Rules, now: datetime) -> tuple[int, ...]:
        """Numbers of the rows that are due today and late already."""
        codes = self._codes(rules)
        if not codes:
            return ()
        due = self._queries.due_today(sorted(codes), now)
        return tuple(n for n, state in due if timeliness(state, rules, now) is Timeliness.LATE)

    def is_by_minute(self, row: ListRow, rules: Rules) -> bool:
        """Whether a row's limit runs in hours."""
        if row.procedure not in self._codes(rules):
            return False
        state = self._queries.dossier(row.id)
        return state is not None and runs_by_minute(state, rules)

    def _codes(self, rules: Rules) -> frozenset[str]:
        """Procedures with such a limit for some way of filing, in any version."""
        version, codes = self._known
        if version != rules.version:
            found = rules.bundle.procedures
            codes = frozenset(one.code for one in found if any(row.limit.unit in _HOURS for row in one.limits))
            self._known = (rules.version, codes)
        return codes
