"""The IT administrator sees how much waits and where the desk stands, and no word of a dossier."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desk_client.bootstrap import Desk
from desk_client.services.intake import IntakeForm, Received
from desk_client.services.queue import Waits
from desk_client.store import meta
from desk_client.views.queue.screen import QueueScreen
from dossier.roles import Grant, Role
from tests.desk_client.frame.open_desk import office_program
from tests.fakes.office import enrolment, sign_in
from tests.fakes.people import CITIZEN, CLERK, MARRIAGE_PAPERS, MARRIAGE_VALUES, OFFICE


def _as_administrator(desk: Desk) -> None:
    """Two dossiers and a file wait; then the clerk becomes the IT administrator."""
    clerk = sign_in(desk, "hoa")
    for _ in range(2):
        form = IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, MARRIAGE_PAPERS)
        assert isinstance(desk.intake.receive(clerk, form), Received)
    desk.parts.shelf.keep(b"%PDF-1.4 " + bytes(range(256)) * 8000, 1)
    grant = Grant(CLERK.id, OFFICE, Role.OFFICE_ADMIN, date(2018, 1, 1))
    desk.machine.writer.run(lambda connection: meta.keep_people(connection, enrolment().accounts, (grant,)))


def test_the_queue_counts_and_names_nobody(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """Ctrl+Shift+Q: acts by kind, files with their size, place in the feed; no name, number or code anywhere."""
    with office_program(qtbot, qapp, tmp_path, _as_administrator) as opened:
        opened.log_in("hoa")
        opened.key(Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        opened.until(lambda: opened.screen_id() == "queue")
        screen = opened.window.current_screen()
        assert isinstance(screen, QueueScreen)
        opened.until(lambda: screen.model.sight is not None)
        opened.settle()
        sight = screen.model.sight
        assert sight is not None
        acts = {line.name: line.count for line in sight.lines if line.what is Waits.ACT}
        assert acts == {"receive": 2}
        assert [(line.state, line.count, line.size > 0) for line in sight.lines if line.what is Waits.FILE] == [
            ("local", 1, True)
        ]
        assert (sight.last, sight.acked) == (2, 0)
        said = [row.sentence for row in map(screen.table.rows.line, range(screen.table.rows.rowCount()))]
        assert said[0].startswith("Việc: Tiếp nhận hồ sơ, Chưa gửi, 2")
        words = " ".join((*said, *(label.text() for label in screen.findChildren(QLabel))))
        for secret in (CITIZEN.name, CITIZEN.id_number, CITIZEN.phone, "190314", "1.004873"):
            assert secret not in words
