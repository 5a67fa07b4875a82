"""Văn thư at the dossier's screen: keys alone lead from the menu over dialog and PIN to a signed copy, or an annex."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_client.services.chosen_files import ChosenFiles
from desk_client.use_cases import use_cases
from desk_client.viewmodels.dossier_copies import DossierCopies
from desk_client.viewmodels.signing_run import RunState
from desk_client.views.dossier.copies_part import CopiesPart
from desk_client.views.dossier.copy_dialogs import AnnexDialog, CopyDialog
from desk_client.views.kit.labels import Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.sign.many_dialog import ManyDialog
from dossier.acts import ActKind
from dossier.state import Dossier
from dossier.values import CopyKind
from scanning import foreign
from tests.desk_client.sign.test_clerk_by_keys import Table
from tests.fakes.signing import PIN, SigningOffice, paper

pytestmark = pytest.mark.slow


@pytest.fixture
def office(tmp_path: Path) -> Iterator[SigningOffice]:
    """An office in 2020 with its own token."""
    made = SigningOffice(tmp_path, moment="2020-03-16T08:05:00")
    yield made
    made.close()


class Copying(Table):
    """Somebody before a dossier, and the agency's token."""

    def __init__(self, bot: QtBot, kit: Kit, office: SigningOffice, state: Dossier, login: str = "suong") -> None:
        super().__init__(bot, kit, office, login)
        files = ChosenFiles(use_cases(office.desk).scanning)
        around = self.hands.runner, self.signing._seat
        self.copies = DossierCopies((office.desk.results, files), self.model, self.signing, around)
        self.part = CopiesPart(kit, self.screen, self.copies)
        self.open(state.id)

    def plug(self) -> None:
        """The agency's token."""
        self.office.agency.plug()
        self.token.look()
        self.bot.waitUntil(lambda: self.token.sight is not None and self.token.sight.usable, timeout=10_000)
        self.hands.settle()

    def ask_copy(self) -> CopyDialog:
        """Choose it in the menu."""
        self.screen.acts.beside[ActKind.COPY_DOCUMENT].trigger()
        dialog = self.hands.dialog()
        assert isinstance(dialog, CopyDialog)
        return dialog

    def ask_annex(self) -> AnnexDialog:
        """The other one."""
        self.screen.acts.beside[ActKind.ATTACH_ANNEX].trigger()
        dialog = self.hands.dialog()
        assert isinstance(dialog, AnnexDialog)
        return dialog

    def summary(self) -> ManyDialog:
        """What is about to be signed, once it is shown."""
        self.bot.waitUntil(lambda: isinstance(self.hands.dialog(), ManyDialog), timeout=20_000)
        dialog = self.hands.dialog()
        assert isinstance(dialog, ManyDialog)
        return dialog

    def sign(self) -> None:
        """Enter in the summary, the PIN, Enter when it is done."""
        summary = self.summary()
        self.hands.key(Qt.Key.Key_Return)
        self.bot.waitUntil(lambda: self.hands.dialog() is not summary, timeout=10_000)
        self.hands.type(PIN)
        self.hands.key(Qt.Key.Key_Return)
        signing = self.signing
        self.bot.waitUntil(lambda: signing.run is not None and signing.run.state is RunState.ENDED, timeout=30_000)
        self.hands.settle()
        self.hands.key(Qt.Key.Key_Return)
        self.bot.waitUntil(lambda: not summary.isVisible())
        self.hands.settle()


def note_of(dialog: CopyDialog) -> str:
    """What stands under the fields."""
    return " ".join(label.text() for label in dialog.note.findChildren(Label))


def test_a_copy_is_made_with_keys_alone(qtbot: QtBot, kit: Kit, office: SigningOffice) -> None:
    """Whom it is for is asked; the copy lies among the papers, the story says for whom, the book is one further."""
    state = office.stamped()
    table = Copying(qtbot, kit, office, state)
    table.plug()
    dialog = table.ask_copy()
    assert dialog.kind.chosen_id() == CopyKind.FULL.value
    assert "SAO Y" in note_of(dialog)
    table.hands.key(Qt.Key.Key_Tab)
    table.hands.key(Qt.Key.Key_Tab)
    table.hands.key(Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.recipient.hasFocus()
    table.hands.write("Ông Lê Văn Tám")
    table.hands.key(Qt.Key.Key_Return)
    table.sign()
    (copied,) = office.state(state.id).way.copies
    assert (copied.symbol, copied.recipient) == ("01/SY-UBND", "Ông Lê Văn Tám")
    case = table.model.case
    assert case is not None
    assert [paper.name for paper in case.papers if paper.key.startswith("copy")] == ["SAO Y 01/SY-UBND"]
    table.close()


def test_what_cannot_be_copied_is_said_in_the_dialog(qtbot: QtBot, kit: Kit, office: SigningOffice) -> None:
    """A digital result has no digital "sao y", pages have to fit; the dialog stays and says why."""
    table = Copying(qtbot, kit, office, office.issued())
    dialog = table.ask_copy()
    assert dialog.kind.chosen_id() == CopyKind.EXTRACT.value
    dialog.pages.setText("2-9")
    assert "có 1 trang" in note_of(dialog)
    dialog.kind.choose(CopyKind.FULL.value)
    assert "bản gốc" in note_of(dialog)
    dialog.recipient.setText("Ai đó")
    dialog.recipient.setFocus()
    table.hands.key(Qt.Key.Key_Return)
    assert dialog.isVisible()
    table.hands.key(Qt.Key.Key_Escape)
    table.close()


def test_an_annex_is_chosen_named_and_signed(qtbot: QtBot, kit: Kit, office: SigningOffice, tmp_path: Path) -> None:
    """A PDF of the disk; without a name the dialog stays, without the token the summary says so."""
    state, path = office.issued(), tmp_path / "so-do.pdf"
    path.write_bytes(paper(2))
    office.token.unplug()
    office.agency.unplug()
    table = Copying(qtbot, kit, office, state)
    dialog = table.ask_annex()
    dialog.file.set_path(path)
    table.hands.key(Qt.Key.Key_Return)
    assert dialog.isVisible()
    table.hands.write("Sơ đồ thửa đất")
    table.hands.key(Qt.Key.Key_Return)
    summary = table.summary()
    table.hands.key(Qt.Key.Key_Return)
    assert table.hands.dialog() is summary
    table.plug()
    table.sign()
    (annex,) = office.state(state.id).way.annexes
    assert (annex.name, annex.symbol) == ("Sơ đồ thửa đất", state.result.symbol)
    table.close()


def test_a_file_that_is_no_paper_is_not_attached(qtbot: QtBot, kit: Kit, office: SigningOffice, tmp_path: Path) -> None:
    """The screen says why; nothing is signed."""
    path = tmp_path / "so-do.pdf"
    path.write_bytes(b"not a PDF")
    table = Copying(qtbot, kit, office, office.issued())
    dialog = table.ask_annex()
    dialog.field.setText("Sơ đồ")
    dialog.file.set_path(path)
    table.hands.key(Qt.Key.Key_Return)
    qtbot.waitUntil(table.screen.told.isVisible, timeout=20_000)
    assert table.signing.run is None
    table.close()


def test_an_annex_that_is_read_for_ever_is_stopped(
    qtbot: QtBot, kit: Kit, office: SigningOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its child hangs for minutes: stopped, the screen says that nothing was recorded, and no signature is asked."""
    path = tmp_path / "so-do.pdf"
    path.write_bytes(paper(2))
    object.__setattr__(office.desk.sandbox.limits, "seconds", 600.0)
    table = Copying(qtbot, kit, office, office.issued())
    dialog = table.ask_annex()
    monkeypatch.setattr(foreign, "FACTS_FUNCTION", "tests.sandbox.hostile:wait_for_ever")
    dialog.field.setText("Sơ đồ")
    dialog.file.set_path(path)
    table.hands.key(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(table.hands.runner.works))
    (work,) = table.hands.runner.works
    assert work.stop()
    table.hands.settle()
    assert "chưa ghi gì" in table.screen.told.accessibleName()
    assert QApplication.activeModalWidget() is None
    assert table.signing.run is None
    table.close()


def test_only_van_thu_is_offered_it(qtbot: QtBot, kit: Kit, office: SigningOffice) -> None:
    """The leader and the officer see neither act."""
    state = office.issued()
    for login in ("minh", "loc"):
        table = Copying(qtbot, kit, office, state, login)
        assert not {ActKind.COPY_DOCUMENT, ActKind.ATTACH_ANNEX} & set(table.screen.acts.beside)
        table.close()
