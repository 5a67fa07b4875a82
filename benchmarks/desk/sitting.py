"""A process of its own: a clerk sits down at a desk; says its ms since the start, its CPU and its memory.

It does what `motcua-desk` does without a word (its caller has put garbage collection off, as `desk_client.__main__`
does), then plays the clerk: as soon as the login can be used the password is
there and Enter is pressed; the end is the receive screen painted, its procedures known, nothing under way.
"""

import gc
import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from desk_client.bootstrap import load_settings
from desk_client.window import Program, open_program

_WAIT = QEventLoop.ProcessEventsFlag.WaitForMoreEvents


def main(started_ns: int, login: str, password: str) -> None:
    """Sit down and say how long it took."""

    def at() -> dict[str, float]:
        return {"ms": (time.monotonic_ns() - started_ns) / 1e6, "cpu_ms": time.process_time() * 1000}

    app = QApplication(sys.argv[:1])
    program = open_program(app, load_settings())
    program.window.show()
    gc.freeze()
    gc.enable()
    _until_login(app, program)
    told = {"login": at()}
    _enter(app, program, login, password)
    told["receive"] = at()
    print(json.dumps(told | {"rss_mb": _resident_mb()}), flush=True)
    program.close()


def _until_login(app: QApplication, program: Program) -> None:
    while program.behaviour is None or not program.behaviour.login.people.rows.rowCount() or not program.runner.idle:
        app.processEvents(_WAIT)
    program.window.grab()


def _enter(app: QApplication, program: Program, login: str, password: str) -> None:
    behaviour, screens = program.behaviour, program.screens
    assert behaviour is not None
    assert screens is not None
    behaviour.login.people.choose(login)
    behaviour.login.password.setText(password)
    behaviour.login.password.returnPressed.emit()
    while program.window.gated or not screens.receive.holder.procedures or QApplication.focusWidget() is None:
        app.processEvents(_WAIT)
    program.window.grab()


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1024**2


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
