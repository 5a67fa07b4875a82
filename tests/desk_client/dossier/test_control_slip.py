"""The control slip (form 05) is read out of the story: every hand-over one row, taken or not, in time or late."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from desk_client.services.cases import Case
from desk_client.services.paper_source import PaperSource
from desk_client.services.people_names import Names
from desk_client.services.slip_papers import control_slip
from desk_client.services.slip_rows import slip_rows
from desk_client.store.day_reads import acts_of
from desk_client.store.tabs import Tab
from desk_client.views.dossier.way_box import SlipDialog
from desk_client.views.kit.outfit import Kit
from dossier.acts import ActKind, HandOver
from dossier.events import Stage
from dossier.hand_overs import row_timeliness
from dossier.limits import Timeliness
from dossier.state import Dossier
from tests.desk_client.dossier.stand import Stand
from tests.desk_client.dossier.test_dossier_acts import put
from tests.desk_client.listing.fixtures import Office
from tests.fakes.people import OFFICE


def at_counter(office: Office) -> Case:
    """A dossier with its result at the counter."""
    clerk = office.past.crew["hoa"]
    line = office.listing.page(clerk, Tab.AT_COUNTER).lines[0]
    case = office.cases.look(clerk, line.row.id)
    assert case is not None
    return case


def test_rows_are_given_and_taken(office: Office) -> None:
    """The counter gave, the officer took; the result came back; the first one was in time."""
    case = at_counter(office)
    rows = slip_rows(case.trail)
    assert [row.kind for row in rows] == [ActKind.HAND_OVER, ActKind.HAND_RESULT]
    first = rows[0]
    assert (first.giver, first.taker, first.late) == ("Nguyễn Thị Hoa", "Phạm Văn Lộc", False)
    assert first.taken_at is not None
    assert first.given_at < first.taken_at


@pytest.mark.parametrize(("moved", "late", "outcome"), [("carried", False, "Trước hạn"), ("ended", True, "Quá hạn")])
def test_screen_and_paper_judge_a_result_alike(office: Office, moved: str, late: bool, outcome: str) -> None:
    """By the moment that ended the limit: carried to the counter after the due day it is not late, ended then it is."""
    state = at_counter(office).state
    due = state.clock.due
    assert due is not None
    ended = max(line.rev for line in state.trail if line.kind in (ActKind.SIGN, ActKind.SIGN_ON_PAPER, ActKind.NUMBER))
    given = next(line.rev for line in state.trail if line.kind is ActKind.HAND_RESULT)
    after = {given} if moved == "carried" else {ended, given}
    later = due + timedelta(days=5)
    trail = tuple(replace(line, at=later) if line.rev in after else line for line in state.trail)
    clock = replace(state.clock, finished_at=later) if moved == "ended" else state.clock
    put(office, replace(state, trail=trail, clock=clock))
    case = office.cases.look(office.past.crew["hoa"], state.id)
    assert case is not None
    assert slip_rows(case.trail)[-1].late is late
    parts = office.past.desk.parts
    acts = acts_of(parts.engine, state.id)
    source = PaperSource(case.state, acts, parts.rules(), Names.read(parts), "Hoa", later)
    assert control_slip(source).hand_overs[-1].outcome == outcome


def test_a_hand_over_from_another_one_stop_has_no_deadline_of_the_first(office: Office) -> None:
    """The agency's own one-stop unit gives it on, long after: only the first row was to be given by then."""
    case = at_counter(office)
    given = next(line for line in case.state.trail if line.kind is ActKind.HAND_OVER)
    again = replace(given, rev=given.rev + 100, at=given.at + timedelta(days=20))
    rules, state = office.past.desk.parts.rules(), replace(case.state, trail=(*case.state.trail, again))
    assert row_timeliness(state, given, rules) is Timeliness.ON_TIME
    assert row_timeliness(state, again, rules) is None


def test_a_late_hand_over_says_so_and_waits_to_be_taken(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """Given a day after its deadline; nobody took it; the dialog of the story shows the row."""
    stand = Stand(kit, office, qtbot, "hoa")
    dossier = stand.in_stage(Stage.RECEIVED)
    office.past.clock.set(datetime(2019, 3, 15, 9, 0))
    given = office.past.desk.acting.do(office.past.crew["hoa"], HandOver(OFFICE, "Quét sau"), dossier)
    assert isinstance(given, Dossier)
    stand.open(dossier)
    case = stand.model.case
    assert case is not None
    [row] = slip_rows(case.trail)
    assert (row.late, row.taken_at) == (True, None)
    seen: list[str] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, SlipDialog)
        seen.append(" | ".join(part.accessibleName() for part in dialog.findChildren(QWidget)))
        dialog.reject()

    stand.answering(look)
    stand.screen.way.slip.click()
    assert "Chưa nhận. Muộn" in seen[0]
