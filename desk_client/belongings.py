"""What the program brings along or finds on its machine before any store is opened: settings, folder, words, drawings.

It loads neither the store nor the core, so that a window can stand before they are there.
"""

import os
import sys
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from desk_client.ports import DeskFault, disk_fault
from desk_client.settings import Settings, SettingsFault, decode
from desk_client.viewmodels.speaker import Speaker, load_messages
from printing.fonts import FontSet

if TYPE_CHECKING:
    from token_signing.devices.known_drivers import DriverTable

_LOGIN_WORDS = ("", "kit.", "gate.")
"""The areas whose words stand on the window with its login: what every screen says, its parts, the gates."""


def load_settings() -> Settings:
    """Settings of this machine: `config.toml` in the program's folder, overridden by `MOTCUA_*`.

    Raises DeskFault `settings_bad`, naming the setting.
    """
    path = Path(os.environ.get("MOTCUA_CONFIG", platformdirs.user_config_path("motcua") / "config.toml"))
    try:
        return decode(path.read_text(encoding="utf-8") if path.exists() else "", os.environ)
    except (SettingsFault, OSError, UnicodeDecodeError) as fault:
        raise DeskFault("settings_bad", detail=str(fault)) from fault


@cache
def load_fonts() -> FontSet:
    """The fonts that ship with the program, for papers; each is read and kept with the first paper that has it."""
    return FontSet(_font_file)


def screen_fonts() -> tuple[bytes, ...]:
    """The files of the letters on screens, for Qt, which keeps its own copy of them."""
    return tuple(_font_file(name) for name in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"))


def _font_file(name: str) -> bytes:
    return (files("resources") / "fonts" / name).read_bytes()


def program_version() -> str:
    """The version of the installed program."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415  asked by `--version` and reports

    try:
        return version("motcua")
    except PackageNotFoundError:
        return "0"


def load_token_drivers() -> "DriverTable":
    """The drivers of signing tokens that a desk looks for on its machine."""
    from token_signing.devices.known_drivers import read_table  # noqa: PLC0415  asked with the first look at tokens

    table = (files("resources") / "devices" / "token_drivers.toml").read_text("utf-8")
    return read_table(table, sys.platform, os.environ)


def load_icons() -> dict[str, bytes]:
    """The drawings that ship with the program, by name."""
    folder = files("resources") / "icons"
    return {item.name[:-4]: item.read_bytes() for item in folder.iterdir() if item.name.endswith(".svg")}


def load_speaker(language: str) -> Speaker:
    """The words of a language (`vi` or `en`) from the message tables that ship with the program.

    Those of the login are read at once, the others with the first of them that is said.
    """
    folder = files("resources") / "messages"
    ending = "en.toml" if language == "en" else "vi.toml"
    first = [f"{area}{ending}" for area in _LOGIN_WORDS]

    def rest() -> Mapping[str, str]:
        names = sorted(item.name for item in folder.iterdir() if item.name.split(".", 1)[-1] == ending)
        return load_messages((folder / name).read_text("utf-8") for name in names if name not in first)

    return Speaker(load_messages((folder / name).read_text("utf-8") for name in first), rest)


def data_folder(settings: Settings) -> Path:
    """Where this machine keeps its store; it exists when this returns. Raises DeskFault `disk_full`, `disk_failed`."""
    folder = Path(settings.data_dir) if settings.data_dir else platformdirs.user_data_path("motcua")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise disk_fault(fault) from fault
    return folder
