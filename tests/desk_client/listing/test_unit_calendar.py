"""An office whose Saturday counts, and whose local day off differs: its desk counts by its own."""

from datetime import date, datetime

import pytest

from central_sync.protocol.bundle import bundle_version, encode_bundle
from desk_client.services.course_fields import Scene
from desk_client.services.course_notes import request_note
from desk_client.services.day_register import year_is_over
from desk_client.services.filters import DueWindow, ListFilter
from desk_client.services.forecasting import Forecasting
from desk_client.services.handing import Promptness, _promptness
from desk_client.services.listing import Listing, ListLine, Standing, standing_of
from desk_client.services.signing_tray import Tray
from desk_client.store import rulebook
from desk_client.store.tabs import Tab
from dossier.acts import ActKind
from dossier.course import Extend
from dossier.events import Stage
from dossier.forecast import ENOUGH
from dossier.state import Dossier
from dossier.values import Reason
from tests.desk_client.listing.fixtures import Office
from tests.fakes.people import OFFICE, OFFICER
from tests.fakes.rules import open_on_saturdays, shipped_bundle, shipped_rules, with_unit_calendar

FRIDAY, SATURDAY, MONDAY = datetime(2019, 3, 15, 8, 5), datetime(2019, 3, 16, 8, 5), datetime(2019, 3, 18, 8, 5)
THURSDAY = datetime(2019, 3, 21, 8, 5)
LOCAL_DAY = date(2019, 3, 20)
OWN = open_on_saturdays(shipped_bundle().calendar, LOCAL_DAY)


@pytest.fixture
def own(office: Office) -> Office:
    """The office after its rules gave it a calendar of its own."""
    body = encode_bundle(with_unit_calendar(shipped_bundle(), OFFICE, OWN))
    office.past.desk.machine.writer.run(lambda connection: rulebook.keep(connection, bundle_version(body), body))
    assert office.past.desk.parts.rules().calendar_of(OFFICE) == OWN
    return office


def received(office: Office, at: datetime, goal: Stage = Stage.ASSIGNED) -> Dossier:
    """A dossier of three working days, received then."""
    office.past.clock.set(at)
    return office.past.bring_to(office.past.receive().id, goal)


def line_of(office: Office, state: Dossier, tab: Tab = Tab.OPEN) -> ListLine | None:
    """The dossier in the list of a desk that starts now."""
    listing = Listing(office.past.desk.parts, Forecasting(office.past.desk.parts))
    lines = listing.page(office.past.crew["minh"], tab, None, 200).lines
    return next((line for line in lines if line.row.id == state.id), None)


def test_days_left_and_late_are_the_units_own_everywhere(own: Office) -> None:
    """Due on Tuesday 19/03: from Friday the province counts two days, the unit three: not amber yet."""
    state = received(own, datetime(2019, 3, 15, 8, 5))
    assert state.clock.due == datetime(2019, 3, 19, 17)  # Saturday, Monday, Tuesday
    line, case = line_of(own, state), own.cases.look(own.past.crew["minh"], state.id)
    assert line is not None
    assert case is not None
    assert (line.standing, line.days) == (case.standing, case.days) == (Standing.IN_TIME, 3)
    tray = own.past.bring_to(received(own, datetime(2019, 3, 15, 9, 0)).id, Stage.APPROVED)
    desk = own.past.desk
    shown = Tray(desk.parts, desk.acting, desk.sessions, desk.results).look(own.past.crew["minh"])
    assert [(one.standing, one.days) for one in shown.lines if one.state.id == tray.id] == [(Standing.IN_TIME, 3)]
    own.past.clock.set(datetime(2019, 3, 21, 8, 5))
    late = line_of(own, state)
    assert late is not None
    assert (late.standing, late.days) == (Standing.LATE, 1)  # the 20th is a day off there
    rules = own.past.desk.parts.rules()
    done = own.past.desk.parts.queries.dossier(state.id)
    assert done is not None
    assert _promptness(rules, done, THURSDAY) == (Promptness.LATE, 1)
    assert _promptness(shipped_rules(), done, THURSDAY) == (Promptness.LATE, 2)


def test_the_last_lawful_day_of_an_apology_may_be_a_saturday(own: Office) -> None:
    """Due on Monday 18/03: the province's last day before it is Friday, this unit's is Saturday."""
    state = received(own, datetime(2019, 3, 14, 8, 5))
    assert state.clock.due == datetime(2019, 3, 18, 17)
    for at, said in ((FRIDAY, False), (SATURDAY, True), (MONDAY, False)):
        own.past.clock.set(at)
        case = own.cases.look(own.past.crew["minh"], state.id)
        assert case is not None
        assert ("course.note.last_apology" in [note.id for note in case.reminders]) is said, at
        tab = own.listing.page(own.past.crew["minh"], Tab.LAST_APOLOGY, None, 500)
        assert (state.id in {line.row.id for line in tab.lines}) is said, at


def test_the_last_day_to_ask_for_papers_counts_saturdays(own: Office) -> None:
    """Received on Thursday: the third working day is Monday; the province alone would say Tuesday."""
    state = received(own, datetime(2019, 3, 14, 8, 5))
    rules = own.past.desk.parts.rules()
    said = request_note(Scene(ActKind.PROPOSE_SUPPLEMENT, state, rules, OFFICE, OFFICER.id, MONDAY))
    elsewhere = request_note(Scene(ActKind.PROPOSE_SUPPLEMENT, state, shipped_rules(), OFFICE, OFFICER.id, MONDAY))
    assert said is not None
    assert elsewhere is not None
    assert (said.id, elsewhere.id) == ("course.note.request_last", "course.note.request_days")


def test_a_proposed_day_is_a_day_on_which_the_unit_works(own: Office) -> None:
    """The day of the place is passed over, Saturday is not."""
    rules = own.past.desk.parts.rules()
    scene = Scene(ActKind.EXTEND, received(own, FRIDAY), rules, OFFICE, OFFICER.id, FRIDAY)
    assert scene.working_day(date(2019, 3, 15), 1) == "16/03/2019"
    assert scene.working_day(date(2019, 3, 19), 1) == "21/03/2019"


def test_what_was_given_on_friday_and_not_taken_is_shown_on_monday(own: Office) -> None:
    """Two working days of the unit are over; by the province's calendar it would be one."""
    state = received(own, datetime(2019, 3, 15, 8, 5), Stage.HANDED_OVER)
    own.past.clock.set(SATURDAY)
    assert line_of(own, state, Tab.STUCK) is None
    own.past.clock.set(MONDAY)
    assert line_of(own, state, Tab.STUCK) is not None


def test_due_within_five_days_are_the_offices_days(own: Office) -> None:
    """From Thursday 21/03 the fifth working day is Wednesday with a Saturday that counts, else Thursday 28/03."""
    state = received(own, datetime(2019, 3, 21, 8, 5))
    later = Extend(date(2019, 3, 28), Reason("cho_y_kien"), 1, "7/TB")
    assert isinstance(own.past.desk.acting.do(own.past.crew["minh"], later, state.id), Dossier)
    chosen = ListFilter("Trong năm ngày", due=DueWindow.FIVE_DAYS)
    lines = own.listing.page(own.past.crew["minh"], chosen, None, 200).lines
    assert state.id not in [line.row.id for line in lines]
    own.past.clock.set(datetime(2019, 3, 22, 8, 5))
    lines = own.listing.page(own.past.crew["minh"], chosen, None, 200).lines
    assert state.id in [line.row.id for line in lines]


def test_the_book_of_the_year_is_open_until_the_units_last_day() -> None:
    """31/12/2022 is a Saturday."""
    assert not year_is_over(2022, date(2022, 12, 30), OWN)
    assert year_is_over(2022, date(2022, 12, 31), OWN)
    assert year_is_over(2022, date(2022, 12, 30), shipped_bundle().calendar)


def test_a_forecast_runs_over_the_units_saturday(own: Office) -> None:
    """Past dossiers lay from Friday to Monday: by the unit's hours twelve, by the province's eight."""
    office_past = own.past
    rest = [received(own, datetime(2019, 3, 15, 7, 30), Stage.PROPOSED).id for _ in range(ENOUGH)]
    office_past.clock.set(datetime(2019, 3, 18, 8, 5))
    for dossier in rest:
        office_past.bring_to(dossier, Stage.RETURNED)
    state = received(own, datetime(2019, 3, 21, 8, 5), Stage.PROPOSED)
    forecasting = Forecasting(office_past.desk.parts)
    rules, now = office_past.desk.parts.rules(), office_past.clock.now()
    calendar = rules.calendar_of(OFFICE)
    own_minutes = forecasting._history(state.procedure, (rules, calendar), now).minutes(Stage.PROPOSED)
    others = forecasting._history(state.procedure, (rules, rules.bundle.calendar), now).minutes(Stage.PROPOSED)
    assert own_minutes is not None
    assert others is not None
    assert own_minutes - others == 4 * 60


def test_a_dossier_of_another_agency_counts_by_the_one_that_decides() -> None:
    """A land dossier received at a district counts by the department's calendar, not by that of its counter."""
    bundle = shipped_bundle()
    land = next(one for one in bundle.procedures if one.code == "1.012784")
    counter = next(unit for unit in bundle.organisation.units if unit.level in land.receivers)
    decides = shipped_rules().competent_for(land.code, counter.code, date(2019, 3, 15))
    assert decides is not None
    assert decides.code != counter.code
    rules = type(shipped_rules()).of("x", with_unit_calendar(bundle, decides.code, OWN))
    assert rules.deciding_calendar(land.code, counter.code, date(2019, 3, 15)) == OWN
    assert rules.calendar_of(counter.code) == bundle.calendar


def test_a_limit_that_runs_on_while_the_citizen_owes_something_shows_its_days() -> None:
    """Waiting for a payment or for papers that stop nothing, it can be late; where the limit rests, it waits."""
    now = datetime(2019, 3, 14, 8, 5)
    for stage in (Stage.PAYING, Stage.SUPPLEMENTING):
        assert standing_of(stage, datetime(2019, 3, 13, 17), now, OWN) == (Standing.LATE, 1)
        assert standing_of(stage, None, now, OWN) == (Standing.WAITING, 0)
