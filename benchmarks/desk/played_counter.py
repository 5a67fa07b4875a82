"""A process of its own: plays a known citizen at the counter by real keys, twice; says keys and seconds.

`python -m benchmarks.desk.played_counter WORLD OUT`, in the environment of the world's desk.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desk_client.belongings import load_settings
from desk_client.viewmodels.receive import ReceiveModel
from desk_client.views.receive.screen import ReceiveScreen
from desk_client.window import open_program
from dossier.events import Stage
from rehearsal.guide.papers import PaperKind
from rehearsal.people import Invented
from rehearsal.play import counter
from rehearsal.play.actor import Actor
from rehearsal.play.parts import CLERK
from rehearsal.play.scene import K, Scene, Told
from rehearsal.province import World

_COPY = "2.000815"


def main(world: Path, out: Path) -> None:
    """Sit down, receive one with a due date and one whose result is given at once."""
    app = QApplication(sys.argv[:1])
    program = open_program(app, load_settings())
    program.window.show()
    program.window.activateWindow()
    scene = Scene(program, Actor(app, program.window, out), World(world), Told())
    scene.sit_down(CLERK)
    scene.lay_paper(scene.person(3), PaperKind.DECLARATION, 1)  # its drawing stands for the citizen's own hands
    said = {"later": _measured(scene, scene.person(3), _later), "at_once": _measured(scene, scene.person(5), _at_once)}
    print(json.dumps(said), flush=True)
    os._exit(0)  # Qt's worker threads may still hold a picture; the store is closed by its own durability


def _measured(scene: Scene, who: Invented, play: Callable[[Scene, Invented], None]) -> dict[str, float]:
    """Keys and seconds from the card on the reader until the dossier is durable and its paper, if any, is there."""
    scene.hands.press(K.Key_F2)
    scene.idle()
    before, model = scene.newest_of(who), _model(scene)
    keys, began = scene.hands.keys, time.monotonic()
    scene.hold_card(who)
    counter.fill_applicant(scene, who)
    play(scene, who)
    scene.hands.press(K.Key_F9)
    scene.until("đã lưu hồ sơ", lambda: _new(scene, who, None if before is None else before.id))
    scene.until("đã có giấy", lambda: not model.busy and scene.program.runner.idle)
    return {"keys": scene.hands.keys - keys, "seconds": time.monotonic() - began}


def _later(scene: Scene, who: Invented) -> None:
    """Marital status: procedure by a few letters, form, one scanned paper, one that was only shown."""
    del who
    counter.choose_procedure(scene)
    counter.fill_form(scene)
    counter.scan_paper(scene)


def _at_once(scene: Scene, who: Invented) -> None:
    """A certified copy: procedure by a few letters, name of the paper, pages, copies, the original that was shown."""
    del who
    hands, model = scene.hands, _model(scene)
    hands.type("ban chinh")
    hands.press(K.Key_Return)
    scene.until("đã chọn thủ tục", lambda: model.sheet.procedure == _COPY)
    scene.idle()
    for words, key in (("CMND", K.Key_Tab), ("1", K.Key_Tab), ("2", K.Key_F6)):
        hands.type(words)
        hands.press(key)
    scene.until("danh sách giấy tờ", lambda: hands.focused_in(_screen(scene).papers))
    hands.press(K.Key_Space)
    scene.idle()


def _screen(scene: Scene) -> ReceiveScreen:
    screen = scene.program.window.screen_named("receive")
    assert isinstance(screen, ReceiveScreen)
    return screen


def _model(scene: Scene) -> ReceiveModel:
    assert scene.program.screens is not None
    return scene.program.screens.receive


def _new(scene: Scene, who: Invented, before: str | None) -> bool:
    state = scene.newest_of(who)
    return state is not None and state.stage is Stage.RECEIVED and state.id != before


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
