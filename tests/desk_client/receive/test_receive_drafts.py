"""What is typed survives: a kill in the middle of a word, another clerk, a visit of several dossiers, an act."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from desk_client.bootstrap import open_desk, open_machine
from desk_client.ports import DeskFault
from desk_client.services.scanning import Scanning
from desk_client.store.drafts import Draft
from desk_client.viewmodels.receive_draft import _PAUSE_MS as PAUSE_MS
from desk_client.viewmodels.receive_draft import KIND
from desk_client.viewmodels.receive_sheet import Sheet, VisitDraft, decode_draft, encode_draft
from tests.desk_client.dossier.test_what_was_filled_in import held_store
from tests.desk_client.receive.counter import NOT_OURS, Counter
from tests.fakes.office import make_office, settings_in, sign_in
from tests.fakes.people import CLERK

ROOT = Path(__file__).parents[3]
TYPED = 60
SAVES = 3
MOST = 2000
"""Letters, 20 ms each at the least: a desk that saves nothing meanwhile saves nothing."""


@pytest.mark.slow
def test_a_killed_desk_loses_at_most_a_second_of_typing(tmp_path: Path) -> None:
    """A process that scans and types is killed -9; a new process finds the draft with its page and all but the end.

    A save begins at most a second after a letter and after the save before it ended: what was typed when the last but
    one was told of is kept.
    """
    assert PAUSE_MS <= 1000
    first = make_office(tmp_path)
    first.machine.writer.close()
    first.machine.engine.dispose()
    clerk = subprocess.Popen(
        [sys.executable, "-m", "tests.desk_client.receive.typing_clerk", str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert clerk.stdout is not None
    typed, saves = 0, [0]
    for line in clerk.stdout:
        if line.startswith("saved"):
            saves.append(typed)
        else:
            typed = int(line)
        if (typed >= TYPED and len(saves) > SAVES) or typed > MOST:
            break
    clerk.send_signal(signal.SIGKILL)
    for line in clerk.stdout:
        typed = int(line) if line.strip().isdigit() else typed
    clerk.stdout.close()
    clerk.wait()
    desk = open_desk(open_machine(settings_in(tmp_path)))
    assert desk is not None
    [draft] = desk.parts.drafts.latest(KIND)
    visit = decode_draft(draft.body)
    assert visit is not None
    kept = len(visit.now.applicant.name)
    assert typed >= kept >= saves[-2] > 0
    line = visit.now.line("TK")
    assert line is not None
    [page] = line.pages
    assert (
        Scanning(desk.parts, desk.sandbox, desk.checks, lambda _stopped: ())
        .picture(draft.id, page, 200)
        .startswith(b"\xff\xd8")
    )
    desk.machine.writer.close()
    desk.machine.engine.dispose()


def test_a_draft_is_offered_and_continued(counter: Counter) -> None:
    """What one clerk left is offered with its time and goes on where it was, in the same draft."""
    counter.model.choose_procedure("1.004873")
    counter.screen.go_to("applicant.name")
    counter.write("Đỗ Văn Đức")
    counter.model.type_field("muc_dich", "ket_hon")
    left = counter.model.holder.draft_id
    counter.model.set_aside()
    counter.window.show_screen("receive")
    counter.settle()
    counter.bot.waitUntil(counter.screen.bars.drafts.isVisible)
    assert "Đỗ Văn Đức" in counter.screen.bars.drafts.accessibleName()
    counter.screen.bars.go_on.click()
    counter.settle()
    assert counter.model.holder.draft_id == left
    assert counter.model.sheet.applicant.name == "Đỗ Văn Đức"
    assert counter.screen.form.rows["ket_hon_voi"].isVisibleTo(counter.screen)
    assert not counter.screen.bars.drafts.isVisible()


def test_a_draft_that_was_saved_before_is_offered_when_set_aside(counter: Counter) -> None:
    """The clerk paused before Ctrl+N, so that nothing is left to save: the offer comes all the same."""
    counter.model.people.type("name", "Đỗ Văn Đức")
    counter.bot.waitUntil(lambda: bool(counter.desk.parts.drafts.latest(KIND)), timeout=30_000)
    counter.settle()
    counter.model.set_aside()
    counter.settle()
    assert counter.screen.bars.drafts.isVisible()


def test_a_removed_draft_can_be_brought_back(counter: Counter) -> None:
    """Removing a draft is undone by the undo bar of the window."""
    counter.model.people.type("name", "Đỗ Văn Đức")
    counter.bot.waitUntil(lambda: bool(counter.desk.parts.drafts.latest(KIND)), timeout=30_000)
    counter.settle()
    counter.model.begin_new()
    counter.model.drafts.load()
    counter.settle()
    counter.screen.bars.remove.click()
    counter.settle()
    assert counter.desk.parts.drafts.latest(KIND) == []
    counter.window.undo.take_back()
    counter.settle()
    counter.bot.waitUntil(lambda: len(counter.desk.parts.drafts.latest(KIND)) == 1, timeout=30_000)
    assert counter.screen.bars.drafts.isVisible()


def test_the_status_bar_tells_when_the_draft_was_saved(counter: Counter) -> None:
    """Each save tells its time once it is durable."""
    with counter.bot.waitSignal(counter.model.drafts.saved, timeout=30_000) as told:
        counter.model.people.type("name", "Đỗ Văn Đức")
    assert told.args is not None
    assert told.args[0].startswith("08:05:")


def test_an_act_ends_its_draft_for_good(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """A save that is under way ends before the act is written, so that it cannot bring the draft back."""
    go_on = threading.Event()
    real = counter.desk.parts.drafts.save

    def slow(draft: Draft) -> None:
        go_on.wait(20)
        real(draft)

    counter.model.choose_procedure("1.004873")
    counter.model.people.type("name", "Đỗ Văn Đức")
    counter.settle()
    monkeypatch.setattr(counter.desk.parts.drafts, "save", slow)
    counter.model.people.type("phone", "0908213657")
    counter.model.drafts.flush()
    counter.model.refuse(NOT_OURS)
    counter.bot.wait(300)
    assert list(counter.desk.machine.journal.outbox(0, 10)) == []
    go_on.set()
    counter.settle()
    assert len(list(counter.desk.machine.journal.outbox(0, 10))) == 1
    assert counter.model.sheet.blank
    assert counter.desk.parts.drafts.latest(KIND) == []


def slow_refusal(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """A citizen is typed, and refusals are written only once the event is set."""
    go_on = threading.Event()
    real = counter.desk.intake.refuse

    def slow(*given: object) -> object:
        go_on.wait(20)
        return real(*given)  # type: ignore[arg-type]

    counter.model.choose_procedure("1.004873")
    counter.model.people.type("name", "Đỗ Văn Đức")
    counter.settle()
    monkeypatch.setattr(counter.desk.intake, "refuse", slow)
    return go_on


def test_leaving_the_screen_while_the_act_is_written_brings_no_draft_back(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F9 at once after typing, then F4: the last letters stand in the act, and nothing is left unfinished."""
    go_on = slow_refusal(counter, monkeypatch)
    counter.model.people.type("phone", "0908213657")
    counter.model.refuse(NOT_OURS)
    assert counter.screen.leaving()
    go_on.set()
    counter.settle()
    counter.bot.wait(400)
    counter.settle()
    assert len(list(counter.desk.machine.journal.outbox(0, 10))) == 1
    assert counter.desk.parts.drafts.latest(KIND) == []


def test_a_fault_elsewhere_lets_nobody_write_the_same_act_twice(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While an act is written, a draft list that cannot be read is said; the keys of the act stay off."""
    go_on = slow_refusal(counter, monkeypatch)
    counter.model.refuse(NOT_OURS)
    counter.model.drafts.failed.emit(DeskFault("store_busy"))
    counter.model.refuse(NOT_OURS)
    assert counter.model.busy
    go_on.set()
    counter.settle()
    assert len(list(counter.desk.machine.journal.outbox(0, 10))) == 1


def test_letters_typed_before_a_failed_act_survive_the_end_of_the_program(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program closes while an act is written and the act fails: the draft is saved whole, after all."""
    go_on = threading.Event()

    def failing(*_given: object) -> object:
        go_on.wait(20)
        raise DeskFault("disk_full")

    counter.model.choose_procedure("1.004873")
    counter.model.people.type("name", "Đỗ Văn Đức")
    counter.settle()
    monkeypatch.setattr(counter.desk.intake, "refuse", failing)
    counter.model.people.type("phone", "0908213657")
    counter.model.refuse(NOT_OURS)
    counter.model.shut()
    go_on.set()
    assert counter.runner.finish()
    [draft] = counter.desk.parts.drafts.latest(KIND)
    visit = decode_draft(draft.body)
    assert visit is not None
    assert visit.now.applicant.phone == "0908213657"


def test_pages_of_closed_drafts_are_swept(counter: Counter) -> None:
    """Page images go once their draft is gone; those of a kept draft stay."""
    scanning = Scanning(counter.desk.parts, counter.desk.sandbox, counter.desk.checks, lambda _stopped: ())
    from scanning.image_headers import FileKind
    from scanning.pages import Page
    from tests.desk_client.receive.counter import drawn_paper

    page = Page(drawn_paper("A", dpi=100), FileKind.JPEG, 827, 1169, 100)
    kept, gone = scanning.keep("d-1", page), scanning.keep("d-2", page)
    assert scanning.forget_closed(["d-1"]) == 1
    assert scanning.picture("d-1", kept, 100)
    assert scanning.picture("d-2", gone, 100) == b""


@pytest.mark.parametrize("body", [b"", b"{", b'{"now": 1}', b"\xff\xfe", b'{"waiting": [{"papers": 3}]}'])
def test_a_draft_of_another_version_is_passed_over(body: bytes) -> None:
    """What cannot be read is no draft, and no fault."""
    assert decode_draft(body) is None


def test_a_draft_comes_back_as_it_was() -> None:
    """Writing and reading a draft changes nothing."""
    draft = VisitDraft(Sheet("1.004873"), (Sheet("2.000815", copies=3, fee_paid=True),))
    assert decode_draft(encode_draft(draft)) == draft


def test_the_last_letters_survive_a_change_of_citizens(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set aside while an older save is still under way: the newest state of that visit is saved after it."""
    go_on = threading.Event()
    real = counter.desk.parts.drafts.save

    def slow(draft: Draft) -> None:
        go_on.wait(20)
        real(draft)

    monkeypatch.setattr(counter.desk.parts.drafts, "save", slow)
    counter.model.people.type("name", "Đỗ Văn")
    counter.model.drafts.flush()
    counter.model.people.type("name", "Đỗ Văn Đức")
    counter.model.set_aside()
    counter.model.people.type("name", "Lê Thị Ngọc")
    counter.model.drafts.flush()
    go_on.set()
    counter.settle()
    kept = [decode_draft(draft.body) for draft in counter.desk.parts.drafts.latest(KIND)]
    assert sorted(visit.now.applicant.name for visit in kept if visit) == ["Lê Thị Ngọc", "Đỗ Văn Đức"]
    counter.bot.waitUntil(counter.screen.bars.drafts.isVisible)


def test_a_visit_set_aside_while_the_store_was_held_is_saved_afterwards(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next citizen is served already: told once, tried again by itself, offered as ever."""
    monkeypatch.setattr(counter.model.drafts._again, "start", lambda: None)  # no clock decides here
    told: list[str] = []
    counter.model.drafts.failed.connect(lambda fault: told.append(fault.code))
    with held_store(counter.desk):
        counter.model.people.type("name", "Đỗ Văn Đức")
        counter.model.set_aside()
        counter.settle()
        counter.model.drafts._try_again()
        counter.settle()
    assert told == ["store_busy"]
    assert counter.desk.parts.drafts.latest(KIND) == []
    counter.model.drafts._try_again()
    counter.settle()
    (draft,) = counter.desk.parts.drafts.latest(KIND)
    visit = decode_draft(draft.body)
    assert visit is not None
    assert visit.now.applicant.name == "Đỗ Văn Đức"
    counter.bot.waitUntil(counter.screen.bars.drafts.isVisible)


def test_another_person_sees_neither_the_visit_nor_the_paper_of_the_one_before(counter: Counter) -> None:
    """What was typed is a draft in the name of who typed it; the last paper and "Nháp đã lưu" are gone. Who only locked
    the desk finds everything as it was.
    """
    model, told = counter.model, [""]
    model.drafts.saved.connect(told.append)
    model.choose_procedure("1.004873")
    model.people.type("name", "Lê Thị Bích Ngọc")
    model.refuse(NOT_OURS)
    counter.settle()
    model.people.type("name", "Đỗ Văn Đức")
    model.drafts.flush()
    counter.settle()
    assert told[-1] != ""
    for login, name, kept in (("hoa", "Đỗ Văn Đức", True), ("loc", "", False)):
        counter.seat.leave()
        counter.seat.take(sign_in(counter.desk, login))
        counter.settle()
        assert (model.sheet.applicant.name, model.printing.paper is not None, bool(told[-1])) == (name, kept, kept)
        shown = counter.screen._right.currentWidget()
        assert shown is (counter.screen.receipt if kept else counter.screen.papers)
    (draft,) = counter.desk.parts.drafts.latest(KIND)
    assert draft.person == CLERK.name


def test_a_draft_put_off_is_quiet_until_another_person_sits_down(counter: Counter) -> None:
    """ "Để sau" hides the offer, not the draft; the next clerk hears of it again."""
    counter.model.people.type("name", "Đỗ Văn Đức")
    counter.model.set_aside()
    counter.settle()
    counter.bot.waitUntil(counter.screen.bars.drafts.isVisible)
    counter.screen.bars.later.click()
    counter.window.show_screen("receive")
    counter.settle()
    assert not counter.screen.bars.drafts.isVisible()
    assert len(counter.desk.parts.drafts.latest(KIND)) == 1
    counter.seat.take(sign_in(counter.desk, "hoa"))
    counter.window.show_screen("receive")
    counter.settle()
    assert counter.screen.bars.drafts.isVisible()
