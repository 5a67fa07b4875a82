"""Says in the status bar that work is under way, once it takes longer than a second."""

from PySide6.QtCore import QObject, QTimer

from desk_client.viewmodels.runner import Runner
from desk_client.views.shell.window import MainWindow

PATIENCE_MS = 1_000
"""What ends sooner needs no word."""


class Working(QObject):
    """Follows the runner; the words go with the last piece of work."""

    def __init__(self, window: MainWindow, runner: Runner) -> None:
        super().__init__(window)
        self._window = window
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._say)
        runner.busy.connect(self._follow)

    def _follow(self, pieces: int) -> None:
        if pieces and not self._patience.isActive() and not self._window.status.working.isVisible():
            self._patience.start()
        if not pieces:
            self._patience.stop()
            self._window.status.working.hide()

    def _say(self) -> None:
        self._window.status.working.show()
