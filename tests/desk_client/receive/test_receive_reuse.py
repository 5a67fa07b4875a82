"""At the counter: pages of an earlier dossier stand for a paper; scanning or unticking it takes them away again."""

from PySide6.QtWidgets import QApplication

from desk_client.services.intake import IntakeForm, Received
from desk_client.views.papers.reuse_dialog import TAKE, ReuseDialog
from dossier.values import Digitisation, SeenSignature
from scanning.devices.simulator import SimulatedFeeder
from tests.desk_client.receive.counter import CARD, Counter, drawn_paper
from tests.fakes.office import sign_in
from tests.fakes.people import CITIZEN, MARRIAGE_PAPERS, MARRIAGE_VALUES

SEEN = SeenSignature("green", signers="Trần Văn Bình")


def _earlier(counter: Counter) -> str:
    """A dossier of the card's holder with one paper, signed outside."""
    from dataclasses import replace

    scan = counter.desk.parts.shelf.keep(b"%PDF-1.4 " + bytes(range(256)), 2)
    papers = (replace(MARRIAGE_PAPERS[0], file=scan, signature=SEEN), MARRIAGE_PAPERS[1])
    form = IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, papers)
    received = counter.desk.intake.receive(sign_in(counter.desk, "hoa"), form)
    assert isinstance(received, Received), received
    return received.state.id


def _choose(counter: Counter) -> None:
    counter.screen.scan_card(CARD)
    counter.settle()
    counter.model.choose_procedure("1.004873")
    counter.model.papers.choose("TK")
    counter.settle()


def _take(counter: Counter) -> None:
    counter.model.papers.find_earlier()
    counter.settle()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ReuseDialog)
    dialog.choose(TAKE)
    counter.settle()


def test_earlier_pages_stand_for_a_paper_and_go_into_the_act(counter: Counter) -> None:
    """The row says so, a draft keeps it, the received paper names hash, dossier and what was found of
    its signature.
    """
    from desk_client.viewmodels.receive_sheet import VisitDraft, decode_draft, encode_draft, intake_form

    earlier = _earlier(counter)
    _choose(counter)
    _take(counter)
    line = counter.model.sheet.line("TK")
    assert line is not None
    assert line.ticked
    assert "lấy lại 2 trang" in counter.screen.papers.list.rows.line(0).cells[0].second
    kept = decode_draft(encode_draft(VisitDraft(counter.model.sheet)))
    assert kept is not None
    assert kept.now.line("TK") == line
    assert counter.model.procedure is not None
    paper = intake_form(counter.model.sheet, counter.model.procedure, {}, "").papers[0]
    assert paper.digitisation is Digitisation.FROM_DOSSIER
    assert paper.signature == SEEN
    assert paper.reuse is not None
    assert paper.reuse.dossier == earlier


def test_a_scan_or_an_untick_takes_the_earlier_pages_away(counter: Counter, feeder: SimulatedFeeder) -> None:
    """What is scanned now counts; a paper that is not there has no pages."""
    _earlier(counter)
    _choose(counter)
    _take(counter)
    counter.model.papers.tick()
    line = counter.model.sheet.line("TK")
    assert line is not None
    assert (line.ticked, line.file, line.reuse) == (False, None, None)
    _take(counter)
    feeder.put("1.jpg", drawn_paper("TỜ KHAI"))
    counter.model.papers.scan()
    counter.settle()
    counter.bot.waitUntil(lambda: not counter.model.papers.busy, timeout=20_000)
    line = counter.model.sheet.line("TK")
    assert line is not None
    assert (len(line.pages), line.file, line.reuse) == (1, None, None)
