"""Looks for English words in Qt's own buttons and menus."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit, QMenu, QPlainTextEdit, QScrollBar, QSpinBox
from pytestqt.qtbot import QtBot

from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.qt_texts import IDS, QtTexts


@pytest.fixture
def spoken(qapp: QApplication, kit: Kit) -> Iterator[QtTexts]:
    """Qt speaks Vietnamese while the test runs."""
    texts = QtTexts(kit.speaker)
    qapp.installTranslator(texts)
    yield texts
    qapp.removeTranslator(texts)


def words_of(menu: QMenu) -> list[str]:
    """Give the words of a menu without keys and mnemonic signs, sub-menus included."""
    words = []
    for action in menu.actions():
        if action.text():
            words.append(action.text().split("\t")[0].replace("&", ""))
        inner = action.menu()
        if isinstance(inner, QMenu):
            words += words_of(inner)
    return words


def test_the_context_menu_of_fields_is_vietnamese(qtbot: QtBot, kit: Kit, spoken: QtTexts) -> None:
    """Undo, cut, copy, paste, delete and select all are spoken by our tables."""
    ours = {kit.say(message_id).replace("&", "") for message_id in IDS.values()}
    for field in (QLineEdit("chữ"), QPlainTextEdit("chữ")):
        qtbot.addWidget(field)
        menu = field.createStandardContextMenu()
        words = words_of(menu)
        assert "Sao chép" in words
        assert [word for word in words if word not in ours] == []
        menu.deleteLater()


def test_every_standard_button_is_vietnamese(qtbot: QtBot, kit: Kit, spoken: QtTexts) -> None:
    """No button of Qt's own box keeps an English word."""
    box = QDialogButtonBox()
    qtbot.addWidget(box)
    ours = {kit.say(message_id).replace("&", "") for message_id in IDS.values()}
    names = [name for name in QDialogButtonBox.StandardButton if name.value and str(name.name).isalpha()]
    single = [name for name in names if name not in {QDialogButtonBox.StandardButton.NoButton}]
    for name in single:
        button = box.addButton(name)
        if button is not None:
            assert button.text().replace("&", "") in ours, name


def test_scroll_bars_and_spin_boxes_are_vietnamese(qtbot: QtBot, kit: Kit, spoken: QtTexts) -> None:
    """The texts that Qt asks for in these menus have words."""
    for widget in (QScrollBar(), QSpinBox()):
        qtbot.addWidget(widget)
    for context, text in (("QScrollBar", "Scroll here"), ("QAbstractSpinBox", "&Step up"), ("QScrollBar", "Page down")):
        assert QCoreApplication.translate(context, text) == kit.say(IDS[text])


def test_what_is_not_ours_stays_with_qt(spoken: QtTexts) -> None:
    """An unknown text is left as it is, never made empty."""
    assert QCoreApplication.translate("Somewhere", "Unknown words") == "Unknown words"
