"""The shipped look and words for the tests of the leader's and the return screen, and keys pressed in their window."""

import os
from importlib.resources import files

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.speaker import Speaker, load_messages
from desk_client.views.kit.icons import IconSet
from desk_client.views.kit.look import Look, load_fonts
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.tokens import Tone
from desk_client.views.shell.screen import Screen
from desk_client.views.shell.window import MainWindow
from dossier.text import fold


def words(language: str) -> dict[str, str]:
    """All messages of one language."""
    folder = files("resources") / "messages"
    names = sorted(item.name for item in folder.iterdir())
    return load_messages(
        (folder / name).read_text("utf-8") for name in names if name.removesuffix(".toml").endswith(language)
    )


def make_kit(app: QApplication) -> Kit:
    """The kit with shipped fonts, icons and Vietnamese words."""
    fonts, icons = files("resources") / "fonts", files("resources") / "icons"
    load_fonts((fonts / name).read_bytes() for name in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"))
    drawings = {item.name[:-4]: item.read_bytes() for item in icons.iterdir() if item.name.endswith(".svg")}
    return Kit(Look(app, IconSet(drawings)), Speaker(words("vi")), fold)


class Hands:
    """One screen in the real window, and a person's hands at it."""

    def __init__(self, bot: QtBot, kit: Kit, screen: Screen, runner: Runner) -> None:
        self.bot, self.screen, self.runner = bot, screen, runner
        self.window = MainWindow(kit)
        self.window.add_screen(screen)
        self.window.set_entries((screen.spec.id,))
        self.window.set_sync(Tone.DONE, "ok", "Đã đồng bộ đủ lúc 08:05")
        self.window.set_office("UBND phường Phú Thủy", "Bộ phận Một cửa")
        self.window.set_person("Trần Văn Minh", "Chủ tịch")
        self.window.set_drill_day("Thứ Năm, 14/03/2019 · 08:05", "14/03 · 08:05")
        self.window.resize(1366, 768)
        self.window.show()
        bot.waitUntil(self.window.isVisible)
        self.window.show_screen(screen.spec.id)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self.bot.waitUntil(lambda: self.runner.idle, timeout=30_000)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        modal = self._wake()
        QTest.keyClick(QApplication.focusWidget() or modal or self.window, key, modifier)

    def _wake(self) -> QWidget | None:
        """Make the dialog or the window active: without a display nobody does it when another one closes."""
        if QApplication.activePopupWidget() is None and QApplication.activeModalWidget() is None:
            self.window.activateWindow()
            self.bot.waitUntil(self.window.isActiveWindow)
        modal = QApplication.activeModalWidget()
        if modal is not None:
            modal.activateWindow()
            self.bot.waitUntil(modal.isActiveWindow)
        return modal

    def type(self, digits: str) -> None:
        """Type plain digits, key by key."""
        for digit in digits:
            self.key(Qt.Key(ord(digit)))

    def write(self, text: str) -> None:
        """Write Vietnamese as an input method does."""
        self._wake()
        target = QApplication.focusWidget()
        assert target is not None
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(target, event)
        QApplication.processEvents()

    def dialog(self) -> QDialog:
        """The dialog that is open, once it is."""
        self.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QDialog), timeout=10_000)
        found = QApplication.activeModalWidget()
        assert isinstance(found, QDialog)
        return found

    def focus(self) -> QWidget | None:
        """Where the focus is."""
        return QApplication.focusWidget()

    def close(self) -> None:
        """Let everything end; a dialog that a failed test left open goes too."""
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog):
                widget.hide()
        self.runner.finish()
        self.settle()
        self.window.close()
        # A window that stays would be dressed again at every later change of look.
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
