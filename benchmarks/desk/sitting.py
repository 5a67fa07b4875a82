"""A process of its own: a clerk sits down at a desk; says its ms since it was called, its processor time and memory.

It does what `motcua-desk` does without a word (its caller has put garbage collection off, as `desk_client.__main__`
does), then plays the clerk, who types the password letter by letter once the login can be used and presses Enter; the
end is the receive screen painted, its procedures known, the focus in it. The program is waited for until the login can
be used and from Enter on; while the clerk types it may do what it likes, and the letters take their time.
"""

import gc
import json
import sys
import time

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from benchmarks.desk.memory import resident_mb
from desk_client.bootstrap import load_settings
from desk_client.window import Program, open_program

_WAIT = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
_LETTER_SECONDS = 0.08


def main(called_ns: int, login: str, password: str) -> None:
    """Sit down and say how long it took."""
    app = QApplication(sys.argv[:1])
    program = open_program(app, load_settings())
    program.window.show()
    gc.freeze()
    gc.enable()
    _until_login(app, program)
    told = {"login_ms": (time.monotonic_ns() - called_ns) / 1e6}
    told["typing_ms"] = _type(app, program, login, password)
    told["password_ms"], told["enter_ms"] = _enter(app, program)
    told["cpu_ms"] = time.process_time() * 1000
    print(json.dumps(told | {"rss_mb": resident_mb()}), flush=True)
    program.close()


def _until_login(app: QApplication, program: Program) -> None:
    while program.behaviour is None or not program.behaviour.login.people.rows.rowCount() or not program.runner.idle:
        app.processEvents(_WAIT)
    program.window.grab()


def _type(app: QApplication, program: Program, login: str, password: str) -> float:
    """Choose the name and type the password; the ms it took."""
    assert program.behaviour is not None
    gate, began = program.behaviour.login, time.monotonic()
    gate.people.choose(login)
    for count in range(1, len(password) + 1):
        gate.password.setText(password[:count])
        until = time.monotonic() + _LETTER_SECONDS
        while time.monotonic() < until:
            app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
            time.sleep(0.002)
    return (time.monotonic() - began) * 1000


def _enter(app: QApplication, program: Program) -> tuple[float, float]:
    """Press Enter; the ms until the password was found right, and until the receive screen can be used."""
    behaviour, screens = program.behaviour, program.screens
    assert behaviour is not None
    assert screens is not None
    right: list[float] = []
    program.seat.changed.connect(lambda: right.append(time.monotonic()))
    began = time.monotonic()
    behaviour.login.password.returnPressed.emit()
    while program.window.gated or not screens.receive.holder.procedures or QApplication.focusWidget() is None:
        app.processEvents(_WAIT)
    program.window.grab()
    return (right[0] - began) * 1000, (time.monotonic() - began) * 1000
