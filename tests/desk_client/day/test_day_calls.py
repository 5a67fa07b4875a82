"""The tab "Danh sách cần gọi điện" by real keys: the list, the result of a call, a line that is gone and comes back."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from central_sync.protocol.calls import CallRow, CallsReply
from central_sync.protocol.faults import Fault, FaultCode
from central_sync.protocol.syncstatus import SyncState
from desk_client.services.day_calls import CallEnd
from desk_client.viewmodels.day import DayTab
from desk_client.views.day.calls_part import CallDialog
from desk_client.views.day.screen import DayScreen
from desk_client.views.kit.choices import RadioButton
from desk_client.views.kit.labels import Label
from dossier.acts import ActKind
from dossier.events import Stage
from dossier.state import Dossier
from tests.desk_client.day.conftest import MORNING, second_person
from tests.desk_client.frame.open_desk import OpenDesk, program_on
from tests.desk_client.listing.past import Past
from tests.fakes.office import settings_in


@dataclass
class FakeAsker:
    """Answers for the centre as a test says, and when it says."""

    answer: CallsReply | Fault = field(default_factory=lambda: CallsReply([]))
    line: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.line.set()

    def calls(self) -> CallsReply | Fault:
        assert self.line.wait(60)
        return self.answer


@dataclass
class Tab:
    """The open tab, the centre behind it and the dossiers of the list."""

    desk: OpenDesk
    screen: DayScreen
    centre: FakeAsker
    waiting: tuple[Dossier, ...]

    def rows(self) -> int:
        return self.screen.calls.table.rows.rowCount()

    def state(self, place: int) -> Dossier:
        found = self.desk.desk.parts.queries.dossier(self.waiting[place].id)
        assert found is not None
        return found


def _row(number: int, state: Dossier) -> CallRow:
    text = f"Hồ sơ {state.code} đã có kết quả. Mời đến nhận tại Bộ phận Một cửa."
    return CallRow(
        number, state.id, state.code, state.applicant.name, "0908213657", text, "2019-03-13T16:00:00", number
    )


@pytest.fixture
def tab(template: Path, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Tab]:
    """The tab in view of the clerk, with two citizens to call."""
    folder = tmp_path / "desk"
    shutil.copytree(template, folder)
    past = Past(folder, MORNING)
    second_person(past)
    waiting = past.desk.parts.queries.by_stage((Stage.AT_COUNTER,))[:2]
    past.desk.sandbox.close()
    past.desk.checks.close()
    past.close()
    centre = FakeAsker(CallsReply([_row(number, state) for number, state in enumerate(waiting)]))
    with program_on(qtbot, qapp, settings_in(folder, simulators=str(folder / "simulators"))) as desk:
        desk.settle()
        desk.desk.line.asker = centre  # type: ignore[assignment]  # stands in for the question over the line
        desk.log_in("hoa")
        desk.window.show_screen("day")
        screen = desk.window.current_screen()
        assert isinstance(screen, DayScreen)
        screen.strip.choose(DayTab.CALLS.value)
        desk.settle()
        yield Tab(desk, screen, centre, waiting)


def _dialog(tab: Tab) -> CallDialog:
    tab.desk.until(lambda: isinstance(QApplication.activeModalWidget(), CallDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CallDialog)
    return dialog


def test_a_call_is_told_by_keys_and_leaves_the_list(tab: Tab) -> None:
    """Enter opens the call, Space takes "reached", the note is in the story; the row goes before the centre knows."""
    assert tab.rows() == 2
    assert tab.screen.calls.table.rows.line(0).cells[0].text == "0908213657"
    tab.screen.calls.table.setFocus()
    tab.desk.key(Qt.Key.Key_Return)
    dialog = _dialog(tab)
    dialog.choose("give")
    assert dialog.isVisible()
    tab.desk.until(lambda: dialog.isActiveWindow() and isinstance(QApplication.focusWidget(), RadioButton))
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert dialog.end() is CallEnd.REACHED
    dialog.note.setPlainText("Hẹn sáng mai đến nhận")
    dialog.choose("give")
    tab.desk.until(lambda: tab.rows() == 1)
    last = tab.state(0).trail[-1]
    assert (last.kind, last.text) == (
        ActKind.RECORD_CONTACT,
        "Đã gọi điện và báo cho người dân. Hẹn sáng mai đến nhận",
    )
    assert "gặp được" in tab.screen.notice.accessibleName()


def test_nobody_answering_keeps_the_row_and_says_to_call_again(tab: Tab) -> None:
    """The act is written; the list still has both."""
    tab.screen.foot.button("call").click()
    dialog = _dialog(tab)
    dialog._ends[list(dialog._ends)[1]].setChecked(True)
    dialog.choose("give")
    tab.desk.until(tab.screen.notice.isVisible)
    tab.desk.settle()
    assert tab.rows() == 2
    assert tab.state(0).trail[-1].text == "Đã gọi điện, không nghe máy"


def _said(tab: Tab) -> str:
    """What stands in the middle of the tab where there is no list."""
    return " ".join(label.text() for label in tab.screen.calls.unread.findChildren(Label))


def test_a_lost_line_is_said_in_the_place_of_the_list_which_comes_back_with_it(tab: Tab) -> None:
    """Never read: no row and no "nobody to call", but why and what to do; the list comes with the line."""
    answer, tab.centre.answer = tab.centre.answer, Fault(FaultCode.OFFLINE)
    model = tab.screen.calls_model
    model._calls._heard = None
    tab.desk.key(Qt.Key.Key_F5)
    tab.desk.until(tab.screen.calls.unread.isVisible)
    assert tab.rows() == 0
    assert "chưa biết còn ai cần gọi điện" in _said(tab)
    assert "Có mạng lại, danh sách tự đọc lại" in _said(tab)
    assert not tab.screen.calls.empty.isVisible()
    assert not tab.screen.calls.trouble.isVisible()
    assert not tab.screen.foot.button("call").isEnabled()
    tab.centre.answer = answer
    model._offline = True
    assert model._line.state is not SyncState.OFFLINE
    model._line.changed.emit()
    tab.desk.until(lambda: tab.rows() == 2)
    assert not tab.screen.calls.unread.isVisible()


def test_a_list_that_was_read_is_worked_off_without_a_line(tab: Tab) -> None:
    """The rows stay with the moment of their reading; whom this desk reached meanwhile leaves them."""
    tab.centre.answer = Fault(FaultCode.OFFLINE)
    tab.desk.key(Qt.Key.Key_F5)
    tab.desk.until(tab.screen.calls.trouble.isVisible)
    assert "Danh sách dưới đây đọc lúc" in tab.screen.calls.trouble.accessibleName()
    assert tab.rows() == 2
    model = tab.screen.calls_model
    call = model.call("0")
    assert call is not None
    model.record(call, CallEnd.REACHED, "Đã gặp")
    tab.desk.until(lambda: tab.rows() == 1)
    assert tab.screen.calls.trouble.isVisible()


def test_whoever_only_looks_after_money_has_the_money_tabs_alone(tab: Tab) -> None:
    """Finance sees register and cash; the clerk sees all five."""
    assert tab.screen.model.tabs == tuple(DayTab)
    tab.desk.window.ask_lock()
    tab.desk.until(lambda: tab.desk.window.gated)
    tab.desk.log_in("suong")
    assert tab.screen.model.tabs == (DayTab.REGISTER, DayTab.CASH)
    assert tab.screen.calls.call() is None


def test_a_question_that_the_line_swallows_is_stopped(tab: Tab) -> None:
    """The strip stops it; the tab says that it was not asked, and F5 asks again."""
    tab.centre.line.clear()
    tab.screen.calls._model.refresh()
    tab.desk.until(tab.desk.window.work.isVisible)
    assert tab.desk.window.work.progress.accessibleName() == "Đang hỏi trung tâm danh sách cần gọi…"
    tab.desk.key(Qt.Key.Key_Escape, Qt.KeyboardModifier.ShiftModifier)
    assert "Đã dừng hỏi trung tâm" in tab.screen.calls.trouble.accessibleName()
    assert tab.rows() == 2
    tab.centre.line.set()
    tab.desk.settle()
    assert tab.screen.calls.trouble.isVisible()
    tab.desk.key(Qt.Key.Key_F5)
    tab.desk.until(lambda: not tab.screen.calls.trouble.isVisible())
    assert tab.rows() == 2
