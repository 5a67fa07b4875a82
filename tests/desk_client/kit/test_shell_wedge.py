"""Plays a barcode reader and a person at the keyboard, with the time of each key given by the test."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desk_client.views.kit.dialogs import Dialog, PinDialog
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.search import Option, SearchBox
from desk_client.views.shell.wedge import WedgeFilter, WedgeRule, is_code

CODE = "10240519031400071234"


class Ticks:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1000

    def __call__(self, _event: QKeyEvent) -> int:
        """Give the time of the test."""
        return self.now


class Counter:
    """A window with fields, the filter on it, and what was scanned."""

    def __init__(self, app: QApplication) -> None:
        self.ticks = Ticks()
        self.filter = WedgeFilter(app, WedgeRule(), self.ticks)
        self.scanned: list[str] = []
        self.filter.scanned.connect(self.scanned.append)
        self.window = QWidget()
        self.field, self.area, self.button = QLineEdit(), QPlainTextEdit(), QPushButton("Lưu")
        column = QVBoxLayout(self.window)
        for part in (self.field, self.area, self.button):
            column.addWidget(part)

    def target(self) -> QWidget:
        """Give the widget to which the window system would send a key."""
        popup = QApplication.activePopupWidget()
        return (popup.focusWidget() or popup) if popup is not None else QApplication.focusWidget() or self.window

    def type(self, text: str, gap: int, *, enter: bool = True) -> None:
        """Send keys to the focused widget, `gap` ms apart."""
        for letter in text:
            self.ticks.now += gap
            QTest.keyClicks(self.target(), letter)
        if enter:
            self.ticks.now += gap
            QTest.keyClick(self.target(), Qt.Key.Key_Return)


@pytest.fixture
def counter(qtbot: QtBot, qapp: QApplication) -> Iterator[Counter]:
    """A counter with the focus in its text field."""
    made = Counter(qapp)
    qtbot.addWidget(made.window)
    made.window.show()
    qtbot.waitUntil(made.window.isActiveWindow)
    made.field.setFocus()
    yield made
    made.filter.stop()
    made.filter.deleteLater()


def test_a_burst_is_scanned_and_leaves_the_field_as_it_was(counter: Counter) -> None:
    """The code goes to `scanned`; text, selection and Enter of the field stay untouched."""
    pressed: list[bool] = []
    counter.field.returnPressed.connect(lambda: pressed.append(True))
    counter.field.setText("Lê Thị Bích")
    counter.field.setSelection(0, 2)
    counter.type(CODE, 5)
    assert counter.scanned == [CODE]
    assert counter.field.text() == "Lê Thị Bích"
    assert counter.field.selectedText() == "Lê"
    assert pressed == []


def test_slow_typing_stays_in_the_field(counter: Counter) -> None:
    """A person's digits and Enter go where they were typed."""
    pressed: list[bool] = []
    counter.field.returnPressed.connect(lambda: pressed.append(True))
    counter.type("261142087", 90)
    assert counter.scanned == []
    assert counter.field.text() == "261142087"
    assert pressed == [True]


def test_a_burst_after_slow_letters_takes_only_itself_out(counter: Counter) -> None:
    """What a person typed just before the reader stays."""
    counter.type("12", 200, enter=False)
    counter.ticks.now += 500
    counter.type(CODE, 3)
    assert counter.scanned == [CODE]
    assert counter.field.text() == "12"


def test_a_short_burst_and_letters_are_no_code(counter: Counter) -> None:
    """Seven digits, or fast letters, are typing."""
    counter.type("1234567", 5)
    counter.type("abcdefgh", 5)
    assert counter.scanned == []
    assert counter.field.text() == "1234567abcdefgh"


def test_a_burst_without_enter_is_typing(counter: Counter) -> None:
    """Digits that are followed by a late Enter stay."""
    counter.type(CODE, 5, enter=False)
    counter.ticks.now += 400
    QTest.keyClick(counter.field, Qt.Key.Key_Return)
    assert counter.scanned == []
    assert counter.field.text() == CODE


def test_an_identity_card_is_scanned(counter: Counter) -> None:
    """The text of a card's QR, with its bars, is a code too."""
    card = "060087001234|261142087|Le Thi Bich Ngoc|02091987|Nu|45 Thu Khoa Huan|01052016"
    counter.type(card, 8)
    assert counter.scanned == [card]
    assert counter.field.text() == ""


@pytest.mark.parametrize("part", ["area", "button"])
def test_a_burst_is_heard_whatever_has_the_focus(counter: Counter, part: str) -> None:
    """Over a text area or a button the code is heard and nothing else happens."""
    clicked: list[bool] = []
    counter.button.setDefault(True)
    counter.button.clicked.connect(lambda: clicked.append(True))
    counter.area.setPlainText("Ghi chú")
    getattr(counter, part).setFocus()
    counter.type(CODE, 5)
    assert counter.scanned == [CODE]
    assert counter.area.toPlainText() == "Ghi chú"
    assert clicked == []


def test_the_enter_of_a_burst_presses_no_key_of_the_screen(counter: Counter) -> None:
    """A screen whose Enter signs does not sign because a code was read; a person's Enter still does."""
    signed: list[bool] = []
    key = QShortcut(QKeySequence("Return"), counter.window)
    key.activated.connect(lambda: signed.append(True))
    counter.type(CODE, 5)
    assert (counter.scanned, signed) == ([CODE], [])
    counter.ticks.now += 500
    QTest.keyClick(counter.field, Qt.Key.Key_Return)
    assert signed == [True]


def test_a_burst_over_a_drop_down_keeps_the_choice(counter: Counter, qtbot: QtBot) -> None:
    """Digits do not move the chosen entry."""
    box = QComboBox()
    box.addItems(["Nữ", "1 Nam"])
    qtbot.addWidget(box)
    counter.window.layout().addWidget(box)  # type: ignore[union-attr]
    box.show()
    box.setFocus()
    counter.type(CODE, 5)
    assert counter.scanned == [CODE]
    assert box.currentIndex() == 0


def test_a_burst_while_a_list_is_open_is_heard(counter: Counter, kit: Kit) -> None:
    """The field of an open search list is put back as well."""
    box = SearchBox(kit, (Option("1", "Mười"), Option("2", "Mười hai")))
    counter.window.layout().addWidget(box)  # type: ignore[union-attr]
    box.show()
    box.setFocus()
    box.open_list()
    assert QApplication.activePopupWidget() is not None
    counter.type(CODE, 5)
    assert counter.scanned == [CODE]
    assert box.text() == ""


def test_a_burst_is_heard_in_a_dialog_and_after_it(counter: Counter, kit: Kit, qtbot: QtBot) -> None:
    """The filter goes with the focus into another window and back."""
    dialog = Dialog(kit, counter.window, "Hỏi")
    dialog.add_act("close", "Đóng").setFocus()
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    counter.type(CODE, 5)
    dialog.close()
    counter.window.activateWindow()
    qtbot.waitUntil(counter.window.isActiveWindow)
    counter.ticks.now += 500
    counter.type(CODE, 5)
    assert counter.scanned == [CODE, CODE]


def test_only_what_has_the_focus_is_listened_to(counter: Counter) -> None:
    """Whatever else happens in the window costs no Python code; a key there is nobody's."""
    counter.ticks.now += 500
    QTest.keyClicks(counter.area, CODE)
    QTest.keyClick(counter.area, Qt.Key.Key_Return)
    assert counter.scanned == []
    assert counter.area.toPlainText() == f"{CODE}\n"


def test_a_pin_is_never_taken_for_a_code(counter: Counter, kit: Kit, qtbot: QtBot) -> None:
    """While the PIN dialog is open, fast digits and Enter belong to it."""
    dialog = PinDialog(kit, counter.window, "Ký văn bản")
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    counter.type("12345678", 5)
    assert counter.scanned == []
    assert dialog.take_pin() == "12345678"


def test_the_rule_is_a_setting() -> None:
    """Length is the province's to choose; letters never are a code."""
    assert is_code("123456789", WedgeRule())
    assert not is_code("123456789", WedgeRule(min_length=20))
    assert not is_code("12345678a", WedgeRule())
    assert not is_code("١٢٣٤٥٦٧٨", WedgeRule())
