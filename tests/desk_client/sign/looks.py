"""What must hold of any screen in any look: names for all controls, no cut words, no clash of letters, no bare id."""

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QFontMetrics, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QWidget

from desk_client.views.kit.buttons import Button, LinkButton
from desk_client.views.kit.labels import ElidedLabel
from desk_client.views.kit.pages import PageView

_TURNS = 8
"""Turns of the loop in which nested layouts learn of new words and new type."""


def seen(root: QWidget, kind: type[QWidget]) -> list[QWidget]:
    """The widgets of a kind that can be seen."""
    return [widget for widget in root.findChildren(kind) if widget.isVisible()]


def nameless(root: QWidget) -> list[str]:
    """What takes the focus by Tab and has no name for a screen reader."""
    found = []
    for widget in seen(root, QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled():
            interface = QAccessible.queryAccessibleInterface(widget)
            if interface is None or not interface.text(QAccessible.Text.Name):
                found.append(repr(widget))
    return found


def cut_words(root: QWidget) -> list[str]:
    """Labels of one line and buttons that are smaller than their words, and columns wider than their view."""
    for _ in range(_TURNS):
        QApplication.processEvents()
    cut = []
    for label in seen(root, QLabel):
        assert isinstance(label, QLabel)
        metrics = label.fontMetrics()
        needs = metrics.horizontalAdvance(label.text().replace("&", ""))
        short = not label.wordWrap() and not isinstance(label, ElidedLabel) and label.width() < needs
        if label.text() and (short or label.height() < metrics.height()):
            cut.append(label.text())
    for button in seen(root, Button):
        assert isinstance(button, Button)
        needs = QFontMetrics(button._words_font()).horizontalAdvance(button.words)
        if button.width() < needs or button.height() < button.sizeHint().height():
            cut.append(button.words)
    for area in seen(root, QScrollArea):
        assert isinstance(area, QScrollArea)
        inside = area.widget()
        if not isinstance(area, PageView) and inside is not None and inside.width() > area.viewport().width():
            cut.append(f"{area!r} {inside.width()} > {area.viewport().width()}")
    return cut


def clashing_letters(root: QWidget) -> list[str]:
    """Letters that two things in view answer to."""
    letters: Counter[str] = Counter()
    for widget in seen(root, QWidget):
        if (isinstance(widget, QLabel) and widget.buddy() is not None) or (
            isinstance(widget, QAbstractButton) and not isinstance(widget, LinkButton)
        ):
            letters[QKeySequence.mnemonic(widget.text()).toString()] += 1
    return [letter for letter, count in letters.items() if letter and count > 1]


def bare_ids(root: QWidget) -> list[str]:
    """Message ids that are shown because they have no words."""
    return [label.text() for label in root.findChildren(QLabel) if isinstance(label, QLabel) and "⟦" in label.text()]
