"""A process of its own: a clerk sits down at a desk; says its ms since it was called, its processor time and memory.

It does what `motcua-desk` does without a word (its caller has made the start a light one, as `desk_client.__main__`
does), then plays the clerk, who types the password letter by letter once the login was painted and presses Enter; the
end is the receive screen painted, its procedures known, the focus in it. The program is waited for until the login can
be used and from Enter on; while the clerk types it may do what it likes, and the letters take their time. What is not
ready when Enter is pressed is waited for and counted; how late letters came is said for itself.
"""

import json
import sys
import time

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from benchmarks.desk.memory import resident_mb
from desk_client.belongings import load_settings
from desk_client.entrance import Entrance

_WAIT = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
_LETTER_SECONDS = 0.08
_TURN_SECONDS = 0.02
"""A window that answers later than this while a letter is typed is felt; what is over it makes the letter late."""


def main(called_ns: int, login: str, password: str) -> None:
    """Sit down and say how long it took."""
    app = QApplication(sys.argv[:1])
    entrance = Entrance(app, load_settings())
    entrance.open()
    entrance.foyer.window.show()
    _until_login(app, entrance)
    told = {"login_ms": (time.monotonic_ns() - called_ns) / 1e6}
    told["typing_ms"], told["late_ms"] = _type(app, entrance, login, password)
    told["password_ms"], told["enter_ms"] = _enter(app, entrance)
    told["cpu_ms"] = time.process_time() * 1000
    print(json.dumps(told | {"rss_mb": resident_mb()}), flush=True)
    entrance.close()


def _until_login(app: QApplication, entrance: Entrance) -> None:
    app.processEvents()
    while not entrance.foyer.login.people.rows.rowCount():
        app.processEvents(_WAIT)
    entrance.foyer.window.grab()


def _type(app: QApplication, entrance: Entrance, login: str, password: str) -> tuple[float, float]:
    """Choose the name and type the password; the ms it took, and for how many of them a letter had to wait."""
    gate, began, late = entrance.foyer.login, time.monotonic(), 0.0
    gate.people.choose(login)
    for count in range(1, len(password) + 1):
        gate.password.setText(password[:count])
        until = time.monotonic() + _LETTER_SECONDS
        while (turn := time.monotonic()) < until:
            app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
            late += max(0.0, time.monotonic() - turn - _TURN_SECONDS)
            time.sleep(0.002)
    return (time.monotonic() - began) * 1000, late * 1000


def _enter(app: QApplication, entrance: Entrance) -> tuple[float, float]:
    """Press Enter; the ms until the password was found right, and until the receive screen can be used."""
    right: list[float] = []
    entrance.foyer.seat.changed.connect(lambda: right.append(time.monotonic()))
    began = time.monotonic()
    entrance.foyer.login.password.returnPressed.emit()
    while entrance.foyer.window.gated or not _can_receive(entrance) or QApplication.focusWidget() is None:
        app.processEvents(_WAIT)
    entrance.foyer.window.grab()
    return (right[0] - began) * 1000, (time.monotonic() - began) * 1000


def _can_receive(entrance: Entrance) -> bool:
    screens = None if entrance.program is None else entrance.program.screens
    return screens is not None and bool(screens.receive.holder.procedures)
