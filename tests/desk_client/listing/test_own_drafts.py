"""Who signs what he drafted himself (an office with one officer) is seen: in the list, the story and the register."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import Connection

from desk_client.services.day_register import RegisterQuery, Span
from desk_client.store import rows
from desk_client.store.tabs import Tab
from desk_client.viewmodels.dossier_way import short_way, whole_way
from desk_client.viewmodels.speaker import Speaker
from dossier.acts import ActKind
from dossier.events import Outcome, Stage
from dossier.identifiers import ActId
from dossier.state import Clock, Course, Dossier, Result, TrailLine
from tests.desk_client.day.day_desk import DayDesk
from tests.desk_client.dossier.test_dossier_acts import base_state, put
from tests.desk_client.listing.fixtures import Office, words
from tests.fakes.people import LEADER, OFFICE, OFFICER

SIGNED_AT = datetime(2019, 3, 13, 15, 0)
OWN = Result(proposed_by=LEADER.id, signed_by=LEADER.id, signed_at=SIGNED_AT)
OTHERS = replace(OWN, proposed_by=OFFICER.id)
MARK = "(chính người soạn ký)"


def signed(state: Dossier, result: Result) -> Dossier:
    """With a story in which it was proposed, signed and remarked on."""
    line = TrailLine(3, ActId("p"), ActKind.PROPOSE, datetime(2019, 3, 13, 9), OFFICER.id, OFFICE, Outcome.APPLIED)
    sign = replace(line, act=ActId("s"), kind=ActKind.SIGN_ON_PAPER, at=SIGNED_AT)
    again = replace(sign, act=ActId("t"), kind=ActKind.SIGN, at=datetime(2019, 3, 14, 8))
    return replace(state, stage=Stage.SIGNED, custody=OFFICE, result=result, trail=(line, sign, again))


@pytest.mark.parametrize(
    ("result", "course", "listed", "marked"),
    [
        (OWN, None, True, 1),
        (OTHERS, None, False, 0),
        (replace(OWN, signed_by=None), None, False, 0),
        (replace(OWN, proposed_by=None), None, False, 0),  # given at once: nobody proposed
        (replace(OTHERS, signed_at=datetime(2019, 3, 14, 8)), Course(earlier=(OWN,)), False, 1),
    ],
)
def test_list_and_story_mark_a_signature_under_ones_own_draft(
    office: Office, result: Result, course: Course | None, listed: bool, marked: int
) -> None:
    """The leader's tab holds it; the line of that signature says so, no other one; nobody else has the tab."""
    state = replace(signed(base_state(office), result), course=course)
    put(office, state)
    found = office.listing.page(office.past.crew["minh"], Tab.OWN_DRAFT).lines
    assert (state.id in {line.row.id for line in found}) is listed
    assert Tab.OWN_DRAFT not in office.listing.tabs(office.past.crew["hoa"])
    case = office.cases.look(office.past.crew["minh"], state.id)
    assert case is not None
    for way in (short_way, whole_way):
        lines = [step.text for step in way(Speaker(words("vi")), case, date(2019, 3, 14)) if MARK in step.text]
        assert len(lines) == marked, lines
        assert all(line.startswith("Ký") for line in lines)


def test_the_newest_ones_stand_first(office: Office) -> None:
    """By the day they were received, with a count."""
    base = signed(base_state(office), OWN)
    for day in (11, 13, 12):
        at = datetime(2019, 3, day, 9)
        put(office, replace(base, id=f"own{day}", code="", clock=Clock(at, at, at, at)))  # type: ignore[arg-type]  # plain text
    seat = office.past.crew["minh"]
    assert [line.row.id for line in office.listing.page(seat, Tab.OWN_DRAFT).lines] == ["own13", "own12", "own11"]
    assert {one.tab: one.count for one in office.listing.counts(seat)}[Tab.OWN_DRAFT] == 3


def test_the_register_notes_and_counts_them(office: Office) -> None:
    """Beside what else is noted."""
    query = RegisterQuery(Span.DAY, date(2019, 3, 14))
    desk = DayDesk.over(office.past)
    first, second = desk.register.look(query).lines
    assert desk.register.look(query).own_drafts == 0

    def write(connection: Connection) -> None:
        for line, stage in ((first, Stage.SIGNED), (second, Stage.POSTED)):
            held = rows.load(connection, line.dossier)
            assert held is not None
            rows.save(connection, replace(held, shown=replace(held.shown, result=OWN, stage=stage)), held.shown)

    office.past.desk.machine.writer.run(write)
    sight = desk.register.look(query)
    assert [line.entry.note for line in sight.lines] == ["Người soạn ký", "Đã gửi bưu chính; Người soạn ký"]
    assert sight.own_drafts == 2
