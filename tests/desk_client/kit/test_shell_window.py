"""Drives the frame by keys alone: screens, search, panes, finder, help, size, look, lock, gate and undo."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desk_client.views.kit.acts import FOLDED, ActRow
from desk_client.views.kit.buttons import PrimaryButton, SecondaryButton
from desk_client.views.kit.choices import TextField
from desk_client.views.kit.labels import Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role, Scale
from desk_client.views.kit.tokens import PaletteName, Tone
from desk_client.views.shell.function_dialogs import FunctionFinder, KeyHelp
from desk_client.views.shell.screen import KeyHint, Screen, ScreenSpec
from desk_client.views.shell.window import MainWindow

WORDS = {"t.one": "Tiếp nhận hồ sơ", "t.two": "Danh sách hồ sơ", "t.three": "Hồ sơ chờ ký", "t.hint": "Xem nhanh"}


class Plain(Screen):
    """A screen with one field, two acts, and a memory of what was asked of it."""

    def __init__(self, kit: Kit, name: str, key: str) -> None:
        super().__init__(kit, ScreenSpec(name, f"t.{name}", f"t.{name}", f"t.{name}", "list", key))
        self.done: list[str] = []
        self.stays = False
        self.field = TextField(kit, name="Ô")
        self.body.addWidget(self.field)
        self.acts = ActRow(kit)
        self.acts.add_left(Label("Hẹn trả 17:00 Thứ Ba, 19/03/2019", Role.H3))
        self.acts.add_act(SecondaryButton(kit, "Lưu, nhận tiếp hồ sơ khác", key="Ctrl+Enter")).clicked.connect(
            lambda: self.done.append("next")
        )
        self.acts.add_act(SecondaryButton(kit, "Yêu cầu bổ sung…"))
        self.acts.add_act(PrimaryButton(kit, "Lưu, in giấy hẹn", key="F9")).clicked.connect(
            lambda: self.done.append("save")
        )

    def foot_widget(self) -> QWidget:
        """Its acts."""
        return self.acts

    def key_hints(self) -> tuple[KeyHint, ...]:
        """One key without a button."""
        return (KeyHint("Space", "t.hint"),)

    def panes(self) -> tuple[QWidget, ...]:
        """Its field."""
        return (self.field,)

    def entered(self) -> None:
        """Start in the field."""
        self.field.setFocus()
        self.done.append("entered")

    def leaving(self) -> bool:
        """Stay where the test says so."""
        return not self.stays

    def step_back(self) -> None:
        """Remember Esc."""
        self.done.append("back")


def focused() -> QWidget:
    """Give the widget with the focus."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


class Shown:
    """A window with three screens, of which the person may enter two."""

    def __init__(self, kit: Kit) -> None:
        self.window = MainWindow(kit)
        self.one, self.two, self.three = Plain(kit, "one", "F2"), Plain(kit, "two", "F4"), Plain(kit, "three", "F8")
        for screen in (self.one, self.two, self.three):
            self.window.add_screen(screen)
        self.window.set_entries(("one", "two", "search"))
        self.window.resize(1366, 768)

    def press(self, key: str) -> None:
        """Press a key where the focus is."""
        QTest.keySequence(QApplication.focusWidget() or self.window, QKeySequence(key))
        QApplication.processEvents()

    @property
    def at(self) -> str:
        """Id of the screen in view."""
        screen = self.window.current_screen()
        return screen.spec.id if screen is not None else ""


@pytest.fixture
def shown(worded: Callable[[dict[str, str]], Kit], qtbot: QtBot) -> Iterator[Shown]:
    """The window, active, with the first screen in view."""
    made = Shown(worded(WORDS))
    qtbot.addWidget(made.window)
    made.window.show()
    qtbot.waitUntil(made.window.isActiveWindow)
    made.window.show_screen("one")
    yield made
    made.window.close()


def test_keys_go_between_screens(shown: Shown) -> None:
    """F4 and F2 bring the screens; a screen that this person may not enter has no key."""
    shown.press("F4")
    assert shown.at == "two"
    shown.press("F8")
    assert shown.at == "two"
    shown.press("F2")
    assert shown.at == "one"
    assert shown.one.done == ["entered", "entered"]


def test_a_screen_may_stay(shown: Shown) -> None:
    """A screen that does not let go stays in view."""
    shown.one.stays = True
    shown.press("F4")
    assert shown.at == "one"


def test_the_key_on_a_button_presses_it_on_its_own_screen_only(shown: Shown) -> None:
    """F9 and Ctrl+Enter belong to the screen in view."""
    shown.press("F9")
    shown.press("Ctrl+Return")
    assert shown.one.done == ["entered", "save", "next"]
    assert shown.two.done == []


def test_folded_acts_keep_their_keys(shown: Shown) -> None:
    """At 200 % the acts fold into a menu and Ctrl+Enter still works."""
    shown.window.kit.look.wear(scale=Scale(200))
    QApplication.processEvents()
    folded = [button for button in shown.one.acts.findChildren(SecondaryButton) if button.property(FOLDED)]
    assert len(folded) == 2
    shown.press("Ctrl+Return")
    assert shown.one.done[-1] == "next"
    assert "Lưu, nhận tiếp hồ sơ khác" in {function.text for function in shown.window.keyboard.functions()}


def test_f3_goes_to_the_search_and_esc_comes_back(shown: Shown) -> None:
    """The words typed are told; Esc gives the focus back to the screen."""
    told: list[str] = []
    shown.window.search_entered.connect(told.append)
    shown.press("F3")
    QTest.keyClicks(focused(), "do van duc")
    shown.press("Return")
    assert told == ["do van duc"]
    shown.press("Esc")
    assert QApplication.focusWidget() is shown.one.field
    shown.press("Esc")
    assert shown.one.done[-1] == "back"


def test_f6_goes_round_the_panes(shown: Shown) -> None:
    """From the field to the acts, to the sidebar, and back to the field."""
    shown.press("F6")
    assert shown.one.acts.isAncestorOf(focused())
    shown.press("F6")
    assert shown.window.sidebar.isAncestorOf(focused())
    shown.press("F6")
    assert QApplication.focusWidget() is shown.one.field


def test_the_finder_finds_without_marks(shown: Shown) -> None:
    """Ctrl+K, `danh sach`, Enter: the list is in view."""

    def answer() -> None:
        finder = QApplication.activeModalWidget()
        assert isinstance(finder, FunctionFinder)
        QTest.keyClicks(finder.field, "danh sach ho")
        QTest.keyClick(finder.field, Qt.Key.Key_Return)

    QTimer.singleShot(0, answer)
    shown.press("Ctrl+K")
    assert shown.at == "two"


def test_help_lists_the_keys_of_the_screen(shown: Shown) -> None:
    """F1 names acts with keys, keys without buttons, and those that work everywhere."""
    here, everywhere = shown.window.keyboard.key_groups()
    assert ("F9", "Lưu, in giấy hẹn") in here.lines
    assert ("Space", "Xem nhanh") in here.lines
    assert ("F4", "Danh sách hồ sơ") in everywhere.lines
    assert {"F1", "F3", "F6", "F11", "F12", "Ctrl+K", "Esc"} <= {key for key, _ in everywhere.lines}
    seen: list[bool] = []

    def close() -> None:
        window = QApplication.activeModalWidget()
        seen.append(isinstance(window, KeyHelp))
        assert window is not None
        QTest.keyClick(window, Qt.Key.Key_Escape)

    QTimer.singleShot(0, close)
    shown.press("F1")
    assert seen == [True]


def test_size_and_look_change_by_keys(shown: Shown) -> None:
    """Ctrl++ and Ctrl+0 change the size, Ctrl+Shift+G the look; the frame turns into a rail at 130 %."""
    look = shown.window.kit.look
    wide = shown.window.sidebar.width()
    for _ in range(3):
        shown.press("Ctrl++")
    assert look.scale.percent == 130
    assert shown.window.sidebar.width() < wide
    shown.press("Ctrl+-")
    assert look.scale.percent == 120
    shown.press("Ctrl+0")
    assert look.scale.percent == 100
    shown.press("Ctrl+Shift+G")
    assert look.palette.name is PaletteName.DARK


def test_a_gate_stands_before_everything(shown: Shown, qtbot: QtBot) -> None:
    """F12 asks to lock; behind the gate neither screen keys nor the finder work."""
    asked: list[bool] = []
    shown.window.lock_asked.connect(lambda: asked.append(True))
    shown.press("F12")
    assert asked == [True]
    gate = QWidget()
    shown.window.show_gate(gate)
    shown.press("F4")
    shown.press("F9")
    shown.press("F12")
    assert asked == [True]
    assert shown.at == "one"
    assert "save" not in shown.one.done
    shown.window.leave_gate()
    shown.press("F4")
    assert shown.at == "two"


def test_undo_takes_back_in_time_only(shown: Shown) -> None:
    """Ctrl+Z runs the undo while the bar is there; after ten seconds it is gone."""
    taken: list[str] = []
    shown.window.setFocus()
    shown.window.offer_undo("Đã chuyển 3 hồ sơ", lambda: taken.append("first"))
    assert shown.window.undo.isVisible()
    shown.press("Ctrl+Z")
    assert taken == ["first"]
    assert not shown.window.undo.isVisible()
    shown.window.offer_undo("Đã chuyển 1 hồ sơ", lambda: taken.append("second"))
    for _ in range(10):
        shown.window.undo.tick()
    shown.window.undo.take_back()
    assert taken == ["first"]
    assert not shown.window.undo.isVisible()


def test_the_sync_line_opens_the_outbox(shown: Shown) -> None:
    """Words, tone and accessible name of the one sync line; pressing it asks for the outbox."""
    shown.window.set_sync(Tone.WARNING, "offline", "Còn 3 hồ sơ, 7 tệp chưa gửi về trung tâm")
    line = shown.window.status.sync
    assert (line.words, line.tone) == ("Còn 3 hồ sơ, 7 tệp chưa gửi về trung tâm", Tone.WARNING)
    assert line.accessibleName().endswith("7 tệp chưa gửi về trung tâm")
    asked: list[bool] = []
    shown.window.status.sync_pressed.connect(lambda: asked.append(True))
    line.click()
    assert asked == [True]


def test_closing_may_be_refused(shown: Shown) -> None:
    """The guard is asked before the window closes."""
    shown.window.guard_closing(lambda: False)
    assert not shown.window.close()
    shown.window.guard_closing(lambda: True)
    assert shown.window.close()
