"""The strip over the acts: which long work is under way, how far it is, and the button that stops it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desk_client.views.kit.bars import ProgressLine
from desk_client.views.kit.buttons import SecondaryButton
from desk_client.views.kit.outfit import Kit

STOP_KEY = "Shift+Esc"
"""Esc alone belongs to the screen, on which the person may go on meanwhile."""


class WorkStrip(QWidget):
    """Stops nobody from working on; hidden while nothing lasts."""

    stop_pressed = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.progress = ProgressLine(kit)
        self.stop = SecondaryButton(kit, kit.say("shell.work_stop"), key=STOP_KEY, small=True)
        self.stop.clicked.connect(self.stop_pressed)
        self.progress.add_act(self.stop)
        box = QFrame()
        box.setProperty("box", "info")
        self._inner = QVBoxLayout(box)
        self._inner.addWidget(self.progress)
        self._outer = QVBoxLayout(self)
        self._outer.addWidget(box)
        kit.look.changed.connect(self._fit)
        self._fit()
        self.hide()

    def set_work(self, words: str, done: int, whole: int, *, stops: bool) -> None:
        """Say how far it is; without `stops` it will soon end by itself."""
        self.progress.set_progress(words, done, whole)
        self.stop.setVisible(stops)

    def _fit(self) -> None:
        space = self._kit.look.scale.space
        self._inner.setContentsMargins(space(12), space(4), space(8), space(4))
        self._outer.setContentsMargins(space(12), 0, space(12), space(8))
