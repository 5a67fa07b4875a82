"""What the list reads: tabs by the tables, days by the calendar, pages by key without gap or double."""

from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk_client.services.listing import CITIZENS_TURN, Standing, standing_of, waiting_for
from desk_client.store.tabs import NEWEST_FIRST, Tab
from dossier.events import OPEN_STAGES, Stage
from dossier.roles import Role
from tests.desk_client.listing.fixtures import Office
from tests.fakes.people import OFFICE, OFFICER
from tests.fakes.rules import shipped_rules

ORDER = list(Stage)
DAY = date(2019, 3, 14)
PROCESSING = frozenset({Role.INTAKE, Role.OFFICER, Role.HEAD, Role.LEADER, Role.RECORDS})
"""Roles for which dossiers wait in the list: the others look after money, machines or their own dossier."""


def stages_of(role: Role) -> set[tuple[str, Stage]]:
    """(workflow, stage) pairs that wait for a role, read from the rows that the list asks for."""
    rules = shipped_rules()
    found = set()
    for row in waiting_for(rules, frozenset({role}), (OFFICE, "p-1"), DAY):
        flows = {p.workflow for p in rules.bundle.procedures if p.code in row.procedures}
        found |= {(flow, stage) for flow in flows for stage in row.stages}
    return found


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_what_waits_for_a_role_is_what_the_tables_let_it_move_on(role: Role) -> None:
    """Every stage of every workflow in which the role may do an act that leads further, and no other."""
    expected = set()
    for flow in shipped_rules().bundle.workflows:
        for step in (step for step in flow.steps if not step.foreign):
            for stage in step.before & OPEN_STAGES - CITIZENS_TURN:
                further = step.after is not None and ORDER.index(step.after) > ORDER.index(stage)
                if further and role in step.roles:
                    expected.add((flow.name, stage))
    assert stages_of(role) == expected
    assert bool(expected) is (role in PROCESSING)


def test_a_dossier_assigned_to_another_officer_does_not_wait_for_me(office: Office) -> None:
    """The assignee's rows are bound to the person; the clerk's are not."""
    rows = waiting_for(shipped_rules(), frozenset({Role.OFFICER}), (OFFICE, OFFICER.id), DAY)
    assert [row.assignee for row in rows if Stage.ASSIGNED in row.stages] == [OFFICER.id]
    mine = office.listing.page(office.past.crew["loc"], Tab.MINE).lines
    assert any(line.row.stage is Stage.ASSIGNED for line in mine)
    stranger = waiting_for(shipped_rules(), frozenset({Role.OFFICER}), (OFFICE, "p-other"), DAY)
    from desk_client.store.tabs import Query

    found = office.past.desk.parts.queries.page(Query(Tab.MINE, office.listing.now(), stranger)).rows
    assert found
    assert not [row for row in found if row.stage is Stage.ASSIGNED]


@pytest.mark.parametrize(
    ("due", "standing", "days"),
    [
        (datetime(2019, 3, 13, 17), Standing.LATE, 1),
        (datetime(2019, 3, 8, 17), Standing.LATE, 4),
        (datetime(2019, 3, 14, 7), Standing.DUE_TODAY, 0),
        (datetime(2019, 3, 15, 17), Standing.SOON, 1),
        (datetime(2019, 3, 18, 17), Standing.SOON, 2),
        (datetime(2019, 3, 19, 17), Standing.IN_TIME, 3),
        (None, Standing.AT_ONCE, 0),
    ],
)
def test_days_left_and_late_are_working_days(due: datetime | None, standing: Standing, days: int) -> None:
    """From Thursday 14/03/2019, Monday 18/03 is two working days away."""
    now = datetime(2019, 3, 14, 8, 5)
    assert standing_of(Stage.ASSIGNED, due, now, shipped_rules().bundle.calendar) == (standing, days)


def test_a_result_at_the_counter_is_not_late_any_more() -> None:
    """What waits for the citizen has no day of ours."""
    now = datetime(2019, 3, 14, 8, 5)
    calendar = shipped_rules().bundle.calendar
    assert standing_of(Stage.AT_COUNTER, datetime(2019, 3, 1, 17), now, calendar) == (Standing.READY, 0)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tab=st.sampled_from(list(Tab)), limit=st.integers(1, 9))
def test_pages_by_key_give_every_row_once_and_in_order(office: Office, tab: Tab, limit: int) -> None:
    """Whatever the page size, the pages together are the whole tab in its order."""
    session = office.past.crew["loc"]
    whole = [line.row for line in office.listing.page(session, tab, None, 500).lines]
    read, after, more = [], None, True
    while more:
        page = office.listing.page(session, tab, after, limit)
        read += [line.row for line in page.lines]
        after, more = page.after, page.after is not None
    assert [row.id for row in read] == [row.id for row in whole]
    keys = [(str(row.due or ""), row.n) for row in read]
    if tab not in NEWEST_FIRST:
        assert keys == sorted(keys)
    counts = {count.tab: count.count for count in office.listing.counts(session)}
    assert counts.get(tab, len(whole)) == len(whole)  # a tab of other roles has no count


def test_tabs_do_not_mix_what_waits_for_the_citizen_with_what_is_under_way(office: Office) -> None:
    """Waiting for papers and ready results have tabs of their own."""
    session = office.past.crew["hoa"]
    stages = {line.row.stage for line in office.listing.page(session, Tab.OPEN, None, 500).lines}
    assert stages
    assert not stages & CITIZENS_TURN
    late = office.listing.page(session, Tab.LATE, None, 500).lines
    assert {line.standing for line in late} == {Standing.LATE}
    assert all(line.row.due is not None and line.row.due.date() < date(2019, 3, 14) for line in late)
