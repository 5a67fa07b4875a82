"""A signature by hand is recorded with who signed and the scan of the signed paper."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desk_client.views.kit.dialogs import ReasonDialog
from desk_client.views.sign.paper_dialog import PaperSignDialog
from dossier.events import Stage
from scanning.devices.simulator import SimulatedFeeder
from tests.desk_client.sign.chamber import Chamber
from tests.fakes.signing import SigningOffice, paper

pytestmark = pytest.mark.slow
Enter = Callable[..., Chamber]


def open_dialog(chamber: Chamber) -> PaperSignDialog:
    """Press "Ký trên giấy…"."""
    chamber.screen.foot.paper.click()
    dialog = chamber.hands.dialog()
    assert isinstance(dialog, PaperSignDialog)
    chamber.hands.settle()
    return dialog


def feeder_of(office: SigningOffice) -> SimulatedFeeder:
    """The feeder of the simulated scanner."""
    folder = Path(office.desk.machine.settings.simulators) / "scanner"
    folder.mkdir(parents=True, exist_ok=True)
    return SimulatedFeeder(folder)


def test_the_signed_paper_is_scanned_and_recorded(enter: Enter, office: SigningOffice) -> None:
    """F7 scans, Enter records; the only leader of the office is proposed as the signer."""
    numbered = office.approved()
    feeder_of(office).put("signed.pdf", paper(2))
    chamber = enter("suong")
    dialog = open_dialog(chamber)
    assert dialog.signer.chosen_id() == "p-minh"
    chamber.hands.key(Qt.Key.Key_F7)
    chamber.bot.waitUntil(lambda: len(chamber.paper.pages) == 2 and not chamber.paper.busy, timeout=30_000)
    chamber.hands.settle()
    assert dialog.pages.place.text() == "Trang 2/2"
    chamber.hands.key(Qt.Key.Key_Return)
    chamber.bot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=30_000)
    chamber.hands.settle()
    state = office.state(numbered.id)
    assert (state.stage, state.result.on_paper, state.result.signer) == (Stage.LEADER_SIGNED, True, "Trần Văn Minh")
    assert state.result.file is not None
    assert state.result.file.pages == 2
    assert office.desk.parts.shelf.read(state.result.file.sha256).startswith(b"%PDF")


def test_without_a_scan_nothing_is_recorded(enter: Enter, office: SigningOffice) -> None:
    """Enter before scanning says what is missing and keeps the dialog; Esc leaves without an act."""
    numbered = office.approved()
    chamber = enter("suong")
    dialog = open_dialog(chamber)
    chamber.hands.key(Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert "Chưa quét" in dialog.pages.notice.accessibleName()
    chamber.hands.key(Qt.Key.Key_Escape)
    chamber.bot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert office.state(numbered.id).stage is Stage.APPROVED


def test_what_is_given_at_once_unscanned_is_recorded_with_the_reason(
    enter: Enter, office: SigningOffice, tmp_path: Path
) -> None:
    """Esc stays at the scan; the first proposal is one key away and is kept with the dossier."""
    given = office.certified(scanned=False)
    path = tmp_path / "da_ky.pdf"
    path.write_bytes(paper(1))
    chamber = enter("hoa")
    dialog = open_dialog(chamber)
    chamber.paper.add_file(path)
    chamber.bot.waitUntil(lambda: len(chamber.paper.pages) == 1, timeout=30_000)
    chamber.hands.settle()
    for last in (False, True):
        dialog.confirm.click()
        chamber.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ReasonDialog))
        why = QApplication.activeModalWidget()
        assert isinstance(why, ReasonDialog)
        assert "Bản sao cần chứng thực" in why.windowTitle()
        if not last:
            chamber.hands.key(Qt.Key.Key_Escape)
            chamber.bot.waitUntil(lambda: QApplication.activeModalWidget() is dialog)
            assert office.state(given.id).stage is Stage.RECEIVED
    chamber.hands.key(Qt.Key.Key_Down)
    chamber.hands.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    chamber.bot.waitUntil(lambda: office.state(given.id).stage is Stage.AT_COUNTER, timeout=30_000)
    chamber.hands.settle()
    assert office.state(given.id).unscanned.startswith("Giấy tờ được ký, chứng thực rồi trả lại ngay")


def test_an_empty_feeder_is_told(enter: Enter, office: SigningOffice) -> None:
    """F7 with no paper in the feeder says so."""
    office.approved()
    feeder_of(office)
    chamber = enter("suong")
    dialog = open_dialog(chamber)
    chamber.hands.key(Qt.Key.Key_F7)
    chamber.bot.waitUntil(lambda: not chamber.paper.busy and dialog.pages.notice.isVisible(), timeout=10_000)
    assert "Khay chưa có giấy" in dialog.pages.notice.accessibleName()


def test_a_file_serves_as_the_scan_and_a_page_can_be_taken_out(
    enter: Enter, office: SigningOffice, tmp_path: Path
) -> None:
    """A PDF is drawn in the sandbox; its surplus page is deleted, the other one turned, then it counts."""
    given = office.certified()
    path = tmp_path / "da_ky.pdf"
    path.write_bytes(paper(2))
    chamber = enter("hoa")
    dialog = open_dialog(chamber)
    chamber.paper.add_file(path)
    chamber.bot.waitUntil(lambda: len(chamber.paper.pages) == 2, timeout=30_000)
    dialog.pages.delete.click()
    dialog.pages.turn.click()
    chamber.hands.settle()
    assert [page.rotation for page in chamber.paper.pages] == [90]
    dialog.confirm.click()
    chamber.bot.waitUntil(lambda: office.state(given.id).stage is Stage.AT_COUNTER, timeout=30_000)
    chamber.hands.settle()
    result = office.state(given.id).result
    assert (result.on_paper, result.file and result.file.pages) == (True, 1)


def test_a_file_that_is_no_paper_is_refused_in_words(enter: Enter, office: SigningOffice, tmp_path: Path) -> None:
    """A text file is not taken; the dialog says what is taken."""
    office.approved()
    path = tmp_path / "ghi_chu.pdf"
    path.write_bytes(b"khong phai PDF")
    chamber = enter("suong")
    dialog = open_dialog(chamber)
    chamber.paper.add_file(path)
    chamber.bot.waitUntil(dialog.pages.notice.isVisible, timeout=10_000)
    assert "Chỉ nhận PDF" in dialog.pages.notice.accessibleName()
    assert chamber.paper.pages == ()
