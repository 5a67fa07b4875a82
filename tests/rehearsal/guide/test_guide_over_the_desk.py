"""The guide over the real program: the card reaches the receive screen, people change, keys and closing work."""

import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from rehearsal.guide.opening import NoDesk, open_guide
from rehearsal.guide.steps import StepId
from rehearsal.guide.window import GuideWindow
from rehearsal.guide.world import GuideWorld
from tests.desk_client.frame.open_desk import OpenDesk, office_program


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, tmp_path: Path, world: GuideWorld) -> Iterator[OpenDesk]:
    """The program of an office with simulated devices, at its login."""
    for name in ("reader", "scanner", "token"):
        (world.simulators / name).mkdir(parents=True)
    with office_program(qtbot, qapp, tmp_path / "desk", simulators=str(world.simulators)) as running:
        yield running


@pytest.fixture
def guide(opened: OpenDesk, world: GuideWorld) -> Iterator[GuideWindow]:
    """The guide, shown over it."""
    window = open_guide(opened.program, world)
    window.show()
    QApplication.processEvents()
    opened.until(opened.window.isActiveWindow)
    yield window
    window.end()


def test_the_held_card_fills_the_receive_screen_and_ticks_its_step(opened: OpenDesk, guide: GuideWindow) -> None:
    """From the button of the guide through reader, frame and screen into the draft, and back to the guide."""
    opened.log_in("hoa")
    opened.until(lambda: StepId.LOGIN in guide._model.done)
    guide.card.click()
    screens = opened.program.screens
    assert screens is not None
    opened.until(lambda: bool(screens.receive.sheet.applicant.id_number))
    person = guide._model._backstage.cast.present
    assert person is not None
    assert screens.receive.sheet.applicant.name == person.applicant.name
    opened.until(lambda: StepId.CARD in guide._model.done)


def test_changing_the_person_locks_the_desk(opened: OpenDesk, guide: GuideWindow) -> None:
    """The login stands before the desk again, for whoever was chosen."""
    opened.log_in("hoa")
    assert not opened.window.gated
    guide.people.click()
    guide.people_page.buttons[1].click()
    assert opened.window.gated
    assert guide.isVisible()


def test_one_key_puts_the_guide_away_and_brings_it_back(opened: OpenDesk, guide: GuideWindow) -> None:
    """Ctrl+Shift+T, at the login as well as at work."""
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    opened.window.activateWindow()
    opened.until(opened.window.isActiveWindow)
    QTest.keyClick(opened.window, Qt.Key.Key_T, keys)
    assert not guide.isVisible()
    QTest.keyClick(opened.window, Qt.Key.Key_T, keys)
    assert guide.isVisible()


def test_it_stands_inside_the_screen(opened: OpenDesk, guide: GuideWindow) -> None:
    """Wherever the desk's window was put, the guide is never beyond the screen."""
    free = guide.screen().availableGeometry()
    for corner in (free.topLeft(), free.center(), free.bottomRight()):
        opened.window.move(corner)
        guide.stand_beside(opened.window)
        assert free.contains(guide.geometry())


def test_on_a_wide_screen_it_stands_beside_the_desk(guide: GuideWindow) -> None:
    """A small window leaves room for both: then nothing of it is covered."""
    small = QWidget()
    small.setGeometry(0, 0, 200, 300)
    guide.stand_beside(small)
    assert not guide.geometry().intersects(small.geometry())


def test_without_an_enrolled_desk_there_is_nothing_to_guide(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, world: GuideWorld
) -> None:
    """A machine at its first run has no guide."""
    from tests.desk_client.frame.open_desk import program_on
    from tests.fakes.office import settings_in

    with program_on(qtbot, qapp, settings_in(tmp_path / "new")) as running, pytest.raises(NoDesk):
        open_guide(running.program, world)
