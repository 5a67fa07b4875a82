"""The product mark: a door on the brand ground."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk_client.views.kit.outfit import Kit


class Mark(QWidget):
    """A square of some px at 100 % with round corners, the door in its middle."""

    def __init__(self, kit: Kit, *, px: int, door_px: int, corner: int) -> None:
        super().__init__()
        self._kit = kit
        self._px, self._door_px, self._corner = px, door_px, corner
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be the square."""
        side = self._kit.look.scale.full(self._px)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw the mark."""
        look = self._kit.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(look.palette.brand))
        painter.drawRoundedRect(self.rect(), self._corner, self._corner)
        side = look.scale.full(self._door_px)
        place = ((self.width() - side) // 2, (self.height() - side) // 2)
        painter.drawPixmap(*place, look.pixmap("door", "#FFFFFF", self._door_px, self))
        painter.end()
