"""The page with the place of the signature on it, which the pointer drags and Shift with the arrows moves."""

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from desk_client.views.kit.outfit import Kit
from desk_client.views.sign.page_card import ReadingView

_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class PlacingView(ReadingView):
    """Moves the place of the signature while it is movable, as the reader goes through the paper.

    `stepped` (steps to the right, steps up) by keys; `dragged` (left, top as shares of the page) by the pointer.
    """

    stepped = Signal(int, int)
    dragged = Signal(float, float)

    def __init__(self, kit: Kit, *, name: str) -> None:
        super().__init__(kit, name=name)
        self._movable = False
        self._held: QPointF | None = None
        self._sheet.setMouseTracking(True)
        self.viewport().setMouseTracking(True)

    def set_movable(self, *, movable: bool) -> None:
        """Let the place be moved or not."""
        self._movable = movable
        if not movable:
            self._held = None
            self._sheet.unsetCursor()

    # -- keys ------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move the place, or read on."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._movable:
            self.stepped.emit(*step)
        else:
            super().keyPressEvent(event)

    def bring_place(self) -> None:
        """Scroll until the place stands in view."""
        box = self._sheet.box
        if box is not None:
            middle = self._sheet.on_page(box.place).center().toPoint()
            self.ensureVisible(middle.x(), middle.y(), 120, 120)

    # -- the pointer -----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take hold of the place."""
        box, spot = self._sheet.box, self._on_sheet(event)
        if self._movable and box is not None and event.button() == Qt.MouseButton.LeftButton:
            place = self._sheet.on_page(box.place)
            if place.contains(spot):
                self._held = spot - place.topLeft()
                return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Drag it, or show that it can be dragged."""
        box, page, spot = self._sheet.box, self._sheet.page, self._on_sheet(event)
        if self._held is not None and page.width() and page.height():
            corner = spot - self._held - page.topLeft()
            self.dragged.emit(corner.x() / page.width(), corner.y() / page.height())
            return
        over = self._movable and box is not None and self._sheet.on_page(box.place).contains(spot)
        self._sheet.setCursor(Qt.CursorShape.SizeAllCursor if over else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let go."""
        self._held = None
        super().mouseReleaseEvent(event)

    def _on_sheet(self, event: QMouseEvent) -> QPointF:
        return QPointF(self._sheet.mapFrom(self.viewport(), event.position().toPoint()))
