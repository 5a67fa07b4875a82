"""Tells when a person can first use the window: it was painted once and nothing it began with is under way."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desk_client.viewmodels.runner import Runner


class FirstSight(QObject):
    """Watches a window from before it is shown; `usable` comes once."""

    usable = Signal()

    def __init__(self, window: QWidget, runner: Runner) -> None:
        super().__init__(window)
        self._runner = runner
        self._timer = QTimer(self)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._look)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Wait for the first painting; takes no event away."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self._timer.start()
        return False

    def _look(self) -> None:
        if self._runner.idle:
            self._timer.stop()
            self.usable.emit()
