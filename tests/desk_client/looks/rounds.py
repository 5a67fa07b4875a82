"""One round through the program in one look: the working desk, a new machine, a store that does not open."""

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desk_client.views.kit.scale import Scale
from desk_client.views.kit.tokens import Palette
from desk_client.window import open_program
from tests.desk_client.frame.open_desk import OpenDesk
from tests.desk_client.looks.guide_sights import guide_sights
from tests.desk_client.looks.house import Bot, settings_of
from tests.desk_client.looks.sights import closed_store, every_sight, first_run
from tests.desk_client.looks.walk import Visit
from tests.fakes.office import settings_in

Wear = tuple[Palette, Scale]


def everything(bot: Bot, app: QApplication, folder: Path, wear: Wear, visit: Visit) -> None:
    """Show every sight of the desk in `folder/house` (used up by this), a new one and a broken one."""
    house = folder / "house"
    _round(bot, app, house, wear, lambda desk: _whole_day(desk, house, visit))
    _round(bot, app, folder / "new", wear, lambda desk: first_run(desk, visit))
    shutil.copytree(house, folder / "locked")
    (folder / "locked" / "keys" / "store.key").write_bytes(b"x" * 32)
    _round(bot, app, folder / "locked", wear, lambda desk: closed_store(desk, visit))


def _whole_day(desk: OpenDesk, house: Path, visit: Visit) -> None:
    every_sight(desk, house, visit)
    guide_sights(desk, house, visit)


def _round(bot: Bot, app: QApplication, folder: Path, wear: Wear, walk: Callable[[OpenDesk], None]) -> None:
    settings = settings_of(folder) if folder.name == "house" else settings_in(folder)
    desk = OpenDesk(bot, open_program(app, settings))
    try:
        desk.window.kit.look.wear(*wear)
        walk(desk)
    finally:
        desk.close()
