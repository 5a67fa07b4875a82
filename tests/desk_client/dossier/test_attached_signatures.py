"""A signed file that comes after the reception is judged like one at the counter, and the story tells signed scans."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from desk_client.views.dossier.course_dialog import CourseDialog, PagesDialog
from desk_client.views.dossier.course_lists import CamePart
from desk_client.views.dossier.dialogs import GIVE, AttachDialog
from desk_client.views.kit.buttons import SecondaryButton
from desk_client.views.kit.outfit import Kit
from desk_client.views.papers.doubt_dialog import ACCEPT, LEAVE, DoubtDialog
from dossier.acts import ActKind
from dossier.events import Stage
from dossier.values import AskedPaper, SeenSignature
from tests.desk_client.dossier.stand import Stand
from tests.desk_client.dossier.test_course_by_keys import do, leave, state_at
from tests.desk_client.dossier.test_dossier_acts import put
from tests.desk_client.listing.fixtures import Office
from tests.fakes.signed_paper import signed_paper
from tests.token_signing.signing_papers import with_content_added

UNKNOWN = SeenSignature("yellow", "unknown_issuer", "Trần Văn Minh")
"""The office of these tests trusts no authority: whole, and by somebody it does not know."""


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A signed paper of one page, as a file."""
    path = tmp_path_factory.mktemp("signed") / "gui-sau.pdf"
    path.write_bytes(signed_paper(tmp_path_factory.mktemp("token")))
    return path


@pytest.fixture
def stand(kit: Kit, office: Office, qtbot: QtBot) -> Stand:
    """A dossier that was received, on the clerk's screen."""
    made = Stand(kit, office, qtbot, "hoa")
    made.open(made.in_stage(Stage.RECEIVED))
    return made


def attach(stand: Stand, qtbot: QtBot, path: Path, then: Callable[[AttachDialog], None]) -> tuple[SeenSignature, ...]:
    """Give the file to the dialog, let `then` answer it; what is kept of signatures after it."""

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, AttachDialog)
        stand.model.sheets.add_file(path)
        qtbot.waitUntil(lambda: not stand.model.sheets.busy, timeout=20_000)
        then(dialog)

    stand.answering(answer)
    stand.click(ActKind.ATTACH_PAPER)
    stand.settle()
    case = stand.model.case
    assert case is not None
    return tuple(one.signature for one in case.state.papers if one.signature is not None)


def test_what_was_found_of_a_signed_file_is_kept_and_shown(stand: Stand, qtbot: QtBot, signed: Path) -> None:
    """The dialog says it over the page; the paper keeps it, its row shows it."""
    told: list[str] = []

    def give(dialog: AttachDialog) -> None:
        told.append(dialog.pages.signature.bar.accessibleName())
        dialog.choose(GIVE)

    assert attach(stand, qtbot, signed, give) == (UNKNOWN,)
    assert "Trần Văn Minh" in told[0]
    case = stand.model.case
    assert case is not None
    assert case.trail[-1].line.text == ""


def test_a_turned_page_takes_the_verdict_away(stand: Stand, qtbot: QtBot, signed: Path) -> None:
    """What is drawn anew is no signed file any more."""

    def turn(dialog: AttachDialog) -> None:
        stand.model.sheets.turn()
        assert not dialog.pages.signature.isVisible()
        dialog.choose(GIVE)

    assert attach(stand, qtbot, signed, turn) == ()


@pytest.mark.parametrize(("answered", "kept"), [(ACCEPT, 1), (LEAVE, 0)])
def test_a_wrong_signature_is_asked_about_first(
    stand: Stand, qtbot: QtBot, signed: Path, answered: str, kept: int
) -> None:
    """Nothing of the file is a page before the clerk has decided; his decision is kept with the paper."""
    path = signed.with_name("bi-sua.pdf")
    path.write_bytes(with_content_added(signed.read_bytes()))

    def decide(dialog: AttachDialog) -> None:
        assert stand.model.sheets.pages == ()
        asked = QApplication.activeModalWidget()
        assert isinstance(asked, DoubtDialog)
        asked.choose(answered)
        assert len(stand.model.sheets.pages) == kept
        dialog.choose(GIVE)
        dialog.reject()

    found = attach(stand, qtbot, path, decide)
    assert found == (SeenSignature("red", "changed_after", "Trần Văn Minh", accepted=True),) * kept


def test_a_signed_supplement_keeps_what_was_found(kit: Kit, office: Office, qtbot: QtBot, signed: Path) -> None:
    """A paper that was asked for and comes as a signed file is judged like the others."""
    asked = AskedPaper("Trích lục ly hôn", 1, 0, "")
    fresh = state_at(office, Stage.SUPPLEMENTING, asked=(asked,))
    put(office, fresh)
    stand = Stand(kit, office, qtbot, "hoa")
    stand.open(fresh.id)

    def pages(dialog: QDialog) -> None:
        assert isinstance(dialog, PagesDialog)
        stand.model.sheets.add_file(signed)
        qtbot.waitUntil(lambda: not stand.model.sheets.busy, timeout=20_000)
        assert dialog.pages.signature.isVisible()
        dialog.choose(GIVE)

    def take(dialog: QDialog) -> None:
        assert isinstance(dialog, CourseDialog)
        came = dialog.parts["papers"]
        assert isinstance(came, CamePart)
        next(button for button in came.findChildren(SecondaryButton)).click()
        dialog.choose(GIVE)

    done = do(stand, ActKind.RECEIVE_SUPPLEMENT, take, pages, leave)
    assert [one.signature for one in done.papers if one.name == asked.name] == [UNKNOWN]
