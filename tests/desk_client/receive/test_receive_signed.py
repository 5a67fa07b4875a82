"""A citizen's signed file is judged while he waits: the clerk sees what it is, and decides on a wrong one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_client.viewmodels.receive_sheet import intake_form
from desk_client.views.papers.doubt_dialog import ACCEPT, LEAVE, DoubtDialog
from dossier.values import SeenSignature
from tests.desk_client.receive.counter import CARD, Counter, KeptSpooler, make_kit, simulated_scanner
from tests.fakes.office import enrolment, make_office
from tests.fakes.signed_paper import signed_paper
from tests.fakes.signing import authority
from tests.token_signing.attacks import store_without_end
from tests.token_signing.signing_papers import with_content_added


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A paper of one page, signed in a token whose authority the desk trusts."""
    return signed_paper(tmp_path_factory.mktemp("token"))


@pytest.fixture
def trusting(qtbot: QtBot, tmp_path: Path) -> Iterator[Counter]:
    """A counter that trusts the authority, with the focus on a paper."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    desk = make_office(tmp_path / "desk", enrolment(anchors=(authority().certificate_der,)))
    _, scanner = simulated_scanner(desk, tmp_path / "feeder")
    counter = Counter(qtbot, make_kit(app), desk, KeptSpooler(), (scanner,))
    counter.screen.scan_card(CARD)
    counter.settle()
    counter.model.choose_procedure("1.004873")
    counter.settle()
    counter.model.papers.choose("TK")
    yield counter
    counter.close()


def add(counter: Counter, folder: Path, pdf: bytes) -> None:
    """Add a file to the chosen paper."""
    path = folder / "dua-den.pdf"
    path.write_bytes(pdf)
    counter.model.papers.add_file(path)
    counter.settle()


def seen(counter: Counter) -> SeenSignature | None:
    """What is kept with the paper."""
    line = counter.model.sheet.line("TK")
    assert line is not None
    return line.signature


def answer(counter: Counter, act: str) -> DoubtDialog:
    """Answer the question that stands over the screen."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, DoubtDialog)
    dialog.choose(act)
    counter.settle()
    return dialog


def test_a_good_signature_is_said_at_once_and_kept_with_the_paper(
    trusting: Counter, tmp_path: Path, signed: bytes
) -> None:
    """Head and sentence over the page, the verdict in the row, and in the act of reception."""
    add(trusting, tmp_path, signed)
    assert seen(trusting) == SeenSignature("green", "", "Trần Văn Minh")
    bar = trusting.screen.papers.signature
    assert bar.isVisible()
    for told in ("Chữ ký số hợp lệ", "văn bản còn nguyên vẹn", "Trần Văn Minh"):
        assert told in bar.bar.accessibleName()
    procedure = trusting.model.procedure
    assert procedure is not None
    form = intake_form(trusting.model.sheet, procedure, {}, "")
    assert [entry.signature for entry in form.papers if entry.code == "TK"] == [seen(trusting)]


def test_a_wrong_signature_is_asked_about_and_not_taken_by_enter(
    trusting: Counter, tmp_path: Path, signed: bytes
) -> None:
    """Nothing of the file is at the paper before the clerk has decided, nor after leaving it."""
    add(trusting, tmp_path, with_content_added(signed))
    assert seen(trusting) is None
    dialog = answer(trusting, LEAVE)
    assert "đã bị sửa sau khi ký" in dialog.bar.bar.accessibleName()
    line = trusting.model.sheet.line("TK")
    assert line is not None
    assert (line.file, line.pages, line.signature) == (None, (), None)


def test_taking_a_wrong_one_all_the_same_is_kept_with_the_paper(
    trusting: Counter, tmp_path: Path, signed: bytes
) -> None:
    """Verdict, reason and the decision go with the paper; the bar and the row say it for ever."""
    add(trusting, tmp_path, with_content_added(signed))
    answer(trusting, ACCEPT)
    assert seen(trusting) == SeenSignature("red", "changed_after", "Trần Văn Minh", accepted=True)
    assert "Người tiếp nhận vẫn nhận" in trusting.screen.papers.signature.bar.accessibleName()


def test_pages_in_place_of_a_file_take_its_verdict_away(trusting: Counter, tmp_path: Path, signed: bytes) -> None:
    """A turned page is no signed file any more."""
    add(trusting, tmp_path, signed)
    trusting.model.papers.turn(0)
    assert seen(trusting) is None
    assert not trusting.screen.papers.signature.isVisible()


def test_a_file_that_kills_the_check_cannot_be_verified_and_the_next_one_is(
    trusting: Counter, tmp_path: Path, signed: bytes
) -> None:
    """The child is gone, the counter is not: the paper is taken with that verdict, and the next file is judged."""
    add(trusting, tmp_path, store_without_end(signed, authority().certificate_der))
    killed = seen(trusting)
    assert killed is not None
    assert (killed.verdict, killed.accepted) == ("unverifiable", False)
    assert "Không kiểm tra được chữ ký số" in trusting.screen.papers.signature.bar.accessibleName()
    add(trusting, tmp_path, signed)
    good = seen(trusting)
    assert good is not None
    assert good.verdict == "green"
