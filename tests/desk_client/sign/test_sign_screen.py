"""The leader reads, signs one paper with one PIN, and is told in words whatever stands in the way."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_client.services.previews import Previews
from desk_client.viewmodels.papers_preview import PreviewModel, Sight
from desk_client.viewmodels.runner import Runner
from desk_client.views.kit.dialogs import PinDialog, ReasonDialog
from desk_client.views.kit.outfit import Kit
from desk_client.views.sign.page_card import PageCard, ReadingView
from desk_client.views.sign.paper_dialog import PaperSignDialog
from dossier.events import Stage
from dossier.values import PaperEntry, PaperForm
from tests.desk_client.sign.chamber import Chamber
from tests.fakes.signing import PIN, SECRETARY, SigningOffice, paper
from token_signing.authority import CertificateOrder
from token_signing.devices.software import make_software_token
from token_signing.verdict import Verdict

Enter = Callable[..., Chamber]


def test_the_tray_is_grouped_by_procedure_and_says_when_each_is_due(enter: Enter, office: SigningOffice) -> None:
    """Approved papers and those given at once stand under their procedures with their due dates."""
    office.approved("Lê Thị Bích Ngọc")
    office.certified("Đỗ Văn Đức")
    chamber = enter()
    words = [
        chamber.screen.list.table.rows.data(chamber.screen.list.table.rows.index(row, 0), Qt.ItemDataRole.ToolTipRole)
        for row in range(chamber.screen.list.table.rows.rowCount())
    ]
    assert words == [None, "Đỗ Văn Đức\nTrả ngay", None, "Lê Thị Bích Ngọc\nHẹn Thứ Ba, 19/03"]
    assert chamber.screen.list.title.text() == "2 văn bản chờ ký"


def test_a_paper_that_was_not_read_to_its_end_is_not_signed(enter: Enter, office: SigningOffice) -> None:
    """Enter on an unread paper asks no PIN and says what to do; the page is longer than the view."""
    office.approved()
    chamber = enter()
    chamber.plug()
    assert not chamber.model.preview.seen_to_end
    chamber.hands.key(Qt.Key.Key_Return)
    assert QApplication.activeModalWidget() is None
    assert "Chưa xem hết" in chamber.notice()
    chamber.read_to_end()
    assert chamber.screen.page.seen.text() == "Đã xem hết"


def test_a_paper_of_two_pages_is_read_only_after_the_second(enter: Enter, office: SigningOffice) -> None:
    """The end of the first page is not the end of the paper; Space goes on to the next page."""
    office.certified(pages=2)
    chamber = enter()
    chamber.hands.key(Qt.Key.Key_Space)
    assert (chamber.model.preview.page, chamber.model.preview.seen_to_end) == (0, False)
    chamber.hands.key(Qt.Key.Key_Space)
    assert (chamber.model.preview.page, chamber.model.preview.seen_to_end) == (1, False)
    chamber.hands.key(Qt.Key.Key_Space)
    assert chamber.model.preview.seen_to_end


def test_jumping_to_the_last_page_does_not_count_as_reading(enter: Enter, office: SigningOffice) -> None:
    """Whoever goes past a page by its button has not seen its end."""
    office.certified(pages=2)
    chamber = enter()
    chamber.screen.page.after.click()
    chamber.screen.page.view.setFocus()
    chamber.hands.key(Qt.Key.Key_End)
    assert chamber.model.preview.page == 1
    assert not chamber.model.preview.seen_to_end


def test_one_pin_signs_the_paper_and_the_next_one_comes(enter: Enter, office: SigningOffice) -> None:
    """Enter, PIN, Enter: the file is signed and verified before it counts, then the next paper stands there."""
    first, second = office.approved("Lê Thị Bích Ngọc"), office.approved("Mai Xuân Trường")
    chamber = enter()
    chamber.plug()
    assert chamber.model.chosen == first.id
    chamber.read_to_end()
    chamber.sign(PIN)
    signed = office.state(first.id)
    assert signed.stage is Stage.LEADER_SIGNED
    checked = office.desk.results.check(signed)
    assert checked is not None
    assert (checked.verdict, checked.signer_names) == (Verdict.GREEN, ("Trần Văn Minh",))
    assert "hợp lệ" in chamber.notice()
    assert chamber.model.chosen == second.id
    assert [line.id for line in chamber.model.lines] == [second.id]


def test_the_pin_stays_nowhere(enter: Enter, office: SigningOffice) -> None:
    """After a signature no attribute of model, run, watch or screen holds the PIN."""
    office.approved()
    chamber = enter()
    chamber.plug()
    chamber.read_to_end()
    chamber.sign(PIN)
    held = [chamber.model, chamber.model.run, chamber.model.token, chamber.screen, office.token]
    assert all(PIN not in repr(vars(part)) for part in held)


def test_a_wrong_pin_is_told_with_the_tries_left_and_never_tried_again(enter: Enter, office: SigningOffice) -> None:
    """One wrong PIN costs one try; the next dialog says two are left; the right one signs."""
    paper = office.approved()
    chamber = enter()
    chamber.plug()
    chamber.read_to_end()
    chamber.sign("314159")
    assert chamber.told[-1] == (
        "error",
        "PIN chưa đúng, còn 2 lần thử. Bấm Ký để nhập lại; máy không tự thử.",
    )
    chamber.bot.waitUntil(
        lambda: chamber.model.token.sight is not None and chamber.model.token.sight.state.tries_left == 2
    )
    assert office.state(paper.id).stage is Stage.APPROVED
    chamber.hands.key(Qt.Key.Key_Return)
    words = [label.accessibleName() for label in chamber.hands.dialog().findChildren(type(chamber.screen.page.seen))]
    assert "PIN còn 2 lần thử" in words
    chamber.hands.type(PIN)
    chamber.hands.key(Qt.Key.Key_Return)
    chamber.bot.waitUntil(lambda: office.state(paper.id).stage is Stage.LEADER_SIGNED, timeout=30_000)


def test_a_locked_token_asks_no_pin(enter: Enter, office: SigningOffice) -> None:
    """After the last wrong PIN the screen says that the token is locked, and no dialog opens."""
    office.approved()
    chamber = enter()
    chamber.plug()
    chamber.read_to_end()
    for _ in range(3):
        chamber.sign("000000")
    assert "bị khóa" in chamber.told[-1][1]
    chamber.bot.waitUntil(lambda: chamber.model.token.sight is not None and not chamber.model.token.sight.usable)
    chamber.hands.key(Qt.Key.Key_Return)
    assert QApplication.activeModalWidget() is None
    assert "bị khóa" in chamber.notice()


def test_escape_leaves_the_pin_dialog_without_a_try(enter: Enter, office: SigningOffice) -> None:
    """Esc costs nothing and signs nothing."""
    paper = office.approved()
    chamber = enter()
    chamber.plug()
    chamber.read_to_end()
    chamber.hands.key(Qt.Key.Key_Return)
    chamber.hands.dialog()
    chamber.hands.type("12")
    chamber.hands.key(Qt.Key.Key_Escape)
    chamber.hands.settle()
    assert office.token.states()[0].tries_left == 3
    assert office.state(paper.id).stage is Stage.APPROVED


def test_plugging_in_and_pulling_out_is_seen(enter: Enter, office: SigningOffice) -> None:
    """The layers follow the device without a key being pressed."""
    office.approved()
    chamber = enter()
    assert chamber.model.token.gap(chamber.model.kind) is not None
    chamber.plug()
    chamber.bot.waitUntil(lambda: "mô phỏng" in _spoken(chamber))
    office.token.unplug()
    chamber.bot.waitUntil(lambda: "Chưa cắm token" in _spoken(chamber))


def test_another_persons_token_is_not_asked_for_a_pin(enter: Enter, office: SigningOffice) -> None:
    """The certificate must name the person at the desk; the screen says so and no dialog opens."""
    folder = office.desk.devices.tokens()[0].token._folder  # type: ignore[attr-defined]  # the software token's folder
    from tests.fakes.signing import authority

    make_software_token(folder, PIN, authority(), CertificateOrder(SECRETARY, serial=9))
    office.approved()
    chamber = enter()
    office.token.plug()
    chamber.bot.waitUntil(lambda: chamber.model.token.sight is not None and chamber.model.token.sight.state.ready)
    chamber.read_to_end()
    chamber.hands.key(Qt.Key.Key_Return)
    assert QApplication.activeModalWidget() is None
    assert "không phải của người hay cơ quan phải ký việc này" in chamber.notice()
    assert f"Đã thấy: {SECRETARY.name} (" in chamber.notice()
    assert "Không đúng người" in _spoken(chamber)


def test_a_paper_given_at_once_is_signed_on_its_scan(enter: Enter, office: SigningOffice) -> None:
    """No number is needed: the first scanned paper gets the signature on its last page."""
    paper = office.certified(pages=2)
    chamber = enter()
    chamber.plug()
    chamber.read_to_end()
    assert chamber.screen.page.view._sheet.box is not None
    chamber.sign(PIN)
    signed = office.state(paper.id)
    assert signed.stage is Stage.AT_COUNTER
    assert signed.result.file is not None
    assert signed.result.file.pages == 2


def test_beside_a_paper_that_was_not_scanned_the_leader_says_why(enter: Enter, office: SigningOffice) -> None:
    """The reason comes before the PIN and stays with the dossier; Esc signs nothing."""
    bare = PaperEntry(3, "UQ", "Văn bản ủy quyền", PaperForm.ORIGINAL, 1)
    paper = office.certified(beside=(bare,))
    chamber = enter()
    chamber.plug()
    chamber.read_to_end()
    for last in (False, True):
        chamber.hands.key(Qt.Key.Key_Return)
        dialog = chamber.hands.dialog()
        assert isinstance(dialog, ReasonDialog)
        assert "Văn bản ủy quyền" in dialog.windowTitle()
        if not last:
            chamber.hands.key(Qt.Key.Key_Escape)
            chamber.bot.waitUntil(lambda: QApplication.activeModalWidget() is None)
            assert office.state(paper.id).stage is Stage.RECEIVED
    chamber.hands.write("Đóng quyển")
    chamber.hands.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    chamber.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), PinDialog), timeout=10_000)
    chamber.hands.type(PIN)
    chamber.hands.key(Qt.Key.Key_Return)
    chamber.bot.waitUntil(lambda: chamber.model.run is not None and not chamber.model.busy, timeout=30_000)
    chamber.hands.settle()
    signed = office.state(paper.id)
    assert (signed.stage, signed.unscanned) == (Stage.AT_COUNTER, "Đóng quyển")


def test_a_dossier_without_a_scan_can_only_be_signed_by_hand(enter: Enter, office: SigningOffice) -> None:
    """The list says that the file is missing; Enter says what can be done."""
    office.certified(scanned=False)
    chamber = enter()
    chamber.plug()
    chamber.hands.key(Qt.Key.Key_Return)
    assert "chưa có tệp để ký số" in chamber.notice()
    assert chamber.screen.foot.paper.isVisible()
    assert not chamber.screen.foot.back.isVisible()


def test_a_file_that_is_not_here_is_asked_for_and_shown_when_it_comes(enter: Enter, office: SigningOffice) -> None:
    """The centre is asked for the page, the screen says so, and nothing unread can be signed."""
    paper = office.approved()
    assert paper.result.draft is not None
    shelf = office.desk.parts.shelf
    path = shelf._path(paper.result.draft.sha256)
    whole = path.read_bytes()
    path.unlink()
    office.desk.parts.writer.run(lambda connection: connection.exec_driver_sql("DELETE FROM file").close())
    chamber = enter()
    chamber.plug()
    assert [key.sha256 for key in shelf.wanted(10)] == [paper.result.draft.sha256]
    chamber.hands.key(Qt.Key.Key_Return)
    assert "đã hỏi trung tâm" in chamber.notice()
    path.write_bytes(whole)
    chamber.changes.tell()
    chamber.hands.settle()
    chamber.read_to_end()
    chamber.sign(PIN)
    assert office.state(paper.id).stage is Stage.LEADER_SIGNED


def test_a_paper_is_sent_back_with_its_reason(enter: Enter, office: SigningOffice) -> None:
    """The reason is asked in words; an empty one is not taken; the paper leaves the list."""
    paper = office.approved()
    chamber = enter()
    chamber.screen.foot.back.click()
    dialog = chamber.hands.dialog()
    chamber.hands.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.isVisible()
    chamber.hands.write("Sai năm sinh")
    chamber.hands.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    chamber.bot.waitUntil(lambda: office.state(paper.id).stage is Stage.ASSIGNED, timeout=10_000)
    chamber.hands.settle()
    chamber.bot.waitUntil(lambda: not chamber.model.lines)
    assert office.state(paper.id).trail[-1].text == "Sai năm sinh"


def test_what_to_know_stands_beside_the_paper(enter: Enter, office: SigningOffice) -> None:
    """Proposal with its words and the leader's approval; for văn thư also who signed, each with who and when."""
    office.approved()
    chamber = enter()
    spoken = [part.accessibleName() for part in chamber.screen.before.steps.children() if part.isWidgetType()]  # type: ignore[attr-defined]  # only widgets
    assert any("Lãnh đạo đã duyệt" in line and "Trần Văn Minh" in line for line in spoken)
    assert any("đề xuất: giải quyết" in line and "không có ngăn trở" in line for line in spoken)


def test_a_refusal_notice_is_marked_as_such(enter: Enter, office: SigningOffice) -> None:
    """A leader must see that he signs a notice of refusal."""
    office.approved(grant=False)
    chamber = enter()
    spoken = [part.accessibleName() for part in chamber.screen.before.steps.children() if part.isWidgetType()]  # type: ignore[attr-defined]  # only widgets
    assert any("thông báo không giải quyết" in line for line in spoken)


def test_another_person_has_read_nothing(enter: Enter, office: SigningOffice) -> None:
    """What one person read does not count for the next one at the same desk."""
    office.approved()
    chamber = enter()
    chamber.read_to_end()
    chamber.seat.take(office.people["minh"])
    chamber.hands.settle()
    chamber.bot.waitUntil(lambda: bool(chamber.model.lines))
    assert chamber.model.seen_lines() == ()


def test_who_signs_nothing_records_by_hand_with_enter(enter: Enter, office: SigningOffice) -> None:
    """The records clerk is never asked for a PIN: no token card, Enter opens "Ký trên giấy"."""
    office.approved()
    chamber = enter("suong")
    assert not chamber.screen.token.isVisible()
    assert not chamber.screen.foot.primary.isVisible()
    chamber.hands.key(Qt.Key.Key_Return)
    assert isinstance(chamber.hands.dialog(), PaperSignDialog)


def test_the_clerk_sees_no_drawn_paper(enter: Enter, office: SigningOffice) -> None:
    """Only what is given at once concerns the counter."""
    office.approved()
    given = office.certified()
    chamber = enter("hoa")
    assert [line.id for line in chamber.model.lines] == [given.id]


def _spoken(chamber: Chamber) -> str:
    """Everything that the token's card says."""
    parts = chamber.screen.token.layers.children()
    return " | ".join(part.accessibleName() for part in parts if part.isWidgetType())  # type: ignore[attr-defined]  # only widgets


def test_a_page_that_nobody_had_before_his_eyes_is_not_read(qtbot: QtBot, kit: Kit, office: SigningOffice) -> None:
    """A page laid out while its card is hidden does not count, even where the whole page would fit."""
    paper = office.approved()
    runner = Runner()
    model = PreviewModel(Previews(office.desk.parts, office.desk.sandbox), runner)
    card = PageCard(kit, model, ReadingView(kit, name="Trang"))
    qtbot.addWidget(card)
    card.resize(400, 2000)
    model.show(paper.result.draft)
    qtbot.waitUntil(lambda: runner.idle, timeout=30_000)
    assert model.sight is Sight.PAGES
    assert not model.seen_to_end
    card.show()
    qtbot.waitUntil(lambda: model.seen_to_end, timeout=5_000)


def test_a_long_paper_left_behind_is_drawn_no_further(qtbot: QtBot, office: SigningOffice) -> None:
    """Its pages are counted while it opens; another paper comes into view at once, and nothing of the first follows."""
    shelf, runner = office.desk.parts.shelf, Runner()
    model = PreviewModel(Previews(office.desk.parts, office.desk.sandbox), runner)
    long, short = (shelf.keep(paper(pages), pages) for pages in (17, 1))
    model.changed.connect(lambda: model.show(short) if model._work is not None and model._work.done else None)
    model.show(long)
    qtbot.waitUntil(lambda: runner.idle, timeout=30_000)
    assert (model.file, model.sight, model.pages) == (short, Sight.PAGES, 1)
    assert long.sha256 not in model._made


def test_a_paper_chosen_from_outside_is_shown_once_the_tray_is_read(enter: Enter, office: SigningOffice) -> None:
    """The dossier screen leads here with its own paper, not with the first of the list."""
    office.approved("Lê Thị Bích Ngọc")
    second = office.approved("Mai Xuân Trường")
    chamber = enter()
    chamber.hands.window.show_screen("sign")
    chamber.model.choose(second.id)
    chamber.hands.settle()
    assert chamber.model.chosen == second.id
    assert chamber.screen.list.table.chosen_id() == second.id
