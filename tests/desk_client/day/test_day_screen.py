"""The screen "Sổ và cuối ngày" by real keys in the whole program."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection, Engine

from desk_client.services import day_register
from desk_client.services.day_post import Parcel
from desk_client.services.day_register import Span
from desk_client.services.printing import PaperKind
from desk_client.store import day_reads, meta
from desk_client.viewmodels.day import DayTab
from desk_client.views.day.dialogs import DeliveredDialog
from desk_client.views.day.screen import DayScreen
from desk_client.views.kit.dialogs import ReasonDialog
from desk_client.views.papers.list_dialog import PapersDialog
from dossier.events import Stage
from dossier.roles import Grant, Role
from dossier.state import Dossier
from tests.desk_client.day.conftest import MORNING, second_person
from tests.desk_client.day.day_desk import PRICE, DayDesk
from tests.desk_client.day.test_day_post import TRACKING, ready
from tests.desk_client.frame.open_desk import OpenDesk, program_on
from tests.desk_client.listing.past import Past
from tests.fakes.office import settings_in
from tests.fakes.people import OFFICE, RECORDS
from tests.printing.paper_reading import all_words, page_count

Control = Qt.KeyboardModifier.ControlModifier
Prepare = Callable[[DayDesk], None]
Opened = Callable[..., AbstractContextManager[tuple[OpenDesk, DayScreen]]]


def _nothing(_desk: DayDesk) -> None:
    """A day as it is."""


@pytest.fixture
def opened(template: Path, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Opened:
    """Opens the program at the day's screen, with a person and a store that was prepared."""

    @contextmanager
    def open_it(prepare: Prepare = _nothing, login: str = "hoa") -> Iterator[tuple[OpenDesk, DayScreen]]:
        folder = tmp_path / "desk"
        shutil.copytree(template, folder)
        past = Past(folder, MORNING)
        second_person(past)
        prepare(DayDesk.over(past))
        past.desk.sandbox.close()
        past.desk.checks.close()
        past.close()
        with program_on(qtbot, qapp, settings_in(folder, simulators=str(folder / "simulators"))) as desk:
            desk.settle()
            desk.log_in(login)
            desk.key(Qt.Key.Key_S, Control | Qt.KeyboardModifier.ShiftModifier)
            desk.until(lambda: desk.screen_id() == "day")
            desk.settle()
            screen = desk.window.current_screen()
            assert isinstance(screen, DayScreen)
            yield desk, screen

    return open_it


def _tab(desk: OpenDesk, screen: DayScreen, tab: DayTab) -> None:
    """Go on with Ctrl+Tab until a tab is in view."""
    for _ in DayTab:
        if screen.model.tab is tab:
            break
        desk.key(Qt.Key.Key_Tab, Control)
    assert screen.model.tab is tab
    desk.settle()


def _made(desk: OpenDesk, screen: DayScreen, kind: PaperKind) -> bytes:
    """The paper that was made last, once it is there."""
    desk.until(lambda: screen.model.printing.paper is not None and screen.model.printing.paper.kind is kind)
    desk.settle()
    paper = screen.model.printing.paper
    assert paper is not None
    return paper.pdf


def test_the_register_is_read_moved_and_printed_by_keys(opened: Opened) -> None:
    """Today's two, yesterday's four by Ctrl+PgUp, no day after today; F8 makes form 06 of the day in view."""
    with opened() as (desk, screen):
        assert screen.register.table.rows.rowCount() == 2
        assert "2 hồ sơ" in screen.register.bar.sums.text()
        assert not screen.register.bar.after.isEnabled()
        desk.key(Qt.Key.Key_PageUp, Control)
        desk.until(lambda: screen.register.bar.period.text() == "Ngày 13 tháng 3 năm 2019")
        desk.settle()
        assert screen.register.table.rows.rowCount() == 3
        desk.key(Qt.Key.Key_F8)
        assert "Ngày 13 tháng 3 năm 2019" in all_words(_made(desk, screen, PaperKind.REGISTER))
        assert "máy in" in screen.foot.told.words()
        desk.key(Qt.Key.Key_PageDown, Control)
        desk.until(lambda: screen.register.table.rows.rowCount() == 2)


def test_enter_opens_the_dossier_of_a_line(opened: Opened) -> None:
    """The dossier's screen, and back by the key of the day."""
    with opened() as (desk, screen):
        desk.key(Qt.Key.Key_Down)
        chosen = screen.register.table.chosen_id()
        desk.key(Qt.Key.Key_Return)
        desk.until(lambda: desk.screen_id() == "dossier")
        assert desk.program.screens is not None
        desk.settle()
        assert desk.program.screens.dossier.model.case is not None
        assert desk.program.screens.dossier.model.case.state.id == chosen


def test_the_papers_of_a_dossier_are_listed_and_printed(opened: Opened) -> None:
    """Ctrl+P lists them, Enter prints the receipt again, marked."""
    with opened() as (desk, screen):
        desk.key(Qt.Key.Key_P, Control)
        desk.until(lambda: isinstance(QApplication.activeModalWidget(), PapersDialog))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, PapersDialog)
        assert dialog.paper().kind is PaperKind.RECEIPT
        dialog.choose("print")
        assert "In lại lần 1" in all_words(_made(desk, screen, PaperKind.RECEIPT))


def test_a_register_can_be_stopped_while_it_is_drawn(opened: Opened) -> None:
    """Esc: nothing is printed, the screen says so and is free."""
    with opened() as (desk, screen):
        desk.key(Qt.Key.Key_F8)
        assert screen.model.busy
        desk.key(Qt.Key.Key_Escape)
        assert not screen.model.busy
        desk.settle()
        assert screen.model.printing.paper is None
        desk.key(Qt.Key.Key_F8)
        assert "In lại" not in all_words(_made(desk, screen, PaperKind.REGISTER))


def test_a_year_that_is_read_can_be_stopped_and_the_day_is_shown_again(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The strip counts and stops it: the screen says so, is back at the day, and the year can be read again."""
    go_on, read = threading.Event(), day_reads.received_between

    def slow(engine: Engine, first: date, last: date) -> Iterator[Dossier]:
        if last.month == 12:
            assert go_on.wait(60)
        yield from read(engine, first, last)

    with opened() as (desk, screen):
        monkeypatch.setattr(day_register, "received_between", slow)
        screen.model.choose_span(Span.YEAR)
        desk.until(desk.window.work.isVisible)
        assert desk.window.work.progress.accessibleName() == "Đang đọc sổ…"
        desk.key(Qt.Key.Key_Escape, Qt.KeyboardModifier.ShiftModifier)
        assert screen.model.query.span is Span.DAY
        go_on.set()
        desk.settle()
        assert screen.model.register is not None
        assert screen.model.register.query.span is Span.DAY
        screen.model.choose_span(Span.YEAR)
        desk.until(lambda: screen.model.register is not None and screen.model.register.query.span is Span.YEAR)


def test_the_money_of_the_day_is_shown_and_printed(opened: Opened) -> None:
    """Two receipts, their sum; the clerk may not cancel her own; F8 makes the sheet."""

    def two(desk: DayDesk) -> None:
        desk.owing(2, paid=True)
        desk.owing(3, paid=True)

    with opened(two) as (desk, screen):
        _tab(desk, screen, DayTab.CASH)
        assert screen.cash.table.rows.rowCount() == 2
        assert "10.000" in screen.cash.bar.sums.text()
        assert not screen.foot.button("cancel").isEnabled()
        desk.key(Qt.Key.Key_F8)
        assert "BẢNG KÊ THU PHÍ" in all_words(_made(desk, screen, PaperKind.CASH_SHEET))
        assert 5 * PRICE == 10_000


def test_a_second_person_cancels_a_receipt(opened: Opened) -> None:
    """Finance has the screen, gives a reason, the sum goes down and the line says why."""
    with opened(lambda desk: desk.owing(2, paid=True) and None, "suong") as (desk, screen):
        _tab(desk, screen, DayTab.CASH)
        assert screen.foot.button("cancel").isEnabled()
        screen.foot.button("cancel").click()
        desk.until(lambda: isinstance(QApplication.activeModalWidget(), ReasonDialog))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ReasonDialog)
        desk.until(dialog.isActiveWindow)
        desk.write("ghi nhầm số bản")
        assert dialog.reason() == "ghi nhầm số bản"
        dialog.choose("give")
        desk.until(lambda: "đã thu 0" in screen.cash.bar.sums.text())
        assert screen.cash.table.rows.line(0).cells[-1].text == "Đã hủy"
        assert not screen.foot.button("cancel").isEnabled()


def _inspect(desk: DayDesk) -> None:
    """Let Sương inspect, and do nothing else."""

    def work(connection: Connection) -> None:
        known = meta.people(connection)
        others = tuple(grant for grant in known.grants if grant.person != RECORDS.id)
        own = Grant(RECORDS.id, OFFICE, Role.INSPECTOR, date(2018, 1, 1))
        meta.keep_people(connection, known.accounts, (*others, own))

    desk.past.desk.machine.writer.run(work)


def test_an_inspector_is_not_asked_to_close_a_forgotten_day(opened: Opened) -> None:
    """Who reads the register is led to no act; the clerk of the same morning is (the test below)."""
    with opened(_inspect, "suong") as (desk, screen):
        assert screen.model.tabs == (DayTab.REGISTER,)
        assert screen.register.table.rows.rowCount() > 0
        assert screen.reminder.isHidden()
        assert desk.window.sidebar._counts.get("day") == 0


def test_the_day_is_closed_by_f9_and_the_forgotten_one_first(opened: Opened) -> None:
    """Yesterday is told in a line and at the entry; its page is made; today is closed; nothing is left to tell."""
    with opened(lambda desk: desk.bare() and None) as (desk, screen):
        assert screen.reminder.isVisible()
        desk.until(lambda: desk.window.sidebar._counts.get("day") == 1)
        screen.close_forgotten.click()
        desk.settle()
        assert screen.model.tab is DayTab.CLOSING
        assert screen.closing.bar.period.text() == "Ngày 13/03/2019"
        desk.key(Qt.Key.Key_F9)
        words = all_words(_made(desk, screen, PaperKind.RECONCILIATION))
        assert "ngày 13 tháng 3 năm 2019" in words
        desk.until(lambda: not screen.reminder.isVisible())
        desk.key(Qt.Key.Key_PageDown, Control)
        desk.until(lambda: screen.closing.bar.period.text() == "Ngày 14/03/2019")
        desk.settle()
        assert screen.closing.table.rows.rowCount() == 1
        desk.key(Qt.Key.Key_F9)
        desk.until(lambda: screen.closing.bar.sums.text().startswith("Đã đóng lúc 08:"))
        assert screen.model.closing is not None
        assert screen.model.closing.day == date(2019, 3, 14)


def test_results_are_given_to_the_post_by_scanning_their_numbers(opened: Opened) -> None:
    """Each number and Enter goes to the next result; F9 writes both down and makes both labels."""

    def two(desk: DayDesk) -> None:
        ready(desk)
        ready(desk)

    with opened(two) as (desk, screen):
        _tab(desk, screen, DayTab.POST)
        desk.until(lambda: screen.post.table.rows.rowCount() == 3)
        screen.post.number.setFocus()
        for number in TRACKING:
            desk.write(number.lower())
            desk.key(Qt.Key.Key_Return)
        assert sorted(screen.post_model.typed.values()) == sorted(TRACKING)
        desk.key(Qt.Key.Key_F9)
        assert page_count(_made(desk, screen, PaperKind.POSTAL_LABEL)) == 2
        desk.until(lambda: screen.post_model.sight is not None and len(screen.post_model.sight.sent) == 2)
        assert screen.post_model.typed == {}


def test_a_number_is_not_used_twice_and_has_plain_letters(opened: Opened) -> None:
    """The screen says what is wrong with it and keeps the line."""

    def two(desk: DayDesk) -> None:
        ready(desk)
        ready(desk)

    with opened(two) as (desk, screen):
        _tab(desk, screen, DayTab.POST)
        desk.until(lambda: screen.post.table.rows.rowCount() == 3)
        screen.post.number.setFocus()
        desk.write("Ế12")
        desk.key(Qt.Key.Key_Return)
        assert screen.notice.isVisible()
        assert screen.post_model.typed == {}
        screen.post.number.clear()
        for _ in range(2):
            desk.write(TRACKING[0])
            desk.key(Qt.Key.Key_Return)
        assert list(screen.post_model.typed.values()) == [TRACKING[0]]


def test_a_delivered_letter_is_recorded_with_its_proof(opened: Opened) -> None:
    """The dialog asks for the proof; then the dossier is returned and gone from the list."""
    found: list[str] = []

    def sent(desk: DayDesk) -> None:
        state = ready(desk)
        desk.post.send(desk.past.crew["hoa"], (Parcel(state.id, TRACKING[0]),))
        found.append(state.id)

    with opened(sent) as (desk, screen):
        _tab(desk, screen, DayTab.POST)
        desk.until(lambda: screen.post.line() is not None)
        screen.foot.button("delivered").click()
        desk.until(lambda: isinstance(QApplication.activeModalWidget(), DeliveredDialog))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, DeliveredDialog)
        dialog.choose("give")
        assert dialog.isVisible()
        dialog.proof.setText("Phiếu báo phát 12")
        dialog.choose("give")
        desk.until(lambda: screen.post_model.sight is not None and not screen.post_model.sight.sent)
        state = desk.desk.parts.queries.dossier(found[0])
        assert state is not None
        assert state.stage is Stage.RETURNED
