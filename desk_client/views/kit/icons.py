"""Draws icons: recolours stroke SVGs given as bytes and renders them sharp at the screen's pixel ratio."""

from collections.abc import Mapping

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

STROKE = b"#000000"


class IconSet:
    """Icons by name; knows no file, only the bytes it was given."""

    def __init__(self, drawings: Mapping[str, bytes]) -> None:
        self._drawings = dict(drawings)
        self._made: dict[tuple[str, str, int, float], QPixmap] = {}

    def names(self) -> frozenset[str]:
        """Give the names that can be drawn."""
        return frozenset(self._drawings)

    def pixmap(self, name: str, colour: str, px: int, ratio: float = 1.0) -> QPixmap:
        """Give the icon as a pixmap of px by px logical pixels; an unknown name is an empty pixmap."""
        key = (name, colour, px, ratio)
        made = self._made.get(key)
        if made is None:
            made = self._render(name, colour, px, ratio)
            self._made[key] = made
        return made

    def icon(self, name: str, colour: str, px: int, ratio: float = 1.0) -> QIcon:
        """Give the icon as a QIcon of one colour."""
        return QIcon(self.pixmap(name, colour, px, ratio))

    def _render(self, name: str, colour: str, px: int, ratio: float) -> QPixmap:
        side = max(1, round(px * ratio))
        pixmap = QPixmap(side, side)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        drawing = self._drawings.get(name)
        if drawing is None:
            return pixmap
        renderer = QSvgRenderer(QByteArray(drawing.replace(STROKE, colour.encode("ascii"))))
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, px, px))
        painter.end()
        return pixmap
