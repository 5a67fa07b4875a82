"""What a start loads: neither drawing, files, HTTP nor certificates before anyone needs them; no Qt for a command."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.office import make_office

NOT_AT_START = (
    *("reportlab", "pikepdf", "PIL", "pypdfium2", "barcode", "segno", "fontTools"),
    *("requests", "urllib3", "http.client", "alembic", "pyhanko", "cryptography.x509", "smartcard", "sane"),
)
"""Libraries that a window up to its login has no use for."""
BEHIND_THE_LOGIN = (
    "sqlalchemy",
    "msgspec",
    "argon2",
    "hashlib",
    "desk_client.views.kit.dialogs",
    "desk_client.window",
    "dossier.acts",
    "dossier.rules",
    "central_sync",
)
"""What a login in view has not loaded yet: half a start."""
LATER_SCREENS = ("desk_client.views.sign", "desk_client.views.listing", "rehearsal")
NOT_BEHIND_A_COMMAND = (
    "PySide6",
    "desk_client.views",
    "reportlab",
    "pikepdf",
    "PIL",
    "pypdfium2",
    "pyhanko",
    "alembic",
)


def loaded(folder: Path, *words: str, heavy: tuple[str, ...]) -> list[str]:
    """Which of these are loaded after the program ran with these words in a process of its own."""
    source = (
        "import sys\nfrom desk_client.__main__ import main\n"
        f"sys.argv = ['motcua-desk', *{words!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print()\nprint(*(name for name in {heavy!r} if name in sys.modules))\n"
    )
    return said(folder, source)[-1].split()


def said(folder: Path, source: str) -> list[str]:
    """The lines of a process of its own that works on the desk in this folder."""
    plain = {key: value for key, value in os.environ.items() if not key.startswith("MOTCUA_")}
    own = {"MOTCUA_DATA_DIR": str(folder), "MOTCUA_KEY_STORE": "file", "MOTCUA_SIMULATORS": str(folder / "simulators")}
    call = [sys.executable, "-c", source]
    done = subprocess.run(call, capture_output=True, text=True, check=True, env=plain | own, timeout=120)
    return done.stdout.splitlines()


def enrolled(folder: Path) -> None:
    """A desk that has its rules."""
    desk = make_office(folder)
    desk.sandbox.close()
    desk.checks.close()
    desk.machine.writer.close()
    desk.machine.engine.dispose()


def test_a_start_up_to_the_login_loads_what_the_login_needs(tmp_path: Path) -> None:
    """A window on an enrolled desk, shown and usable, in a process that ends then."""
    enrolled(tmp_path)
    heavy = (*NOT_AT_START, *LATER_SCREENS, "PySide6.QtWidgets")
    assert loaded(tmp_path, "--until-shown", heavy=heavy) == ["PySide6.QtWidgets"]


def test_a_login_stands_before_store_and_core_are_loaded(tmp_path: Path) -> None:
    """What is loaded when the login with its people was painted."""
    enrolled(tmp_path)
    source = (
        "import sys\nfrom PySide6.QtWidgets import QApplication\nfrom desk_client.belongings import load_settings\n"
        "from desk_client.entrance import Entrance\n"
        "entrance = Entrance(QApplication([]), load_settings())\nentrance.open()\n"
        "entrance.foyer.window.show()\nentrance.foyer.window.grab()\n"
        "print(entrance.foyer.login.people.rows.rowCount(), entrance.program)\n"
        "print(entrance.foyer.window.kit.speaker.whole)\n"
        f"print(*(name for name in {BEHIND_THE_LOGIN!r} if name in sys.modules))\n"
    )
    assert said(tmp_path, source) == ["4 None", "False", ""]


def test_a_window_keeps_no_line_of_source(tmp_path: Path) -> None:
    """PySide's own import reads each module that comes after it and keeps the lines: a desk runs without it."""
    enrolled(tmp_path)
    source = (
        "import sys, linecache\nfrom desk_client.__main__ import main\n"
        "sys.argv = ['motcua-desk', '--until-shown']\n"
        "print(main(), 'desk_client.window' in sys.modules)\n"
        "print(*(file for file in linecache.cache if 'desk_client' in file))\n"
    )
    assert said(tmp_path, source)[-2:] == ["0 True", ""]


@pytest.mark.parametrize(
    "words", [("--help",), ("status", "--json"), ("sync", "--once", "--json"), ("doctor", "--json")]
)
def test_a_command_loads_neither_qt_nor_what_draws(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Each command on an enrolled desk whose centre is not there."""
    enrolled(tmp_path)
    heavy = (*NOT_BEHIND_A_COMMAND, "desk_client.commands")
    assert loaded(tmp_path, *words, heavy=heavy) == ["desk_client.commands"]
