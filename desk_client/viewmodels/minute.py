"""Calls somebody once a minute: what is counted in hours and minutes goes on where nothing else happens."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_MINUTE_MS = 60_000


def each_minute(owner: QObject, call: Callable[[], None]) -> QTimer:
    """A running timer that lives with its owner."""
    timer = QTimer(owner)
    timer.setInterval(_MINUTE_MS)
    timer.timeout.connect(call)
    timer.start()
    return timer
