"""The first run of a machine in its window, against a real centre: ticket, code, download, devices, login."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_client.viewmodels.gate_enrol import EnrolStep
from desk_client.views.gate.enrol import EnrolGate
from tests.desk_client.frame.open_desk import OpenDesk, program_on
from tests.desk_client.frame.real_centre import RealCentre, real_centre
from tests.fakes.office import settings_in


@pytest.fixture(scope="module")
def centre(prepared_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealCentre]:
    """One real centre for the tests of this file."""
    with real_centre(prepared_centre, tmp_path_factory.mktemp("centre")) as running:
        yield running


def gate_of(opened: OpenDesk) -> EnrolGate:
    """The page of the first run."""
    gate = opened.window.findChild(EnrolGate)
    assert isinstance(gate, EnrolGate)
    return gate


@pytest.mark.slow
def test_a_new_machine_becomes_a_desk_by_keys(
    qtbot: QtBot, qapp: QApplication, centre: RealCentre, tmp_path: Path
) -> None:
    """Paste the ticket, Enter, Enter: the rules are fetched, the devices shown, and the people can log in."""
    with program_on(qtbot, qapp, centre.settings(tmp_path)) as opened:
        gate = gate_of(opened)
        assert QApplication.focusWidget() is gate.ticket
        opened.write(centre.ticket("1-99"))
        opened.key(Qt.Key.Key_Return)
        opened.until(lambda: gate._model.step is EnrolStep.CODE)
        opened.key(Qt.Key.Key_Return)
        opened.until(lambda: gate._model.step is EnrolStep.DEVICES and not gate._model.busy)
        assert {check.area.value for check in gate._model.look.checks} >= {"line", "printer", "machine"}
        opened.key(Qt.Key.Key_Return)
        opened.log_in("hoa")
        assert opened.screen_id() == "receive"
        opened.until(lambda: opened.window.status.sync.words.startswith("Đã đồng bộ đủ"))
        assert opened.window.status.sync.tone.value == "done"


@pytest.mark.slow
def test_a_used_code_is_told_and_another_ticket_can_be_taken(
    qtbot: QtBot, qapp: QApplication, centre: RealCentre, tmp_path: Path
) -> None:
    """What failed stands over the step; the machine is no desk; the way back leads to the ticket."""
    used = centre.ticket("100-199")
    with program_on(qtbot, qapp, centre.settings(tmp_path / "first")) as opened:
        gate = gate_of(opened)
        gate._model.take_text(used)
        gate._model.enrol("first")
        opened.until(lambda: gate._model.enrolled is not None)
        opened.settle()
    with program_on(qtbot, qapp, centre.settings(tmp_path / "second")) as opened:
        gate = gate_of(opened)
        opened.write(used)
        opened.key(Qt.Key.Key_Return)
        opened.until(lambda: gate._model.step is EnrolStep.CODE)
        opened.key(Qt.Key.Key_Return)
        opened.until(lambda: bool(gate._model.trouble))
        assert gate._model.trouble.startswith("Mã đăng ký không đúng, đã dùng")
        assert gate._trouble.isVisible()
        gate._model.back()
        assert gate._model.step is EnrolStep.TICKET
        assert QApplication.focusWidget() is gate.ticket


def test_a_text_that_is_no_ticket_is_told(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """The first step stays; the sentence says what a ticket looks like."""
    with program_on(qtbot, qapp, settings_in(tmp_path)) as opened:
        gate = gate_of(opened)
        opened.write("không phải phiếu")
        opened.key(Qt.Key.Key_Return)
        assert gate._model.step is EnrolStep.TICKET
        assert "motcua-enrol:1" in gate._model.trouble
        assert gate._trouble.isVisible()


def test_a_ticket_file_is_read(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """The file that an administrator wrote leads to the second step, which names centre and code."""
    (tmp_path / "ticket.txt").write_text("motcua-enrol:1|http://127.0.0.1:9||ABCD-EFGH-0001\n", encoding="utf-8")
    with program_on(qtbot, qapp, settings_in(tmp_path / "desk")) as opened:
        gate = gate_of(opened)
        gate._model.take_file(tmp_path / "missing.txt")
        opened.settle()
        assert gate._model.trouble.startswith("Không mở được tệp")
        gate._model.take_file(tmp_path / "ticket.txt")
        opened.settle()
        assert gate._model.step is EnrolStep.CODE
        assert gate._model.trouble == ""
        opened.key(Qt.Key.Key_Return)
        opened.until(lambda: bool(gate._model.trouble))
        assert gate._model.trouble.startswith("Không kết nối được với trung tâm")
