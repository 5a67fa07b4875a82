"""Several dossiers of one person in one visit, at-once work, forms 02 and 03, ministry-run services."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desk_client.services.printing import PaperKind
from desk_client.viewmodels.receive import Primary
from desk_client.views.receive.slips import SupplementDialog
from dossier.acts import ActKind, Channel
from dossier.events import Stage
from dossier.state import Dossier
from tests.desk_client.receive.counter import CARD, NOT_OURS, Counter

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def fill(counter: Counter, procedure: str, values: dict[str, str], papers: tuple[str, ...]) -> None:
    """Fill what a procedure asks for."""
    counter.model.choose_procedure(procedure)
    for field, value in values.items():
        counter.model.type_field(field, value)
    for code in papers:
        counter.model.papers.choose(code)
        counter.model.papers.tick()
    counter.settle()
    assert counter.model.gaps() == ()


def fill_copies(counter: Counter) -> None:
    """Two certified copies of four pages."""
    fill(counter, "2.000815", {"ten_giay_to": "Bằng tốt nghiệp", "so_trang": "4", "so_ban": "2"}, ("BC",))


def fill_marriage(counter: Counter) -> None:
    """A marital-status confirmation."""
    answers = {"muc_dich": "vay_von", "tinh_trang": "chua_ket_hon", "cap_lai": "no"}
    fill(counter, "1.004873", answers, ("TK", "CCCD"))


def card(counter: Counter) -> None:
    """A citizen shows the card."""
    assert counter.screen.scan_card(CARD)
    counter.settle()


def received(counter: Counter) -> list[Dossier]:
    """All dossiers of this desk, oldest first."""
    rows = counter.desk.parts.queries.search(CARD[:12])
    found = [counter.desk.parts.queries.dossier(row.id) for row in reversed(rows)]
    return [state for state in found if state is not None]


def test_two_dossiers_of_one_visit_share_a_sheet_and_a_fee(counter: Counter) -> None:
    """Ctrl+Enter lets the first wait, the person stays; F9 writes both at once and prints one sheet."""
    card(counter)
    fill_copies(counter)
    assert counter.model.quote.now.total == 2 * (2 * 2000 + 2 * 1000)
    counter.key(K.Key_Return, CTRL)
    counter.settle()
    assert counter.screen.bars.visit.isVisible()
    assert counter.model.sheet.applicant.name == "Lê Thị Bích Ngọc"
    assert not counter.screen.applicant.place("name").isEnabled()
    assert counter.model.quote.now.total == 12_000
    assert received(counter) == []
    fill_marriage(counter)
    counter.key(K.Key_F9)
    counter.settle()
    first, second = received(counter)
    assert first.visit
    assert first.visit == second.visit
    assert (first.code[-4:], second.code[-4:]) == ("0001", "0002")
    paper = counter.model.printing.paper
    assert paper is not None
    assert (paper.kind, len(paper.dossiers)) == (PaperKind.VISIT, 2)
    counter.bot.waitUntil(lambda: len(counter.spooler.jobs) == 1)
    assert counter.model.sheet.blank
    assert counter.model.waiting == ()


def test_f9_after_ctrl_enter_writes_what_waits(counter: Counter) -> None:
    """With nothing begun after Ctrl+Enter, F9 writes the dossiers that wait and asks for no other."""
    card(counter)
    fill_marriage(counter)
    counter.key(K.Key_Return, CTRL)
    counter.settle()
    counter.key(K.Key_F9)
    counter.settle()
    assert [state.code[-4:] for state in received(counter)] == ["0001"]


def test_a_waiting_dossier_is_opened_again(counter: Counter) -> None:
    """The dossier before can be mended until F9."""
    card(counter)
    fill_marriage(counter)
    counter.key(K.Key_Return, CTRL)
    counter.settle()
    counter.screen.bars.reopen.click()
    counter.settle()
    assert counter.model.sheet.procedure == "1.004873"
    assert counter.model.waiting == ()
    assert counter.screen.applicant.place("name").isEnabled()


def test_another_persons_card_does_not_enter_a_visit(counter: Counter) -> None:
    """A visit is of one person: another card changes nothing and is told."""
    card(counter)
    fill_marriage(counter)
    counter.key(K.Key_Return, CTRL)
    counter.settle()
    other = CARD.replace("060187004128", "060187004129").replace("Bích Ngọc", "Bích Châu")
    assert not counter.screen.scan_card(other)
    assert counter.model.sheet.applicant.name == "Lê Thị Bích Ngọc"
    assert counter.screen.bars.said.isVisible()


def test_at_once_work_is_passed_on_without_a_receipt(counter: Counter) -> None:
    """F9 reads "Lưu, chuyển ký": fee by pages and copies, no paper unless the person asks for one."""
    card(counter)
    fill_copies(counter)
    assert counter.model.primary is Primary.SIGN
    assert "chuyển ký" in counter.screen.foot.primary.words
    assert not counter.screen.terms.rows["counts"].isVisibleTo(counter.screen)
    counter.screen.terms.paid.click()
    counter.key(K.Key_F9)
    counter.settle()
    [state] = received(counter)
    assert (state.at_once, state.pages, state.copies) == (True, 4, 2)
    assert (state.money.owed, state.money.paid) == (12_000, 12_000)
    assert state.clock.due is None
    assert counter.spooler.jobs == []
    assert counter.model.printing.paper is None


def test_at_once_work_prints_a_receipt_when_it_is_asked_for(counter: Counter) -> None:
    """The person's wish makes F9 print again."""
    card(counter)
    fill_copies(counter)
    counter.screen.terms.receipt.click()
    assert counter.model.primary is Primary.PRINT
    counter.key(K.Key_F9)
    counter.settle()
    counter.bot.waitUntil(lambda: len(counter.spooler.jobs) == 1)


def test_missing_papers_are_asked_for_once_and_in_full(counter: Counter) -> None:
    """Form 02: what is missing is marked already, each with a reason; the dossier waits, its slip is printed."""
    card(counter)
    counter.model.choose_procedure("1.004873")
    counter.settle()
    counter.screen.foot.ask.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SupplementDialog)
    assert [item.name for item in dialog.items()] == [
        "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân theo mẫu",
        "Giấy tờ tùy thân của người yêu cầu",
    ]
    dialog.choose("give")
    counter.settle()
    [state] = received(counter)
    assert state.stage is Stage.WAITING_PAPERS
    assert [(item.originals, item.reason) for item in state.asked] == [(1, "Chưa nộp"), (1, "Chưa nộp")]
    paper = counter.model.printing.paper
    assert paper is not None
    assert (paper.kind, paper.number) == (PaperKind.SUPPLEMENT, "1")


def test_papers_are_asked_for_again_only_over_what_was_brought(counter: Counter) -> None:
    """A second form 02 offers its own reasons, stays open until a brought paper is ticked, and is kept with it."""
    test_missing_papers_are_asked_for_once_and_in_full(counter)
    [waiting] = received(counter)
    counter.model.take_up(waiting)
    counter.settle()
    counter.screen.foot.ask.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SupplementDialog)
    assert dialog.reason.raw() is None
    dialog.choose("give")
    assert dialog.isVisible()
    dialog.reason.choice.choose("bo_sung_chua_dung")
    dialog.reason.text.setPlainText("tờ khai chưa ký")
    dialog.choose("give")
    assert dialog.isVisible()
    dialog.brought[0].setChecked(True)
    dialog.choose("give")
    counter.settle()
    [state] = received(counter)
    assert state.reason == "Giấy tờ mang đến bổ sung chưa đúng với phiếu yêu cầu lần trước: tờ khai chưa ký"
    assert [line.kind for line in state.trail] == [ActKind.ASK_PAPERS, ActKind.ASK_PAPERS]
    assert state.trail[-1].text == state.reason


def test_a_dossier_that_waited_is_taken_up(counter: Counter) -> None:
    """When the papers come, person and procedure are filled in and F9 receives the same dossier."""
    test_missing_papers_are_asked_for_once_and_in_full(counter)
    [waiting] = received(counter)
    counter.model.take_up(waiting)
    counter.settle()
    assert counter.model.sheet.applicant.name == "Lê Thị Bích Ngọc"
    fill_marriage(counter)
    counter.key(K.Key_F9)
    counter.settle()
    [state] = received(counter)
    assert (state.id, state.stage) == (waiting.id, Stage.RECEIVED)


def test_a_ministry_service_says_where_it_is_received(counter: Counter) -> None:
    """Tạm trú is listed, shows its place, and F9 writes nothing."""
    card(counter)
    counter.model.choose_procedure("1.004194")
    counter.settle()
    assert counter.screen.procedure.elsewhere.isVisible()
    assert "Công an cấp xã" in counter.screen.procedure.elsewhere.accessibleName()
    assert not counter.screen.form.isVisible()
    counter.key(K.Key_F9)
    counter.settle()
    assert received(counter) == []


def test_due_date_and_fee_say_how_they_are_counted(counter: Counter) -> None:
    """The foot shows the due moment; its window has a line and a basis each, the hand-over deadline last and apart."""
    card(counter)
    fill_marriage(counter)
    assert "17:00 Thứ Ba, 19/03/2019" in counter.screen.foot.due.due.text()
    due = counter.model.quote.now.due
    assert due is not None
    assert due.steps[-1].message.id == "due.hand_over"
    counter.screen.foot.due.how.click()
    window = QApplication.activeModalWidget()
    assert window is not None
    counter.key(K.Key_Escape)
    assert QApplication.activeModalWidget() is None


@pytest.mark.parametrize("channel", list(Channel))
def test_the_way_of_return_goes_into_the_dossier(counter: Counter, channel: Channel) -> None:
    """What is chosen is what the dossier promises."""
    card(counter)
    fill_marriage(counter)
    counter.model.set_terms(replace(counter.model.sheet, delivery=channel))
    counter.key(K.Key_F9)
    counter.settle()
    assert received(counter)[0].delivery.way is channel


def test_a_slip_in_the_middle_of_a_visit_leaves_the_others(counter: Counter) -> None:
    """Of two dossiers the second lacks papers: its slip is made, the first still waits for F9, with its draft."""
    card(counter)
    fill_marriage(counter)
    counter.key(K.Key_Return, CTRL)
    counter.settle()
    counter.model.choose_procedure("2.000815")
    counter.settle()
    counter.model.refuse(NOT_OURS)
    counter.settle()
    assert [sheet.procedure for sheet in counter.model.waiting] == ["1.004873"]
    assert counter.model.sheet.applicant.name == "Lê Thị Bích Ngọc"
    counter.key(K.Key_F9)
    counter.settle()
    assert sorted(state.stage.value for state in received(counter)) == ["received", "refused"]


def test_ctrl_n_sets_a_visit_aside_as_a_draft(counter: Counter) -> None:
    """The citizen forgot a paper: what was typed stays as a draft, the next citizen finds an empty screen."""
    card(counter)
    fill_marriage(counter)
    counter.key(K.Key_N, CTRL)
    counter.settle()
    assert counter.model.sheet.blank
    counter.bot.waitUntil(counter.screen.bars.drafts.isVisible)
    counter.screen.bars.go_on.click()
    counter.settle()
    assert counter.model.sheet.applicant.name == "Lê Thị Bích Ngọc"
    assert counter.model.gaps() == ()


def test_a_dossier_that_came_by_post_says_so(counter: Counter) -> None:
    """The way of filing is part of the act."""
    card(counter)
    fill_marriage(counter)
    counter.screen.terms.channel.setFocus()
    counter.key(K.Key_Down)
    counter.key(K.Key_F9)
    counter.settle()
    assert received(counter)[0].channel is Channel.POST


def test_a_card_read_by_the_frame_leads_to_the_first_gap(counter: Counter) -> None:
    """Whoever hands the card's text to the model, the focus goes on to what is missing."""
    counter.model.choose_procedure("1.004873")
    counter.settle()
    counter.screen.go_to("procedure")
    counter.model.people.scan_card(CARD)
    counter.settle()
    counter.bot.waitUntil(lambda: counter.focus() is counter.screen.form.place("muc_dich"))


def test_nothing_can_be_typed_while_acts_are_written(counter: Counter) -> None:
    """From F9 until the answer the screen holds still, then it is empty and open again."""
    card(counter)
    fill_marriage(counter)
    counter.model.save()
    assert not counter.screen.sheet.isEnabled()
    assert not counter.screen.foot.primary.isEnabled()
    counter.settle()
    assert counter.screen.sheet.isEnabled()
    assert len(received(counter)) == 1
