"""The return clerk hands results out by keys: one Enter, the fee with it, the right receiver, the checked signature."""

from collections.abc import Callable
from datetime import date
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desk_client.bootstrap import open_desk, open_machine
from desk_client.services.handing import HandingOut, HandSight, Promptness
from desk_client.store.shelf import Shelf
from dossier.acts import ActKind, HandResult, Number, ReturnResult
from dossier.events import Stage
from dossier.identity import CardData, Sex
from dossier.messages import message
from dossier.state import Dossier
from sandbox.limits import Limits
from sandbox.runner import Sandbox
from tests.desk_client.returning.window_seat import KeptSpooler, WindowSeat
from tests.fakes.office import settings_in, sign_in
from tests.fakes.people import CITIZEN, LEADER
from tests.fakes.signing import SigningOffice, authority, paper
from tests.token_signing.attacks import flipped, memory_bomb, store_without_end
from tests.token_signing.signing_papers import with_content_added
from token_signing import verify
from token_signing.verdict import Verdict
from token_signing.verify import FUNCTION

Sit = Callable[[], WindowSeat]
OTHER_CARD = CardData(
    "060190001234", "", "Nguyễn Văn Tám", date(1990, 5, 1), Sex.MALE, "Phú Thủy, Phan Thiết", date(2018, 1, 10)
)
OWN_CARD = CardData(
    CITIZEN.id_number, "", CITIZEN.name, date(1987, 9, 2), Sex.FEMALE, CITIZEN.address, date(2018, 1, 10)
)


def test_what_waits_is_listed_until_a_code_comes(sit: Sit, office: SigningOffice) -> None:
    """Results at the counter with shelf and fee, then what is given at once and waits for its signature."""
    office.at_counter("Hồ Sỹ Bằng")
    office.certified("Đỗ Văn Đức")
    seat = sit()
    rows = seat.screen.list.table.rows
    words = [rows.data(rows.index(row, 1), Qt.ItemDataRole.AccessibleTextRole) for row in range(rows.rowCount())]
    assert words[0] is not None
    assert "Hồ Sỹ Bằng" in str(words[0])
    assert "Đỗ Văn Đức" in str(words[2])
    assert "Thu 4.000 đồng" in str(words[2])
    assert rows.data(rows.index(0, 2)) == "A3"


def test_code_and_enter_open_the_dossier_and_enter_hands_it_out(sit: Sit, office: SigningOffice) -> None:
    """The applicant himself is the default receiver; who signed and when is said before."""
    result = office.at_counter()
    seat = sit()
    seat.open("190314-0001")
    assert seat.model.sight is not None
    assert "Trần Văn Minh" in seat.screen.result.verdict.accessibleName()
    assert "Chữ ký số hợp lệ" in seat.screen.result.verdict.accessibleName()
    assert seat.hands.focus() is seat.screen.foot.primary
    seat.hands.key(Qt.Key.Key_Return)
    seat.hands.settle()
    state = office.state(result.id)
    assert (state.stage, state.delivery.receiver, state.delivery.authorised) == (Stage.RETURNED, CITIZEN.name, False)
    assert state.delivery.receiver_id == CITIZEN.id_number
    assert seat.told[-1] == ("done", f"Đã trả kết quả 190314-0001 cho {CITIZEN.name}.")
    assert seat.model.sight is None
    assert seat.hands.focus() is seat.screen.list.field


def test_a_result_given_at_once_takes_one_enter_with_its_fee(sit: Sit, office: SigningOffice) -> None:
    """The fee that is owed is taken in the same transaction: its receipt number and the return stand together."""
    given = office.sign(office.certified().id)
    seat = sit()
    seat.screen.open_dossier(given.id)
    seat.hands.settle()
    assert seat.screen.foot.primary.words == "Thu 4.000 đồng, ghi nhận đã trả"
    seat.hands.key(Qt.Key.Key_Return)
    seat.hands.settle()
    state = office.state(given.id)
    assert [line.kind for line in state.trail[-2:]] == [ActKind.COLLECT_FEE, ActKind.RETURN_RESULT]
    assert (state.fee_left, state.money.receipts) == (0, ("0000001/2019",))
    assert seat.told[-1][1].startswith("Đã thu 4.000 đồng, trả kết quả")
    lines = [act.line for act in office.desk.machine.journal.outbox(0, 100)]
    assert any(b'"collect_fee"' in line and b'"cash"' in line for line in lines)


def test_money_by_transfer_is_recorded_as_such(sit: Sit, office: SigningOffice) -> None:
    """Alt+K chooses the transfer; the act says how the money came."""
    given = office.sign(office.certified().id)
    seat = sit()
    seat.screen.open_dossier(given.id)
    seat.hands.settle()
    seat.hands.key(Qt.Key.Key_K, Qt.KeyboardModifier.AltModifier)
    seat.hands.key(Qt.Key.Key_Return)
    seat.hands.settle()
    lines = [act.line for act in office.desk.machine.journal.outbox(0, 100)]
    assert any(b'"collect_fee"' in line and b'"transfer"' in line for line in lines)
    assert office.state(given.id).stage is Stage.RETURNED


def test_an_authorised_person_needs_name_and_number(sit: Sit, office: SigningOffice) -> None:
    """Each gap is said under its field with the focus there; then the authorised person is recorded."""
    result = office.at_counter()
    seat = sit()
    seat.screen.open_dossier(result.id)
    seat.hands.settle()
    seat.hands.key(Qt.Key.Key_Y, Qt.KeyboardModifier.AltModifier)
    assert seat.model.receiver.authorised
    assert seat.hands.focus() is seat.screen.receiver.name
    seat.hands.key(Qt.Key.Key_Return)
    assert seat.screen.receiver.name_row.error == "Chưa ghi họ tên người nhận."
    seat.hands.write("Nguyễn Văn Tám")
    seat.hands.key(Qt.Key.Key_Return)
    assert seat.hands.focus() is seat.screen.receiver.number
    seat.hands.type("12345")
    seat.hands.key(Qt.Key.Key_Return)
    assert "12 chữ số" in seat.screen.receiver.number_row.error
    assert office.state(result.id).stage is Stage.AT_COUNTER
    seat.screen.receiver.number.clear()
    seat.hands.type("260123456")
    seat.hands.key(Qt.Key.Key_Return)
    seat.hands.settle()
    delivery = office.state(result.id).delivery
    assert (delivery.receiver, delivery.receiver_id, delivery.authorised) == ("Nguyễn Văn Tám", "260123456", True)


def test_the_card_of_another_person_makes_him_the_authorised_one(sit: Sit, office: SigningOffice) -> None:
    """A scanned card fills name and number; it is not the applicant's, so he is recorded as authorised."""
    result = office.at_counter()
    seat = sit()
    assert not seat.screen.take_card(OTHER_CARD)
    seat.screen.open_dossier(result.id)
    seat.hands.settle()
    assert seat.screen.take_card(OTHER_CARD)
    assert (seat.screen.receiver.name.text(), seat.screen.receiver.number.text()) == ("Nguyễn Văn Tám", "060190001234")
    assert "người khác" in seat.screen.receiver.match.text()
    seat.hands.key(Qt.Key.Key_Return)
    seat.hands.settle()
    assert office.state(result.id).delivery.authorised


def test_the_applicants_own_card_is_said_to_match(sit: Sit, office: SigningOffice) -> None:
    """His own card keeps him the receiver and shows the match."""
    result = office.at_counter()
    seat = sit()
    seat.screen.open_dossier(result.id)
    seat.hands.settle()
    assert seat.screen.take_card(OWN_CARD)
    assert seat.screen.receiver.match.text() == "Khớp với hồ sơ"
    assert not seat.model.receiver.authorised


def test_what_is_not_given_yet_holds_the_act_back(sit: Sit, office: SigningOffice) -> None:
    """An unticked thing is said, the focus goes to it, nothing is recorded until it is ticked again."""
    result = office.at_counter()
    seat = sit()
    seat.screen.open_dossier(result.id)
    seat.hands.settle()
    mark = seat.screen.given.marks[0]
    assert mark.text() == "Giấy xác nhận tình trạng hôn nhân, 1 bản (số 1/UBND-XN)"
    mark.click()
    seat.hands.key(Qt.Key.Key_Return)
    assert seat.told[-1][0] == "warning"
    assert seat.hands.focus() is mark
    assert office.state(result.id).stage is Stage.AT_COUNTER
    seat.hands.key(Qt.Key.Key_Space)
    seat.hands.key(Qt.Key.Key_Return)
    seat.hands.settle()
    assert office.state(result.id).stage is Stage.RETURNED


def test_why_it_could_not_be_handed_over_is_written_down(sit: Sit, office: SigningOffice) -> None:
    """The reason stands in the trail, the result still waits."""
    result = office.at_counter()
    seat = sit()
    seat.screen.open_dossier(result.id)
    seat.hands.settle()
    seat.screen.foot.later.click()
    seat.hands.dialog()
    seat.hands.write("Quên giấy tờ tùy thân")
    seat.hands.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    seat.bot.waitUntil(lambda: office.state(result.id).trail[-1].kind is ActKind.NOTE, timeout=10_000)
    seat.hands.settle()
    assert office.state(result.id).trail[-1].text == "Quên giấy tờ tùy thân"
    assert office.state(result.id).stage is Stage.AT_COUNTER


def test_a_result_signed_by_hand_says_so(sit: Sit, office: SigningOffice) -> None:
    """No verdict is made up for a scan: who signed by hand and when it was recorded."""
    numbered = office.approved()
    done = office.desk.results.sign_on_paper(office.people["suong"], numbered.id, office.scan(), LEADER)
    assert isinstance(done, Dossier)
    assert isinstance(office.desk.results.number_on_paper(office.people["suong"], done.id, office.scan()), Dossier)
    assert isinstance(office.desk.acting.do(office.people["loc"], HandResult(), done.id), Dossier)
    seat = sit()
    seat.screen.open_dossier(done.id)
    seat.hands.settle()
    said = seat.screen.result.verdict.accessibleName()
    assert said.startswith("Ký trên giấy, đã quét Trần Văn Minh ký tay")


def test_a_changed_result_is_shown_red_and_names_whom_to_call(sit: Sit, office: SigningOffice) -> None:
    """A file that was changed after signing is never shown as valid; the clerk is told what to do instead."""
    signed = office.issued()
    assert signed.result.file is not None
    whole = office.desk.parts.shelf.read(signed.result.file.sha256)
    changed = office.desk.parts.shelf.keep(whole.replace(b"/Type /Page\n", b"/Type /Page \n", 1) + b"\n% them", 1)
    other = office.approved("Mai Xuân Trường")
    other = office.sign(other.id)
    assert other.result.file is not None
    forged = Number(
        "document:x:2019",
        9,
        "9/UBND-XN",
        date(2019, 3, 14),
        result=changed,
        signed_sha256=other.result.file.sha256,
        certificate_sha256="0" * 64,
    )
    assert isinstance(office.desk.acting.do(office.people["suong"], forged, other.id), Dossier)
    assert isinstance(office.desk.acting.do(office.people["loc"], HandResult(), other.id), Dossier)
    seat = sit()
    seat.screen.open_dossier(other.id)
    seat.hands.settle()
    said = seat.screen.result.verdict.accessibleName()
    assert not said.startswith("Chữ ký số hợp lệ")
    assert "Gọi lãnh đạo hoặc văn thư" in said
    assert seat.screen.foot.primary.isEnabled()


KILLED = "tests.sandbox.hostile:kill_itself"


def _without_end(pdf: bytes) -> bytes:
    return store_without_end(pdf, authority().certificate_der)


@pytest.mark.parametrize(("hostile", "check"), [(_without_end, FUNCTION), (memory_bomb, FUNCTION), (flipped, KILLED)])
def test_a_result_that_kills_its_check_is_not_called_valid_and_the_next_is_checked(
    sit: Sit, office: SigningOffice, hostile: Callable[[bytes], bytes], check: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One outlasts every patience, one unfolds without end, one kills: each costs a child, nothing of the screen."""
    assert office.desk.checks._sandbox.limits.seconds <= 5.0
    good = office.at_counter()
    assert good.result.file is not None
    whole = office.desk.parts.shelf.read(good.result.file.sha256)
    other = office.sign(office.approved("Mai Xuân Trường").id)
    assert other.result.file is not None
    forged = Number(
        "document:x:2019",
        9,
        "9/UBND-XN",
        date(2019, 3, 14),
        result=office.desk.parts.shelf.keep(hostile(whole), 1),
        signed_sha256=other.result.file.sha256,
        certificate_sha256="0" * 64,
    )
    assert isinstance(office.desk.acting.do(office.people["suong"], forged, other.id), Dossier)
    assert isinstance(office.desk.acting.do(office.people["loc"], HandResult(), other.id), Dossier)
    seat = sit()
    with monkeypatch.context() as judged:
        judged.setattr(verify, "FUNCTION", check)
        seat.screen.open_dossier(other.id)
        seat.hands.settle()
    assert seat.screen.result.verdict.accessibleName().startswith("Không kiểm tra được")
    seat.screen.open_dossier(good.id)
    seat.hands.settle()
    assert seat.screen.result.verdict.accessibleName().startswith("Chữ ký số hợp lệ")


def test_a_late_result_is_said_to_be_late_and_returned_all_the_same(office: SigningOffice) -> None:
    """Signed nine days after the promised date: red words, no obstacle."""
    waiting = office.approved()
    folder = office.desk.machine.folder
    office.desk.machine.writer.close()
    office.desk.machine.engine.dispose()
    import time

    later = settings_in(
        folder,
        clock=f"rehearsal:2019-03-28T09:00:00@{time.time()}",
        simulators=office.desk.machine.settings.simulators,
    )
    desk = open_desk(open_machine(later))
    assert desk is not None
    assert isinstance(
        desk.results.sign_on_paper(sign_in(desk, "suong"), waiting.id, desk.parts.shelf.keep(paper(), 1), LEADER),
        Dossier,
    )
    stamped = desk.parts.shelf.keep(paper(2), 2)
    assert isinstance(desk.results.number_on_paper(sign_in(desk, "suong"), waiting.id, stamped), Dossier)
    assert isinstance(desk.acting.do(sign_in(desk, "loc"), HandResult(), waiting.id), Dossier)
    handing = HandingOut(desk.parts, desk.acting, desk.results, KeptSpooler())
    clerk = sign_in(desk, "hoa")
    sight = handing.look(clerk, waiting.id)
    assert sight is not None
    assert (sight.promptness, sight.late_days, sight.ready) == (Promptness.LATE, 7, True)
    receiver = ReturnResult(CITIZEN.name, CITIZEN.id_number, authorised=False)
    assert isinstance(handing.hand_out(clerk, sight.state, receiver, ""), Dossier)
    desk.machine.writer.close()
    desk.machine.engine.dispose()


def test_f8_prints_the_result_on_a4(sit: Sit, office: SigningOffice, spooler: KeptSpooler) -> None:
    """The signed file itself goes to the printer; how the job ended is said."""
    result = office.at_counter()
    seat = sit()
    seat.screen.open_dossier(result.id)
    seat.hands.settle()
    seat.hands.key(Qt.Key.Key_F8)
    seat.bot.waitUntil(lambda: seat.told[-1:] == [("done", "Đã in kết quả · HP-A4")], timeout=10_000)
    assert result.result.file is not None
    assert spooler.jobs == [(office.desk.parts.shelf.read(result.result.file.sha256), "A4")]


def test_without_a_printer_f8_says_so(sit: Sit, office: SigningOffice, spooler: KeptSpooler) -> None:
    """No printer is a sentence, not a fault."""
    spooler.names = ()
    result = office.at_counter()
    seat = sit()
    seat.screen.open_dossier(result.id)
    seat.hands.settle()
    seat.hands.key(Qt.Key.Key_F8)
    seat.bot.waitUntil(lambda: bool(seat.told), timeout=10_000)
    assert "chưa có máy in" in seat.told[-1][1]


def test_the_same_citizens_next_result_opens_by_itself(sit: Sit, office: SigningOffice) -> None:
    """Two results of one person: after the first is handed out the second stands there."""
    first, second = office.at_counter(), office.at_counter()
    office.at_counter("Hồ Sỹ Bằng")
    seat = sit()
    seat.screen.open_dossier(first.id)
    seat.hands.settle()
    seat.hands.key(Qt.Key.Key_Return)
    seat.hands.settle()
    assert seat.model.sight is not None
    assert seat.model.sight.state.id == second.id
    seat.hands.key(Qt.Key.Key_Return)
    seat.hands.settle()
    assert seat.model.sight is None


def test_a_look_that_ends_after_the_hand_out_does_not_bring_the_dossier_back(
    sit: Sit, office: SigningOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change of another dossier has this one read again just when it is handed out: the list stays in view."""
    ready = office.at_counter()
    seat = sit()
    seat.model.open(ready.id)
    seat.hands.settle()
    began, handed, look = Event(), Event(), HandingOut.look

    def slowly(self: HandingOut, *asked: Any) -> HandSight | None:
        seen = look(self, *asked)
        began.set()
        assert handed.wait(30)
        return seen

    monkeypatch.setattr(HandingOut, "look", slowly)
    seat.model.refresh()
    assert began.wait(30)
    seat.model.hand_out()
    seat.bot.waitUntil(lambda: office.state(ready.id).stage is Stage.RETURNED and not seat.model.busy, timeout=30_000)
    handed.set()
    seat.hands.settle()
    assert seat.model.sight is None


def test_an_unsigned_paper_given_at_once_is_signed_by_hand_from_here(sit: Sit, office: SigningOffice) -> None:
    """The greyed act says that it is not signed; after the clerk recorded the signature one Enter hands it out."""
    given = office.certified()
    seat = sit()
    seat.screen.open_dossier(given.id)
    seat.hands.settle()
    assert not seat.screen.foot.primary.isEnabled()
    assert "Chưa ký" in seat.screen.head.state.accessibleName()
    assert seat.hands.focus() is seat.screen.foot.dossier
    assert office.state(given.id).stage is Stage.RECEIVED
    assert seat.screen.foot.paper.isVisible()
    done = office.desk.results.sign_on_paper(office.people["hoa"], given.id, office.scan(), LEADER)
    assert isinstance(done, Dossier)
    seat.changes.tell([given.id])
    seat.bot.waitUntil(lambda: seat.model.sight is not None and seat.model.sight.ready, timeout=10_000)
    seat.hands.settle()
    seat.hands.key(Qt.Key.Key_Return)
    seat.hands.settle()
    assert office.state(given.id).stage is Stage.RETURNED


def test_a_dossier_that_is_not_ready_says_where_it_stands(sit: Sit, office: SigningOffice) -> None:
    """An approved paper is not signed yet; an issued one says to whom and when."""
    waiting = office.approved()
    seat = sit()
    seat.open("190314-0001")
    assert seat.screen.head.state.accessibleName() == "Hồ sơ chờ ký nên chưa có kết quả."
    assert not seat.screen.receiver.isVisible()
    office.seal(office.sign(waiting.id).id)
    seat.changes.tell([waiting.id])
    seat.bot.waitUntil(lambda: "chưa chuyển về quầy" in seat.screen.head.state.accessibleName(), timeout=10_000)


def test_an_unknown_code_is_told(sit: Sit, office: SigningOffice) -> None:
    """Nothing opens; the words that were typed stay in the field."""
    seat = sit()
    seat.open("190314-9999")
    assert "Không tìm thấy" in seat.told[-1][1]
    assert seat.screen.list.field.text() == "190314-9999"


def test_a_name_that_fits_several_shows_them(sit: Sit, office: SigningOffice) -> None:
    """Typing a name narrows the list; Down and Enter open the chosen one."""
    for name in ("Hồ Sỹ Bằng", "Hồ Thị Lan"):
        office.at_counter(name)
    office.at_counter("Mai Xuân Trường")
    seat = sit()
    seat.screen.list.field.setFocus()
    seat.hands.write("hồ")
    seat.hands.settle()
    seat.bot.waitUntil(lambda: seat.model.found is not None and len(seat.model.found) == 2, timeout=5_000)
    seat.hands.key(Qt.Key.Key_Down)
    assert seat.hands.focus() is seat.screen.list.table
    seat.hands.key(Qt.Key.Key_Return)
    seat.hands.settle()
    assert seat.model.sight is not None
    seat.hands.key(Qt.Key.Key_Escape)
    assert seat.model.sight is None


def test_a_person_who_may_not_hand_out_is_told(sit: Sit, office: SigningOffice) -> None:
    """The officer sees the dossier, Enter records nothing."""
    result = office.at_counter()
    seat = sit()
    seat.seat.take(office.people["loc"])
    seat.hands.settle()
    seat.screen.open_dossier(result.id)
    seat.hands.settle()
    assert not seat.screen.foot.primary.isEnabled()
    assert "không được giao việc trả kết quả" in seat.screen.head.state.accessibleName()
    seat.screen.enter_pressed()
    seat.hands.settle()
    assert "không được giao việc trả kết quả" in seat.told[-1][1]
    assert office.state(result.id).stage is Stage.AT_COUNTER
    assert QApplication.activeModalWidget() is None


def test_a_check_that_hangs_is_stopped_and_nothing_is_handed_out_unchecked(
    sit: Sit, office: SigningOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its child is killed, the list is back and says so; chosen again the dossier opens with its verdict."""
    ready = office.at_counter()
    seat = sit()
    with monkeypatch.context() as hanging, Sandbox(Limits(seconds=600.0)) as patient:
        hanging.setattr(office.desk.checks, "_sandbox", patient)
        hanging.setattr(verify, "FUNCTION", "tests.sandbox.hostile:wait_for_ever")
        seat.model.open(ready.id)
        (work,) = [one for one in seat.runner.works if one.words == message("returning.looking")]
        assert work.stop()
        seat.hands.settle()
    assert seat.model.sight is None
    assert seat.told[-1][1].startswith("Đã dừng kiểm tra kết quả; chưa ghi gì")
    seat.model.open(ready.id)
    seat.hands.settle()
    assert seat.model.sight is not None
    assert seat.model.sight.check is not None
    assert seat.model.sight.check.verdict is Verdict.GREEN


@pytest.mark.parametrize("wrong", ["changed", "unsigned"])
def test_a_result_whose_signature_is_wrong_is_not_handed_out(
    sit: Sit, office: SigningOffice, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    """The screen says whom to call; that it was not handed out can be written down all the same."""
    result = office.at_counter()
    read = Shelf.read

    def other(shelf: Shelf, sha256: str) -> bytes:
        body = read(shelf, sha256)
        return with_content_added(body) if wrong == "changed" else paper()

    monkeypatch.setattr(Shelf, "read", other)
    seat = sit()
    seat.screen.open_dossier(result.id)
    seat.hands.settle()
    assert "Gọi lãnh đạo hoặc văn thư" in seat.screen.result.verdict.accessibleName()
    seat.model.hand_out()
    seat.hands.settle()
    assert office.state(result.id).stage is Stage.AT_COUNTER
    assert "Không trả tệp này" in seat.told[-1][1]
    seat.model.not_handed("Chờ lãnh đạo ký lại")
    seat.hands.settle()
    assert office.state(result.id).trail[-1].text == "Chờ lãnh đạo ký lại"
