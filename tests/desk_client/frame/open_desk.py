"""The whole program on a real store of a test: its window, real keys, and an end to everything it started."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from desk_client.bootstrap import Desk
from desk_client.settings import Settings
from desk_client.views.kit.dialogs import Dialog
from desk_client.window import Program, open_program
from tests.fakes.office import PASSWORD, make_office, settings_in

PATIENCE = 30_000


class OpenDesk:
    """A program in view and what a person does with it."""

    def __init__(self, bot: QtBot, program: Program) -> None:
        self.bot = bot
        self.program = program
        self.window = program.window
        program.window.show()
        bot.waitUntil(program.window.isVisible)
        program.window.activateWindow()
        bot.waitUntil(program.window.isActiveWindow)

    @property
    def desk(self) -> Desk:
        """The desk behind the window."""
        assert self.program.desk is not None
        return self.program.desk

    def settle(self) -> None:
        """Wait until no work is under way."""
        self.bot.waitUntil(lambda: self.program.runner.idle, timeout=PATIENCE)

    def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is so."""
        self.bot.waitUntil(true, timeout=PATIENCE)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        self.window.activateWindow()
        self.bot.waitUntil(self.window.isActiveWindow)
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def write(self, text: str) -> None:
        """Write Vietnamese as an input method does."""
        target = QApplication.focusWidget()
        assert target is not None, (QApplication.activeWindow(), self.window.isActiveWindow())
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(target, event)

    def log_in(self, login: str, password: str = PASSWORD) -> None:
        """Log in as that person, by typing."""
        behaviour = self.program.behaviour
        assert behaviour is not None
        self.until(lambda: behaviour.login.people.rows.rowCount() == 4)
        gate = behaviour.login
        gate.people.choose(login)
        gate.password.setFocus()
        self.write(password)
        self.key(Qt.Key.Key_Return)
        self.until(lambda: not self.window.gated)
        self.settle()

    def screen_id(self) -> str:
        """The screen in view, or nothing behind a gate."""
        screen = self.window.current_screen()
        return "" if screen is None or self.window.gated else screen.spec.id

    def close(self) -> None:
        """End everything, whatever is unsent."""
        self.window.guard_closing(lambda: True)
        self.window.close()
        self.program.close()
        self.window.deleteLater()
        QApplication.processEvents()


def close(desk: Desk) -> None:
    """Let go of a store that was prepared, so that the program can open it."""
    desk.sandbox.close()
    desk.checks.close()
    desk.machine.writer.close()
    desk.machine.engine.dispose()


@contextmanager
def program_on(bot: QtBot, app: QApplication, settings: Settings) -> Iterator[OpenDesk]:
    """The program on any settings."""
    opened = OpenDesk(bot, open_program(app, settings))
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def office_program(
    bot: QtBot, app: QApplication, folder: Path, prepare: Callable[[Desk], None] | None = None, **changes: str
) -> Iterator[OpenDesk]:
    """The program of the office's desk; `prepare` works on the store before the window opens.

    Simulators stand in for real scanners unless a test names others: looking for those takes a second each login.
    """
    changes = {"simulators": str(folder / "simulators"), **changes}
    desk = make_office(folder, **changes)
    if prepare is not None:
        prepare(desk)
    close(desk)
    with program_on(bot, app, settings_in(folder, **changes)) as opened:
        opened.settle()
        yield opened


def answer_dialog(act: str, before: Callable[[Dialog], None] | None = None) -> list[str]:
    """Choose an act of the next modal dialog once it is shown; the list then holds its head."""
    seen: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, Dialog) and dialog.isVisible():
            timer.stop()
            seen.append(dialog.head.text())
            if before is not None:
                before(dialog)
            if act:
                dialog.choose(act)
            else:
                QDialog.reject(dialog)

    timer = QTimer(QApplication.instance())
    timer.setInterval(20)
    timer.timeout.connect(look)
    timer.start()
    return seen
