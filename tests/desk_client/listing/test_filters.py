"""Filters of the list: named, kept for a person, editable; and the tabs that each role has."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from desk_client.services.filters import MOST, DueWindow, Filters, ListFilter
from desk_client.services.listing import TABS
from desk_client.store.tabs import Tab
from desk_client.views.kit.outfit import Kit
from desk_client.views.listing.filter_dialog import DROP, USE, FilterDialog
from dossier.events import Stage
from dossier.roles import Grant, Role
from dossier.state import Dossier
from tests.desk_client.day.day_desk import DayDesk
from tests.desk_client.dossier.stand import Stand
from tests.desk_client.listing.fixtures import Office
from tests.fakes.people import CLERK, OFFICE, OFFICER

Control = Qt.KeyboardModifier.ControlModifier


def _states(office: Office) -> list[Dossier]:
    """Every dossier of the office."""
    return list(office.past.desk.parts.queries.by_stage(tuple(Stage), 500))


def _found(office: Office, chosen: ListFilter, login: str = "loc") -> set[str]:
    return {str(line.row.id) for line in office.listing.page(office.past.crew[login], chosen, None, 500).lines}


def test_a_filter_lets_through_what_a_plain_loop_finds(office: Office) -> None:
    """By procedure, by step, by officer, by due date, and all of them together."""
    states, today = _states(office), office.listing.now().date()
    running = [s for s in states if s.stage not in {Stage.AT_COUNTER, Stage.WAITING_PAPERS, Stage.RETURNED}]
    base = ListFilter("x")
    some = replace(base, procedure="1.000656")
    assert _found(office, some) == {s.id for s in running if s.procedure == "1.000656"}
    assert _found(office, replace(base, stage="assigned")) == {s.id for s in running if s.stage is Stage.ASSIGNED}
    assert _found(office, replace(base, own=True)) == {s.id for s in running if s.assignee == OFFICER.id}
    late = {s.id for s in running if s.clock.due is not None and s.clock.due.date() < today}
    assert _found(office, replace(base, due=DueWindow.LATE)) == late
    assert late
    day = {s.id for s in running if s.clock.due is not None and s.clock.due.date() == today}
    assert _found(office, replace(base, due=DueWindow.TODAY)) == day
    both = replace(base, own=True, due=DueWindow.LATE)
    assert _found(office, both) == late & {s.id for s in running if s.assignee == OFFICER.id}
    assert [one.count for one in office.listing.filtered(office.past.crew["loc"], [both])] == [
        len(_found(office, both))
    ]


def test_filters_are_kept_for_each_person_and_can_be_changed(office: Office) -> None:
    """A new one gets an id, a changed one stays in its place, a dropped one is gone; the oldest makes room."""
    filters = Filters(office.past.desk.parts)
    first = filters.keep("p-1", ListFilter("Quá hạn", due=DueWindow.LATE))
    second = filters.keep("p-1", ListFilter("Khai sinh", procedure="1.001193"))
    assert first.id
    assert filters.of_person("p-1") == (first, second)
    assert filters.of_person("p-2") == ()
    changed = filters.keep("p-1", replace(first, name="Trễ"))
    assert filters.of_person("p-1") == (changed, second)
    filters.drop("p-1", second.id)
    assert filters.of_person("p-1") == (changed,)
    for number in range(MOST):
        filters.keep("p-1", ListFilter(str(number)))
    assert [one.name for one in filters.of_person("p-1")] == [str(number) for number in range(MOST)]


def test_a_named_filter_becomes_a_tab_and_is_deleted_again(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """Ctrl+L asks; the tab stands after the first one with its count; nobody else sees it; deleting brings the tab."""
    stand = Stand(kit, office, qtbot, "loc")

    def name_it(dialog: QDialog) -> None:
        assert isinstance(dialog, FilterDialog)
        dialog.tab.choose(Tab.OPEN.value)
        dialog.due.choose(DueWindow.LATE.value)
        dialog.name.setText("Trễ của xã")
        dialog.choose(USE)

    stand.answering(name_it)
    stand.window.activateWindow()
    qtbot.waitUntil(stand.window.isActiveWindow)
    qtbot.keyClick(stand.list.table, Qt.Key.Key_L, Control)
    qtbot.waitUntil(lambda: bool(stand.listing.filters), timeout=20_000)
    stand.settle()
    strip = stand.list.strip
    assert [tab.text for tab in strip._tabs][:2] == ["Chờ tôi xử lý", "Trễ của xã"]
    assert strip._tabs[1].count == stand.list.table.rows.rowCount()
    assert strip.current == strip._tabs[1].id
    strip.choose(Tab.OPEN.value)
    stand.settle()
    strip.choose(strip._tabs[1].id)
    stand.settle()
    assert stand.listing.filter is not None
    stand.sit("minh")
    assert stand.listing.filters == ()
    assert stand.listing.filter is None
    stand.sit("loc")
    strip.choose(strip._tabs[1].id)
    stand.settle()

    def drop(dialog: QDialog) -> None:
        assert isinstance(dialog, FilterDialog)
        assert dialog.name.text() == "Trễ của xã"
        dialog.choose(DROP)

    stand.answering(drop)
    stand.list.filter.click()
    qtbot.waitUntil(lambda: not stand.listing.filters, timeout=20_000)
    stand.settle()
    assert strip.current == Tab.OPEN.value


def test_a_filter_without_a_name_is_used_once(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """It is in view as a tab of its own and gone with the next one; nothing is kept."""
    stand = Stand(kit, office, qtbot, "loc")
    stand.listing.keep_filter(ListFilter("", stage="assigned"))
    stand.settle()
    assert "Đang lọc" in [tab.text for tab in stand.list.strip._tabs]
    assert {line.row.stage for line in stand.listing.lines} == {Stage.ASSIGNED}
    stand.listing.choose_tab(Tab.OPEN)
    stand.settle()
    assert Filters(office.past.desk.parts).of_person(OFFICER.id) == ()
    assert "Đang lọc" not in [tab.text for tab in stand.list.strip._tabs]


@pytest.mark.parametrize(
    ("role", "own"),
    [
        (Role.INTAKE, {Tab.MINE, Tab.FILED, Tab.POSTED, Tab.UNSCANNED, Tab.LAST_APOLOGY}),
        (Role.OFFICER, {Tab.MINE, Tab.IN_HAND, Tab.REQUESTS, Tab.PAYING, Tab.TO_COUNTER, Tab.LAST_APOLOGY}),
        (Role.HEAD, {Tab.MINE, Tab.REQUESTS, Tab.STUCK, Tab.OWN_DRAFT, Tab.LAST_APOLOGY}),
        (Role.LEADER, {Tab.MINE, Tab.REQUESTS, Tab.STUCK, Tab.OWN_DRAFT, Tab.LAST_APOLOGY}),
        (Role.RECORDS, {Tab.MINE, Tab.TO_ISSUE, Tab.TO_SIGN, Tab.TO_COUNTER}),
        (Role.FINANCE, {Tab.OWING, Tab.PAYING}),
        (Role.INSPECTOR, {Tab.OWN_DRAFT}),
    ],
)
def test_each_role_has_its_tabs(office: Office, role: Role, own: set[Tab]) -> None:
    """Beside those of everybody; written out here and held against the table."""
    everybody = {Tab.LATE, Tab.DUE_TODAY, Tab.OPEN, Tab.WAITING_PAPERS, Tab.AT_COUNTER, Tab.DONE}
    session = office.past.crew["hoa"]
    grants = (Grant(CLERK.id, OFFICE, role, session.grants[0].valid_from),)
    tabs = office.listing.tabs(replace(session, grants=grants))
    assert set(tabs) == everybody | own
    assert tabs == tuple(row.tab for row in TABS if row.tab in set(tabs))


def test_what_is_owed_and_what_waits_for_a_signature_has_a_tab(office: Office) -> None:
    """The finance tab holds exactly the open dossiers with a fee left; văn thư sees what to number."""
    clerk = office.past.crew["hoa"]
    DayDesk.over(office.past).owing(2)
    owing = {s.id for s in _states(office) if s.fee_left and s.code and s.stage is not Stage.RETURNED}
    assert {line.row.id for line in office.listing.page(clerk, Tab.OWING, None, 500).lines} == owing
    assert owing
    for tab, stage in ((Tab.TO_SIGN, Stage.APPROVED), (Tab.TO_ISSUE, Stage.LEADER_SIGNED)):
        waiting = {s.id for s in _states(office) if s.stage is stage}
        assert waiting
        assert {line.row.id for line in office.listing.page(clerk, tab, None, 500).lines} == waiting
    mine = {s.id for s in _states(office) if s.assignee == OFFICER.id and s.stage not in {Stage.RETURNED}}
    assert {line.row.id for line in office.listing.page(office.past.crew["loc"], Tab.IN_HAND, None, 500).lines} == mine
