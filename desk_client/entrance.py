"""Runs the window: the login stands first, and what is behind it is loaded while a person reads and types."""

import gc
import json
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMessageBox

from desk_client import belongings
from desk_client.foyer import Foyer, look_inside, make_foyer
from desk_client.ports import DeskFault
from desk_client.settings import Settings
from desk_client.views.frame.first_sight import FirstSight

if TYPE_CHECKING:
    from desk_client.viewmodels.speaker import Speaker
    from desk_client.window import Program

_BREATH_MS = 30
"""Between the login's first painting and the work behind it: the focus and the first letter come first."""
_TURN_SECONDS = 0.0005
"""So long the loading computes while the window waits for its turn."""


def run_window(*, until_shown: bool = False) -> int:
    """Run the program with a window until it is closed, or until it could be used; the exit code."""
    app = QApplication(sys.argv)
    try:
        entrance = Entrance(app, belongings.load_settings())
    except DeskFault as fault:  # neither settings nor a folder: not even the program's own look can be put on
        speaker = belongings.load_speaker("vi")
        QMessageBox.critical(None, speaker.say("app.name"), speaker.say(fault.remedy))
        return 1
    if until_shown:
        entrance.opened.connect(lambda: _leave_when_usable(app, entrance))
    entrance.open()
    entrance.foyer.window.show()
    code = app.exec()
    entrance.close()
    return code


def _leave_when_usable(app: QApplication, entrance: "Entrance") -> None:
    window = entrance.foyer.window
    FirstSight(window, entrance.foyer.runner).usable.connect(lambda: app.exit(_say_shown(entrance.program)))
    window.update()


def _say_shown(program: "Program | None") -> int:
    """One line for whoever tries an installation; the exit code, 1 when the store could not be opened."""
    opened = program is not None and program.opened
    facts = {"shown": True, "opened": opened, "enrolled": program is not None and program.desk is not None}
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()
    return 0 if opened else 1


class Entrance(QObject):
    """The way in; `opened` comes once, when the program stands behind the window, also with a fault to tell."""

    opened = Signal()

    def __init__(self, app: QApplication, settings: Settings) -> None:
        super().__init__()
        look = look_inside(settings)
        self.foyer: Foyer = make_foyer(app, settings, look.people)
        self._behind = look.behind
        self.program: Program | None = None
        self._closed = False
        self._report_asked = False

    def open(self) -> None:
        """Show the login at once where a look at the store told who may log in; else open the store first."""
        foyer = self.foyer
        if not foyer.gate.people or not self._alone():
            self._open_program()
            return
        foyer.window.show_gate(foyer.login)
        foyer.login.start_here()
        if self._behind:
            foyer.login.tell(foyer.window.kit.say("login.bringing_up"))
        for asking in (foyer.window.trouble_asked, foyer.login.trouble_asked):
            asking.connect(self._remember_report)
        foyer.window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Wait for the first painting; takes no event away."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(_BREATH_MS, self._load)
        return False

    def close(self) -> None:
        """End everything in order, also when the window was closed before the program stood behind it."""
        self._closed = True
        self.foyer.runner.finish()
        if self.program is not None:
            self.program.close()
        self.foyer.right.leave()

    def _alone(self) -> bool:
        try:
            self.foyer.right.take()
        except DeskFault:  # the program finds the same and says it
            return False
        return True

    def _load(self) -> None:
        sys.setswitchinterval(_TURN_SECONDS)
        words, older = self.foyer.window.kit.speaker, self.foyer.settings if self._behind else None
        self.foyer.runner.start(
            lambda: _load_program(words, older), lambda _: self._open_program(), lambda _: self._open_program()
        )

    def _open_program(self) -> None:
        from desk_client.viewmodels.sweeper import Sweeper  # noqa: PLC0415 - loaded while the login stands
        from desk_client.window import Program  # noqa: PLC0415 - as above

        if self._closed:
            return
        if self._behind:
            self.foyer.login.hush()
        program = self.program = Program(self.foyer)
        program.open()
        program.watch_for_crashes()
        gc.freeze()  # what stands now stays until the end: no later collection walks through it
        self._sweeper = Sweeper(self)
        self.opened.emit()
        if self._report_asked:
            program.ask_report()

    def _remember_report(self) -> None:
        self._report_asked = self._report_asked or self.program is None


def _load_program(words: "Speaker", older: Settings | None) -> None:
    """What the person meets next, loaded beside the window: half a start that the login does not wait for.

    The store of an `older` program is brought up here: with some hundred thousand dossiers that takes many seconds.
    """
    import desk_client.use_cases  # noqa: PLC0415 - as said
    import desk_client.viewmodels.receive  # noqa: PLC0415 - the counter's screen is made right after the program
    import desk_client.views.receive.screen  # noqa: PLC0415 - as above
    import desk_client.window  # noqa: F401, PLC0415 - as said

    words.load_rest()
    if older is not None:
        from desk_client.bootstrap import bring_up  # noqa: PLC0415 - as said

        bring_up(older)
