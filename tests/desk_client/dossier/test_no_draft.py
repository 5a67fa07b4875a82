"""A dossier that was approved before its paper was drawn says so, and offers what mends it."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from desk_client.services.signing_tray import Tray
from desk_client.views.kit.outfit import Kit
from dossier.acts import ActKind
from dossier.events import Stage
from dossier.state import Result
from dossier.values import FileRef
from tests.desk_client.dossier.stand import Stand
from tests.desk_client.dossier.test_dossier_acts import base_state, put
from tests.desk_client.listing.fixtures import Office
from tests.fakes.people import OFFICE, OFFICER

OLD = Result(proposed_by=OFFICER.id, proposal="Đủ điều kiện")
NEW = replace(OLD, draft=FileRef("a" * 64, 10, 1))


def test_it_is_said_on_the_dossier_and_sent_back_from_there(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """The leader is offered to send it back or to sign by hand, not what is not there; others read whom to ask."""
    state = replace(base_state(office), stage=Stage.APPROVED, custody=OFFICE, result=OLD, course=None)
    put(office, state)
    stand = Stand(kit, office, qtbot, "minh")
    stand.open(state.id)
    case = stand.model.case
    assert case is not None
    assert "course.note.no_draft" in [note.id for note in case.reminders]
    assert ActKind.SIGN not in case.acts
    assert {ActKind.SEND_BACK, ActKind.SIGN_ON_PAPER} <= set(case.acts)
    assert stand.screen.acts.buttons[ActKind.SEND_BACK].isVisible()
    clerk = office.cases.look(office.past.crew["hoa"], state.id)
    assert clerk is not None
    assert "course.note.no_draft_ask" in [note.id for note in clerk.reminders]
    stand.model.send_back("Kèm văn bản")
    stand.settle()
    assert stand.model.case is not None
    assert stand.model.case.state.stage is Stage.ASSIGNED


def test_one_with_its_paper_says_nothing(office: Office) -> None:
    """The ordinary way."""
    state = replace(base_state(office), stage=Stage.APPROVED, custody=OFFICE, result=NEW, course=None)
    put(office, state)
    case = office.cases.look(office.past.crew["minh"], state.id)
    assert case is not None
    assert ActKind.SIGN in case.acts
    assert not [note for note in case.reminders if "no_draft" in note.id]


def test_the_screen_of_signatures_says_the_same(office: Office) -> None:
    """It stands in the tray, and the tray knows why it cannot be signed."""
    state = replace(base_state(office), stage=Stage.APPROVED, custody=OFFICE, result=OLD, course=None)
    put(office, state)
    desk = office.past.desk
    tray = Tray(desk.parts, desk.acting, desk.sessions, desk.results).look(office.past.crew["minh"])
    (line,) = [one for one in tray.lines if one.id == state.id]
    assert line.file is None
    assert line.state.lacks_draft
