"""Keeps what past dossiers of each procedure say about its steps, read once a day, and forecasts from it."""

from collections.abc import Iterable
from datetime import date, datetime
from threading import Lock

from desk_client.services.parts import Parts
from desk_client.store.queries import ListRow
from dossier.calendar import WorkingCalendar
from dossier.clock_ruling import clock_calendar
from dossier.forecast import Forecast, History, forecast, history_of
from dossier.rules import Rules
from dossier.state import Dossier

_PAST = 40
"""The newest finished dossiers of a procedure that count."""


class Forecasting:
    """Asked from any thread."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._alone = Lock()
        self._day = date.min
        self._known: dict[tuple[str, str, str], History] = {}

    def of(self, state: Dossier, rules: Rules, now: datetime) -> Forecast | None:
        """The forecast of a dossier; None for one that goes in time or of whose procedure too little is known."""
        workflow = rules.workflow_of(state.procedure, state.version_day)
        if workflow is None or state.clock.due is None or state.clock.due <= now:
            return None
        calendar = clock_calendar(state, rules)
        return forecast(state, workflow, self._history(state.procedure, (rules, calendar), now), calendar, now)

    def endangered(self, rows: Iterable[ListRow], rules: Rules, now: datetime) -> frozenset[str]:
        """Those of these rows that may be late; only what could be late if it had moved just now is looked at whole."""
        near = [row.id for row in rows if self._could_be_late(row, rules, now)]
        states = self._parts.queries.dossiers(near) if near else ()
        return frozenset(state.id for state in states if self.of(state, rules, now) is not None)

    def _could_be_late(self, row: ListRow, rules: Rules, now: datetime) -> bool:
        if row.due is None or row.due <= now:
            return False
        calendar = rules.deciding_calendar(row.procedure, row.office, (row.received or now).date())
        minutes = self._history(row.procedure, (rules, calendar), now).minutes(row.stage)
        return minutes is not None and calendar.add_working_minutes(now, minutes) > row.due

    def _history(self, procedure: str, counted: tuple[Rules, WorkingCalendar], now: datetime) -> History:
        rules, calendar = counted
        with self._alone:
            if self._day != now.date():
                self._day, self._known = now.date(), {}
            key = (procedure, rules.version, calendar.code)
            if key not in self._known:
                workflow = rules.workflow_of(procedure, now.date())
                past = self._parts.queries.finished(procedure, _PAST) if workflow is not None else ()
                self._known[key] = History({}) if workflow is None else history_of(past, workflow, calendar)
            return self._known[key]
