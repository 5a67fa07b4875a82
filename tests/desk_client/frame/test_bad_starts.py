"""Starts on a bad day: two windows on one store, a full disk, a wrong clock, settings that cannot be read."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from desk_client.bootstrap import Desk
from desk_client.entrance import run_window
from desk_client.ports import DeskFault
from desk_client.store import meta
from desk_client.views.kit.bars import InfoBar
from desk_client.views.kit.dialogs import Dialog
from tests.desk_client.frame.open_desk import office_program, program_on
from tests.fakes.office import settings_in

_FIRST = """
import sys
from pathlib import Path
from desk_client.adapters.one_window import OneWindow
right = OneWindow(Path(sys.argv[1]))
right.take()
print("open", flush=True)
sys.stdin.read()
"""


def test_a_second_window_says_that_the_first_is_open(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """It touches no store; when the first program is killed, the next start works as ever."""
    with office_program(qtbot, qapp, tmp_path):
        pass
    first = subprocess.Popen(
        [sys.executable, "-c", _FIRST, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert first.stdout is not None
    assert first.stdout.readline() == "open\n"
    with program_on(qtbot, qapp, settings_in(tmp_path)) as second:
        assert second.window.gated
        assert second.program.desk is None
        (bar,) = (one for one in second.window.findChildren(InfoBar) if one.isVisible())
        assert "đang mở ở một cửa sổ khác" in bar.accessibleName()
    first.kill()
    first.communicate()
    with program_on(qtbot, qapp, settings_in(tmp_path)) as third:
        third.settle()
        assert third.program.desk is not None


def test_a_disk_that_used_its_reserve_is_told_at_the_counter(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """The writer gives the reserve up: the clerk reads what to do, whoever's turn it was."""
    with office_program(qtbot, qapp, tmp_path) as opened:
        opened.log_in("hoa")
        reserve = opened.desk.machine.writer.reserve
        reserve.fill()
        assert reserve.give_up()
        opened.until(lambda: "chỗ dự trữ" in _dialog_words(opened.window))


def test_what_happens_behind_an_open_fault_is_told_after_it(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """The store was held when the disk ran full: both sentences are read, each once, however often they came."""
    with office_program(qtbot, qapp, tmp_path) as opened:
        opened.log_in("hoa")
        teller = opened.program.teller
        for code in ("store_busy", "store_busy", "disk_full", "disk_full", "store_busy"):
            teller.tell(DeskFault(code))
        read = []
        while "Chưa làm được việc này" in _dialog_words(opened.window):
            read.append(_dialog_words(opened.window))
            (dialog,) = (one for one in opened.window.findChildren(Dialog) if one.isVisible())
            dialog.choose("close")
        assert ["Một chương trình khác" in words for words in read] == [True, False]
        assert "Đĩa đã đầy" in read[1]


def test_a_clock_that_went_back_is_told_to_whoever_sits_down(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """The newest act is of next year: the clerk reads both moments after the login, and may work all the same."""

    def later(desk: Desk) -> None:
        desk.machine.writer.run(lambda connection: meta.put(connection, "last_at", "2020-03-14T08:00:00.000"))

    with office_program(qtbot, qapp, tmp_path, later) as opened:
        opened.log_in("hoa")
        opened.until(lambda: "08:00 14/03/2020" in _dialog_words(opened.window))
        assert opened.screen_id() == "receive"


def test_settings_that_cannot_be_read_are_told_in_a_box(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broken file of settings, one of another encoding, a folder that is a file: words in place of a traceback."""
    monkeypatch.setattr("desk_client.entrance.QApplication", lambda _arguments: qapp)
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "critical", lambda _parent, _head, words: said.append(words))
    config = tmp_path / "config.toml"
    monkeypatch.setenv("MOTCUA_CONFIG", str(config))
    for body in (b"data_dir = ", b"\xff\xfe", f'data_dir = "{config}"'.encode()):
        config.write_bytes(body)
        assert run_window() == 1
    assert [words[:20] for words in said] == ["Thiết lập của máy có", "Thiết lập của máy có", "Không đọc, ghi được "]


def _dialog_words(window: object) -> str:
    from PySide6.QtWidgets import QDialog, QLabel, QWidget

    assert isinstance(window, QWidget)
    dialogs = [one for one in window.findChildren(QDialog) if one.isVisible()]
    return " ".join(label.text() for one in dialogs for label in one.findChildren(QLabel))
