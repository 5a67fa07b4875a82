"""Papers that were read elsewhere: ticked one by one or all at once, told apart from those read here, written down."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desk_client.viewmodels.signing_run import RunState
from desk_client.views.kit.dialogs import Dialog, PinDialog
from desk_client.views.kit.rows import Row
from desk_client.views.sign.many_dialog import ManyDialog
from dossier.events import Stage
from tests.desk_client.sign.chamber import Chamber
from tests.fakes.signing import NAMES, PIN, SigningOffice

pytestmark = pytest.mark.slow
Enter = Callable[..., Chamber]
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def states(chamber: Chamber) -> list[str]:
    """What the list says of each paper."""
    rows = chamber.screen.list.table.rows
    lines = (rows.line(place) for place in range(rows.rowCount()))
    return [line.cells[1].text for line in lines if isinstance(line, Row)]


def test_a_paper_is_ticked_by_key_and_the_tick_is_taken_back(enter: Enter, office: SigningOffice) -> None:
    """F8 on the row; the button says what it does next, and with the tick alone the paper may be signed."""
    paper = office.certified(pages=3)
    chamber = enter()
    chamber.plug()
    chamber.hands.settle()
    tick = chamber.screen.list.tick
    assert (tick.accessibleName(), tick.key) == ("Đánh dấu đã đọc văn bản này", "F8")
    assert chamber.model.gap_one() is not None
    chamber.hands.key(Qt.Key.Key_F8)
    assert states(chamber) == ["Đánh dấu"]
    assert tick.words == "Bỏ dấu"
    chamber.hands.key(Qt.Key.Key_F8)
    assert chamber.model.gap_one() is not None
    chamber.hands.key(Qt.Key.Key_F8)
    chamber.sign(PIN)
    assert office.state(paper.id).stage is Stage.AT_COUNTER
    kept = chamber.model._cases.tray.ticked(paper.id)
    assert kept is not None
    assert (kept.unread, kept.person) == (3, office.people["minh"].person.id)


def test_a_paper_that_was_read_needs_no_tick(enter: Enter, office: SigningOffice) -> None:
    """Pages that were read count: of three only those behind the first are unread; read to the end none."""
    office.certified(pages=3)
    chamber = enter()
    chamber.hands.settle()
    while chamber.model.preview.page == 0:
        chamber.hands.key(Qt.Key.Key_Space)
    chamber.hands.key(Qt.Key.Key_F8)
    (target,) = chamber.model.seen_targets()
    assert target.unread == 2
    chamber.read_to_end()
    assert states(chamber) == ["Đã xem"]
    assert not chamber.screen.list.tick.isEnabled()
    assert chamber.model.seen_targets()[0].unread == 0


def test_all_are_ticked_after_a_question_and_the_summary_tells_them_apart(enter: Enter, office: SigningOffice) -> None:
    """Shift+F8 asks with how many papers and pages; one was read before; the summary and the record name the others."""
    papers = [office.approved(name) for name in NAMES[:3]]
    chamber = enter()
    chamber.plug()
    chamber.screen.list.table.choose(papers[0].id)
    chamber.read_to_end()
    chamber.hands.key(Qt.Key.Key_F8, SHIFT)
    asked = chamber.hands.dialog()
    assert isinstance(asked, Dialog)
    assert asked.windowTitle() == "Đánh dấu đã đọc 2 văn bản"
    chamber.hands.key(Qt.Key.Key_Escape)
    chamber.bot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert len(chamber.model.seen_lines()) == 1
    chamber.hands.key(Qt.Key.Key_F8, SHIFT)
    chamber.hands.dialog()
    chamber.hands.key(Qt.Key.Key_Return)
    chamber.bot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert sorted(states(chamber)) == ["Đánh dấu", "Đánh dấu", "Đã xem"]
    assert chamber.screen.foot.many.words == "Ký nhiều văn bản… (3, 2 chỉ đánh dấu)"
    chamber.hands.key(Qt.Key.Key_Return, CTRL)
    dialog = chamber.hands.dialog()
    assert isinstance(dialog, ManyDialog)
    pages = sum(line.file.pages for line in chamber.model.lines if line.file and line.id != papers[0].id)
    words = f"2 văn bản chỉ đánh dấu đã đọc: {pages} trang chưa xem đến cuối trên máy này."
    assert words in dialog.unread.accessibleName()
    seconds = {row.id: row.cells[0].second for row in dialog._waiting_rows()}
    assert ["đánh dấu" in seconds[paper.id] for paper in papers] == [False, True, True]
    chamber.hands.key(Qt.Key.Key_Return)
    chamber.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), PinDialog))
    chamber.hands.type(PIN)
    chamber.hands.key(Qt.Key.Key_Return)
    run = chamber.model
    chamber.bot.waitUntil(lambda: run.run is not None and run.run.state is RunState.ENDED, timeout=30_000)
    chamber.hands.settle()
    assert {office.state(paper.id).stage for paper in papers} == {Stage.LEADER_SIGNED}
    assert [chamber.model._cases.tray.ticked(paper.id) is not None for paper in papers] == [False, True, True]
    assert words in dialog.unread.accessibleName()


def test_another_person_has_ticked_nothing(enter: Enter, office: SigningOffice) -> None:
    """What one ticked is no other's, and the help tells the keys."""
    office.approved(NAMES[0])
    office.approved(NAMES[1])
    chamber = enter()
    chamber.hands.settle()
    told = {key for group in chamber.hands.window.keyboard.key_groups() for key, _words in group.lines}
    assert {"F8", "Shift+F8"} <= told
    chamber.hands.key(Qt.Key.Key_F8)
    assert len(chamber.model.seen_lines()) == 1
    chamber.seat.take(office.people["suong"])
    chamber.seat.take(office.people["minh"])
    chamber.hands.settle()
    assert chamber.model.seen_lines() == ()
