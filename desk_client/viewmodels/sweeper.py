"""Looks for cycles of garbage in the GUI thread alone: a widget that a worker's look destroyed would end the program.

Python looks where an object happens to be made, and workers make most of them; a closed dialog is often a cycle.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 2_000
_OBJECTS = 100_000
"""New objects after which the young ones are looked at; see `bootstrap`."""
_OLDER = 20
"""So many looks at the young ones go before one at the older ones, and so many of those before one at all."""


class Sweeper(QObject):
    """Takes the place of the automatic look while it lives; `sweep` looks at once where enough was made."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.sweep)
        self._timer.start()

    def sweep(self) -> None:
        """Look, as deep as its turn is."""
        if gc.get_count()[0] < _OBJECTS:
            return
        self._looks += 1
        deep = 2 if self._looks % (_OLDER * _OLDER) == 0 else 1 if self._looks % _OLDER == 0 else 0
        gc.collect(deep)
