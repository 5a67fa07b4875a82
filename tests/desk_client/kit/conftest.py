"""Builds the kit from the shipped icons, fonts and message files, without a display."""

import os
from collections.abc import Callable
from functools import cache
from importlib.resources import files

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication

from desk_client.viewmodels.speaker import Speaker, load_messages
from desk_client.views.kit.icons import IconSet
from desk_client.views.kit.look import Look, load_fonts
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Scale
from desk_client.views.kit.tokens import LIGHT
from dossier.text import fold


def message_texts(language: str) -> list[str]:
    """Give the texts of all message files of one language."""
    folder = files("resources") / "messages"
    names = sorted(item.name for item in folder.iterdir())
    return [(folder / name).read_text("utf-8") for name in names if name.removesuffix(".toml").endswith(language)]


@cache
def kit_words() -> dict[str, str]:
    """Give the Vietnamese words of kit and shell alone."""
    folder = files("resources") / "messages"
    return load_messages((folder / name).read_text("utf-8") for name in ("vi.toml", "kit.vi.toml"))


def shipped_icons() -> dict[str, bytes]:
    """Give the drawings of all icons by name."""
    folder = files("resources") / "icons"
    return {item.name[:-4]: item.read_bytes() for item in folder.iterdir() if item.name.endswith(".svg")}


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> Look:
    """The look of the whole test run, with the shipped fonts."""
    folder = files("resources") / "fonts"
    load_fonts((folder / name).read_bytes() for name in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"))
    return Look(qapp, IconSet(shipped_icons()))


@pytest.fixture(scope="session")
def vietnamese() -> dict[str, str]:
    """All Vietnamese messages."""
    return load_messages(message_texts("vi"))


@pytest.fixture(scope="session")
def english() -> dict[str, str]:
    """All English messages."""
    return load_messages(message_texts("en"))


@pytest.fixture(scope="session")
def icon_names() -> frozenset[str]:
    """Names of all shipped icons."""
    return frozenset(shipped_icons())


@pytest.fixture
def kit(dressed: Look) -> Kit:
    """A kit in Vietnamese, light, at 100 %."""
    dressed.wear(LIGHT, Scale())
    return Kit(dressed, Speaker(kit_words()), fold)


@pytest.fixture
def worded(kit: Kit) -> Callable[[dict[str, str]], Kit]:
    """Gives the kit with words that a test adds to those of kit and shell."""
    return lambda words: Kit(kit.look, Speaker(kit_words() | words), kit.fold)
