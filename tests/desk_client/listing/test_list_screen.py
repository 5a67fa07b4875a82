"""The list on the screen: real store, real keys; tabs, quick look, several at once, search, empty places, refresh."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection

from desk_client.services.listing import PAGE, ListPage
from desk_client.services.session import Session
from desk_client.store import rows
from desk_client.store.tabs import Tab
from desk_client.viewmodels.listing import ListingModel
from desk_client.viewmodels.speaker import Speaker
from desk_client.views.kit.cards import ScrollBody
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Row
from desk_client.views.kit.scale import Scale
from desk_client.views.kit.tokens import CONTRAST, LIGHT, Palette
from desk_client.views.listing.screen import ListScreen
from desk_client.views.shell.window import MainWindow
from dossier.acts import ActKind
from dossier.events import Stage
from dossier.identifiers import DossierId
from tests.desk_client.listing.fixtures import Office, words


class Desk:
    """The list in the frame, with a person at the desk."""

    def __init__(self, kit: Kit, office: Office, qtbot: QtBot, login: str = "hoa") -> None:
        self.office, self.qtbot = office, qtbot
        self.model = ListingModel(office.reads, office.processing, office.runner, office.seat, office.changes)
        self.screen = ListScreen(kit, self.model)
        self.window = MainWindow(kit)
        qtbot.addWidget(self.window)
        self.window.add_screen(self.screen)
        self.window.set_entries(("list", "search"))
        self.window.resize(1366, 768)
        self.window.show()
        office.sit(login)
        self.window.show_screen("list")
        self.settle()

    def settle(self) -> None:
        """Wait until every read was delivered, and the calm after a change has passed."""
        self.qtbot.waitUntil(
            lambda: self.office.runner.idle and not self.model._calm.isActive() and not self.screen._peek.isActive(),
            timeout=20_000,
        )

    def tab(self, tab: Tab) -> None:
        """Choose a tab."""
        self.screen.strip.choose(tab.value)
        self.settle()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key in the table."""
        self.qtbot.keyClick(self.screen.table, key, modifier)
        self.settle()

    def lines(self) -> list[Row]:
        """The rows that are shown."""
        model = self.screen.table.rows
        return [line for n in range(model.rowCount()) if isinstance(line := model.line(n), Row)]


def crowd(office: Office, count: int) -> None:
    """Many more received dossiers, written as the feed would."""
    known = office.listing.page(office.past.crew["hoa"], Tab.MINE).lines[0].row.id
    state = office.past.desk.parts.queries.dossier(known)
    assert state is not None

    def work(connection: Connection) -> None:
        for number in range(count):
            copy = replace(state, id=DossierId(f"copy-{number:04d}"), code=f"{state.code[:-4]}{number + 1000}")
            rows.save(connection, rows.Held(copy, copy, 0), None)

    office.past.desk.machine.writer.run(work)


def test_tabs_say_how_many_and_the_chosen_one_is_shown(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """Counts equal the rows; the first tab is what waits for this person."""
    desk = Desk(kit, office, qtbot)
    counts = {count.tab: count.count for count in desk.model.counts}
    assert desk.screen.strip.current == "mine"
    for tab in (Tab.MINE, Tab.LATE, Tab.OPEN, Tab.WAITING_PAPERS, Tab.AT_COUNTER, Tab.DONE):
        desk.tab(tab)
        assert len(desk.lines()) == counts[tab], tab
    assert "(" in desk.screen.strip.accessibleName() or desk.screen.strip.current == "done"


def test_another_person_sees_his_own_work(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """When the leader sits down the list begins anew with what he may move on."""
    desk = Desk(kit, office, qtbot)
    desk.tab(Tab.LATE)
    office.sit("minh")
    desk.settle()
    stages = {line.row.stage for line in desk.model.lines}
    assert desk.screen.strip.current == "mine"
    assert stages == {Stage.ACCEPTED, Stage.PROPOSED, Stage.APPROVED}


def test_a_long_list_is_read_page_by_page_and_stays_a_lawful_model(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """Qt's own tester watches the model while the end is reached and rows are read anew."""
    crowd(office, 150)
    desk = Desk(kit, office, qtbot)
    assert len(desk.lines()) == PAGE
    first, model = desk.screen.ids(), desk.screen.table.rows
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, desk.screen)
    desk.settle()
    while model.canFetchMore(QModelIndex()):
        desk.press(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
        desk.screen.table.scrollToBottom()
        desk.settle()
    assert len(desk.lines()) == len(set(desk.screen.ids())) == 154
    assert desk.screen.ids()[:PAGE] == first
    office.changes.tell()
    desk.settle()
    assert len(desk.lines()) == 154
    tester.deleteLater()


def test_keys_move_peek_and_open(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """Down goes on, the quick look follows, Enter opens the dossier that is chosen."""
    desk = Desk(kit, office, qtbot)
    desk.tab(Tab.OPEN)
    opened: list[str] = []
    desk.screen.dossier_opened.connect(opened.append)
    desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Down)
    chosen = desk.screen.ids()[2]
    assert desk.screen.table.chosen_id() == chosen
    assert desk.model.peek is not None
    assert desk.model.peek.state.id == chosen
    desk.press(Qt.Key.Key_PageDown)
    assert desk.screen.table.currentIndex().row() > 6
    desk.press(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    desk.press(Qt.Key.Key_Return)
    assert opened == [desk.screen.table.chosen_id()]


def test_space_opens_the_quick_look_where_the_type_is_large(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """At 150 % the look is not beside the table until Space asks for it; Esc puts it away."""
    desk = Desk(kit, office, qtbot)
    kit.look.wear(scale=Scale(150))
    desk.settle()
    assert not desk.screen.look.isVisible()
    desk.press(Qt.Key.Key_Space)
    assert desk.screen.look.isVisible()
    desk.screen.step_back()
    assert not desk.screen.look.isVisible()


def test_selected_dossiers_are_handed_over_together_and_it_is_said(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """Shift and Down select; the button says how many fit; afterwards they are gone from what waits."""
    desk = Desk(kit, office, qtbot)
    desk.press(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(desk.screen.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert len(desk.screen.table.chosen_ids()) == len(desk.lines()) == 4
    button = desk.screen._foot._buttons_of[ActKind.HAND_OVER]
    assert button.isVisible()
    assert button.words.endswith("(4)")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    desk.settle()
    assert desk.model.said is not None
    assert desk.model.said.good
    assert "4" in desk.screen.told.accessibleName()
    assert desk.lines() == []
    assert not button.isVisible()
    assert desk.screen._empty.isVisible()


def test_a_refused_hand_over_says_which_dossier_and_why(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """A dossier that somebody handed over meanwhile stops all; the sentence names its code."""
    desk = Desk(kit, office, qtbot)
    desk.screen.table.selectAll()
    desk.settle()
    offer = desk.model.offers[0]
    first = office.processing.hand_over(office.past.crew["hoa"], offer.dossiers[:1])
    assert first
    desk.model.do_together(offer)
    desk.settle()
    assert desk.model.said is not None
    assert not desk.model.said.good
    state = office.past.desk.parts.queries.dossier(offer.dossiers[0])
    assert state is not None
    assert state.code in desk.screen.told.accessibleName()
    assert "⟦" not in desk.screen.told.accessibleName()


@pytest.mark.parametrize("typed", ["190314-0001", "le phuong", "LÊ PHƯƠNG HẠNH"])
def test_the_header_finds_by_code_and_by_name_without_marks(kit: Kit, office: Office, qtbot: QtBot, typed: str) -> None:
    """Enter in the search field shows what is found; Esc goes back to the tab."""
    desk = Desk(kit, office, qtbot)
    state = next(line.row for line in office.listing.search("190314-0001").lines)
    wanted = typed if typed[0].isdigit() else state.name
    desk.window.header.search.setText(wanted)
    qtbot.keyClick(desk.window.header.search, Qt.Key.Key_Return)
    desk.settle()
    assert state.id in desk.screen.ids()
    assert desk.model.searching
    desk.screen.step_back()
    desk.settle()
    assert not desk.model.searching
    assert desk.model.tab is Tab.MINE


def test_nothing_found_says_so_with_a_way_on(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """The empty place quotes what was looked for and has the focus on its way on; there is nothing to open."""
    desk = Desk(kit, office, qtbot)
    assert desk.screen.search("không có ai tên này")
    desk.settle()
    assert desk.screen._empty.isVisible()
    assert not desk.screen.table.isVisible()
    assert "không có ai tên này" in desk.screen._empty._words.text()
    assert desk.screen._empty_act.hasFocus()
    assert not desk.screen._foot.open.isEnabled()
    desk.screen.filter.setFocus()
    desk.screen.entered()
    desk.settle()
    assert desk.screen._empty_act.hasFocus()
    qtbot.keyClick(desk.screen._empty_act, Qt.Key.Key_Space)
    desk.settle()
    assert desk.screen.table.hasFocus()
    assert desk.screen._foot.open.isEnabled()


def test_an_act_elsewhere_shows_without_being_asked(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """A new dossier appears; the chosen row stays chosen."""
    desk = Desk(kit, office, qtbot)
    desk.press(Qt.Key.Key_Down)
    chosen, before = desk.screen.table.chosen_id(), len(desk.lines())
    fresh = office.past.receive()
    office.changes.tell([fresh.id])
    desk.settle()
    assert len(desk.lines()) == before + 1
    assert desk.screen.table.chosen_id() == chosen
    assert fresh.id in desk.screen.ids()


def test_a_late_answer_never_replaces_a_newer_one(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """The read of a tab that was left is slow; the tab in view keeps its own rows."""
    desk, gate, read = Desk(kit, office, qtbot), threading.Event(), office.listing.page

    def slow(session: Session, tab: Tab, after: tuple[str, int] | None = None, limit: int = PAGE) -> ListPage:
        if tab is Tab.LATE:
            assert gate.wait(10)
        return read(session, tab, after, limit)

    office.listing.page = slow  # type: ignore[method-assign]  # one read is held back
    desk.screen.strip.choose(Tab.LATE.value)
    desk.screen.strip.choose(Tab.AT_COUNTER.value)
    qtbot.waitUntil(lambda: bool(desk.model.lines))
    gate.set()
    desk.settle()
    assert {line.row.stage for line in desk.model.lines} == {Stage.AT_COUNTER}


def test_rows_say_code_step_day_and_state_in_words(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """An unsent dossier due today and a late one, each as one sentence for a reader of the screen."""
    desk = Desk(kit, office, qtbot)
    said = {line.cells[0].text: line for line in desk.lines()}
    assert said["190314-0002"].cells[4].text == "Hôm nay"
    assert said["190314-0002"].cells[5].text == "Chưa gửi"
    assert said["190314-0001"].cells[4].text == "T3 19/03"
    late = next(line for line in desk.lines() if line.cells[0].text.startswith("190306"))
    assert late.cells[5].text == "Quá hạn 6 ngày"
    assert "Chờ chuyển xử lý" in late.sentence
    assert "⟦" not in late.sentence


@pytest.mark.parametrize("look", [(LIGHT, 100), (LIGHT, 150), (CONTRAST, 100)], ids=["100", "150", "contrast"])
def test_the_list_is_drawn_whole_in_every_look(
    kit: Kit, office: Office, qtbot: QtBot, tmp_path: Path, look: tuple[Palette, int]
) -> None:
    """No side column is cut by its hidden scroll bar; no id stands where words should."""
    palette, percent = look
    desk = Desk(kit, office, qtbot)
    desk.tab(Tab.OPEN)
    kit.look.wear(palette, Scale(percent))
    desk.settle()
    assert desk.window.grab().save(str(tmp_path / "list.png"))
    bodies = [body for body in desk.screen.findChildren(ScrollBody) if body.isVisible()]
    qtbot.waitUntil(lambda: all(body.widget().width() <= body.viewport().width() for body in bodies))
    kit.look.wear(LIGHT, Scale())


def test_english_has_the_same_list(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """Every word of the screen exists in English."""
    desk = Desk(Kit(kit.look, Speaker(words("en")), kit.fold), office, qtbot)
    desk.tab(Tab.OPEN)
    spoken = [line.sentence for line in desk.lines()] + [desk.screen.strip.accessibleName()]
    assert spoken
    assert not [text for text in spoken if "⟦" in text]
