"""The screen of one dossier by keys: a life through four people, what is asked, refused, or comes from elsewhere."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from desk_client.store import rows
from desk_client.store.tasks import KeptTask, raise_task
from desk_client.viewmodels.papers_preview import Sight
from desk_client.viewmodels.speaker import Speaker
from desk_client.views.dossier.dialogs import (
    AmendDialog,
    AttachDialog,
    ProposeDialog,
    ShelfDialog,
    WordsDialog,
)
from desk_client.views.kit.bars import InfoBar
from desk_client.views.kit.cards import ScrollBody
from desk_client.views.kit.dialogs import ReasonDialog
from desk_client.views.kit.facts import StepList
from desk_client.views.kit.labels import Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Scale
from desk_client.views.kit.tokens import CONTRAST, LIGHT, Palette
from dossier.acts import ActKind, FileRef, HandOver, Propose
from dossier.events import Outcome, Stage
from dossier.state import Dossier
from scanning import foreign
from tests.desk_client.dossier.stand import Stand, type_text
from tests.desk_client.listing.fixtures import Office, words
from tests.desk_client.receive.counter import drawn_paper, simulated_scanner
from tests.fakes.people import OFFICE

pytestmark = pytest.mark.slow
"""Every preview starts a child of the sandbox."""


def labels(stand: Stand) -> str:
    """Every word that stands on the screen."""
    return " | ".join(label.text() for label in stand.screen.findChildren(Label) if label.isVisible())


def said(dialog: QDialog) -> str:
    """Every word of a dialog."""
    return " ".join(label.text() for label in dialog.findChildren(Label))


def give(qtbot: QtBot, field: QWidget) -> None:
    """Ctrl+Enter in a field of a dialog."""
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def proposing(qtbot: QtBot, text: str) -> Callable[[QDialog], None]:
    """Write a proposal in place of the ready words."""

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, ProposeDialog)
        dialog.field.clear()
        type_text(dialog.field, text)
        give(qtbot, dialog.field)

    return answer


def approving(qtbot: QtBot, text: str) -> Callable[[QDialog], None]:
    """Read the proposal, agree without words."""

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, WordsDialog)
        assert text in said(dialog)
        give(qtbot, dialog.field)

    return answer


def shelving(qtbot: QtBot, shelf: str) -> Callable[[QDialog], None]:
    """Say where the result waits."""

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, ShelfDialog)
        type_text(dialog.field, shelf)
        qtbot.keyClick(dialog.field, Qt.Key.Key_Return)

    return answer


def onward(stand: Stand, login: str, dossier: str, answer: Callable[[QDialog], None] | None = None) -> Dossier:
    """A person opens the dossier, presses Ctrl+Enter and answers what is asked."""
    stand.sit(login)
    stand.open(dossier)
    before = stand.model.case
    if answer is not None:
        stand.answering(answer)
    stand.primary()
    stand.settle()
    stand.qtbot.waitUntil(lambda: stand.model.case is not before and bool(stand.told()))
    stand.settle()
    assert stand.model.case is not None
    return stand.model.case.state


def test_a_draft_that_is_read_for_ever_is_stopped_and_nothing_is_proposed(
    kit: Kit, office: Office, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its child hangs for minutes: stopped, the screen is free and the dossier where it was; then the file is taken."""
    stand, path = Stand(kit, office, qtbot, "loc"), tmp_path / "du-thao.jpg"
    path.write_bytes(drawn_paper("DỰ THẢO"))
    stand.open(stand.in_stage(Stage.ASSIGNED))
    object.__setattr__(office.past.desk.sandbox.limits, "seconds", 600.0)
    with monkeypatch.context() as hanging:
        hanging.setattr(foreign, "FACTS_FUNCTION", "tests.sandbox.hostile:wait_for_ever")
        stand.model.propose(Propose(grant=True, text="Đề nghị cấp"), path)
        (work,) = office.runner.works
        assert kit.speak(work.words) == "Đang đọc tệp…"
        assert work.stop()
        assert not stand.model.busy
        assert "chưa ghi gì" in stand.told()
        stand.settle()
    assert stand.model.case is not None
    assert stand.model.case.state.stage is Stage.ASSIGNED
    stand.model.propose(Propose(grant=True, text="Đề nghị cấp"), path)
    stand.settle()
    state = office.past.desk.parts.queries.dossier(stand.model.dossier)
    assert state is not None
    assert state.stage is Stage.PROPOSED
    assert state.result.draft is not None


def test_a_dossier_goes_from_hand_over_to_the_counter_by_keys(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """Four people in turn; the drawn paper comes into view by itself."""
    stand, words_of_officer = Stand(kit, office, qtbot, "hoa"), "Đã đối chiếu bản chính, đề nghị cấp."
    dossier = stand.in_stage(Stage.RECEIVED)
    assert onward(stand, "hoa", dossier).stage is Stage.HANDED_OVER
    assert onward(stand, "loc", dossier).stage is Stage.ACCEPTED
    assert onward(stand, "loc", dossier).stage is Stage.ASSIGNED
    proposed = onward(stand, "loc", dossier, proposing(qtbot, words_of_officer))
    assert (proposed.stage, proposed.result.proposal) == (Stage.PROPOSED, words_of_officer)
    assert onward(stand, "minh", dossier, approving(qtbot, words_of_officer)).stage is Stage.APPROVED
    assert stand.model.paper == "draft"
    assert stand.model.preview.sight is Sight.PAGES
    office.past.bring_to(dossier, Stage.SIGNED)
    office.changes.tell([dossier])
    done = onward(stand, "loc", dossier, shelving(qtbot, "Kệ 3"))
    assert (done.stage, done.delivery.shelf) == (Stage.AT_COUNTER, "Kệ 3")


@pytest.mark.parametrize(
    "asked_by",
    [
        ("minh", Stage.APPROVED, ActKind.SIGN),
        ("suong", Stage.APPROVED, ActKind.SIGN_ON_PAPER),
        ("suong", Stage.LEADER_SIGNED, ActKind.NUMBER),
        ("hoa", Stage.AT_COUNTER, ActKind.RETURN_RESULT),
        ("hoa", Stage.WAITING_PAPERS, ActKind.RECEIVE),
    ],
)
def test_acts_with_a_screen_of_their_own_are_asked_for(
    kit: Kit, office: Office, qtbot: QtBot, asked_by: tuple[str, Stage, ActKind]
) -> None:
    """The button writes nothing; it says which act of which dossier is wanted."""
    login, stage, kind = asked_by
    stand = Stand(kit, office, qtbot, login)
    dossier = stand.in_stage(stage)
    stand.open(dossier)
    with qtbot.waitSignal(stand.screen.elsewhere) as asked:
        stand.click(kind)
    assert asked.args == [kind, dossier]


def test_a_refusal_without_its_reason_is_not_taken(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """A refusal asks for a row of the table; the dialog stays and says what is missing; Esc leaves all as it was."""
    stand = Stand(kit, office, qtbot, "loc")
    stand.open(stand.in_stage(Stage.ASSIGNED))
    seen: list[str] = []

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, ProposeDialog)
        dialog.deny.setChecked(True)
        assert dialog.words() == ""
        give(qtbot, dialog.reason.choice)
        seen.append(dialog.reason.row.error)
        dialog.reason.choice.choose("khong_du_dieu_kien")
        give(qtbot, dialog.reason.choice)
        seen.append(dialog.reason.words.error)
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    stand.answering(answer)
    stand.primary()
    stand.settle()
    assert [bool(one) for one in seen] == [True, True]
    assert stand.model.case is not None
    assert stand.model.case.state.stage is Stage.ASSIGNED


def test_what_somebody_did_meanwhile_is_refused_in_words(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """The screen shows the old step, the act is refused with its reason, the screen then shows the new step."""
    stand = Stand(kit, office, qtbot, "hoa")
    dossier = stand.in_stage(Stage.RECEIVED)
    stand.open(dossier)
    given = office.past.desk.acting.do(office.past.crew["hoa"], HandOver(OFFICE, "Quét sau"), dossier)
    assert isinstance(given, Dossier)
    stand.primary()
    stand.settle()
    assert "bước khác" in stand.told()
    assert stand.model.case is not None
    assert stand.model.case.state.stage is Stage.HANDED_OVER
    assert ActKind.HAND_OVER not in stand.screen.acts.buttons


def test_the_leader_sends_back_with_a_reason(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """The reason stands in the trail for the officer."""
    stand = Stand(kit, office, qtbot, "minh")
    stand.open(stand.in_stage(Stage.PROPOSED))

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, ReasonDialog)
        type_text(dialog._field, "Thiếu căn cứ ở mục 2")
        qtbot.keyClick(dialog._field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    stand.answering(answer)
    stand.click(ActKind.SEND_BACK)
    stand.settle()
    assert stand.model.case is not None
    assert stand.model.case.state.stage is Stage.ASSIGNED
    assert "Thiếu căn cứ ở mục 2" in labels(stand)


def test_a_phone_number_is_corrected(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """The old value is shown; the same value again is no correction."""
    stand = Stand(kit, office, qtbot, "hoa")
    stand.open(stand.in_stage(Stage.RECEIVED))

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, AmendDialog)
        qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
        assert dialog._row.error
        dialog.field.selectAll()
        type_text(dialog.field, "0918 222 333")
        qtbot.keyClick(dialog.field, Qt.Key.Key_Return)

    offered: list[tuple[str, Callable[[], None]]] = []
    stand.screen.undo_offered.connect(lambda words, undo: offered.append((words, undo)))
    before = office.past.desk.parts.queries.dossier(stand.model.dossier)
    assert before is not None
    stand.answering(answer)
    stand.click(ActKind.AMEND)
    stand.settle()
    assert "0918 222 333" in labels(stand)
    ((words, undo),) = offered
    assert words == stand.told()
    stand.model.step(1)
    undo()
    stand.settle()
    after = office.past.desk.parts.queries.dossier(before.id)
    assert after is not None
    assert after.applicant.phone == before.applicant.phone
    assert [line.kind for line in after.trail[-2:]] == [ActKind.AMEND, ActKind.AMEND]
    assert stand.told() == "Đã hoàn tác."


def test_a_photo_becomes_the_scan_of_a_paper(kit: Kit, office: Office, qtbot: QtBot, tmp_path: Path) -> None:
    """No file is no scan; a photo is drawn anew in the sandbox, kept as one PDF and comes into view."""
    photo = tmp_path / "giay to.png"
    Image.new("RGB", (1654, 2339), (250, 248, 240)).save(photo, dpi=(200, 200))
    stand = Stand(kit, office, qtbot, "hoa")
    dossier = stand.in_stage(Stage.RECEIVED)
    stand.open(dossier)
    before = office.past.desk.parts.queries.dossier(dossier)
    assert before is not None

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, AttachDialog)
        dialog.choose("give")
        assert "Chưa có trang nào" in dialog.pages.notice.accessibleName()
        stand.model.sheets.add_file(photo)
        qtbot.waitUntil(lambda: bool(stand.model.sheets.pages) and not stand.model.sheets.busy, timeout=20_000)
        dialog.choose("give")

    stand.answering(answer)
    stand.click(ActKind.ATTACH_PAPER)
    stand.settle()
    state = office.past.desk.parts.queries.dossier(dossier)
    assert state is not None
    assert ActKind.ATTACH_PAPER in {line.kind for line in state.trail}, stand.told()
    assert sum(then.file != now.file for then, now in zip(before.papers, state.papers, strict=True)) == 1


def test_a_paper_is_scanned_onto_a_dossier(kit: Kit, office: Office, qtbot: QtBot, tmp_path: Path) -> None:
    """F7 scans, a surplus page goes out, Enter keeps the rest as one PDF at the paper's place."""
    feeder, scanner = simulated_scanner(office.past.desk, tmp_path / "feeder")
    for place in range(3):
        feeder.put(f"{place}.jpg", drawn_paper(f"TRANG {place + 1}"))
    office.files.scanning._find = lambda _stopped: (scanner,)
    stand = Stand(kit, office, qtbot, "hoa")
    dossier = stand.in_stage(Stage.RECEIVED)
    stand.open(dossier)
    slots: list[int] = []

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, AttachDialog)
        sheets = stand.model.sheets
        qtbot.waitUntil(lambda: sheets.scanner is not None, timeout=20_000)
        qtbot.keyClick(dialog, Qt.Key.Key_F7)
        qtbot.waitUntil(lambda: len(sheets.pages) == 3 and not sheets.busy, timeout=20_000)
        dialog.pages.delete.click()
        slots.append(int(dialog.slot.chosen_id()))
        dialog.choose("give")

    stand.answering(answer)
    stand.click(ActKind.ATTACH_PAPER)
    stand.settle()
    state = office.past.desk.parts.queries.dossier(dossier)
    assert state is not None
    (paper,) = (one for one in state.papers if one.slot == slots[0])
    assert paper.file is not None
    assert paper.file.pages == 2
    assert stand.told() == "Đã thêm bản quét."


def test_a_text_file_is_refused_in_words(kit: Kit, office: Office, qtbot: QtBot, tmp_path: Path) -> None:
    """Nothing is written; the sentence says which kinds are taken."""
    wrong = tmp_path / "ghi chu.pdf"
    wrong.write_text("không phải PDF", encoding="utf-8")
    stand = Stand(kit, office, qtbot, "hoa")
    stand.open(stand.in_stage(Stage.RECEIVED))
    heard: list[str] = []

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, AttachDialog)
        stand.model.sheets.add_file(wrong)
        qtbot.waitUntil(dialog.pages.notice.isVisible, timeout=20_000)
        heard.append(dialog.pages.notice.accessibleName())
        dialog.reject()

    stand.answering(answer)
    stand.click(ActKind.ATTACH_PAPER)
    stand.settle()
    assert heard[0].startswith("Chỉ nhận PDF")
    assert stand.model.sheets.pages == ()
    assert not stand.told()


def test_neighbours_of_the_list_are_one_key_away(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """Ctrl+PgDown and Ctrl+PgUp walk the list that the dossier was opened from; its ends stop."""
    stand = Stand(kit, office, qtbot, "loc")
    stand.list.strip.choose("open")
    stand.settle()
    ids = stand.list.ids()
    qtbot.keyClick(stand.list.table, Qt.Key.Key_Return)
    stand.settle()
    assert stand.model.dossier == ids[0]
    assert not stand.screen.head.previous.isEnabled()
    qtbot.keyClick(stand.screen.papers.table, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    stand.settle()
    assert stand.model.dossier == ids[1]
    assert stand.model.case is not None
    assert stand.model.case.state.id == ids[1]
    qtbot.keyClick(stand.screen.papers.table, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    stand.settle()
    assert stand.model.place == (1, len(ids))


def test_a_file_that_is_not_here_is_wanted_and_shown_when_it_came(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """The list says where it is; the blob lane is asked; once it is here the page comes into view by itself."""
    desk = office.past.desk
    stand = Stand(kit, office, qtbot, "loc")
    dossier = stand.in_stage(Stage.ASSIGNED)
    scan = office.past.scanned("Dự thảo ở trung tâm")
    path = desk.parts.shelf._path(scan.sha256)
    away = path.with_suffix(".away")
    path.rename(away)
    with desk.machine.engine.connect() as connection:
        from sqlalchemy import text

        known = connection.execute(text("SELECT count(*) FROM file WHERE sha256 = :h"), {"h": scan.sha256}).scalar()
    assert known
    proposal = Propose(grant=True, text="Đề nghị cấp", draft=FileRef(scan.sha256, scan.size, 1))
    assert isinstance(desk.acting.do(office.past.crew["loc"], proposal, dossier), Dossier)
    with qtbot.waitSignal(office.changes.sync):
        stand.open(dossier)
    stand.model.choose_paper("draft")
    stand.settle()
    assert stand.model.preview.sight is Sight.TROUBLE
    row = stand.screen.papers.table.rows.place_of("draft")
    assert "Ở trung tâm" in str(stand.screen.papers.table.rows.index(row, 1).data())
    away.rename(path)
    qtbot.waitUntil(lambda: stand.model.preview.sight is Sight.PAGES, timeout=20_000)
    stand.settle()
    assert stand.model.preview.sight is Sight.PAGES
    assert "Xem được" in str(stand.screen.papers.table.rows.index(row, 1).data())


def test_another_person_sees_nothing_of_the_one_before(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """Locking empties the screen: no case, no page, no act."""
    stand = Stand(kit, office, qtbot, "loc")
    stand.open(stand.in_stage(Stage.ASSIGNED))
    assert stand.screen.acts.buttons
    office.seat.leave()
    stand.settle()
    assert stand.model.case is None
    assert stand.model.preview.file is None
    assert stand.model.preview._made == {}
    assert stand.screen.acts.buttons == {}


def test_how_the_date_was_counted_is_said_line_by_line(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """Each line has its article; the last says the due moment or the hand-over."""
    stand = Stand(kit, office, qtbot, "loc")
    stand.open(stand.in_stage(Stage.ASSIGNED))
    seen: list[str] = []

    def answer(dialog: QDialog) -> None:
        steps = dialog.findChildren(StepList)[0]
        seen.extend(label.text() for label in steps.findChildren(Label))
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    stand.answering(answer)
    qtbot.mouseClick(stand.screen.way.how, Qt.MouseButton.LeftButton)
    assert any("BLDS 2015" in line for line in seen)
    assert any("Hạn trả kết quả" in line for line in seen)


def test_a_long_way_leaves_its_due_moment_in_view(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """The trail alone scrolls, to where the dossier is now."""
    stand = Stand(kit, office, qtbot, "loc")
    stand.open(stand.in_stage(Stage.SIGNED))
    stand.settle()
    way = stand.screen.way
    bar = way._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    assert [part.visibleRegion().boundingRect().height() for part in (way._due_head, way._due)] == [
        way._due_head.height(),
        way._due.height(),
    ]


def test_tab_walks_papers_page_and_acts_in_order(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """From the papers the focus goes to the page, the way, then the acts from the left."""
    stand = Stand(kit, office, qtbot, "loc")
    stand.open(stand.in_stage(Stage.ASSIGNED))
    stand.screen.papers.table.setFocus()
    walked = []
    for _ in range(14):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        walked.append(QApplication.focusWidget())
    acts = [button for button in stand.screen.acts.buttons.values() if button.isVisible()]
    page, how = stand.screen.papers.page.view, stand.screen.way.how
    assert walked.index(page) < walked.index(how) < walked.index(acts[0])
    assert [widget for widget in walked if widget in acts] == acts


@pytest.mark.parametrize("look", [(LIGHT, 100), (LIGHT, 150), (CONTRAST, 100)], ids=["100", "150", "contrast"])
@pytest.mark.parametrize("stage", [Stage.ASSIGNED, Stage.SIGNED, Stage.WAITING_PAPERS], ids=lambda stage: stage.value)
def test_a_dossier_is_drawn_whole_in_every_look(
    kit: Kit, office: Office, qtbot: QtBot, look: tuple[Palette, int], stage: Stage
) -> None:
    """No column is cut by its hidden scroll bar; no id stands where words should; everything named."""
    palette, percent = look
    stand = Stand(kit, office, qtbot, "loc")
    stand.open(stand.in_stage(stage))
    kit.look.wear(palette, Scale(percent))
    stand.settle()
    assert not stand.window.grab().isNull()
    bodies = [body for body in stand.screen.findChildren(ScrollBody) if body.isVisible()]
    qtbot.waitUntil(lambda: all(body.widget().width() <= body.viewport().width() for body in bodies))
    assert "⟦" not in labels(stand)
    kit.look.wear(LIGHT, Scale())


def test_english_has_the_same_dossier(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """Every word of the screen exists in English."""
    stand = Stand(Kit(kit.look, Speaker(words("en")), kit.fold), office, qtbot, "loc")
    stand.open(stand.in_stage(Stage.SIGNED))
    assert "⟦" not in labels(stand)
    assert "Held by" in labels(stand) or "Applicant" in labels(stand)


def test_what_waits_for_a_human_stands_first(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """An open task of this dossier is said over its facts; one of another dossier is not."""
    stand = Stand(kit, office, qtbot, "hoa")
    dossier, other = stand.in_stage(Stage.RECEIVED), stand.in_stage(Stage.APPROVED)
    printed = (("printed", "17:00 19/03/2019"), ("computed", "17:00 18/03/2019"))
    tasks = (
        KeptTask("t1", dossier, "a1", "noted", "printed_due_differs", printed, office.listing.now()),
        KeptTask("t2", other, "a2", "refused", "wrong_stage", (), office.listing.now()),
    )
    for task in tasks:
        office.past.desk.machine.writer.run(partial(raise_task, task=task))
    stand.open(dossier)
    bars = [bar.accessibleName() for bar in stand.screen.facts.findChildren(InfoBar) if bar.isVisible()]
    assert len([bar for bar in bars if "Hẹn trả đã in (17:00 19/03/2019)" in bar]) == 1
    assert not [bar for bar in bars if "bước khác" in bar]


def test_an_act_that_was_only_noted_is_marked_in_the_trail(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """The line says that it was recorded with a problem."""
    stand = Stand(kit, office, qtbot, "loc")
    dossier = stand.in_stage(Stage.ASSIGNED)
    state = office.past.desk.parts.queries.dossier(dossier)
    assert state is not None
    noted = replace(state, trail=(*state.trail[:-1], replace(state.trail[-1], outcome=Outcome.NOTED)))
    office.past.desk.machine.writer.run(lambda connection: rows.save(connection, rows.Held(noted, noted, 0), state))
    stand.open(dossier)
    assert "ghi nhận, có vướng mắc" in labels(stand)
