"""Scenes in the office: hand over, accept, assign, propose, approve, sign, number and seal, bring to the counter."""

from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desk_client.services.devices import SEAL_FOLDER, TOKEN_FOLDER
from dossier.events import Stage
from rehearsal.play.scene import K, Scene
from rehearsal.province import PIN
from token_signing.devices.software import SoftwareToken

CONTROL = Qt.KeyboardModifier.ControlModifier


def open_by_scan(scene: Scene, name: str) -> None:
    """Scan the receipt's bars: its dossier comes into view."""
    scene.scan_barcode(name)
    scene.until("hồ sơ đã mở", lambda: _model(scene).dossier == scene.told.dossiers[name])
    scene.until("hồ sơ đã đọc", lambda: _model(scene).case is not None and not _model(scene).busy)
    scene.idle()
    scene.hands.wait(150)


def lead(scene: Scene, name: str, stage: Stage) -> None:
    """Ctrl+Enter: the act that moves the dossier on."""
    scene.hands.press(K.Key_Return, CONTROL)
    scene.until_stage(name, stage)
    scene.idle()
    scene.hands.wait(100)


def lead_through(scene: Scene, name: str, stage: Stage, shot: tuple[str, str]) -> None:
    """Ctrl+Enter, and the same in the dialog that asks for words."""
    hands = scene.hands

    def fill(dialog: QWidget) -> None:
        hands.shoot(shot[0], shot[1], "Ctrl+Enter", dialog)
        hands.press(K.Key_Return, CONTROL)

    hands.answer(fill)
    lead(scene, name, stage)


def sign(scene: Scene, name: str) -> None:
    """Plug the tokens in, read the page to its end, Enter, PIN."""
    hands = scene.hands
    _to_tray(scene, name)
    hands.shoot("cho_ky", "Hồ sơ chờ ký, chưa cắm token", "Ctrl+Enter")
    for folder in (TOKEN_FOLDER, SEAL_FOLDER):
        SoftwareToken(scene.world.simulators / folder, lambda: datetime.now(UTC)).plug()
    _read_and_sign(scene, ("da_xem_het", "Đã xem hết văn bản, token đã cắm"))
    scene.until_stage(name, Stage.LEADER_SIGNED)
    scene.idle()
    hands.wait(300)
    hands.shoot("da_ky", "Đã ký số, đã kiểm tra", "Enter")


def number(scene: Scene, name: str) -> None:
    """Văn thư reads what was signed, then numbers and seals it in the agency's token."""
    _to_tray(scene, name)
    _read_and_sign(scene, ("cap_so", "Văn thư cấp số, đóng dấu"))
    scene.until_stage(name, Stage.SIGNED)
    scene.idle()


def _to_tray(scene: Scene, name: str) -> None:
    open_by_scan(scene, name)
    scene.hands.press(K.Key_Return, CONTROL)
    model = scene.program.screens.sign.model if scene.program.screens else None
    assert model is not None
    scene.until("văn bản chờ ký", lambda: model.chosen == scene.told.dossiers[name])
    scene.hands.wait(300)
    scene.idle()


def _read_and_sign(scene: Scene, shot: tuple[str, str]) -> None:
    hands = scene.hands
    hands.wait(1500)
    scene.idle()
    for _ in range(4):
        hands.press(K.Key_Space)
        hands.wait(120)
    hands.shoot(shot[0], shot[1], "Space")

    def give_pin(dialog: QWidget) -> None:
        hands.shoot("pin", "Hỏi PIN một lần", "Enter", dialog)
        hands.type(PIN)
        hands.press(K.Key_Return)

    hands.answer(give_pin)
    hands.press(K.Key_Return)


def to_counter(scene: Scene, name: str) -> None:
    """The result is brought to the counter, shelf A2."""
    hands = scene.hands

    def shelve(_dialog: QWidget) -> None:
        hands.type("A2")
        hands.press(K.Key_Return)

    open_by_scan(scene, name)
    hands.answer(shelve)
    lead(scene, name, Stage.AT_COUNTER)


def _model(scene: Scene):  # type: ignore[no-untyped-def]  # the view-model of the dossier screen
    assert scene.program.screens is not None
    return scene.program.screens.dossier.model
