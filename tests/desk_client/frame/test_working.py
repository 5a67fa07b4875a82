"""Work that takes longer than a second is said over the acts, shows how far it is, and is stopped from there."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_client.viewmodels.receive_papers import PapersModel
from desk_client.viewmodels.work import Pieces, Work
from desk_client.views.shell import specs
from dossier.messages import message
from scanning import foreign
from tests.desk_client.frame.open_desk import OpenDesk, office_program
from tests.desk_client.receive.counter import drawn_paper

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[OpenDesk]:
    """The program with the counter's clerk at work."""
    with office_program(qtbot, qapp, tmp_path) as opened:
        opened.log_in("hoa")
        yield opened


def paper_to_fill(opened: OpenDesk) -> PapersModel:
    """The papers of the counter, with one chosen that takes pages; a child that is not killed hangs for minutes."""
    assert opened.program.screens is not None
    counter = opened.program.screens.receive
    found = (
        (code, row) for code, one in counter.holder.procedures.items() for row in one.papers if not one.received_at
    )
    code, row = next((code, row) for code, row in found if not row.present_only)
    counter.choose_procedure(code)
    counter.papers.choose(row.code)
    opened.settle()
    object.__setattr__(opened.desk.sandbox.limits, "seconds", 600.0)
    return counter.papers


def drawn_file(folder: Path) -> Path:
    """A paper of one page."""
    path = folder / "giay.jpg"
    path.write_bytes(drawn_paper("GIẤY"))
    return path


def strip_words(opened: OpenDesk) -> str:
    """What the strip says."""
    return opened.window.work.progress.accessibleName()


def test_long_work_is_said_and_short_work_is_not(opened: OpenDesk) -> None:
    """The words come while the work waits, and are gone when it ended; an undo is not offered to the next person."""
    go_on = threading.Event()
    working, strip = opened.window.status.working, opened.window.work
    assert not working.isVisible()
    opened.program.runner.start(lambda: go_on.wait(60), lambda _ended: None)
    opened.until(working.isVisible)
    assert not strip.isVisible()
    go_on.set()
    opened.until(lambda: not working.isVisible())
    opened.window.offer_undo("Đã xóa trang 1", lambda: None)
    assert opened.window.undo.isVisible()
    opened.window.ask_lock()
    opened.until(lambda: opened.window.gated)
    assert opened.window.undo.isHidden()


def test_work_with_words_is_counted_in_the_strip_and_its_value_is_not_delivered_once_stopped(opened: OpenDesk) -> None:
    """Three of seven pieces are told; the button ends it at once for the screen, whatever the job still brings."""
    go_on, told, brought = threading.Event(), list[str](), list[bool]()
    work = Work(lambda done, whole: message("sign.page.loading_more", drawn=str(done), pages=str(whole)))

    def job() -> bool:
        work.told(3, 7)
        return go_on.wait(60)

    strip = opened.window.work
    work._left = lambda: told.append("left")
    opened.program.runner.start(job, brought.append, work=work)
    opened.until(strip.isVisible)
    assert strip_words(opened) == "Đang mở văn bản: 3/7 trang…"
    assert not opened.window.status.working.isVisible()
    assert strip.stop.isVisible()
    strip.stop.click()
    assert not strip.isVisible()
    assert told == ["left"]
    assert work.stopped()
    go_on.set()
    opened.settle()
    assert brought == []


def test_what_is_being_written_is_not_stopped_and_is_delivered(opened: OpenDesk) -> None:
    """Once a job says that it writes, the button is gone and a stop comes too late; before that, nothing is written."""
    go_on, brought = threading.Event(), list[bool]()
    late, early = Work(message("day.drawing")), Work(message("day.drawing"))
    runner = opened.program.runner
    runner.start(lambda: late.settle() and go_on.wait(60), brought.append, work=late)
    opened.until(opened.window.work.isVisible)
    assert not opened.window.work.stop.isVisible()
    assert not late.stop()
    assert early.stop()
    assert not early.settle()
    go_on.set()
    opened.until(lambda: brought == [True])


def test_pieces_that_are_done_stay_and_are_told(opened: OpenDesk) -> None:
    """Stopped between pieces: the strip says so until the piece at hand is done; then the count comes."""
    pieces, brought = threading.Semaphore(0), list[int]()
    work = Pieces(message("day.drawing"))

    def job() -> int:
        done = 0
        while done < 5 and not work.stopped():
            assert pieces.acquire(timeout=60)
            done += 1
        return done

    opened.program.runner.start(job, brought.append, work=work)
    pieces.release()
    opened.until(opened.window.work.isVisible)
    opened.key(Qt.Key.Key_Escape, SHIFT)
    assert strip_words(opened) == "Đang dừng…"
    assert not opened.window.work.stop.isVisible()
    pieces.release()
    opened.until(lambda: brought == [2])
    assert not opened.window.work.isVisible()


def test_a_reading_that_hangs_is_stopped_from_another_screen_and_leaves_the_paper_as_it_was(
    opened: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its child hangs for minutes: Shift+Esc on the list kills it, no page came, the same file is then read."""
    papers, path = paper_to_fill(opened), drawn_file(tmp_path)
    with monkeypatch.context() as hanging:
        hanging.setattr(foreign, "FACTS_FUNCTION", "tests.sandbox.hostile:wait_for_ever")
        papers.add_file(path)
        assert papers.reading.busy
        opened.window.show_screen(specs.LIST.id)
        opened.until(opened.window.work.isVisible)
        assert strip_words(opened) == "Đang đọc tệp…"
        opened.key(Qt.Key.Key_Escape, SHIFT)
        assert not papers.busy
        opened.settle()
    assert papers.pages() == ()
    opened.window.show_screen(specs.RECEIVE.id)
    papers.add_file(path)
    opened.settle()
    assert len(papers.pages()) == 1
    assert not opened.window.work.isVisible()


def test_the_program_closes_while_a_reading_hangs(
    opened: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closing stops what can be stopped instead of waiting for it."""
    papers = paper_to_fill(opened)
    monkeypatch.setattr(foreign, "FACTS_FUNCTION", "tests.sandbox.hostile:wait_for_ever")
    papers.add_file(drawn_file(tmp_path))
    assert papers.reading.busy
    assert opened.program.runner.finish()
