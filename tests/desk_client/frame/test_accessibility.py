"""Every screen of the whole window, the login and the first run: named controls, no clash of letters, no cut words."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desk_client.views.gate.enrol import EnrolGate
from desk_client.views.kit.buttons import Button
from desk_client.views.kit.labels import ElidedLabel
from desk_client.views.kit.scale import Scale
from desk_client.views.kit.tokens import CONTRAST, LIGHT
from tests.desk_client.frame.open_desk import OpenDesk, office_program, program_on
from tests.desk_client.outbox.test_outbox_screen import with_tasks
from tests.fakes.office import settings_in

OWN = ("outbox", "devices")


def seen(part: QWidget) -> list[QWidget]:
    """The widgets of a part that can be seen now."""
    return [widget for widget in part.findChildren(QWidget) if widget.isVisible()]


def nameless(part: QWidget) -> list[str]:
    """Controls that Tab reaches and no screen reader can name."""
    found = []
    for widget in seen(part):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled():
            interface = QAccessible.queryAccessibleInterface(widget)
            if interface is None or not interface.text(QAccessible.Text.Name):
                found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found


def letters(part: QWidget) -> list[str]:
    """The Alt letters of labels and buttons in view."""
    words = [widget.text() for widget in seen(part) if isinstance(widget, (QLabel, Button))]
    return [found[1].lower() for text in words if (found := re.search(r"&(\w)", text))]


def cut(part: QWidget) -> list[str]:
    """Labels of one line and buttons that are smaller than their words."""
    found = []
    for widget in seen(part):
        if isinstance(widget, QLabel) and widget.text():
            needs = widget.fontMetrics().horizontalAdvance(widget.text().replace("&", ""))
            narrow = not widget.wordWrap() and not isinstance(widget, ElidedLabel) and widget.width() < needs
            if narrow or widget.height() < widget.fontMetrics().height():
                found.append(widget.text())
        elif isinstance(widget, Button) and widget.width() < widget.sizeHint().width():
            found.append(widget.words)
    return found


def judge(opened: OpenDesk, part: QWidget) -> None:
    """All three checks at 100 % and at 150 % in high contrast."""
    for palette, percent in ((LIGHT, 100), (CONTRAST, 150)):
        opened.window.kit.look.wear(palette, Scale(percent))
        QApplication.processEvents()
        assert nameless(part) == []
        clashes = letters(part)
        assert sorted(set(clashes)) == sorted(clashes)
        assert cut(part) == []
    opened.window.kit.look.wear(LIGHT, Scale())


@pytest.mark.parametrize("name", OWN)
def test_a_screen_can_be_read_and_reached(qtbot: QtBot, qapp: QApplication, tmp_path: Path, name: str) -> None:
    """Names, letters and words of the screens of the frame, filled."""
    with office_program(qtbot, qapp, tmp_path, with_tasks) as opened:
        opened.log_in("hoa")
        opened.window.show_screen(name)
        opened.settle()
        opened.until(lambda: opened.program.screens is not None and not opened.program.screens.devices.busy)
        judge(opened, opened.window.screen_named(name))


def test_the_login_can_be_read_and_reached(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """Names, letters and words of the login."""
    with office_program(qtbot, qapp, tmp_path) as opened:
        assert opened.program.behaviour is not None
        judge(opened, opened.program.behaviour.login)


def test_the_first_run_can_be_read_and_reached(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """Names, letters and words of the ticket's step and of the code's step."""
    with program_on(qtbot, qapp, settings_in(tmp_path)) as opened:
        gate = opened.window.findChild(EnrolGate)
        assert isinstance(gate, EnrolGate)
        judge(opened, gate)
        gate._model.take_text("motcua-enrol:1|http://127.0.0.1:9||ABCD-EFGH-0001")
        judge(opened, gate)
