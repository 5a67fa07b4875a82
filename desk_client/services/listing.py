"""Answers the list of dossiers: pages, counts and searches, with how each row stands on this day; says no word."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from math import ceil

from desk_client.services.filters import DueWindow, ListFilter
from desk_client.services.forecasting import Forecasting
from desk_client.services.hours import Hours
from desk_client.services.last_days import last_days
from desk_client.services.parts import Parts
from desk_client.services.session import Session
from desk_client.store.queries import ListRow
from desk_client.store.tabs import Narrow, Query, Tab, Waiting
from dossier.calendar import WorkingCalendar
from dossier.clock_ruling import clock_calendar, runs_by_minute
from dossier.events import OPEN_STAGES, Stage
from dossier.lying import untaken_since
from dossier.roles import Role
from dossier.rules import Rules
from dossier.state import Dossier
from dossier.text import fold
from dossier.workflow import Workflow

PAGE = 60
CITIZENS_TURN = frozenset({Stage.WAITING_PAPERS, Stage.SUPPLEMENTING, Stage.PAYING, Stage.AT_COUNTER})
"""Stages in which the next move is the citizen's: they have tabs of their own and wait for no official."""
AMBER_DAYS = 2
"""Working days before the due day from which a dossier is amber."""
_ACTING = frozenset({Role.INTAKE, Role.OFFICER, Role.HEAD, Role.LEADER, Role.RECORDS})
_EVERYBODY = frozenset(Role)


@dataclass(frozen=True, slots=True)
class TabRow:
    """A tab: whose it is, and whether it is shown only while it holds something."""

    tab: Tab
    roles: frozenset[Role] = _EVERYBODY
    rare: bool = False


TABS: tuple[TabRow, ...] = (
    TabRow(Tab.MINE, _ACTING),
    TabRow(Tab.FILED, frozenset({Role.INTAKE}), rare=True),
    TabRow(Tab.IN_HAND, frozenset({Role.OFFICER}), rare=True),
    TabRow(Tab.REQUESTS, frozenset({Role.OFFICER, Role.HEAD, Role.LEADER}), rare=True),
    TabRow(Tab.STUCK, frozenset({Role.HEAD, Role.LEADER}), rare=True),
    TabRow(Tab.OWING, frozenset({Role.FINANCE})),
    TabRow(Tab.PAYING, frozenset({Role.FINANCE, Role.OFFICER}), rare=True),
    TabRow(Tab.TO_ISSUE, frozenset({Role.RECORDS})),
    TabRow(Tab.TO_SIGN, frozenset({Role.RECORDS})),
    TabRow(Tab.TO_COUNTER, frozenset({Role.RECORDS, Role.OFFICER}), rare=True),
    TabRow(Tab.LATE),
    TabRow(Tab.DUE_TODAY),
    TabRow(Tab.LAST_APOLOGY, frozenset({Role.INTAKE, Role.OFFICER, Role.HEAD, Role.LEADER}), rare=True),
    TabRow(Tab.OPEN),
    TabRow(Tab.WAITING_PAPERS),
    TabRow(Tab.AT_COUNTER),
    TabRow(Tab.POSTED, frozenset({Role.INTAKE}), rare=True),
    TabRow(Tab.UNSCANNED, frozenset({Role.INTAKE}), rare=True),
    TabRow(Tab.OWN_DRAFT, frozenset({Role.HEAD, Role.LEADER, Role.INSPECTOR}), rare=True),
    TabRow(Tab.DONE),
)
"""The tabs in their order; a person has those of all his roles."""
RARE = frozenset(row.tab for row in TABS if row.rare)
_ORDER = {stage: place for place, stage in enumerate(Stage)}


class Standing(str, Enum):
    """How a dossier stands to its due date today; message ids are `list.standing.<value>`."""

    FILED = "filed"
    WAITING = "waiting"
    SUPPLIED = "supplied"
    AT_ONCE = "at_once"
    LATE = "late"
    LATE_HOURS = "late_hours"
    HOURS_LEFT = "hours_left"
    DUE_TODAY = "due_today"
    SOON = "soon"
    AT_RISK = "at_risk"
    IN_TIME = "in_time"
    READY = "ready"
    POSTED = "posted"
    RETURNED = "returned"
    REFUSED = "refused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ListLine:
    """A row of the list: as stored, the short name of its procedure, how it stands and by how many working days (in
    HOURS_LEFT and LATE_HOURS: minutes).
    """

    row: ListRow
    procedure: str
    standing: Standing
    days: int = 0


@dataclass(frozen=True, slots=True)
class TabCount:
    """How many dossiers a tab holds."""

    tab: Tab
    count: int


@dataclass(frozen=True, slots=True)
class FilterCount:
    """How many dossiers a filter of the person lets through."""

    filter: ListFilter
    count: int


View = Tab | ListFilter
"""What the list shows: a tab, or a tab that a filter narrows."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """Lines, the key to go on after them (None: the end), and the moment at which they were read."""

    lines: tuple[ListLine, ...]
    after: tuple[str, int] | None
    at: datetime


class Listing:
    """Read side of the list; every method is one short read of the store."""

    def __init__(self, parts: Parts, forecasting: Forecasting) -> None:
        self._parts = parts
        self._forecasting = forecasting
        self._hours = Hours(parts.queries)

    def now(self) -> datetime:
        """The moment at the counter."""
        return self._parts.clock.now()

    def counts(self, session: Session) -> tuple[TabCount, ...]:
        """How many dossiers each tab of this person holds (no further than a thousand)."""
        queries = self._parts.queries
        return tuple(TabCount(tab, queries.count(self._query(session, tab))) for tab in self.tabs(session))

    def tabs(self, session: Session) -> tuple[Tab, ...]:
        """The tabs of this person in their order; reads nothing."""
        roles = session.roles_on(self.now().date())
        return tuple(row.tab for row in TABS if roles & row.roles)

    def filtered(self, session: Session, filters: Iterable[ListFilter]) -> tuple[FilterCount, ...]:
        """How many dossiers each of these filters lets through."""
        queries = self._parts.queries
        return tuple(FilterCount(one, queries.count(self._query(session, one))) for one in filters)

    def offers(self) -> tuple[tuple[str, str], ...]:
        """The procedures that a filter can ask for: code and short name, by name."""
        found = {one.code: one.short_name or one.name for one in self._parts.rules().bundle.procedures}
        return tuple(sorted(found.items(), key=lambda pair: fold(pair[1])))

    def page(self, session: Session, view: View, after: tuple[str, int] | None = None, limit: int = PAGE) -> ListPage:
        """A page of a tab or a filter after a key of an earlier page."""
        query = self._query(session, view)
        found = self._parts.queries.page(query, after, limit)
        return ListPage(self._lines(found.rows, query.now), found.after, query.now)

    def search(self, typed: str) -> ListPage:
        """What is found by code, identity number, phone or name without marks, newest first."""
        now = self.now()
        return ListPage(self._lines(self._parts.queries.search(typed), now), None, now)

    def _query(self, session: Session, view: View) -> Query:
        now, rules = self.now(), self._parts.rules()
        if isinstance(view, ListFilter):
            narrow = _narrow(view, session.person.id, now.date(), rules.calendar_of(session.office))
            overdue = () if view.due is DueWindow.ANY else self._hours.overdue(rules, now)
            return replace(self._query(session, view.tab), narrow=narrow, overdue=overdue)
        if view is not Tab.MINE:
            since = untaken_since(now.date(), rules.calendar_of(session.office), rules.bundle.province.untaken.days)
            overdue = self._hours.overdue(rules, now) if view in (Tab.LATE, Tab.DUE_TODAY) else ()
            query = Query(view, now, office=session.office, untaken_since=since, person=session.person.id)
            last = last_days(rules, session.office, now.date()) if view is Tab.LAST_APOLOGY else ()
            return replace(query, overdue=overdue, last_days=last)
        roles = session.roles_on(now.date())
        return Query(view, now, waiting_for(rules, roles, (session.office, session.person.id), now.date()))

    def _lines(self, rows: Iterable[ListRow], now: datetime) -> tuple[ListLine, ...]:
        rules = self._parts.rules()
        lines = [self._line(row, rules, now) for row in rows]
        running = [line.row for line in lines if line.standing in RUNNING]
        endangered = self._forecasting.endangered(running, rules, now)
        return tuple(replace(line, standing=Standing.AT_RISK) if line.row.id in endangered else line for line in lines)

    def _line(self, row: ListRow, rules: Rules, now: datetime) -> ListLine:
        """A line as the calendar alone has it."""
        day = (row.received or now).date()
        procedure = rules.procedure(row.procedure, day)
        calendar = rules.deciding_calendar(row.procedure, row.office, day)
        standing, days = standing_of(row.stage, row.due, now, calendar, supplied=row.supplied)
        if standing is Standing.DUE_TODAY and row.due is not None and self._hours.is_by_minute(row, rules):
            standing, days = in_hours(row.due, now)
        return ListLine(row, row.procedure if procedure is None else procedure.short_name, standing, days)


def _narrow(chosen: ListFilter, person: str, today: date, calendar: WorkingCalendar) -> Narrow:
    """What a filter of a person means on a day."""
    tomorrow = today + timedelta(days=1)
    first, before = {
        DueWindow.ANY: (None, None),
        DueWindow.LATE: (None, today),
        DueWindow.TODAY: (today, tomorrow),
        DueWindow.FIVE_DAYS: (today, calendar.add_working_days(today, 5) + timedelta(days=1)),
    }[chosen.due]
    return Narrow(chosen.procedure, chosen.stage, person if chosen.own else "", first, before)


def standing_of(
    stage: Stage, due: datetime | None, now: datetime, calendar: WorkingCalendar, *, supplied: bool = False
) -> tuple[Standing, int]:
    """How a dossier stands today and by how many working days it is late or has left.

    `supplied`: papers that were asked for came online and wait for the counter.
    """
    if supplied and stage in (Stage.WAITING_PAPERS, Stage.SUPPLEMENTING):
        return Standing.SUPPLIED, 0
    settled = {
        Stage.WAITING_PAPERS: Standing.WAITING,
        Stage.REGISTERED: Standing.FILED,
        Stage.AT_COUNTER: Standing.READY,
        Stage.POSTED: Standing.POSTED,
        Stage.RETURNED: Standing.RETURNED,
        Stage.REFUSED: Standing.REFUSED,
        Stage.WITHDRAWN: Standing.ENDED,
        Stage.STOPPED: Standing.ENDED,
    }.get(stage)
    if settled is not None:
        return settled, 0
    if due is None:
        return (Standing.WAITING if stage in _CITIZEN_OWES else Standing.AT_ONCE), 0
    today, day = now.date(), due.date()
    if day < today:
        return Standing.LATE, max(1, calendar.working_days_between(day, today))
    if day == today:
        return Standing.DUE_TODAY, 0
    left = max(1, calendar.working_days_between(today, day))
    return (Standing.SOON if left <= AMBER_DAYS else Standing.IN_TIME), left


def standing_of_state(state: Dossier, rules: Rules, now: datetime) -> tuple[Standing, int]:
    """How a whole dossier stands; with hours left or late by hours the number is one of minutes."""
    calendar, due = clock_calendar(state, rules), state.clock.due
    found = standing_of(state.stage, due, now, calendar, supplied=bool(state.way.supplied))
    if found[0] is Standing.DUE_TODAY and due is not None and runs_by_minute(state, rules):
        return in_hours(due, now)
    return found


def in_hours(due: datetime, now: datetime) -> tuple[Standing, int]:
    """How a dossier whose limit runs in hours stands on its day, and by how many minutes; the last one counts whole."""
    left = (due - now).total_seconds() / 60
    return (Standing.LATE_HOURS, max(1, int(-left))) if left < 0 else (Standing.HOURS_LEFT, ceil(left))


_CITIZEN_OWES = frozenset({Stage.SUPPLEMENTING, Stage.PAYING})
"""Stages that wait for the citizen; where the limit runs on all the same, its days are shown."""

IN_MINUTES = frozenset({Standing.HOURS_LEFT, Standing.LATE_HOURS})
"""Standings whose number is one of minutes."""

RUNNING = frozenset({Standing.SOON, Standing.IN_TIME})
"""Standings in which a dossier can still be forecast to be late."""


def waiting_for(rules: Rules, roles: frozenset[Role], who: tuple[str, str], day: date) -> tuple[Waiting, ...]:
    """What waits for a person (office, id) with these roles: where the tables of that day let him move a dossier on."""
    office, person = who
    found: list[Waiting] = []
    for workflow in rules.bundle.workflows:
        procedures = tuple(p.code for p in rules.bundle.procedures if p.workflow == workflow.name)
        groups: dict[tuple[bool, bool, bool], list[Stage]] = {}
        for stage in Stage:
            for key in _ways_on(workflow.on(day), stage, roles):
                groups.setdefault(key, []).append(stage)
        for (custody, receiving, assignee), stages in groups.items():
            if procedures:
                holder, receiver = office if custody else "", office if receiving else ""
                found.append(Waiting(tuple(stages), procedures, holder, person if assignee else "", receiver))
    return tuple(found)


def _ways_on(workflow: Workflow, stage: Stage, roles: frozenset[Role]) -> set[tuple[bool, bool, bool]]:
    """How acts that move a dossier on from this stage are bound: (to the holder, the receiving unit, the assignee)."""
    if stage not in OPEN_STAGES or stage in CITIZENS_TURN:
        return set()
    ways = set()
    for act in workflow.open_to(stage, roles):
        step = workflow.step(act, stage)
        if step is not None and step.after is not None and _ORDER[step.after] > _ORDER[stage]:
            ways.add((step.custody, step.receiving, step.assignee))
    return ways
