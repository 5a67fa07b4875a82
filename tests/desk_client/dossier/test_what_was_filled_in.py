"""An act that a fault stopped is asked again with all that was filled in; another dossier or person sees none of it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection

from desk_client.bootstrap import Desk
from desk_client.views.dossier.course_dialog import CourseDialog
from desk_client.views.dossier.course_lists import AskedPart
from desk_client.views.dossier.dialogs import AttachDialog, WordsDialog
from desk_client.views.kit.choices import TextArea
from desk_client.views.kit.outfit import Kit
from dossier.acts import ActKind
from dossier.events import Stage
from tests.desk_client.dossier.stand import Stand, type_text
from tests.desk_client.dossier.test_course_by_keys import answering, give, proposing, state_at
from tests.desk_client.listing.fixtures import Office

WORDS = "Người dân hẹn bổ sung bản chính trích lục vào sáng thứ Hai"


@contextmanager
def held_store(desk: Desk) -> Iterator[None]:
    """Another connection in the middle of a write: whoever saves is told at once that the store is held."""

    def patience(milliseconds: int) -> None:
        def work(connection: Connection) -> None:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {milliseconds}").close()

        desk.machine.writer.run(work)

    patience(1)
    with desk.machine.engine.connect().execution_options(writes=True) as other, other.begin():
        yield
    patience(10_000)


def ask(stand: Stand, kind: ActKind, *answers: object) -> None:
    """Ask for an act as its button or its entry of the menu does, and answer its dialogs."""
    met = answering(stand, *answers)  # type: ignore[arg-type]  # as there
    stand.screen._asking.ask(kind)
    stand.qtbot.waitUntil(lambda: len(met) == len(answers) and QApplication.activeModalWidget() is None, timeout=10_000)
    stand.settle()


def test_a_supplement_is_asked_again_as_it_was_filled_in(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """Form 02 was written while another program held the store: told, then given again with one key."""
    begun = state_at(office, Stage.ASSIGNED)
    stand = Stand(kit, office, qtbot, "loc")
    stand.open(begun.id)
    with held_store(office.past.desk):
        met = answering(stand, partial(proposing, qtbot))
        stand.screen._asking.ask(ActKind.PROPOSE_SUPPLEMENT)
        qtbot.waitUntil(lambda: bool(met) and not stand.model.busy and stand.told() != "", timeout=20_000)
        stand.settle()
    assert "Một chương trình khác đang dùng" in stand.told()

    def again(dialog: QDialog) -> None:
        assert isinstance(dialog, CourseDialog)
        asked = dialog.parts["items"]
        assert isinstance(asked, AskedPart)
        assert asked.lines[0].reason.text() == "tờ khai chưa ký"
        give(qtbot, dialog)

    ask(stand, ActKind.PROPOSE_SUPPLEMENT, again)
    qtbot.waitUntil(lambda: stand.model.case is not None and stand.model.case.state.stage is Stage.ASKING)
    assert stand.model.case is not None
    (paper,) = stand.model.case.state.asked
    assert (paper.reason, paper.certified) == ("tờ khai chưa ký", 2)


@pytest.mark.parametrize("meanwhile", ["nothing", "another dossier", "another person", "left by Esc"])
def test_words_stay_for_the_same_person_and_dossier(kit: Kit, office: Office, qtbot: QtBot, meanwhile: str) -> None:
    """Only who wrote them, over the same dossier, finds them again; leaving the dialog lets go of them."""
    begun = state_at(office, Stage.ASSIGNED)
    stand = Stand(kit, office, qtbot, "loc")
    stand.open(begun.id)

    def write(dialog: QDialog) -> None:
        assert isinstance(dialog, WordsDialog)
        type_text(_field(dialog), WORDS)
        give(qtbot, dialog)

    with held_store(office.past.desk):
        ask(stand, ActKind.NOTE, write)
    if meanwhile == "another dossier":
        stand.open(stand.in_stage(Stage.RECEIVED))
        stand.open(begun.id)
    elif meanwhile == "another person":
        stand.sit("minh")
        stand.open(begun.id)
    elif meanwhile == "left by Esc":
        ask(stand, ActKind.NOTE, lambda dialog: dialog.reject())
    found: list[str] = []

    def read(dialog: QDialog) -> None:
        found.append(_field(dialog).toPlainText())
        dialog.reject()

    ask(stand, ActKind.NOTE, read)
    assert found == [WORDS if meanwhile == "nothing" else ""]


def test_pages_of_a_paper_stay_when_it_could_not_be_attached(
    kit: Kit, office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    """Nobody scans a paper twice because the store was held for a moment."""
    photo = tmp_path / "giay to.png"
    Image.new("RGB", (1654, 2339), (250, 248, 240)).save(photo, dpi=(200, 200))
    stand = Stand(kit, office, qtbot, "hoa")
    dossier = stand.in_stage(Stage.RECEIVED)
    stand.open(dossier)
    sheets = stand.model.sheets

    with ExitStack() as bad_day:

        def attach(dialog: QDialog) -> None:
            assert isinstance(dialog, AttachDialog)
            sheets.add_file(photo)
            qtbot.waitUntil(lambda: bool(sheets.pages) and not sheets.busy, timeout=20_000)
            bad_day.enter_context(held_store(office.past.desk))
            dialog.choose("give")

        ask(stand, ActKind.ATTACH_PAPER, attach)
        assert "Một chương trình khác đang dùng" in stand.told()

    def again(dialog: QDialog) -> None:
        assert isinstance(dialog, AttachDialog)
        assert len(sheets.pages) == 1
        dialog.choose("give")

    ask(stand, ActKind.ATTACH_PAPER, again)
    state = office.past.desk.parts.queries.dossier(dossier)
    assert state is not None
    assert state.trail[-1].kind is ActKind.ATTACH_PAPER


def _field(dialog: QDialog) -> TextArea:
    (found,) = dialog.findChildren(TextArea)
    return found
