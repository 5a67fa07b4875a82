"""Tabs of what leaves the ordinary way: filed online, requests to this office, stuck on the way, last days."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from desk_client.services.listing import Standing
from desk_client.store.queries import ListRow
from desk_client.store.tabs import Tab
from desk_client.viewmodels.listing import ListingModel
from desk_client.viewmodels.speaker import Speaker
from desk_client.views.kit.outfit import Kit
from desk_client.views.listing.rows import row_of
from desk_client.views.listing.screen import ListScreen
from dossier.acts import ActKind
from dossier.events import Outcome, Stage
from dossier.identifiers import ActId, DossierId
from dossier.limits import Extension
from dossier.lying import lying_of, untaken_since
from dossier.state import Clock, Course, Dossier, Opinion, TrailLine
from dossier.values import PaperEntry, PaperForm
from tests.desk_client.dossier.test_dossier_acts import base_state, put
from tests.desk_client.listing.fixtures import Office, words
from tests.desk_client.listing.past import TODAY
from tests.fakes.people import OFFICE, OFFICER, OTHER_OFFICE
from tests.fakes.rules import shipped_rules


def found(office: Office, tab: Tab, login: str = "minh") -> set[str]:
    """The dossiers of a tab."""
    return {line.row.id for line in office.listing.page(office.past.crew[login], tab, None, 500).lines}


def asked(office: str, deadline: date, answered: datetime | None = None) -> Course:
    """One request to an office."""
    one = Opinion(ActId("q"), office, "?", deadline, OFFICER.id, datetime(2019, 3, 12, 9))  # type: ignore[arg-type]  # plain text
    return Course(opinions=(replace(one, answered_at=answered),))


def test_a_dossier_filed_online_has_its_tab_until_it_is_received(office: Office) -> None:
    """Only the counter has the tab; it waits for the clerk."""
    state = replace(base_state(office), stage=Stage.REGISTERED, code="", clock=Clock())
    put(office, state)
    assert found(office, Tab.FILED, "hoa") == {state.id}
    assert state.id in found(office, Tab.MINE, "hoa")
    tabs = {login: {count.tab for count in office.listing.counts(office.past.crew[login])} for login in ("hoa", "minh")}
    assert Tab.FILED in tabs["hoa"] - tabs["minh"]
    assert {Tab.STUCK, Tab.REQUESTS} <= tabs["minh"] - tabs["hoa"]


def test_papers_awaited_in_processing_wait_with_the_others(office: Office) -> None:
    """The tab "Chờ bổ sung" holds both kinds; the open list neither."""
    state = replace(base_state(office), stage=Stage.SUPPLEMENTING)
    before = found(office, Tab.WAITING_PAPERS)
    put(office, state)
    assert found(office, Tab.WAITING_PAPERS) == before | {state.id}
    assert state.id not in found(office, Tab.OPEN)


def test_papers_that_came_online_are_seen_in_the_list_and_on_the_dossier(kit: Kit, office: Office) -> None:
    """A mark in the tab "Chờ bổ sung" and a reminder on the dossier, until the counter has received them."""
    paper = PaperEntry(9, "", "Giấy xác nhận", PaperForm.ELECTRONIC, 1)
    state = replace(base_state(office), stage=Stage.SUPPLEMENTING, course=None)
    for course, marked in ((Course(), False), (Course(supplied=(paper,)), True)):
        put(office, replace(state, course=course))
        lines = office.listing.page(office.past.crew["hoa"], Tab.WAITING_PAPERS, None, 500).lines
        line = next(line for line in lines if line.row.id == state.id)
        assert line.row.supplied is marked
        assert (row_of(kit, line, TODAY).cells[-1].text == "Đã gửi bổ sung") is marked
        case = office.cases.look(office.past.crew["hoa"], state.id)
        assert case is not None
        assert ("course.note.supplied" in {note.id for note in case.reminders}) is marked
        assert case.standing is line.standing
        assert (case.standing is Standing.SUPPLIED) is marked
    put(office, replace(state, stage=Stage.ASSIGNED, course=Course(supplied=(paper,))))
    rows = office.listing.page(office.past.crew["hoa"], Tab.OPEN, None, 500).lines
    assert not next(line.row.supplied for line in rows if line.row.id == state.id)


def test_a_request_to_this_office_stands_until_it_is_answered(office: Office) -> None:
    """Requests to other offices and answered ones do not."""
    state = replace(base_state(office), stage=Stage.ASSIGNED, custody=OTHER_OFFICE)
    for course, wanted in (
        (asked(OFFICE, date(2019, 3, 20)), {state.id}),
        (asked(OTHER_OFFICE, date(2019, 3, 20)), set()),
        (asked(OFFICE, date(2019, 3, 20), datetime(2019, 3, 13, 9)), set()),
    ):
        put(office, replace(state, course=course))
        assert found(office, Tab.REQUESTS) == wanted


def moved(state: Dossier, at: datetime) -> Dossier:
    """Handed over at that moment, with a remark after it."""
    given = TrailLine(9, ActId("h"), ActKind.HAND_OVER, at, OFFICER.id, OFFICE, Outcome.APPLIED)
    note = replace(given, act=ActId("n"), kind=ActKind.NOTE, at=datetime(2019, 3, 14, 7, 45))
    return replace(state, stage=Stage.HANDED_OVER, trail=(given, note))


def lying(state: Dossier, stage: Stage, kind: ActKind, at: datetime) -> Dossier:
    """In a stage since that act, approved a day before it, with a remark after it."""
    approved = TrailLine(9, ActId("a"), ActKind.APPROVE, at - timedelta(days=1), OFFICER.id, OFFICE, Outcome.APPLIED)
    step = replace(approved, act=ActId("s"), kind=kind, at=at)
    note = replace(approved, act=ActId("n"), kind=ActKind.NOTE, at=datetime(2019, 3, 14, 7, 45))
    return replace(state, stage=stage, trail=(approved, step, note))


def test_what_stands_on_the_way_is_shown_to_the_leader(office: Office) -> None:
    """Not moved in time; handed over, approved, numbered or signed more than a working day ago; asked in vain."""
    begun = replace(base_state(office), custody=OFFICE, course=None)
    others = found(office, Tab.STUCK) - {begun.id}
    late, soon = datetime(2019, 3, 13, 17, 0), datetime(2019, 3, 14, 17, 0)
    received = replace(begun, stage=Stage.RECEIVED)
    open_still = replace(begun, stage=Stage.ASSIGNED)
    for state, stuck in (
        (replace(received, clock=replace(begun.clock, hand_over_by=late)), True),
        (replace(received, clock=replace(begun.clock, hand_over_by=soon)), False),
        (moved(begun, datetime(2019, 3, 12, 16, 59)), True),
        (moved(begun, datetime(2019, 3, 13, 7, 30)), False),
        (lying(begun, Stage.APPROVED, ActKind.APPROVE, datetime(2019, 3, 12, 16, 59)), True),
        (lying(begun, Stage.APPROVED, ActKind.APPROVE, datetime(2019, 3, 13, 7, 30)), False),
        (lying(begun, Stage.NUMBERED, ActKind.NUMBER, datetime(2019, 3, 12, 16, 59)), True),
        (lying(begun, Stage.NUMBERED, ActKind.NUMBER, datetime(2019, 3, 13, 7, 30)), False),
        (lying(begun, Stage.LEADER_SIGNED, ActKind.SIGN, datetime(2019, 3, 12, 16, 59)), True),
        (lying(begun, Stage.LEADER_SIGNED, ActKind.SIGN, datetime(2019, 3, 13, 7, 30)), False),
        (lying(begun, Stage.SIGNED, ActKind.SIGN, datetime(2019, 3, 12, 16, 59)), True),
        (lying(begun, Stage.SIGNED, ActKind.SIGN_ON_PAPER, datetime(2019, 3, 12, 16, 59)), True),
        (lying(begun, Stage.SIGNED, ActKind.SIGN, datetime(2019, 3, 13, 7, 30)), False),
        (lying(begun, Stage.AT_COUNTER, ActKind.SIGN, datetime(2019, 3, 12, 16, 59)), False),
        (replace(open_still, stage=Stage.APPROVED, course=asked(OTHER_OFFICE, date(2019, 3, 13))), True),
        (replace(open_still, course=asked(OTHER_OFFICE, date(2019, 3, 13))), True),
        (replace(open_still, course=asked(OTHER_OFFICE, date(2019, 3, 14))), False),
        (replace(open_still, course=asked(OTHER_OFFICE, date(2019, 3, 13)), custody=OTHER_OFFICE), False),
    ):
        put(office, state)
        assert found(office, Tab.STUCK) == others | ({begun.id} if stuck else set()), state
        of_core = lying_of(state, TODAY, date(2019, 3, 12)) is not None and state.custody == OFFICE
        assert of_core is stuck, state


def test_what_is_stuck_twice_stands_once_and_in_its_place(office: Office) -> None:
    """Kept back and asked in vain is one row; the tab is in the order of due dates, page after page."""
    begun = replace(base_state(office), custody=OFFICE, stage=Stage.RECEIVED)
    clock = replace(begun.clock, hand_over_by=datetime(2019, 3, 13, 17, 0))
    put(office, replace(begun, clock=clock, course=asked(OTHER_OFFICE, date(2019, 3, 13))))
    put(office, replace(moved(begun, datetime(2019, 3, 12, 9)), id=DossierId("d2"), code="", clock=clock))
    seat = office.past.crew["minh"]
    whole = [line.row for line in office.listing.page(seat, Tab.STUCK, None, 500).lines]
    assert len({row.id for row in whole}) == len(whole) >= 2
    assert [(row.due, row.n) for row in whole] == sorted((row.due, row.n) for row in whole)
    one_by_one: list[ListRow] = []
    after: tuple[str, int] | None = None
    while (page := office.listing.page(seat, Tab.STUCK, after, 1)).lines:
        one_by_one.append(page.lines[0].row)
        after = page.after
    assert one_by_one == whole


def test_a_working_day_of_grace_is_counted_over_a_weekend() -> None:
    """Handed over on Thursday: on Friday it may still lie there, on Monday it is stuck."""
    bundle = shipped_rules().bundle
    calendar, days = bundle.calendar, bundle.province.untaken.days
    assert untaken_since(date(2019, 3, 15), calendar, days) == date(2019, 3, 13)
    assert untaken_since(date(2019, 3, 18), calendar, days) == date(2019, 3, 14)
    assert untaken_since(date(2019, 3, 18), calendar, days + 1) == date(2019, 3, 13)


@pytest.mark.parametrize(
    ("due", "extended", "said"),
    [
        (datetime(2019, 3, 15, 17), False, True),
        (datetime(2019, 3, 15, 17), True, False),
        (datetime(2019, 3, 18, 17), False, False),
        (datetime(2019, 3, 14, 17), False, False),
    ],
)
def test_the_last_day_for_an_apology_is_said(office: Office, due: datetime, extended: bool, said: bool) -> None:
    """On the last working day before the due day, to a dossier that was not extended; not on the due day. A tab holds
    the same ones.
    """
    course = Course(extension=Extension(date(2019, 3, 12), due.date())) if extended else None
    state = replace(base_state(office), stage=Stage.PROPOSED, custody=OFFICE, course=course)
    put(office, replace(state, clock=replace(state.clock, due=due)))
    case = office.cases.look(office.past.crew["minh"], state.id)
    assert case is not None
    speaker = Speaker(words("vi"))
    told = [speaker.speak(reminder) for reminder in case.reminders]
    assert ("Hôm nay là hạn cuối gửi phiếu xin lỗi." in told) is said
    assert (state.id in found(office, Tab.LAST_APOLOGY)) is said


def test_a_rare_tab_is_shown_while_it_holds_something(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """Empty ones take no room in the strip."""
    model = ListingModel(office.reads, office.processing, office.runner, office.seat, office.changes)
    screen = ListScreen(kit, model)
    qtbot.addWidget(screen)
    office.sit("hoa")
    office.settle(qtbot)
    assert Tab.FILED.value not in {tab.id for tab in screen.strip._tabs}
    put(office, replace(base_state(office), stage=Stage.REGISTERED, clock=Clock()))
    model.refresh()
    office.settle(qtbot)
    assert Tab.FILED.value in {tab.id for tab in screen.strip._tabs}
    model.choose_tab(Tab.FILED)
    office.settle(qtbot)
    assert [line.row.stage for line in model.lines] == [Stage.REGISTERED]
