"""From one screen to another in the whole window: scanned codes, search, list, dossier, sign, return."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_client.bootstrap import Desk
from desk_client.services.intake import IntakeForm, Received
from dossier.acts import Accept, ActKind, Assign, HandOver, HandResult, Propose
from dossier.identifiers import Barcode, BarcodeKind, DossierCode, parse_code
from dossier.state import Dossier
from tests.desk_client.frame.open_desk import OpenDesk, office_program
from tests.desk_client.receive.counter import CARD
from tests.fakes.office import sign_in
from tests.fakes.people import CITIZEN, LEADER, MARRIAGE_PAPERS, MARRIAGE_VALUES, OFFICE, OFFICER


def at_the_counter(desk: Desk) -> None:
    """One dossier whose result waits at the counter, one just received."""
    clerk, officer, leader, records = (sign_in(desk, login) for login in ("hoa", "loc", "minh", "suong"))
    form = IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, MARRIAGE_PAPERS)
    received = desk.intake.receive(clerk, form)
    assert isinstance(received, Received)
    name = received.state.id
    for session, payload in (
        (clerk, HandOver(OFFICE, "Quét sau")),
        (officer, Accept()),
        (officer, Assign(OFFICER.id)),
        (officer, Propose(grant=True, text="Đủ điều kiện")),
    ):
        assert isinstance(desk.acting.do(session, payload, name), Dossier)
    assert isinstance(desk.drafting.approve(leader, name), Dossier)
    scan = desk.parts.shelf.keep(b"%PDF-1.4 scan of the signed page", 1, name)
    assert isinstance(desk.results.sign_on_paper(records, name, scan, LEADER), Dossier)
    stamped = desk.parts.shelf.keep(b"%PDF-1.4 scan of the stamped page", 1, name)
    assert isinstance(desk.results.number_on_paper(records, name, stamped), Dossier)
    assert isinstance(desk.acting.do(officer, HandResult(), name), Dossier)
    assert isinstance(desk.intake.receive(clerk, form), Received)


def digits(kind: BarcodeKind, number: int) -> str:
    """What a reader types for the barcode of a dossier of that day."""
    code = parse_code(f"{OFFICE}-190314-{number:04d}")
    assert isinstance(code, DossierCode)
    return Barcode(kind, code).digits()


def read(opened: OpenDesk, text: str) -> None:
    """Let a reader type a code into the search field, which has the focus."""
    opened.window.header.focus_search()  # no list opens under these keys, which without a display would get none
    target = opened.window.header.search
    QTest.keyClicks(target, text)
    QTest.keyClick(target, Qt.Key.Key_Return)
    opened.settle()


def test_a_scanned_receipt_opens_its_dossier_and_leaves_the_field_alone(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    """Whatever has the focus keeps its text; the dossier of the code is in view."""
    with office_program(qtbot, qapp, tmp_path, at_the_counter) as opened:
        opened.log_in("hoa")
        read(opened, digits(BarcodeKind.DOSSIER, 2))
        opened.until(lambda: opened.screen_id() == "dossier")
        opened.settle()
        assert opened.window.header.search.text() == ""
        assert opened.program.screens is not None
        case = opened.program.screens.dossier.model.case
        assert case is not None
        assert case.state.code == f"{OFFICE}-190314-0002"


def test_a_code_scanned_on_the_return_screen_is_handed_out_there(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    """The same receipt means "return" where results are returned; then a card names the receiver."""
    with office_program(qtbot, qapp, tmp_path, at_the_counter) as opened:
        opened.log_in("hoa")
        opened.key(Qt.Key.Key_F10)
        assert opened.screen_id() == "return"
        read(opened, digits(BarcodeKind.DOSSIER, 1))
        assert opened.program.screens is not None
        model = opened.program.screens.returns.model
        opened.until(lambda: model.sight is not None)
        assert opened.screen_id() == "return"
        assert opened.program.behaviour is not None
        opened.program.behaviour.scanned(CARD)
        opened.settle()
        assert opened.screen_id() == "return"
        assert model.receiver.card != "" or model.receiver.name == CITIZEN.name


def test_a_shelf_code_goes_to_the_return_screen_of_a_clerk_and_to_the_dossier_of_an_officer(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    """Whoever may not return results sees the dossier instead."""
    with office_program(qtbot, qapp, tmp_path, at_the_counter) as opened:
        opened.log_in("hoa")
        read(opened, digits(BarcodeKind.RESULT_SHELF, 1))
        opened.until(lambda: opened.screen_id() == "return")
        opened.key(Qt.Key.Key_F12)
        opened.log_in("loc")
        read(opened, digits(BarcodeKind.RESULT_SHELF, 1))
        opened.until(lambda: opened.screen_id() == "dossier")


def test_the_header_search_ends_in_the_list(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """A name without marks, typed on the receive screen, is found in the list; Enter opens the dossier."""
    with office_program(qtbot, qapp, tmp_path, at_the_counter) as opened:
        opened.log_in("hoa")
        opened.key(Qt.Key.Key_F3)
        opened.write("bich ngoc")
        opened.key(Qt.Key.Key_Return)
        opened.until(lambda: opened.screen_id() == "list")
        assert opened.program.screens is not None
        screen = opened.program.screens.list
        opened.until(lambda: screen.table.rows.rowCount() == 2)
        opened.settle()
        opened.key(Qt.Key.Key_Return)
        opened.until(lambda: opened.screen_id() == "dossier")
        opened.key(Qt.Key.Key_Escape)
        assert opened.screen_id() == "list"


def test_the_acts_of_a_dossier_lead_to_their_screens(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """Return and sign are done on their own screens, with that dossier in view."""
    with office_program(qtbot, qapp, tmp_path, at_the_counter) as opened:
        opened.log_in("hoa")
        screens = opened.program.screens
        assert screens is not None
        found = opened.desk.parts.queries.by_code(f"{OFFICE}-190314-0001")
        assert found is not None
        screens.do_elsewhere(ActKind.RETURN_RESULT, found.id)
        opened.until(lambda: screens.returns.model.sight is not None)
        assert opened.screen_id() == "return"
        screens.do_elsewhere(ActKind.SIGN, found.id)
        assert opened.screen_id() == "sign"
