"""Devices: simulators say so everywhere, real ones by layers, a test scan opens nothing, the spool takes each once."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_client.adapters.reader_spool import ReaderSpool
from desk_client.bootstrap import open_doctor
from desk_client.services.checks import Area, Level, worst
from desk_client.services.doctor import Doctor
from desk_client.views.devices.screen import DevicesScreen
from sandbox.limits import Isolation
from sandbox.outcome import Failed, FailureCode
from scanning.devices.port import Condition
from scanning.devices.simulator import SimulatedFeeder, SimulatedState
from tests.desk_client.frame.held_line import held_line
from tests.desk_client.frame.open_desk import office_program
from tests.fakes.office import make_office

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def simulators(tmp_path: Path) -> Path:
    """The folder of the simulated devices, all plugged in but the token."""
    folder = tmp_path / "simulators"
    for name in ("scanner", "token", "reader"):
        (folder / name).mkdir(parents=True)
    return folder


def test_a_simulated_device_is_never_shown_as_a_real_one(tmp_path: Path, simulators: Path) -> None:
    """Scanner, reader and token driver stand as warnings whose words say that they are simulated."""
    desk = make_office(tmp_path / "desk", simulators=str(simulators))
    doctor = open_doctor(desk.machine, desk)
    checks = {check.id: check for check in (*doctor.scanners(), *doctor.readers(), *doctor.tokens())}
    simulated = ("scanner:simulator", "spool", "token:simulator:driver")
    assert [checks[name].level for name in simulated] == [Level.WARNING] * 3
    assert all("simulated" in checks[name].fact.id for name in simulated)
    assert desk.devices.scanners()[0].simulated
    assert desk.devices.tokens()[0].simulated


def test_a_jam_is_a_fault_with_its_remedy(tmp_path: Path, simulators: Path) -> None:
    """What the simulator plays arrives as a fault of the scanner, not of the desk."""
    SimulatedFeeder(simulators / "scanner").set_state(SimulatedState(Condition.JAMMED))
    desk = make_office(tmp_path / "desk", simulators=str(simulators))
    (check,) = open_doctor(desk.machine, desk).scanners()
    assert (check.level, check.fact.id) == (Level.FAULT, "devices.scanner.jammed")


def test_layers_above_a_fault_wait_for_it(tmp_path: Path, simulators: Path) -> None:
    """Without the token plugged in, certificate, validity and PIN are not red but waiting."""
    desk = make_office(tmp_path / "desk", simulators=str(simulators))
    checks = {check.id.rpartition(":")[2]: check.level for check in open_doctor(desk.machine, desk).tokens()}
    assert checks["card"] is Level.FAULT
    assert {checks[name] for name in ("certificate", "validity", "tries")} == {Level.WAITING}


def test_a_watched_folder_is_a_scanner(tmp_path: Path) -> None:
    """The setting names a folder; while it is there it is ready, and it is no simulator."""
    folder = tmp_path / "from the copier"
    folder.mkdir()
    desk = make_office(tmp_path / "desk", scan_folder=str(folder))
    found = [one for one in desk.devices.scanners() if one.id == "folder"]
    assert len(found) == 1
    assert not found[0].simulated
    assert found[0].scanner.probe().condition is Condition.READY


def test_the_clock_of_a_rehearsal_is_told(tmp_path: Path) -> None:
    """The day is not the real one, and the machine's area says so."""
    desk = make_office(tmp_path)
    clock = next(check for check in open_doctor(desk.machine, desk).machine() if check.id == "clock")
    desk.sandbox.close()
    desk.checks.close()
    assert (clock.level, clock.fact.id) == (Level.WARNING, "devices.clock.rehearsal")
    assert dict(clock.fact.params)["day"] == "14/03/2019"


def test_a_key_in_a_file_is_told(tmp_path: Path) -> None:
    """A machine without a key store works, with a notice."""
    desk = make_office(tmp_path)
    keys = next(check for check in open_doctor(desk.machine, desk).machine() if check.id == "keys")
    desk.sandbox.close()
    desk.checks.close()
    assert (keys.level, keys.fact.id) == (Level.WARNING, "devices.keys.file")


@pytest.mark.parametrize(
    ("walls", "level", "fact"),
    [
        (Isolation(memory_limited=True, network_cut=True, processes_limited=True), Level.FINE, "fine"),
        (Isolation(memory_limited=True, network_cut=False, processes_limited=True), Level.WARNING, "network_cut"),
        (Isolation(memory_limited=False, network_cut=False, processes_limited=False), Level.WARNING, "memory_limited"),
        (Failed(FailureCode.NOT_STARTED, "OSError"), Level.FAULT, "fault"),
    ],
)
def test_a_wall_that_does_not_stand_is_told(tmp_path: Path, walls: Isolation | Failed, level: Level, fact: str) -> None:
    """Where foreign files are read: the gravest missing wall, or that they are refused."""
    desk = make_office(tmp_path)
    ends = replace(open_doctor(desk.machine, desk)._ends, walls=lambda: walls)
    check = next(check for check in Doctor(ends).machine() if check.id == "sandbox")
    assert (check.level, check.fact.id) == (level, f"devices.sandbox.{fact}")


def test_the_worst_layer_speaks_for_its_area(tmp_path: Path, simulators: Path) -> None:
    """Waiting layers alone never colour an area; a fault wins over a warning."""
    desk = make_office(tmp_path / "desk", simulators=str(simulators))
    doctor = open_doctor(desk.machine, desk)
    assert worst(doctor.tokens()) is Level.FAULT
    assert worst(doctor.scanners()) is Level.WARNING
    assert worst(()) is Level.WAITING


def test_the_spool_gives_each_card_once_and_oldest_first(tmp_path: Path) -> None:
    """A text still being written is left alone; a folder that is gone gives nothing."""
    spool = ReaderSpool(tmp_path)
    (tmp_path / "b.txt").write_text("hai", encoding="utf-8")
    (tmp_path / "a.txt").write_text("một", encoding="utf-8")
    import os

    os.utime(tmp_path / "b.txt", ns=(1, 1))
    (tmp_path / "c.part").write_text("nửa", encoding="utf-8")
    assert [spool.take(), spool.take(), spool.take()] == ["hai", "một", ""]
    assert (tmp_path / "c.part").exists()
    assert not ReaderSpool(tmp_path / "gone").present
    assert ReaderSpool(tmp_path / "gone").take() == ""


def test_the_screen_shows_every_area_and_a_test_scan_opens_nothing(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, simulators: Path
) -> None:
    """A code scanned here is read back; the same code elsewhere would open a dossier."""
    with office_program(qtbot, qapp, tmp_path / "desk", simulators=str(simulators)) as opened:
        opened.log_in("hoa")
        opened.key(Qt.Key.Key_D, CTRL_SHIFT)
        screen = opened.window.screen_named("devices")
        assert isinstance(screen, DevicesScreen)
        opened.until(lambda: opened.screen_id() == "devices" and bool(screen.model.checks) and not screen.model.busy)
        assert all(screen._cards[area].isVisible() for area in Area)
        assert opened.program.behaviour is not None
        opened.program.behaviour.scanned("000.04.31.H11-190314-0001")
        assert screen.model.last_scan == "Đầu đọc đọc được mã hồ sơ 000.04.31.H11-190314-0001"
        assert screen.heard.accessibleName() == screen.model.last_scan
        assert opened.screen_id() == "devices"
        assert "Máy quét" in {word.text for word in opened.window.status._words}


def test_a_look_is_stopped_by_esc_and_says_what_it_left_out(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, simulators: Path
) -> None:
    """The centre never answers: the line says which area is in hand, Esc ends it, F5 looks at everything."""
    with (
        held_line(None) as line,
        office_program(qtbot, qapp, tmp_path / "desk", simulators=str(simulators), centre=line.address) as opened,
    ):
        opened.log_in("hoa")
        opened.key(Qt.Key.Key_D, CTRL_SHIFT)
        screen = opened.window.screen_named("devices")
        assert isinstance(screen, DevicesScreen)
        opened.until(lambda: screen.model.look.area is Area.LINE)
        assert screen.looking.accessibleName() == "Đang kiểm tra Đường truyền (1/6)…"
        opened.key(Qt.Key.Key_Escape)
        assert not screen.model.busy
        assert not screen.stop.isVisible()
        assert screen.told.accessibleName().startswith("Đã dừng. Chưa kiểm tra lại: Đường truyền, Máy in, Máy quét")
        line.close()
        opened.key(Qt.Key.Key_F5)
        opened.until(lambda: not screen.model.busy)
        assert not screen.told.isVisible()
        assert {check.area for check in screen.model.checks} == set(Area)
