"""Work of the counter that is stopped: a save before it writes, a printing before the printer has it."""

import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk_client.ports import JobState, PrintJob
from desk_client.views.kit.outfit import Kit
from scanning.devices.simulator import SimulatedFeeder
from tests.desk_client.receive.counter import Counter, KeptSpooler, drawn_paper, make_counter
from tests.desk_client.receive.test_receive_visit import card, fill_copies, fill_marriage, received


@dataclass
class SlowSpooler(KeptSpooler):
    """A printing service that takes a job only when the test lets it."""

    asked: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    taken_out: list[int] = field(default_factory=list)

    def submit(self, pdf: bytes, title: str, printer: str, paper: str, copies: int) -> PrintJob | JobState:
        """Wait as a network printer does that is switched off."""
        self.asked.set()
        assert self.go_on.wait(60)
        return super().submit(pdf, title, printer, paper, copies)

    def cancel(self, job: PrintJob) -> JobState:
        """In time."""
        self.taken_out.append(job.number)
        return super().cancel(job)


def scan_into(counter: Counter, feeder: SimulatedFeeder, code: str) -> None:
    """Scan one sheet for a paper."""
    feeder.put("1.jpg", drawn_paper(f"GIẤY {code}"))
    counter.model.papers.choose(code)
    counter.model.papers.scan()
    counter.settle()


def test_a_save_is_stopped_between_its_papers_and_receives_nothing(
    counter: Counter, feeder: SimulatedFeeder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two papers to make, stopped at the first: no dossier, no number; what was typed stays, and F9 saves it once."""
    at_work, go_on, finish = threading.Event(), threading.Event(), counter.model.papers._scanning.finish
    card(counter)
    fill_marriage(counter)
    procedure = counter.model.procedure
    assert procedure is not None
    for code in [row.code for row in procedure.papers if not row.present_only][:2]:
        scan_into(counter, feeder, code)
    pages = [len(line.pages) for line in counter.model.sheet.papers]
    assert pages.count(1) == 2

    def slow(*arguments: object) -> object:
        at_work.set()
        assert go_on.wait(60)
        return finish(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(counter.model.papers._scanning, "finish", slow)
        counter.key(Qt.Key.Key_F9)
        counter.bot.waitUntil(at_work.is_set, timeout=20_000)
        counter.bot.waitUntil(lambda: counter.runner.works[0].whole == 2, timeout=20_000)
        (work,) = counter.runner.works
        words = work.words
        assert words is not None
        assert counter.kit.speak(words) == "Đang lập tệp giấy tờ 1/2 để lưu…"
        assert work.stop()
        assert not counter.model.busy
        go_on.set()
        counter.settle()
    assert received(counter) == []
    assert "chưa được tiếp nhận" in counter.screen.bars.said.accessibleName()
    assert counter.model.sheet.applicant.name == "Lê Thị Bích Ngọc"
    assert [len(line.pages) for line in counter.model.sheet.papers] == pages
    counter.key(Qt.Key.Key_F9)
    counter.settle()
    (state,) = received(counter)
    assert state.code.endswith("-0001")


def test_a_save_that_writes_already_is_not_stopped(counter: Counter) -> None:
    """Once it is in its transaction a stop comes too late: the dossier is received and said so."""
    card(counter)
    fill_copies(counter)
    stops: list[bool] = []

    def stop_once_settled() -> None:
        stops.extend(work.stop() for work in counter.runner.works if work.settled and not stops)

    counter.runner.changed.connect(stop_once_settled)
    counter.key(Qt.Key.Key_F9)
    counter.settle()
    assert stops == [False]
    assert len(received(counter)) == 1


def test_a_printing_that_hangs_is_stopped_and_no_paper_comes_out(qtbot: QtBot, kit: Kit, tmp_path: Path) -> None:
    """The button on the card works before the printer has the job; what it got all the same is taken out again."""
    spooler = SlowSpooler()
    counter, _feeder = make_counter(qtbot, kit, tmp_path, spooler)
    try:
        card(counter)
        fill_marriage(counter)
        counter.key(Qt.Key.Key_F9)
        counter.bot.waitUntil(spooler.asked.is_set, timeout=20_000)
        receipt = counter.screen.receipt
        assert not receipt.cancel.isHidden()
        receipt.cancel.click()
        spooler.go_on.set()
        counter.settle()
        assert spooler.taken_out == [1]
        assert counter.model.printing.state is JobState.CANCELLED
        counter.key(Qt.Key.Key_F8)
        counter.settle()
        counter.bot.waitUntil(lambda: counter.model.printing.state is JobState.DONE, timeout=20_000)
        assert spooler.jobs[0] == spooler.jobs[1]
    finally:
        spooler.go_on.set()
        counter.close()
