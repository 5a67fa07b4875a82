"""What takes long at a first run can be stopped by Esc: nothing is half done, and the same step can be tried again."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_client.services.checks import Area
from desk_client.viewmodels.gate_enrol import EnrolStep
from desk_client.views.gate.enrol import EnrolGate
from tests.desk_client.frame.held_line import HeldLine, held_line
from tests.desk_client.frame.open_desk import OpenDesk, program_on
from tests.desk_client.frame.real_centre import RealCentre, real_centre

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def centre(prepared_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealCentre]:
    """One real centre for the tests of this file."""
    with real_centre(prepared_centre, tmp_path_factory.mktemp("centre")) as running:
        yield running


@pytest.fixture
def line(centre: RealCentre) -> Iterator[HeldLine]:
    """A line to it that can be held."""
    with held_line(int(centre.address.rpartition(":")[2])) as line:
        yield line


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, centre: RealCentre, line: HeldLine, tmp_path: Path) -> Iterator[OpenDesk]:
    """A new machine on that line."""
    with program_on(qtbot, qapp, centre.settings(tmp_path, centre=line.address, simulators=str(tmp_path))) as opened:
        yield opened
        line.let_go()


def gate_of(opened: OpenDesk) -> EnrolGate:
    """The page of the first run."""
    gate = opened.window.findChild(EnrolGate)
    assert isinstance(gate, EnrolGate)
    return gate


def desks_of(centre: RealCentre) -> int:
    """How many desks the centre knows."""
    return int(json.loads(centre.command("show", "status", "--json"))["devices"])


def hand_in(opened: OpenDesk, ticket: str) -> EnrolGate:
    """Type the ticket and come to its code."""
    gate = gate_of(opened)
    opened.write(ticket)
    opened.key(Qt.Key.Key_Return)
    opened.until(lambda: gate._model.step is EnrolStep.CODE)
    return gate


def test_an_enrolment_stopped_on_its_way_works_again_with_the_same_ticket(
    opened: OpenDesk, centre: RealCentre, line: HeldLine
) -> None:
    """The centre made the desk, its reply hangs: Esc frees the screen, nothing is kept, Enter makes the same desk."""
    gate = hand_in(opened, centre.ticket("1-99"))
    before = desks_of(centre)
    line.hold()
    opened.key(Qt.Key.Key_Return)
    opened.until(line.asked.is_set)
    assert gate._model.busy
    assert gate.stop.isVisible()
    opened.key(Qt.Key.Key_Escape)
    assert not gate._model.busy
    assert not gate.stop.isVisible()
    assert gate._trouble.accessibleName().startswith("Đã dừng; máy này chưa đăng ký")
    line.let_go()
    opened.settle()
    assert gate._model.step is EnrolStep.CODE
    assert opened.program._machine is not None
    assert opened.program._machine.identity() is None
    opened.key(Qt.Key.Key_Return)
    opened.until(lambda: gate._model.step is EnrolStep.DEVICES and not gate._model.busy)
    assert desks_of(centre) == before + 1
    assert opened.program._machine.identity() is not None


def test_a_download_stopped_midway_goes_on_where_it_was(opened: OpenDesk, centre: RealCentre, line: HeldLine) -> None:
    """Esc while the rules are awaited: it is said that what came is kept; "Tải lại" fetches the rest and leads on."""
    gate = hand_in(opened, centre.ticket("100-199"))
    model = gate._model
    holding = model.changed.connect(lambda: line.hold() if model.step is EnrolStep.DOWNLOAD and model.busy else None)
    opened.key(Qt.Key.Key_Return)
    opened.until(lambda: model.step is EnrolStep.DOWNLOAD and line.asked.is_set())
    assert model.busy
    opened.key(Qt.Key.Key_Escape)
    assert not model.busy
    assert gate._trouble.accessibleName().startswith("Đã dừng tải. Phần đã nhận vẫn giữ")
    line.let_go()
    opened.settle()
    assert model.step is EnrolStep.DOWNLOAD
    assert gate._buttons[EnrolStep.DOWNLOAD].hasFocus()
    model.changed.disconnect(holding)
    opened.key(Qt.Key.Key_Return)
    opened.until(lambda: model.step is EnrolStep.DEVICES and not model.busy)
    assert model.rows > 0


def test_the_look_at_the_devices_is_stopped_before_the_next_area(
    opened: OpenDesk, centre: RealCentre, line: HeldLine
) -> None:
    """The centre does not answer: Esc names the areas that were not looked at, and the login can be entered at once."""
    gate = hand_in(opened, centre.ticket("200-299"))
    opened.key(Qt.Key.Key_Return)
    opened.until(lambda: gate._model.step is EnrolStep.DEVICES and not gate._model.busy)
    before, looked = gate._model.look.checks, list[Area]()
    gate._model.look._reached.connect(lambda _attempt, area: looked.append(area))
    line.hold()
    gate._model.examine()
    opened.until(lambda: line.asked.is_set() and gate._model.look.area is not None)
    assert gate._looking._words.text().startswith("Đang kiểm tra Đường truyền (1/6)")
    opened.key(Qt.Key.Key_Escape)
    assert "Chưa kiểm tra lại: Đường truyền, Máy in" in gate._trouble.accessibleName()
    assert gate._model.look.checks == before
    line.let_go()
    opened.settle()
    assert gate._model.look.checks == before
    assert looked == [Area.LINE]
    opened.key(Qt.Key.Key_Return)
    opened.log_in("hoa")
