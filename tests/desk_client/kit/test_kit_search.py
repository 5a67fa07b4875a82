"""Finds entries by keys alone, without marks, as a clerk types them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desk_client.views.kit.choices import TextField
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.search import Option, SearchBox, matching

OPTIONS = (
    Option("1.004873", "Cấp Giấy xác nhận tình trạng hôn nhân", "Hộ tịch"),
    Option("1.001193", "Đăng ký khai sinh", "Hộ tịch"),
    Option("1.000894", "Đăng ký kết hôn", "Hộ tịch"),
    Option("2.000815", "Chứng thực bản sao từ bản chính", "Chứng thực"),
)


class Asked:
    """A search box with the focus, beside another field."""

    def __init__(self, kit: Kit, qtbot: QtBot) -> None:
        self.window = QWidget()
        self.box = SearchBox(kit, OPTIONS, name="Thủ tục")
        self.other = TextField(kit, name="Họ và tên")
        column = QVBoxLayout(self.window)
        column.addWidget(self.box)
        column.addWidget(self.other)
        self.told: list[str] = []
        self.box.chosen.connect(self.told.append)
        qtbot.addWidget(self.window)
        self.window.show()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.box.setFocus()

    def press(self, *keys: Qt.Key | str) -> None:
        """Send keys where the window system would send them."""
        for key in keys:
            popup = QApplication.activePopupWidget()
            target = popup or QApplication.focusWidget() or self.window
            if isinstance(key, str):
                QTest.keyClicks(target, key)
            else:
                QTest.keyClick(target, key)

    def shown(self) -> list[str]:
        """Give the entries of the open list."""
        popup = QApplication.activePopupWidget()
        if not isinstance(popup, QListView):
            return []
        model = popup.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


@pytest.fixture
def asked(kit: Kit, qtbot: QtBot) -> Asked:
    """A search box ready for typing."""
    return Asked(kit, qtbot)


def test_typing_without_marks_finds_and_enter_chooses(asked: Asked) -> None:
    """`dang ky ket` and Enter choose "Đăng ký kết hôn"."""
    asked.press(*"dang ky ket")
    assert asked.shown() == ["Đăng ký kết hôn"]
    asked.press(Qt.Key.Key_Return)
    assert asked.told == ["1.000894"]
    assert asked.box.current_id() == "1.000894"
    assert asked.box.text() == "Đăng ký kết hôn"
    assert QApplication.activePopupWidget() is None


def test_down_moves_and_enter_takes_that_entry(asked: Asked) -> None:
    """The second match is chosen by one Down."""
    asked.press(*"dang ky", Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert asked.told == ["1.000894"]


def test_down_opens_the_whole_list(asked: Asked) -> None:
    """Without typing, Down shows everything, the recent ones first."""
    asked.box.set_options(OPTIONS, recent=("2.000815",))
    asked.press(Qt.Key.Key_Down)
    assert asked.shown()[0] == "Chứng thực bản sao từ bản chính"
    assert len(asked.shown()) == 4
    asked.press(Qt.Key.Key_Escape)
    assert asked.shown() == []
    assert asked.told == []


def test_text_of_an_input_method_finds(asked: Asked) -> None:
    """Vietnamese letters that an input method commits are found too."""
    event = QInputMethodEvent()
    event.setCommitString("Đăng ký khai")
    QApplication.sendEvent(asked.box, event)
    assert asked.shown() == ["Đăng ký khai sinh"]


def test_what_was_not_chosen_falls_back(asked: Asked) -> None:
    """Leaving with words that were never chosen brings the last choice back."""
    asked.box.set_current("1.001193")
    asked.box.selectAll()
    asked.press(*"zzz")
    assert asked.shown() == []
    asked.press(Qt.Key.Key_Tab)
    assert asked.box.text() == "Đăng ký khai sinh"
    assert asked.told == []


def test_the_code_and_the_field_are_searched(kit: Kit) -> None:
    """Digits of the code and words of the second text find as well; all words must be there."""
    assert [option.id for option in matching(OPTIONS, "2.0008", kit.fold)] == ["2.000815"]
    assert len(matching(OPTIONS, "ho tich", kit.fold)) == 3
    assert matching(OPTIONS, "ho tich sao", kit.fold) == ()
    assert [option.id for option in matching(OPTIONS, "CHUNG THUC", kit.fold)] == ["2.000815"]
