"""The page before the frame: at the left which program and office this is, at the right the work to be done first."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desk_client.views.kit.bars import InfoBar
from desk_client.views.kit.buttons import LinkButton
from desk_client.views.kit.cards import ScrollBody
from desk_client.views.kit.labels import Label, StatusText
from desk_client.views.kit.mark import Mark
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone

_BAND, _NARROW = 340, 190
"""Width of the band in px at 100 %; from 130 % type the card needs the room."""


class GatePage(QWidget):
    """A band with mark, office and day; beside it one card (`put`); under it how synchronisation stands."""

    trouble_asked = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit = kit
        self.setProperty("kind", "canvas")
        self._office = Label("", Role.TITLE, wrap=True)
        self._part = Label("", Role.BODY, wrap=True)
        self._day = Label("", Role.SMALL, wrap=True)
        self._band = self._build_band()
        self._scroll = ScrollBody(kit)
        self._card: tuple[QWidget, int] | None = None
        self.sync = StatusText(kit, Tone.QUIET, "", "sync")
        self.sync.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._band)
        right = QVBoxLayout()
        right.setContentsMargins(24, 12, 24, 8)
        self.told = InfoBar(kit, Tone.WARNING)
        self.told.hide()
        self.trouble = LinkButton(kit, kit.say("shell.key.report"))
        self.trouble.setToolTip("Ctrl+Shift+B")
        self.trouble.clicked.connect(self.trouble_asked)
        foot = QHBoxLayout()
        foot.addWidget(self.sync)
        foot.addStretch(1)
        foot.addWidget(self.trouble)
        right.addWidget(self.told)
        right.addWidget(self._scroll, 1)
        right.addLayout(foot)
        row.addLayout(right, 1)
        kit.look.changed.connect(self._fit)
        self._fit()

    def put(self, card: QWidget, width: int) -> None:
        """Put the card of this page in its middle, at most `width` px wide at 100 %."""
        self._card = (card, width)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card, 6)
        row.addStretch(1)
        self._scroll.column.addStretch(1)
        self._scroll.column.addLayout(row)
        self._scroll.column.addStretch(1)
        self._fit()

    def set_office(self, name: str, part: str) -> None:
        """Say which office this desk belongs to."""
        self._office.setText(name)
        self._part.setText(part)

    def tell(self, text: str) -> None:
        """Say something over the card that a person should know before the work."""
        self.told.set_state(Tone.WARNING, text)
        self.told.show()

    def hush(self) -> None:
        """Take away what was said."""
        self.told.hide()

    def set_day(self, day: str) -> None:
        """Say the day that the desk counts with; empty hides it."""
        self._day.setText(day)
        self._day.setVisible(bool(day))

    def set_sync(self, tone: Tone, icon: str, text: str) -> None:
        """Say how synchronisation stands."""
        self.sync.set_state(tone, text, icon)
        self.sync.setVisible(bool(text))

    def start_here(self) -> None:
        """Put the focus where the work begins."""

    def _build_band(self) -> QFrame:
        band = QFrame()
        band.setProperty("kind", "nav")
        column = QVBoxLayout(band)
        space = self.kit.look.scale.space
        column.setContentsMargins(space(28), space(28), space(20), space(20))
        column.setSpacing(space(8))
        column.addWidget(Mark(self.kit, px=56, door_px=34, corner=9))
        column.addSpacing(space(12))
        for label, tone in ((self._office, "nav"), (self._part, "nav2")):
            label.setProperty("tone", tone)
            column.addWidget(label)
        column.addStretch(1)
        self._day.setProperty("tone", "nav")
        column.addWidget(self._day)
        return band

    def _fit(self) -> None:
        scale = self.kit.look.scale
        self._band.setFixedWidth(scale.full(_NARROW) if scale.compact else scale.space(_BAND))
        if self._card is not None:
            card, width = self._card
            card.setMaximumWidth(scale.full(width))
