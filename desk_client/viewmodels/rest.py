"""Does something once after a rest, so that what comes in quick succession is answered together."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Rest(QTimer):
    """Every `start` begins the rest anew; `then` is done at its end."""

    def __init__(self, parent: QObject, milliseconds: int, then: Callable[[], object]) -> None:
        super().__init__(parent)
        self.setSingleShot(True)
        self.setInterval(milliseconds)
        self.timeout.connect(then)
