"""Asks the accessibility tree of the gallery: every control has a name, no icon is unknown, nothing is cut."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from test_kit_gallery import WORDS, dressed_window

from desk_client.views.kit.buttons import Button
from desk_client.views.kit.facts import LAYER_LOOK, STEP_LOOK
from desk_client.views.kit.labels import TONE_ICONS, ElidedLabel
from desk_client.views.kit.outfit import Kit
from desk_client.views.shell.window import MainWindow

SCREENS = ("receive", "list", "devices")


@pytest.fixture
def window(worded: Callable[[dict[str, str]], Kit], qtbot: QtBot) -> Iterator[MainWindow]:
    """The gallery in its frame at 1366 by 768."""
    made = dressed_window(worded(WORDS))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def seen(window: MainWindow, kind: type[QWidget]) -> list[QWidget]:
    """Give the widgets of a kind that can be seen."""
    return [widget for widget in window.findChildren(kind) if widget.isVisible()]


@pytest.mark.parametrize("name", SCREENS)
def test_every_control_has_a_name(window: MainWindow, name: str) -> None:
    """Whatever takes the focus by Tab is named in the accessibility tree."""
    window.show_screen(name)
    QApplication.processEvents()
    nameless = []
    for widget in seen(window, QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled():
            interface = QAccessible.queryAccessibleInterface(widget)
            if interface is None or not interface.text(QAccessible.Text.Name):
                nameless.append(widget)
    assert nameless == []


@pytest.mark.parametrize("name", SCREENS)
def test_no_words_are_cut(window: MainWindow, name: str) -> None:
    """Labels of one line and buttons are as wide and high as their words."""
    window.show_screen(name)
    QApplication.processEvents()
    cut = []
    for label in seen(window, QLabel):
        assert isinstance(label, QLabel)
        needs = label.fontMetrics().horizontalAdvance(label.text().replace("&", ""))
        short = not label.wordWrap() and not isinstance(label, ElidedLabel) and label.width() < needs
        if label.text() and (short or label.height() < label.fontMetrics().height()):
            cut.append(label.text())
    for button in seen(window, Button):
        assert isinstance(button, Button)
        needs = QFontMetrics(button._words_font()).horizontalAdvance(button.words)
        if button.width() < needs or button.height() < button.sizeHint().height():
            cut.append(button.words)
    assert cut == []


def test_no_unknown_message_is_shown(window: MainWindow) -> None:
    """No label or button of the frame shows an id in brackets."""
    for name in SCREENS:
        window.show_screen(name)
        texts = [label.text() for label in window.findChildren(QLabel)]
        texts += [function.text for function in window.keyboard.functions()]
        assert [text for text in texts if "⟦" in text] == []


def test_every_icon_that_the_kit_names_is_drawn(icon_names: frozenset[str], kit: Kit) -> None:
    """Each tone, layer and step has its drawing, and every drawing has ink at 16 px."""
    named = {name for name in TONE_ICONS.values() if name}
    named |= {name for _, name in LAYER_LOOK.values()} | {name for _, name in STEP_LOOK.values()}
    assert named <= icon_names
    for name in icon_names:
        image = kit.look.icons.pixmap(name, "#13212B", 16).toImage()
        ink = sum(image.pixelColor(x, y).alpha() > 60 for x in range(16) for y in range(16))
        assert ink >= 4, name
