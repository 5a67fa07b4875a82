"""Hands and eyes at one open desk: they bring screens and dialogs into view and show each to whoever looks on."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desk_client.views.listing.screen import ListScreen
from dossier.events import Stage
from tests.desk_client.frame.open_desk import OpenDesk

Visit = Callable[[str, QWidget], None]
"""Hears of each sight: its name and what is in view (the window, or a dialog over it)."""

TURNS = 6
"""Turns of the loop in which nested layouts learn of new words."""


class Walk:
    """Hands and eyes at one open desk; every sight goes to `visit`."""

    def __init__(self, desk: OpenDesk, visit: Visit) -> None:
        self.desk = desk
        self.window = desk.window
        self._visit = visit

    # -- seeing ------------------------------------------------------------------------------------------------------

    def see(self, name: str, root: QWidget | None = None) -> None:
        """Let everything come to rest and show it."""
        self.rest()
        self._visit(name, root or self.window)

    def rest(self) -> None:
        """Wait until nothing is under way and nothing is laid out any more."""
        screen = self.window.current_screen()
        self.desk.settle()
        if isinstance(screen, ListScreen):
            self.desk.until(lambda: not screen._peek.isActive())
            self.desk.settle()
        for _ in range(TURNS):
            QApplication.processEvents()
        self.desk.settle()

    def dialog(self, name: str, ask: Callable[[], object], then: Callable[[QDialog], None] | None = None) -> None:
        """The dialog that `ask` opens: shown, used by `then` and shown again, left by Esc."""
        faults: list[BaseException] = []
        met: list[QDialog] = []

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if met or not isinstance(dialog, QDialog) or not dialog.isVisible():
                return
            met.append(dialog)
            timer.stop()
            try:
                dialog.activateWindow()
                self.see(name, dialog)
                if then is not None:
                    then(dialog)
                    self.see(f"{name}-2", dialog)
            except BaseException as fault:  # told to the walker, whose frame waits below
                faults.append(fault)
            dialog.reject()

        timer = QTimer(self.window)
        timer.setInterval(10)
        timer.timeout.connect(look)
        timer.start()
        ask()
        self.desk.until(lambda: bool(met) and QApplication.activeModalWidget() is None)
        timer.deleteLater()
        if faults:
            raise faults[0]
        self._wake()
        self.rest()

    def _wake(self) -> None:
        """Make the window active again: without a display nobody does it when a dialog closes."""
        self.window.activateWindow()
        self.desk.until(self.window.isActiveWindow)

    # -- going -------------------------------------------------------------------------------------------------------

    def sit_down(self, login: str) -> None:
        """Lock the desk if somebody sits there, and log in."""
        if not self.window.gated:
            self.window.ask_lock()
            self.desk.until(lambda: self.window.gated)
            self.desk.settle()
        self.desk.log_in(login)
        self.rest()

    def screen(self, name: str) -> QWidget:
        """Bring a screen into view."""
        self.window.show_screen(name)
        self.rest()
        return self.window.screen_named(name)

    def in_stage(self, *stages: Stage) -> str:
        """The first dossier in one of these stages."""
        found = self.desk.desk.parts.queries.by_stage(stages)
        assert found, stages
        return found[0].id
