"""The line over a tab of the day: what is shown, the way to the one before and after, and what narrows it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desk_client.views.kit.buttons import IconButton
from desk_client.views.kit.flow import Flow
from desk_client.views.kit.labels import Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone


class PeriodBar(QWidget):
    """Back and on (`moved` -1 or 1), the period in words, further fields, and the sums under them."""

    moved = Signal(int)

    def __init__(self, kit: Kit, fields: tuple[QWidget, ...] = ()) -> None:
        super().__init__()
        self.before = IconButton(kit, kit.say("day.before"), "chevron_left", key="Ctrl+PgUp")
        self.after = IconButton(kit, kit.say("day.after"), "chevron_right", key="Ctrl+PgDown")
        self.period = Label("", Role.H3)
        self.sums = Label("", Role.SMALL, Tone.QUIET, wrap=True)
        flow = Flow(kit.look.scale.space(8))
        self.setLayout(flow)
        for part in (self.before, self.after, self.period, *fields):
            flow.addWidget(part)
        self.before.clicked.connect(lambda: self.moved.emit(-1))
        self.after.clicked.connect(lambda: self.moved.emit(1))

    def set_period(self, words: str, *, last: bool) -> None:
        """Say which period it is; after today there is none."""
        self.period.setText(words)
        self.after.setEnabled(not last)
