"""Outbox and tasks on the real store: counts, rows, both sides of a clash, closing with a note, compact type."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_client.bootstrap import Desk
from desk_client.services.intake import IntakeForm, Received
from desk_client.store.tasks import KeptTask, open_tasks, raise_task
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.scale import Scale
from desk_client.views.outbox.detail import NoteDialog
from desk_client.views.outbox.screen import OutboxScreen
from dossier.acts import PaperEntry, PaperForm
from tests.desk_client.frame.open_desk import OpenDesk, answer_dialog, office_program
from tests.fakes.office import make_office, sign_in
from tests.fakes.people import CITIZEN, MARRIAGE_PAPERS, MARRIAGE_VALUES

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def received(desk: Desk) -> Received:
    """A dossier with one scanned paper, unsent."""
    kept = desk.parts.shelf.keep(b"%PDF-1.4 " + b"x" * 150_000, 2)
    papers = (MARRIAGE_PAPERS[0], PaperEntry(2, "CCCD", "Giấy tờ tùy thân", PaperForm.PHOTO, 1, file=kept))
    outcome = desk.intake.receive(sign_in(desk, "hoa"), IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, papers))
    assert isinstance(outcome, Received), outcome
    return outcome


def with_tasks(desk: Desk) -> None:
    """Two unsent dossiers, a printed date that differs and an act that the centre refused."""
    first, second = received(desk).state, received(desk).state
    due = (("computed", "20/03/2019 17:00"), ("printed", "19/03/2019 17:00"))
    stage = (("act", "approve"), ("stage", "signed"))
    tasks = (
        KeptTask("t1", first.id, first.trail[0].act, "noted", "printed_due_differs", due, datetime(2019, 3, 13, 15)),
        KeptTask("t2", second.id, second.trail[0].act, "refused", "wrong_stage", stage, datetime(2019, 3, 14, 8)),
    )
    for task in tasks:
        desk.machine.writer.run(lambda connection, one=task: raise_task(connection, one))


def outbox_of(opened: OpenDesk) -> OutboxScreen:
    """The screen, in view and filled, reached by its key."""
    opened.key(Qt.Key.Key_O, CTRL_SHIFT)
    screen = opened.window.screen_named("outbox")
    assert isinstance(screen, OutboxScreen)
    opened.until(lambda: opened.screen_id() == "outbox" and screen.unsent.rows.rowCount() == 2)
    opened.settle()
    return screen


def test_counts_come_from_acts_and_files_alone(tmp_path: Path) -> None:
    """An act is unsent until answered, a file until proved; a scan that no act names yet is nobody's debt."""
    desk = make_office(tmp_path)
    assert desk.outbox.counts().all_sent
    desk.parts.shelf.keep(b"%PDF-1.4 draft page", 1)
    assert desk.outbox.counts().all_sent
    one = received(desk)
    counts = desk.outbox.counts()
    assert (counts.unsent_acts, counts.unsent_dossiers, counts.unproved_files) == (1, 1, 1)
    (row,) = desk.outbox.unsent()
    assert (row.code, row.acts, row.files_proved, row.files, row.share) == (one.state.code, 1, 0, 1, (0, 3))
    desk.machine.journal.answered(1, ())
    counts = desk.outbox.counts()
    assert (counts.unsent_acts, counts.unproved_files, counts.all_sent) == (0, 1, False)
    (key,) = desk.parts.shelf.unproved(9)
    desk.parts.shelf.sent(key.sha256, (0, 1))
    (row,) = desk.outbox.unsent()
    assert (row.acts, row.share) == (0, (2, 3))
    desk.parts.shelf.proved(key.sha256)
    assert desk.outbox.counts().all_sent
    assert desk.outbox.unsent() == ()


def test_a_new_epoch_makes_everything_unsent_again(tmp_path: Path) -> None:
    """A centre restored from a backup is refilled: until it has answered, nothing counts as sent."""
    desk = make_office(tmp_path)
    received(desk)
    desk.machine.journal.answered(1, ())
    desk.machine.journal.rewind("epoch-2")
    assert desk.outbox.counts().unsent_acts == 1


def test_the_screen_lists_what_is_unsent_and_what_waits(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """Summary, rows with act and files, badge of the sidebar, tasks with their sentence."""
    with office_program(qtbot, qapp, tmp_path, with_tasks) as opened:
        opened.log_in("hoa")
        screen = outbox_of(opened)
        assert screen.bar.accessibleName().startswith("Còn 2 hồ sơ, 1 tệp chưa gửi về trung tâm · Vướng mắc (2)")
        row = screen.unsent.rows.line(0)
        assert [cell.text for cell in row.cells][:2] == ["190314-0001", CITIZEN.name]
        assert row.cells[3].share == (0, 3)
        assert "0/1 tệp" in row.sentence
        assert opened.window.sidebar._counts["outbox"] == 2
        assert screen.detail.title.text() == "Hẹn trả đã in khác kết quả tính lại"


def test_a_clash_shows_both_sides_and_that_nothing_is_lost(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """Printed and computed stand in two boxes; the centre does not have the dossier yet and the box says so."""
    with office_program(qtbot, qapp, tmp_path, with_tasks) as opened:
        opened.log_in("hoa")
        screen = outbox_of(opened)
        boxes = [screen.detail._sides.itemAt(place).widget().accessibleName() for place in range(2)]
        assert boxes[0].startswith("Đã in trên giấy: 19/03/2019 17:00")
        assert boxes[1].startswith("Đã có ở trung tâm: 20/03/2019 17:00")
        assert boxes[1].endswith("Trung tâm chưa có hồ sơ này")
        assert "Không có gì bị mất" in screen.detail._safe.text()
        assert screen.detail.open.isVisible()
        screen.tasks.choose("t2")
        assert not screen.detail.open.isVisible()
        assert screen.detail.again.isVisible()


def test_closing_a_task_needs_a_note_and_keeps_it(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """An empty note is not taken; with a note the task leaves the list and stays in the store with it."""
    taken: list[bool] = []

    def fill(dialog: Dialog) -> None:
        assert isinstance(dialog, NoteDialog)
        taken.append(dialog.ready("done"))
        dialog.field.setPlainText("Đã gọi điện, giữ hẹn đã in")
        taken.append(dialog.ready("done"))

    with office_program(qtbot, qapp, tmp_path, with_tasks) as opened:
        opened.log_in("hoa")
        screen = outbox_of(opened)
        seen = answer_dialog("done", fill)
        opened.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        opened.until(lambda: screen.tasks.rows.rowCount() == 1)
        assert seen == ["Đã xử lý xong việc này?"]
        assert taken == [False, True]
        assert [task.id for task in open_tasks(opened.desk.machine.engine)] == ["t2"]
        opened.until(lambda: opened.window.sidebar._counts["outbox"] == 1)


def test_a_task_opens_its_dossier(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """A refused act is done again where acts are done."""
    with office_program(qtbot, qapp, tmp_path, with_tasks) as opened:
        opened.log_in("hoa")
        screen = outbox_of(opened)
        screen.tasks.choose("t2")
        screen.detail.again.click()
        assert opened.screen_id() == "dossier"


def test_large_type_shows_list_then_detail(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """From 130 % one list at a time; Enter reads a task in place of its list, Esc goes back."""
    with office_program(qtbot, qapp, tmp_path, with_tasks) as opened:
        opened.log_in("hoa")
        screen = outbox_of(opened)
        opened.window.kit.look.wear(scale=Scale(150))
        assert screen.strip.isVisible()
        assert screen.unsent_card.isVisible()
        assert not screen.tasks_card.isVisible()
        screen.strip.choose("tasks")
        assert screen.tasks_card.isVisible()
        assert not screen.detail_card.isVisible()
        screen.tasks.setFocus()
        opened.key(Qt.Key.Key_Return)
        assert screen.detail_card.isVisible()
        assert not screen.tasks_card.isVisible()
        opened.key(Qt.Key.Key_Escape)
        assert screen.tasks_card.isVisible()
        assert QApplication.focusWidget() is screen.tasks
