"""The focus ring: one transparent child of the window that stands 2 px outside the focused control."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QScrollArea, QWidget
from shiboken6 import isValid

from desk_client.views.kit.look import Look

OUTSIDE = 2
NAME = "focus-ring"
_MOVES = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ZOrderChange})


class _Overlay(QWidget):
    """The drawn ring; takes no pointer and no focus."""

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self.whole = QRect()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName(NAME)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw the ring; what lies outside the scroll area is cut by the overlay's own edge."""
        width = self._look.palette.ring
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.colour(self._look.palette.focus), width))
        inset = width / 2
        place = self.whole.translated(-self.pos()).toRectF().adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(place, 6, 6)
        painter.end()


class FocusRing(QObject):
    """Follows the focus over all windows of the program; made once, with one overlay in each window."""

    def __init__(self, app: QApplication, look: Look) -> None:
        super().__init__(app)
        self._look = look
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self._overlay: _Overlay | None = None
        app.focusChanged.connect(self._moved)
        look.changed.connect(self.place)

    def _moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        for widget in self._watched:
            if isValid(widget):  # a window that closes takes its widgets with it before the focus moves
                widget.removeEventFilter(self)
        self._watched = []
        self._target = now
        step = now
        while step is not None:
            step.installEventFilter(self)
            self._watched.append(step)
            step = None if step.isWindow() else step.parentWidget()
        self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the control when it or what holds it moves."""
        if event.type() in _MOVES and watched is not self._overlay:
            self.place()
        return False

    def place(self) -> None:
        """Put the ring where the focus is."""
        target = self._target
        if target is None or not isValid(target) or not target.isVisible():
            self._hide()
            return
        if target.property("noring") or target.isWindow():
            self._hide()
            return
        window = target.window()
        reach = OUTSIDE + self._look.palette.ring
        whole = QRect(target.mapTo(window, QPoint(0, 0)), target.size()).adjusted(-reach, -reach, reach, reach)
        shown = whole.intersected(self._room(target, window, reach)).intersected(window.rect())
        if shown.isEmpty():
            self._hide()
            return
        overlay = self._overlay_of(window)
        overlay.whole = whole
        overlay.setGeometry(shown)
        overlay.raise_()
        overlay.show()
        overlay.update()

    def _overlay_of(self, window: QWidget) -> _Overlay:
        """The one overlay of a window; that of the window before is hidden."""
        if self._overlay is not None and isValid(self._overlay) and self._overlay.parent() is window:
            return self._overlay
        self._hide()
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        found = window.findChild(_Overlay, NAME, direct)
        self._overlay = found if isinstance(found, _Overlay) else _Overlay(self._look, window)
        return self._overlay

    def _hide(self) -> None:
        if self._overlay is not None and isValid(self._overlay):
            self._overlay.hide()

    @staticmethod
    def _room(target: QWidget, window: QWidget, reach: int) -> QRect:
        """Give the part of the window in which the ring may be drawn: the scroll areas that hold the control.

        At an end of its column nothing is scrolled away there, and the ring has its room.
        """
        room = window.rect()
        step = target.parentWidget()
        while step is not None and step is not window:
            if isinstance(step, QScrollArea):
                view = step.viewport()
                seen = QRect(view.mapTo(window, QPoint(0, 0)), view.size())
                bar = step.verticalScrollBar()
                over = reach if bar.value() == bar.minimum() else 0
                under = reach if bar.value() == bar.maximum() else 0
                room = room.intersected(seen.adjusted(-reach, -over, reach, under))
            elif isinstance(step, QAbstractScrollArea):
                room = room.intersected(QRect(step.mapTo(window, QPoint(0, 0)), step.size()))
            step = step.parentWidget()
        return room
