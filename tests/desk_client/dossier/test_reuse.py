"""Pages that were digitised once are used again: chosen at the desk, named by hash, proved for their new place."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from desk_client.services.intake import IntakeForm, Received
from desk_client.services.reusing import EarlierPages, Reusing
from desk_client.views.dossier.course_dialog import CourseDialog, PagesDialog
from desk_client.views.dossier.course_lists import CamePart
from desk_client.views.dossier.dialogs import GIVE, REUSE, AttachDialog
from desk_client.views.kit.buttons import SecondaryButton
from desk_client.views.kit.outfit import Kit
from desk_client.views.papers.reuse_dialog import TAKE, ReuseDialog
from dossier.acts import ActKind
from dossier.events import Stage
from dossier.state import Dossier
from dossier.values import AskedPaper, Digitisation, SeenSignature
from tests.desk_client.dossier.stand import Stand
from tests.desk_client.dossier.test_course_by_keys import do, leave, state_at
from tests.desk_client.dossier.test_dossier_acts import put
from tests.desk_client.listing.fixtures import Office
from tests.fakes.people import CITIZEN, MARRIAGE_PAPERS, MARRIAGE_VALUES

pytestmark = pytest.mark.slow

SEEN = SeenSignature("yellow", "NO_POE", "Trần Văn Bình")


def _bare(office: Office) -> Dossier:
    """A new dossier of a citizen whose papers nobody scanned."""
    form = IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, MARRIAGE_PAPERS)
    received = office.past.desk.intake.receive(office.past.crew["hoa"], form)
    assert isinstance(received, Received), received
    return received.state


def _scanned(office: Office) -> Dossier:
    """An earlier dossier of the same citizen with its pages, signed outside, brought to its result."""
    scan = office.past.scanned("Tờ khai")
    papers = (replace(MARRIAGE_PAPERS[0], file=scan, signature=SEEN), MARRIAGE_PAPERS[1])
    form = IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, papers)
    received = office.past.desk.intake.receive(office.past.crew["hoa"], form)
    assert isinstance(received, Received), received
    return office.past.bring_to(received.state.id, Stage.AT_COUNTER)


def _file_state(office: Office, sha256: str) -> tuple[str, int]:
    with office.past.desk.machine.engine.connect() as connection:
        row = connection.execute(text("SELECT state, act_seq FROM file WHERE sha256 = :s"), {"s": sha256}).one()
    return str(row.state), int(row.act_seq)


def test_pages_of_an_earlier_dossier_are_taken_without_a_second_file(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """The dialog lists paper and result of the citizen's other dossier; the paper keeps the hash and where it is from;
    a file that was proved before is proved once more, for the act that names it now; what was found of its signature
    goes with it.
    """
    earlier, fresh = _scanned(office), _bare(office)
    scan = earlier.papers[0].file
    assert scan is not None
    engine = office.past.desk.machine.engine
    with engine.begin() as connection:
        connection.execute(text("UPDATE file SET state = 'proved'"))
        files = connection.execute(text("SELECT count(*) FROM file")).scalar_one()
    stand = Stand(kit, office, qtbot, "hoa")
    stand.open(fresh.id)
    listed: list[EarlierPages] = []

    def take(dialog: QDialog) -> None:
        assert isinstance(dialog, ReuseDialog)
        listed.extend(dialog._earlier)
        dialog.table.choose(str([pages.name for pages in listed].index(MARRIAGE_PAPERS[0].name)))
        dialog.choose(TAKE)

    def ask(dialog: QDialog) -> None:
        assert isinstance(dialog, AttachDialog)
        stand.answering(take)
        dialog.choose(REUSE)

    stand.answering(ask)
    stand.click(ActKind.ATTACH_PAPER)
    stand.settle()
    qtbot.waitUntil(lambda: bool(stand.told()), timeout=20_000)
    stand.settle()
    assert [(one.name, one.where.result) for one in listed] == [("", True), (MARRIAGE_PAPERS[0].name, False)]
    state = office.past.desk.parts.queries.dossier(fresh.id)
    assert state is not None
    paper = state.papers[0]
    assert (paper.file, paper.digitisation, paper.signature) == (scan, Digitisation.FROM_DOSSIER, SEEN)
    assert paper.reuse is not None
    assert paper.reuse.dossier == earlier.id
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM file")).scalar_one() == files
        last = connection.execute(text("SELECT max(seq) FROM act")).scalar_one()
    assert _file_state(office, scan.sha256) == ("local", last)
    shown = stand.screen.papers.table.rows.line(0).cells
    assert "hồ sơ khác" in shown[0].second


def test_a_supplement_takes_pages_of_an_earlier_dossier_and_asks_for_no_reason(
    kit: Kit, office: Office, qtbot: QtBot
) -> None:
    """The paper that came has the earlier pages and says where they are from; nothing is asked about it any more."""
    earlier, asked = _scanned(office), AskedPaper("Trích lục ly hôn", 1, 0, "")
    scan = earlier.papers[0].file
    fresh = replace(state_at(office, Stage.SUPPLEMENTING, asked=(asked,)), applicant=CITIZEN)
    put(office, fresh)
    stand = Stand(kit, office, qtbot, "hoa")
    stand.open(fresh.id)

    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, ReuseDialog)
        dialog.table.choose(str([one.name for one in dialog._earlier].index(MARRIAGE_PAPERS[0].name)))
        dialog.choose(TAKE)

    def pages(dialog: QDialog) -> None:
        assert isinstance(dialog, PagesDialog)
        dialog.choose(REUSE)

    def take(dialog: QDialog) -> None:
        assert isinstance(dialog, CourseDialog)
        came = dialog.parts["papers"]
        assert isinstance(came, CamePart)
        next(button for button in came.findChildren(SecondaryButton)).click()
        assert came.lines[0].state.text() == "1 trang lấy lại từ hồ sơ trước"
        dialog.choose(GIVE)

    done = do(stand, ActKind.RECEIVE_SUPPLEMENT, take, pages, choose, leave)
    paper = done.papers[-1]
    assert (paper.name, paper.file, paper.signature) == (asked.name, scan, SEEN)
    assert paper.digitisation is Digitisation.FROM_DOSSIER
    assert (done.stage, done.trail[-1].text) == (Stage.ASSIGNED, "")


def test_nothing_of_another_citizen_and_nothing_of_itself_is_offered(office: Office) -> None:
    """Only the same identity number counts; a dossier does not lend pages to itself; an empty number finds nothing."""
    earlier, reusing = _scanned(office), Reusing(office.past.desk.parts)
    assert len(reusing.of_person(CITIZEN.id_number)) == 2
    assert reusing.of_person(CITIZEN.id_number, earlier.id) == ()
    assert reusing.of_person("060187009999") == ()
    assert reusing.of_person("") == ()


def test_pages_that_are_not_here_are_not_offered(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that this desk never fetched cannot be looked at, so it is not reused blindly."""
    _scanned(office)
    monkeypatch.setattr(office.past.desk.parts.shelf, "has", lambda _sha256: False)
    assert Reusing(office.past.desk.parts).of_person(CITIZEN.id_number) == ()
