"""A limit that runs in hours is late by the minute, everywhere at the desk; one that was extended by the day again."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from pytestqt.qtbot import QtBot

from desk_client.services.filters import DueWindow, ListFilter
from desk_client.services.forecasting import Forecasting
from desk_client.services.handing import Promptness, _promptness
from desk_client.services.listing import Listing, ListLine, Standing
from desk_client.services.signing_tray import Tray
from desk_client.services.slip_rows import slip_rows
from desk_client.store.tabs import Tab
from desk_client.viewmodels.dossier_words import standing_message
from desk_client.viewmodels.speaker import Speaker
from desk_client.views.kit.outfit import Kit
from desk_client.views.listing.rows import row_of
from dossier.acts import ActKind
from dossier.events import Outcome, Stage
from dossier.identifiers import ActId, DossierId
from dossier.limits import Extension
from dossier.state import Clock, Course, Dossier, TrailLine
from dossier.statistics import Period, Tally, tally_of
from tests.desk_client.dossier.stand import Stand
from tests.desk_client.dossier.test_dossier_acts import base_state, put
from tests.desk_client.listing.fixtures import Office, words
from tests.fakes.people import OFFICE, OFFICER
from tests.fakes.rules import shipped_rules

RECEIVED, DUE = datetime(2019, 3, 14, 8, 30), datetime(2019, 3, 14, 10, 30)
TWO_HOURS = "1.005040"
EXTENDED = Course(extension=Extension(date(2019, 3, 12), date(2019, 3, 14)))


def hourly(office: Office, **changes: object) -> Dossier:
    """A dossier of two hours in an officer's hands."""
    clock = Clock(RECEIVED, DUE, DUE, RECEIVED)
    whole = {"procedure": TWO_HOURS, "stage": Stage.ASSIGNED, "custody": OFFICE, "clock": clock, "course": None}
    return replace(base_state(office), **{**whole, **changes})  # type: ignore[arg-type]  # fields of Dossier


def seen(office: Office, state: Dossier, tab: Tab, at: datetime) -> ListLine | None:
    """Its line in a tab at that moment."""
    office.past.clock.set(at)
    listing = Listing(office.past.desk.parts, Forecasting(office.past.desk.parts))
    lines = listing.page(office.past.crew["minh"], tab, None, 500).lines
    return next((line for line in lines if line.row.id == state.id), None)


@pytest.mark.parametrize(
    ("at", "stands", "said"),
    [
        (datetime(2019, 3, 14, 9, 10), (Standing.HOURS_LEFT, 80), "Còn 1 giờ 20 phút"),
        (datetime(2019, 3, 14, 10, 29, 30), (Standing.HOURS_LEFT, 1), "Còn 1 phút"),
        (datetime(2019, 3, 14, 10, 30), (Standing.HOURS_LEFT, 0), "Còn 0 phút"),
        (datetime(2019, 3, 14, 10, 30, 30), (Standing.LATE_HOURS, 1), "Quá hạn 1 phút"),
        (datetime(2019, 3, 14, 12, 35), (Standing.LATE_HOURS, 125), "Quá hạn 2 giờ 05 phút"),
        (datetime(2019, 3, 15, 8, 0), (Standing.LATE, 1), "Quá hạn 1 ngày"),
    ],
)
def test_minutes_count_on_the_day_and_days_after_it(
    kit: Kit, office: Office, at: datetime, stands: tuple[Standing, int], said: str
) -> None:
    """In the list, on the dossier and in the tray of signatures; late ones in the tab "Quá hạn" and nowhere else."""
    state = hourly(office)
    put(office, state)
    line = seen(office, state, Tab.OPEN, at)
    assert line is not None
    assert (line.standing, line.days) == stands
    assert Speaker(words("vi")).speak(standing_message(line.standing, line.days)) == said
    short = said.replace("Quá hạn", "Quá").removesuffix(" phút") if "giờ" in said else said.replace("Quá hạn", "Quá")
    assert row_of(kit, line, at.date()).cells[-1].text == (said if "ngày" in said else short)
    case = office.cases.look(office.past.crew["minh"], state.id)
    assert case is not None
    assert case.due is not None
    assert (case.standing, case.days, case.due.by_minute) == (*stands, True)
    standing, late = stands[0], stands[0] in (Standing.LATE, Standing.LATE_HOURS)
    assert (seen(office, state, Tab.LATE, at) is not None) is late
    assert (seen(office, state, Tab.DUE_TODAY, at) is not None) is (standing is Standing.HOURS_LEFT)
    for window, wanted in ((DueWindow.LATE, late), (DueWindow.TODAY, standing is Standing.HOURS_LEFT)):
        view = ListFilter("", due=window)
        rows = office.listing.page(office.past.crew["minh"], view, None, 500).lines
        assert (state.id in {one.row.id for one in rows}) is wanted, window


def test_a_signature_that_waits_says_its_minutes(office: Office) -> None:
    """The tray stands by the same clock."""
    state = hourly(office, stage=Stage.APPROVED)
    put(office, state)
    desk = office.past.desk
    office.past.clock.set(datetime(2019, 3, 14, 10, 45))
    tray = Tray(desk.parts, desk.acting, desk.sessions, desk.results).look(office.past.crew["minh"])
    assert [(one.standing, one.days) for one in tray.lines if one.state.id == state.id] == [(Standing.LATE_HOURS, 15)]


def test_what_is_extended_to_a_day_or_runs_in_days_is_late_by_the_day(office: Office) -> None:
    """An hour after the moment it is due that day still."""
    at = datetime(2019, 3, 14, 11, 30)
    before = Clock(datetime(2019, 3, 13, 8, 30), datetime(2019, 3, 13, 10, 30), DUE)
    for state in (hourly(office, course=EXTENDED, clock=before), hourly(office, procedure="1.004873")):
        put(office, state)
        line = seen(office, state, Tab.OPEN, at)
        assert line is not None
        assert line.standing is Standing.DUE_TODAY
        assert seen(office, state, Tab.LATE, at) is None
        assert seen(office, state, Tab.DUE_TODAY, at) is not None


def test_pages_of_the_late_tab_go_on_behind_hours(office: Office) -> None:
    """One by one they are the whole tab in its order, and the count is theirs."""
    for place in range(3):
        put(office, replace(hourly(office), id=DossierId(f"h{place}"), code=""))
    office.past.clock.set(datetime(2019, 3, 14, 11, 0))
    seat = office.past.crew["minh"]
    whole = [line.row.n for line in office.listing.page(seat, Tab.LATE, None, 500).lines]
    read: list[int] = []
    after: tuple[str, int] | None = None
    while (page := office.listing.page(seat, Tab.LATE, after, 1)).lines:
        read.append(page.lines[0].row.n)
        after = page.after
    assert read == whole
    assert {one.tab: one.count for one in office.listing.counts(seat)}[Tab.LATE] == len(whole)


@pytest.mark.parametrize(
    ("finished", "promptness", "column", "slip"),
    [
        (datetime(2019, 3, 14, 10, 0), Promptness.KEPT, Tally(direct=1, early=1), False),
        (datetime(2019, 3, 14, 10, 30), Promptness.KEPT, Tally(direct=1, on_time=1), False),
        (datetime(2019, 3, 14, 10, 31), Promptness.LATE_TODAY, Tally(direct=1, late=1), True),
        (datetime(2019, 3, 15, 8, 0), Promptness.LATE, Tally(direct=1, late=1), True),
    ],
)
def test_counter_slip_and_report_judge_by_the_minute_too(
    office: Office, finished: datetime, promptness: Promptness, column: Tally, slip: bool
) -> None:
    """What was promised for 10:30 and ready at 10:31 is late that day."""
    given = TrailLine(9, ActId("h"), ActKind.HAND_RESULT, finished, OFFICER.id, OFFICE, Outcome.APPLIED)
    clock = Clock(RECEIVED, DUE, DUE, RECEIVED, finished)
    state = hourly(office, stage=Stage.AT_COUNTER, clock=clock, trail=(given,))
    put(office, state)
    rules = shipped_rules()
    assert _promptness(rules, state, finished)[0] is promptness
    assert tally_of(state, Period(date(2019, 3, 1), date(2019, 3, 31)), rules) == column
    case = office.cases.look(office.past.crew["minh"], state.id)
    assert case is not None
    assert [row.late for row in slip_rows(case.trail)] == [slip]


def test_the_screens_count_on_by_themselves(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """A minute passes and nothing else: list and dossier say what is left now."""
    state = hourly(office)
    put(office, state)
    office.past.clock.set(datetime(2019, 3, 14, 10, 29))
    stand = Stand(kit, office, qtbot, "minh")
    stand.listing.choose_tab(Tab.OPEN)
    stand.settle()
    stand.open(state.id)
    assert stand.model.case is not None
    assert stand.model.case.standing is Standing.HOURS_LEFT
    office.past.clock.set(datetime(2019, 3, 14, 10, 31))
    for model in (stand.listing, stand.model):
        assert model._minute.isActive()
        model._minute.timeout.emit()
    stand.settle()
    assert stand.model.case.standing is Standing.LATE_HOURS
    assert next(line for line in stand.listing.lines if line.row.id == state.id).standing is Standing.LATE_HOURS
