"""The control slip (form 05) is read out of the story: every hand-over one row, taken or not, in time or late."""

from datetime import datetime

from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from desk_client.services.cases import Case
from desk_client.services.slip_rows import slip_rows
from desk_client.store.queries import Tab
from desk_client.views.dossier.way_box import SlipDialog
from desk_client.views.kit.outfit import Kit
from dossier.acts import ActKind, HandOver
from dossier.events import Stage
from dossier.state import Dossier
from tests.desk_client.dossier.stand import Stand
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
    rows = slip_rows(case.state, case.trail)
    assert [row.kind for row in rows] == [ActKind.HAND_OVER, ActKind.HAND_RESULT]
    first = rows[0]
    assert (first.giver, first.taker, first.late) == ("Nguyễn Thị Hoa", "Phạm Văn Lộc", False)
    assert first.taken_at is not None
    assert first.given_at < first.taken_at


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
    [row] = slip_rows(case.state, case.trail)
    assert (row.late, row.taken_at) == (True, None)
    seen: list[str] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, SlipDialog)
        seen.append(" | ".join(part.accessibleName() for part in dialog.findChildren(QWidget)))
        dialog.reject()

    stand.answering(look)
    stand.screen.way.slip.click()
    assert "Chưa nhận. Muộn" in seen[0]
