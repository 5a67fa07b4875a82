"""The window with its login before anything behind it is loaded: it needs neither the store's engine nor the core."""

from dataclasses import dataclass

from PySide6.QtWidgets import QApplication

from desk_client import belongings
from desk_client.adapters.key_store import key_store_of
from desk_client.adapters.one_window import OneWindow
from desk_client.ports import DeskFault
from desk_client.settings import Settings
from desk_client.store.first_look import FirstLook, look_at
from desk_client.viewmodels.gate import GateModel
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Seat
from desk_client.views.frame.wardrobe import Wardrobe
from desk_client.views.gate.login import LoginGate
from desk_client.views.kit.icons import IconSet
from desk_client.views.kit.look import Look, load_fonts
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.qt_texts import QtTexts
from desk_client.views.kit.ring import FocusRing
from desk_client.views.kit.roles import speak_roles
from desk_client.views.shell.window import MainWindow
from dossier.roles import Person
from dossier.text import fold

_FIRST_SIZE = (1366, 768)


@dataclass(frozen=True, slots=True)
class Foyer:
    """What stands before the store is open, and stays when it is."""

    window: MainWindow
    settings: Settings
    right: OneWindow
    runner: Runner
    seat: Seat
    gate: GateModel
    login: LoginGate


def make_foyer(app: QApplication, settings: Settings, people: tuple[Person, ...] = ()) -> Foyer:
    """The window, not yet shown, with the login of these people. Raises DeskFault when there can be no folder."""
    window = MainWindow(make_kit(app, settings))
    window.resize(*_FIRST_SIZE)
    runner, seat = Runner(), Seat()
    gate = GateModel(runner, seat, window.kit.speaker, people)
    return Foyer(
        window=window,
        settings=settings,
        right=OneWindow(belongings.data_folder(settings)),
        runner=runner,
        seat=seat,
        gate=gate,
        login=LoginGate(window.kit, gate),
    )


def look_inside(settings: Settings) -> FirstLook:
    """Who may log in here, if a look at the store tells it; nobody when opening it will have something else to say."""
    try:
        folder = belongings.data_folder(settings)
        key = key_store_of(settings.key_store, folder / "keys").get("store")
    except (DeskFault, OSError, ValueError):
        return FirstLook()
    return FirstLook() if key is None else look_at(folder / "desk.db", key)


def make_kit(app: QApplication, settings: Settings) -> Kit:
    """Fonts, look, words; puts on what the person chose last."""
    app.setApplicationName("motcua")
    load_fonts(belongings.screen_fonts())
    speaker = belongings.load_speaker(settings.language)
    app.installTranslator(QtTexts(speaker, app))
    look = Look(app, IconSet(belongings.load_icons()))
    Wardrobe(look, belongings.data_folder(settings) / "window.ini").wear_kept(settings.palette, settings.scale)
    FocusRing(app, look)
    speak_roles()
    return Kit(look, speaker, fold)
