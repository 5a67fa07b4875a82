"""The page before the frame: at the left which program and office this is, at the right the work to be done first."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desk_client.views.kit.labels import Label, StatusText
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone

_BAND = 340


class GateMark(QWidget):
    """The product mark, large."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be a square of 56 px."""
        side = self._kit.look.scale.full(56)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw the mark."""
        look = self._kit.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(look.palette.brand))
        painter.drawRoundedRect(self.rect(), 9, 9)
        side = look.scale.full(34)
        place = (self.width() - side) // 2
        painter.drawPixmap(place, place, look.pixmap("door", "#FFFFFF", 34, self))
        painter.end()


class GatePage(QWidget):
    """A band with mark, office and day; beside it `place` for one card; under it how synchronisation stands."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit = kit
        self.setProperty("kind", "canvas")
        self._office = Label("", Role.TITLE, wrap=True)
        self._part = Label("", Role.BODY, wrap=True)
        self._day = Label("", Role.SMALL, wrap=True)
        self._band = self._build_band()
        self.place = QVBoxLayout()
        self.sync = StatusText(kit, Tone.QUIET, "", "sync")
        self.sync.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._band)
        right = QVBoxLayout()
        right.setContentsMargins(24, 12, 24, 8)
        right.addLayout(self.place, 1)
        right.addWidget(self.sync)
        row.addLayout(right, 1)
        kit.look.changed.connect(self._fit)
        self._fit()

    def set_office(self, name: str, part: str) -> None:
        """Say which office this desk belongs to."""
        self._office.setText(name)
        self._part.setText(part)

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
        column.addWidget(GateMark(self.kit))
        column.addSpacing(space(12))
        for label, tone in ((self._office, "nav"), (self._part, "nav2")):
            label.setProperty("tone", tone)
            column.addWidget(label)
        column.addStretch(1)
        self._day.setProperty("tone", "nav")
        column.addWidget(self._day)
        return band

    def _fit(self) -> None:
        self._band.setFixedWidth(self.kit.look.scale.space(_BAND))


def centred(place: QVBoxLayout, widget: QWidget, width: int, *, stretch: tuple[int, int] = (1, 1)) -> None:
    """Put a widget of at most `width` px in the middle of a place."""
    widget.setMaximumWidth(width)
    place.addStretch(stretch[0])
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget, 6)
    row.addStretch(1)
    place.addLayout(row)
    place.addStretch(stretch[1])
