"""Work that takes longer than a second is said in the status bar, and the words go with it."""

import threading
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.desk_client.frame.open_desk import office_program


def test_long_work_is_said_and_short_work_is_not(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """The words come while the work waits, and are gone when it ended; an undo is not offered to the next person."""
    go_on = threading.Event()
    with office_program(qtbot, qapp, tmp_path) as opened:
        opened.log_in("hoa")
        opened.until(lambda: opened.program.runner.idle)
        working = opened.window.status.working
        assert not working.isVisible()
        opened.program.runner.start(lambda: go_on.wait(60), lambda _ended: None)
        opened.until(working.isVisible)
        go_on.set()
        opened.until(lambda: not working.isVisible())
        opened.window.offer_undo("Đã xóa trang 1", lambda: None)
        assert opened.window.undo.isVisible()
        opened.window.ask_lock()
        opened.until(lambda: opened.window.gated)
        assert opened.window.undo.isHidden()
