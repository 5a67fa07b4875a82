"""Scenes at the counter: receive with card and scan, with and without a line, go on after a power cut."""

import time

from PySide6.QtCore import Qt

from dossier.events import Stage
from dossier.state import Dossier
from rehearsal.citizen_papers import CHILD, HOSPITAL
from rehearsal.guide.papers import PaperKind
from rehearsal.people import Invented
from rehearsal.play.scene import K, Scene


def receive(scene: Scene, who: Invented, name: str, seed: int, *, shots: bool = False) -> Dossier:
    """Receive 1.004873 by keys: card, procedure, form, one scanned paper, F9; durable when it returns."""
    hands = scene.hands
    hands.press(K.Key_F2)
    scene.idle()
    scene.lay_paper(who, PaperKind.DECLARATION, seed)
    before = scene.newest_of(who)
    keys, begun = hands.keys, time.monotonic()
    scene.hold_card(who)
    fill_applicant(scene, who)
    if shots:
        hands.shoot("tiep_nhan_the", "Thẻ căn cước đã điền người nộp", "đầu đọc thẻ")
    choose_procedure(scene)
    fill_form(scene)
    scan_paper(scene)
    if shots:
        hands.shoot("tiep_nhan_quet", "Tiếp nhận: giấy tờ đã quét", "F7")
    hands.press(K.Key_F9)
    scene.until("đã lưu hồ sơ", lambda: _new(scene, who, before))
    scene.idle()
    if shots:
        scene.told.intake_keys = hands.keys - keys
        scene.told.intake_seconds = round(time.monotonic() - begun, 2)
        hands.shoot("giay_hen", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "F9")
    state = scene.newest_of(who)
    assert state is not None
    assert state.stage is Stage.RECEIVED
    scene.told.dossiers[name] = state.id
    return state


def receive_birth(scene: Scene, who: Invented, name: str, seed: int) -> Dossier:
    """Receive 1.001193 of a mother: card, child, declaration and hospital's slip scanned each into its row."""
    hands = scene.hands
    hands.press(K.Key_F2)
    scene.idle()
    before = scene.newest_of(who)
    scene.hold_card(who)
    fill_applicant(scene, who)
    choose_procedure(scene, "dang ky khai sinh", "1.001193")
    fill_birth(scene, who)
    scene.lay_paper(who, PaperKind.BIRTH_DECLARATION, seed)
    hands.press(K.Key_F6)
    scan_page(scene, 1)
    scene.lay_paper(who, PaperKind.HOSPITAL_SLIP, seed + 1)
    hands.press(K.Key_Down)
    scan_page(scene, 2)
    hands.wait(300)
    scene.idle()
    hands.shoot("khai_sinh", "Khai sinh: tờ khai và giấy chứng sinh có dấu đỏ", "F7")
    hands.press(K.Key_Down)
    hands.press(K.Key_Space)
    scene.idle()
    hands.press(K.Key_F9)
    scene.until("đã lưu hồ sơ khai sinh", lambda: _new(scene, who, before))
    scene.idle()
    state = scene.newest_of(who)
    assert state is not None
    assert state.procedure == "1.001193"
    scene.told.dossiers[name] = state.id
    return state


def fill_birth(scene: Scene, who: Invented) -> None:
    """The child's name, day, sex and places; an ordinary birth, asked for by the mother."""
    hands, screen = scene.hands, _screen(scene)
    scene.until("ô tên con", lambda: hands.focused_in(screen.form.place("con_ho_ten")))
    answers: tuple[str | int, ...] = (
        CHILD,
        "09/03/2019",
        2,
        "Kinh",
        HOSPITAL,
        "Phan Thiết, Bình Thuận",
        1,
        who.applicant.name,
        who.applicant.id_number,
        "Nguyễn Hữu Phước",
        "",
        "0137/2019",
        1,
    )
    for answer in answers:
        if isinstance(answer, int):
            for _ in range(answer):
                hands.press(K.Key_Down)
        elif answer:
            hands.type(answer)
        hands.press(K.Key_Tab)
    scene.idle()


def fill_applicant(scene: Scene, who: Invented) -> None:
    """The card in the reader fills the applicant."""
    model = _receive_model(scene)
    scene.until("thẻ đã đọc", lambda: model.sheet.applicant.id_number == who.applicant.id_number)
    scene.idle()


def choose_procedure(scene: Scene, words: str = "tinh trang", code: str = "1.004873") -> None:
    """Type a few words without marks and take the first."""
    scene.until("ô thủ tục", lambda: scene.hands.focused_in(_screen(scene).procedure))
    scene.hands.type(words)
    scene.hands.press(K.Key_Return)
    scene.until("đã chọn thủ tục", lambda: _receive_model(scene).sheet.procedure == code)
    scene.idle()


def fill_form(scene: Scene) -> None:
    """Purpose: bank loan; never married; not issued before; one copy."""
    screen = _screen(scene)
    scene.until("ô mục đích", lambda: scene.hands.focused_in(screen.form.place("muc_dich")))
    for key in (K.Key_Down, K.Key_Down, K.Key_Tab, K.Key_Down, K.Key_Tab, K.Key_Down, K.Key_Down):
        scene.hands.press(key)


def scan_paper(scene: Scene) -> None:
    """Scan the declaration, tick the ID card that was only shown."""
    hands = scene.hands
    hands.press(K.Key_F6)
    scan_page(scene, 1)
    hands.press(K.Key_Down)
    hands.press(K.Key_Space)
    scene.idle()


def scan_page(scene: Scene, rows: int) -> None:
    """F7 on the row that has the focus; afterwards that many rows have pages."""
    scene.hands.press(K.Key_F7)
    scene.until("đã quét", lambda: scene.program.runner.idle and _scanned(scene) == rows)


def begin_draft(scene: Scene, who: Invented, seed: int) -> None:
    """Type a third dossier and leave it unsaved: what the power cut meets."""
    scene.hands.press(K.Key_F2)
    scene.idle()
    scene.lay_paper(who, PaperKind.DECLARATION, seed)
    scene.hold_card(who)
    fill_applicant(scene, who)
    choose_procedure(scene)
    fill_form(scene)
    scene.hands.wait(1200)
    scene.idle()


def go_on_with_draft(scene: Scene, who: Invented, name: str) -> None:
    """After the restart: take the draft up again, scan, save."""
    hands = scene.hands
    hands.press(K.Key_F2)
    scene.idle()
    hands.shoot("nhap_con_do", "Sau khi máy tắt đột ngột: còn bản nháp", "F2")
    take_up_draft(scene)
    scene.until("nháp đã mở lại", lambda: _receive_model(scene).sheet.applicant.id_number == who.applicant.id_number)
    scene.idle()
    hands.shoot("nhap_mo_lai", "Bản nháp mở lại nguyên vẹn", "Enter")
    scan_paper(scene)
    hands.press(K.Key_F9)
    scene.until("đã lưu hồ sơ từ nháp", lambda: _new(scene, who, None))
    scene.idle()
    state = scene.newest_of(who)
    assert state is not None
    scene.told.dossiers[name] = state.id


def _screen(scene: Scene):  # type: ignore[no-untyped-def]  # the screen of the receive package
    assert scene.program.screens is not None
    return scene.program.window.screen_named("receive")


def _receive_model(scene: Scene):  # type: ignore[no-untyped-def]  # its view-model
    assert scene.program.screens is not None
    return scene.program.screens.receive


def _scanned(scene: Scene) -> int:
    """Rows of papers that have pages."""
    return sum(bool(paper.pages) for paper in _receive_model(scene).sheet.papers)


def _new(scene: Scene, who: Invented, before: Dossier | None) -> bool:
    state = scene.newest_of(who)
    return state is not None and state.stage is Stage.RECEIVED and (before is None or state.id != before.id)


def take_up_draft(scene: Scene) -> None:
    """Go back with Shift+Tab to the offer of the draft and take it."""
    offer = _screen(scene).bars.go_on
    scene.until("lời mời mở nháp", offer.isVisible)
    for _ in range(8):
        if scene.hands.focused_in(offer):
            break
        scene.hands.press(K.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    scene.hands.press(K.Key_Space)


def hand_out(scene: Scene, name: str) -> None:
    """F10, scan the receipt, Enter: the result is handed out."""
    hands = scene.hands
    hands.press(K.Key_F10)
    hands.wait(300)
    hands.shoot("cho_tra", "Chờ trả kết quả", "F10")
    scene.scan_barcode(name)
    scene.until("hồ sơ trên màn hình trả", lambda: _in_return(scene, name))
    scene.idle()
    hands.wait(400)
    scene.idle()
    hands.shoot("tra_ket_qua", "Trả kết quả: chữ ký đã kiểm tra", "quét giấy hẹn")
    hands.press(K.Key_Return)
    scene.until_stage(name, Stage.RETURNED)
    scene.idle()
    hands.shoot("da_tra", "Đã trả kết quả", "Enter")


def _in_return(scene: Scene, name: str) -> bool:
    """Whether the return screen shows this dossier with everything it has to look up."""
    assert scene.program.screens is not None
    sight = scene.program.screens.returns.model.sight
    return sight is not None and sight.state.id == scene.told.dossiers[name]
