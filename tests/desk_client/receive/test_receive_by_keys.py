"""A clerk's intake by keys alone: from the card to the receipt, gaps met on the way, printing again."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from desk_client.ports import JobState
from desk_client.services.intake import IntakeForm, Received
from desk_client.services.printing import PrintedPaper
from desk_client.viewmodels.print_paper import PrintModel
from dossier.acts import ActKind
from dossier.messages import message
from dossier.state import Dossier
from printing.faults import PrintFault
from scanning.devices.simulator import SimulatedFeeder
from tests.desk_client.receive.counter import CARD, Counter, drawn_paper
from tests.fakes.people import CITIZEN, MARRIAGE_PAPERS, MARRIAGE_VALUES

K = Qt.Key
MOST_KEYS = 25
FORM = IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, MARRIAGE_PAPERS)


class Fingers:
    """Presses keys and counts them."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter
        self.pressed = 0

    def press(self, *keys: Qt.Key) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.counter.key(key)
            self.pressed += 1
        self.counter.settle()


def printed(counter: Counter, printing: PrintModel) -> None:
    """Wait for the print job to end."""
    counter.bot.waitUntil(lambda: printing.state is not None and not printing.under_way, timeout=10_000)
    counter.settle()


def newest(counter: Counter) -> Dossier:
    """The dossier received last."""
    rows = counter.desk.parts.queries.search(CITIZEN.id_number)
    state = counter.desk.parts.queries.dossier(rows[0].id)
    assert state is not None
    return state


def test_a_known_citizen_is_received_with_few_keys(
    counter: Counter, feeder: SimulatedFeeder, record_property: Callable[[str, object], None]
) -> None:
    """From the card on the reader to the printed receipt, with one scanned paper, in at most 25 keys and no mouse."""
    clerk = counter.seat.session
    assert clerk is not None
    assert isinstance(counter.desk.intake.receive(clerk, FORM), Received)
    counter.window.show_screen("receive")
    counter.settle()
    feeder.put("1.jpg", drawn_paper("TỜ KHAI"))
    hands = Fingers(counter)
    assert counter.screen.scan_card(CARD)
    counter.settle()
    assert counter.model.people.notice is not None
    assert counter.model.people.notice.id == "receive.person.known"
    assert counter.model.sheet.applicant.phone == CITIZEN.phone
    hands.press(K.Key_Down, K.Key_Return)  # the procedure received last stands first
    counter.bot.waitUntil(lambda: counter.focus() is counter.screen.form.place("muc_dich"))
    hands.press(K.Key_Down, K.Key_Down, K.Key_Tab, K.Key_Down, K.Key_Tab, K.Key_Down, K.Key_Down)
    hands.press(K.Key_F6, K.Key_F7, K.Key_Down, K.Key_Space)
    hands.press(K.Key_F9)
    printed(counter, counter.model.printing)
    assert hands.pressed <= MOST_KEYS
    record_property("keys", hands.pressed)
    state = newest(counter)
    assert state.code == "000.04.31.H11-190314-0002"
    assert [(value.field, value.value) for value in state.values[-4:]] == [
        ("muc_dich", "vay_von"),
        ("tinh_trang", "chua_ket_hon"),
        ("cap_lai", "no"),
        ("so_ban", "1"),
    ]
    assert [(paper.code, paper.shown_only, paper.file is not None) for paper in state.papers] == [
        ("TK", False, True),
        ("CCCD", True, False),
    ]
    scan = state.papers[0].file
    assert scan is not None
    assert counter.desk.parts.shelf.read(scan.sha256).startswith(b"%PDF")
    assert counter.spooler.jobs[-1].startswith(b"%PDF")
    paper = counter.model.printing.paper
    assert paper is not None
    assert counter.desk.parts.shelf.read(paper.file.sha256) == counter.spooler.jobs[-1]
    assert counter.model.printing.state is JobState.DONE
    assert counter.focus() is counter.screen.procedure.search


def test_f9_goes_to_the_first_gap_and_says_it(counter: Counter) -> None:
    """Nothing is greyed: each F9 leads to what is missing next, from top to bottom, and writes nothing."""
    hands = Fingers(counter)
    assert counter.screen.foot.primary.isEnabled()
    hands.press(K.Key_F9)
    assert counter.focus() is counter.screen.procedure.search
    counter.model.choose_procedure("1.004873")
    counter.settle()
    hands.press(K.Key_F9)
    assert counter.focus() is counter.screen.applicant.place("name")
    assert counter.screen.applicant.rows["name"].error
    counter.screen.scan_card(CARD)
    counter.settle()
    hands.press(K.Key_F9)
    assert counter.focus() is counter.screen.form.place("muc_dich")
    for field, value in (("muc_dich", "vay_von"), ("tinh_trang", "chua_ket_hon"), ("cap_lai", "no")):
        counter.model.type_field(field, value)
    hands.press(K.Key_F9)
    assert counter.focus() is counter.screen.papers.list
    assert counter.screen.papers.list.chosen_id() == "TK"
    assert list(counter.desk.machine.journal.outbox(0, 10)) == []


def test_f8_marks_a_printing_again_only_when_one_came_out(counter: Counter) -> None:
    """A job that the printer refused is given again as it is; after a good one F8 writes an act and marks the paper."""
    clerk = counter.seat.session
    assert clerk is not None
    received = counter.desk.intake.receive(clerk, FORM)
    assert isinstance(received, Received)
    counter.spooler.ends = JobState.REFUSED
    printing = counter.model.printing
    printing.make(lambda: counter.printing.receipt(clerk, (received,)), (received.state.id,))
    counter.settle()
    printed(counter, printing)
    assert printing.state is JobState.REFUSED
    counter.spooler.ends = JobState.DONE
    counter.key(K.Key_F8)
    counter.settle()
    printed(counter, printing)
    assert counter.spooler.jobs[0] == counter.spooler.jobs[1]
    counter.key(K.Key_F8)
    counter.settle()
    printed(counter, printing)
    assert printing.paper is not None
    assert printing.paper.reprint == 1
    state = counter.desk.parts.queries.dossier(received.state.id)
    assert state is not None
    assert [line.kind for line in state.trail] == [ActKind.RECEIVE, ActKind.REPRINT]


@pytest.mark.parametrize("heard", ["before", "between", "after"])
def test_a_printing_is_cancelled_and_the_paper_stays(counter: Counter, heard: str) -> None:
    """The printer never ends: its button takes the job out, says so, and F8 prints the same paper unmarked.

    The button is pressed before the printer took the job, after it did but before that is known, and after.
    """
    clerk = counter.seat.session
    assert clerk is not None
    received = counter.desk.intake.receive(clerk, FORM)
    assert isinstance(received, Received)
    counter.spooler.ends = JobState.PRINTING
    printing, card = counter.model.printing, counter.screen.receipt

    runner, signals = counter.runner, (printing.changed, counter.runner.changed)

    def now() -> bool:
        if heard == "between":
            return printing.state is JobState.WAITING and any(work.settled for work in runner.works)
        return printing.state is (JobState.WAITING if heard == "before" else JobState.PRINTING)

    def press() -> None:
        if now():
            for signal in signals:
                signal.disconnect(press)
            assert not card.cancel.isHidden()
            card.cancel.click()

    for signal in signals:
        signal.connect(press)
    printing.make(lambda: counter.printing.receipt(clerk, (received,)), (received.state.id,))
    counter.bot.waitUntil(lambda: printing.state is not None and not printing.under_way, timeout=10_000)
    counter.settle()
    assert printing.state is JobState.CANCELLED
    assert card.cancel.isHidden()
    assert card.state.accessibleName().startswith("Đã hủy in. Giấy đã lưu")
    counter.spooler.ends = JobState.DONE
    counter.key(K.Key_F8)
    counter.settle()
    printed(counter, printing)
    assert printing.state is JobState.DONE
    assert counter.spooler.jobs[0] == counter.spooler.jobs[1]


def test_without_a_printer_the_paper_is_kept_and_can_be_saved(counter: Counter) -> None:
    """No printer: it is said in words, and the PDF goes where the clerk wants it."""
    clerk = counter.seat.session
    assert clerk is not None
    counter.spooler.names = ()
    received = counter.desk.intake.receive(clerk, FORM)
    assert isinstance(received, Received)
    printing = counter.model.printing
    printing.make(lambda: counter.printing.receipt(clerk, (received,)), (received.state.id,))
    counter.settle()
    printed(counter, printing)
    assert printing.state is JobState.NO_PRINTER
    assert printing.words is not None
    assert counter.kit.speaker.knows(printing.words.id)
    target = counter.desk.machine.folder / "giay-hen.pdf"
    printing.save_to(target)
    counter.settle()
    assert target.read_bytes().startswith(b"%PDF")


def test_a_paper_that_cannot_be_drawn_is_told_with_what_to_do(counter: Counter) -> None:
    """A fault of the drawing says its own remedy, not only that nothing was printed."""
    told: list[object] = []
    counter.model.printing.said.connect(lambda _tone, words: told.append(words))

    def work() -> PrintedPaper:
        raise PrintFault("print.barcode", "")

    counter.model.printing.make(work, ())
    counter.settle()
    assert told == [message("fault.print.barcode.remedy")]
