"""Hands and eyes of a played person: keys, Vietnamese text as an input method sends it, waiting, pictures."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

_STEP_MS = 15


class PlayFault(Exception):
    """A step of the play did not come true: what was waited for."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of a screen and the key that led there."""

    file: str
    title: str
    key: str


@dataclass
class Actor:
    """Plays on one window; every wait has an end, every picture a name."""

    app: QApplication
    window: QWidget
    folder: Path
    shots: list[Shot] = field(default_factory=list)
    keys: int = 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key on whatever has the focus, as the window system would deliver it."""
        self.keys += 1
        self._wake()
        QTest.keyClick(self._target(), key, modifier)
        self.settle()

    def type(self, words: str) -> None:
        """Text into whatever has the focus: ASCII as keys, anything else as an input method commits it."""
        self._wake()
        target = self._target()
        if words.isascii():
            self.keys += len(words)
            for letter in words:
                QTest.keyClicks(target, letter)
        else:
            self.keys += len(words)
            event = QInputMethodEvent("", [])
            event.setCommitString(words)
            QApplication.sendEvent(target, event)
        self.settle()

    def scan(self, digits: str) -> None:
        """A burst of a keyboard-wedge scanner: digits and Enter without a pause, whatever has the focus."""
        self._wake()
        # Test events carry no time: a key without a letter ends what was typed before, as the pause of a hand would.
        QTest.keyClick(self._addressee(), Qt.Key.Key_F35)
        for letter in digits:
            QTest.keyClicks(self._addressee(), letter)
        QTest.keyClick(self._addressee(), Qt.Key.Key_Return)
        self.settle()

    def answer(self, script: Callable[[QWidget], None]) -> None:
        """Be ready for the next dialog: `script` plays in it as soon as it stands (dialogs hold their own loop)."""
        timer = QTimer(self.window)
        timer.setInterval(_STEP_MS)

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if dialog is not None and dialog.isVisible():
                timer.stop()
                timer.deleteLater()
                script(dialog)

        timer.timeout.connect(look)
        timer.start()

    def until(self, what: str, true: Callable[[], bool], seconds: float = 30.0) -> None:
        """Let the program run until `true`; raises PlayFault naming `what` after `seconds`."""
        end = time.monotonic() + seconds
        self._wake()
        while not true():
            if time.monotonic() > end:
                self.shoot("loi", what, "")
                raise PlayFault(what)
            self.app.processEvents()
            QTest.qWait(_STEP_MS)
        self.settle()

    def focused_in(self, place: QWidget) -> bool:
        """Whether the focus lies on `place` or inside it."""
        focus = QApplication.focusWidget()
        return focus is not None and (focus is place or place.isAncestorOf(focus))

    def settle(self) -> None:
        """Let posted events arrive."""
        for _ in range(3):
            self.app.processEvents()

    def wait(self, milliseconds: int) -> None:
        """Let the program run for a moment, as a person who looks."""
        QTest.qWait(milliseconds)

    def shoot(self, name: str, title: str, key: str, widget: QWidget | None = None) -> None:
        """Keep a picture of the window (or of one dialog)."""
        self.settle()
        file = f"{len(self.shots) + 1:02d}_{name}.png"
        folder = self.folder / "screens"
        folder.mkdir(parents=True, exist_ok=True)
        (widget or self.window).grab().save(str(folder / file))
        self.shots.append(Shot(f"screens/{file}", title, key))

    def _wake(self) -> None:
        """Make the window active again: without a window system nobody does it when a list or dialog closes."""
        if QApplication.activePopupWidget() is None and QApplication.activeModalWidget() is None:
            self.window.activateWindow()
            self.settle()

    def _addressee(self) -> QWidget:
        """Where the window system would send a key now: an open list takes it before the field under it."""
        popup = QApplication.activePopupWidget()
        return (popup.focusWidget() or popup) if popup is not None else self._target()

    def _target(self) -> QWidget:
        focus = QApplication.focusWidget()
        active = QApplication.activeModalWidget() or QApplication.activeWindow()
        return focus or active or self.window
