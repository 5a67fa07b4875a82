"""Hears a barcode reader that types like a keyboard, whatever has the focus, and takes its characters out again."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

from desk_client.views.kit.dialogs import SECRET_ENTRY

ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride})


def event_milliseconds(event: QKeyEvent) -> int:
    """Give the time of a key event as the window system stamped it."""
    return int(event.timestamp())


@dataclass(frozen=True, slots=True)
class WedgeRule:
    """What counts as a reader: the largest gap between keys in ms, and the least length of a code."""

    gap_ms: int = 35
    min_length: int = 8


@dataclass(slots=True)
class _Burst:
    """Characters that came fast one after the other, and the field as it was before them."""

    text: str = ""
    last: int = 0
    restore: Callable[[], None] | None = field(default=None)


def is_code(text: str, rule: WedgeRule) -> bool:
    """Tell whether a burst is a code: digits alone, or the text of an ID card with its bars."""
    if len(text) < rule.min_length:
        return False
    return (text.isascii() and text.isdigit()) or text.count("|") >= 4


class WedgeFilter(QObject):
    """Filters the events of whatever keys go to; `scanned` gives the code, the focused field keeps what it had before.

    It follows the focus: a filter on the whole program would run Python code for every event of every widget.
    """

    scanned = Signal(str)

    def __init__(
        self,
        app: QApplication,
        rule: WedgeRule = WedgeRule(),
        stamp: Callable[[QKeyEvent], int] = event_milliseconds,
    ) -> None:
        super().__init__(app)
        self._app = app
        self._rule = rule
        self._stamp = stamp
        self._burst = _Burst()
        self._watched: list[QWidget] = []
        app.focusChanged.connect(self.follow)
        app.focusWindowChanged.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Listen to the widget that gets the keys now, and to the one that gets them when a popup goes."""
        self._leave()
        self._listen(self._app.focusWidget() or self._app.activeWindow())
        self._listen(self._addressee())

    def stop(self) -> None:
        """Listen to nothing more."""
        self._app.focusChanged.disconnect(self.follow)
        self._app.focusWindowChanged.disconnect(self.follow)
        self._leave()

    def _listen(self, widget: QWidget | None) -> None:
        if widget is not None and widget not in self._watched:
            self._watched.append(widget)
            widget.installEventFilter(self)

    def _leave(self) -> None:
        for widget in self._watched:
            if isValid(widget):  # what closed took its widgets with it before the focus moved
                widget.removeEventFilter(self)
        self._watched = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Hear key presses; a popup, which moves no focus, tells whoever had the keys that it has them now."""
        kind = event.type()
        if kind == QEvent.Type.FocusOut:
            self._listen(self._addressee())
            return False
        if kind not in _KEYS or not isinstance(event, QKeyEvent):
            return False
        if not isinstance(watched, QWidget) or watched is not self._addressee() or self._secret():
            return False
        if kind == QEvent.Type.ShortcutOverride:
            return self._keep_enter(event)
        return self._hear(watched, event)

    def _addressee(self) -> QWidget | None:
        """Who gets the next key."""
        popup = self._app.activePopupWidget()
        if popup is not None:
            return popup.focusWidget() or popup
        return self._app.focusWidget() or self._app.activeWindow()

    def _secret(self) -> bool:
        modal = self._app.activeModalWidget()
        return modal is not None and bool(modal.property(SECRET_ENTRY))

    def _complete(self, event: QKeyEvent) -> bool:
        fresh = self._stamp(event) - self._burst.last <= self._rule.gap_ms
        return event.key() in ENTER and fresh and is_code(self._burst.text, self._rule)

    def _keep_enter(self, event: QKeyEvent) -> bool:
        """Keep the reader's Enter from pressing a button by its key."""
        if self._complete(event):
            event.accept()
            return True
        return False

    def _hear(self, watched: QWidget, event: QKeyEvent) -> bool:
        if self._complete(event):
            code, restore = self._burst.text, self._burst.restore
            self._burst = _Burst()
            if restore is not None:
                restore()
            self.scanned.emit(code)
            return True
        text = event.text()
        ctrl = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if event.key() in {Qt.Key.Key_Shift, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock}:
            return False
        if len(text) != 1 or not text.isprintable() or ctrl:
            self._burst = _Burst()
            return False
        now = self._stamp(event)
        if not self._burst.text or now - self._burst.last > self._rule.gap_ms:
            self._burst = _Burst("", now, _snapshot(self._app.focusWidget() or watched))
        self._burst.text += text
        self._burst.last = now
        return False


def _snapshot(widget: QWidget) -> Callable[[], None] | None:
    """Remember the text, selection and cursor of a field so that they can be put back."""
    if isinstance(widget, QComboBox):
        line = widget.lineEdit() if widget.isEditable() else None
        index = widget.currentIndex()
        return _line_snapshot(line) if line is not None else lambda: widget.setCurrentIndex(index)
    if isinstance(widget, QLineEdit):
        return _line_snapshot(widget)
    if isinstance(widget, QPlainTextEdit):
        words, place = widget.toPlainText(), widget.textCursor().position()
        return lambda: _put_back_area(widget, words, place)
    return None


def _line_snapshot(line: QLineEdit) -> Callable[[], None]:
    words, place = line.text(), line.cursorPosition()
    start, length = line.selectionStart(), line.selectionLength()

    def put_back() -> None:
        if line.text() != words:
            line.setText(words)
            line.textEdited.emit(words)
        if start >= 0:
            line.setSelection(start, length)
        else:
            line.setCursorPosition(place)

    return put_back


def _put_back_area(area: QPlainTextEdit, words: str, place: int) -> None:
    if area.toPlainText() != words:
        area.setPlainText(words)
    cursor = area.textCursor()
    cursor.setPosition(min(place, len(words)))
    area.setTextCursor(cursor)
