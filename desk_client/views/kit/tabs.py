"""Tabs with counts over a list; arrows and Ctrl+Tab move between them."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk_client.views.kit.labels import paint_badge
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: id, words, and a count (None: no badge)."""

    id: str
    text: str
    count: int | None = None


class TabStrip(QWidget):
    """A strip of tabs on the surface; the chosen one bold with a bar under it."""

    chosen = Signal(str)

    def __init__(self, kit: Kit, tabs: tuple[Tab, ...] = (), *, name: str) -> None:
        super().__init__()
        self._kit = kit
        self._tabs = tabs
        self._current = tabs[0].id if tabs else ""
        self._name = name
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._speak()
        kit.look.changed.connect(self.updateGeometry)

    def set_tabs(self, tabs: tuple[Tab, ...]) -> None:
        """Show these tabs; the chosen one stays where it still exists."""
        self._tabs = tabs
        if self._current not in {tab.id for tab in tabs}:
            self._current = tabs[0].id if tabs else ""
        self._speak()
        self.updateGeometry()
        self.update()

    def ids(self) -> frozenset[str]:
        """Ids of the tabs that are there."""
        return frozenset(tab.id for tab in self._tabs)

    @property
    def current(self) -> str:
        """Id of the chosen tab."""
        return self._current

    def choose(self, tab_id: str) -> None:
        """Choose a tab and tell it."""
        if tab_id != self._current and tab_id in {tab.id for tab in self._tabs}:
            self._current = tab_id
            self._speak()
            self.update()
            self.chosen.emit(tab_id)

    def step(self, by: int) -> None:
        """Go to the next or the previous tab."""
        ids = [tab.id for tab in self._tabs]
        if self._current in ids:
            self.choose(ids[(ids.index(self._current) + by) % len(ids)])

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be one line high."""
        return QSize(self._whole_width(), self._kit.look.scale.full(35))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Need no width: the chosen tab is always in view, the others are reached by keys and by the arrow heads."""
        return QSize(10, self._kit.look.scale.full(35))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move by Left and Right."""
        match event.key():
            case Qt.Key.Key_Left:
                self.step(-1)
            case Qt.Key.Key_Right:
                self.step(1)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Choose the tab under the pointer; an arrow head stands for the next tab on its side."""
        point = event.position().toPoint()
        for by, place in self._arrows():
            if place.contains(point):
                self.step(by)
                return
        for tab, place in zip(self._tabs, self._places(), strict=True):
            if place.contains(point):
                self.choose(tab.id)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw every tab."""
        painter = QPainter(self)
        for tab, place in zip(self._tabs, self._places(), strict=True):
            self._paint_tab(painter, tab, place)
        for by, place in self._arrows():
            self._paint_arrow(painter, by, place)
        painter.end()

    def _paint_arrow(self, painter: QPainter, by: int, place: QRect) -> None:
        look = self._kit.look
        painter.fillRect(place, look.colour(look.palette.surface))
        name = "chevron_left" if by < 0 else "chevron_right"
        side = look.scale.full(16)
        corner = QPoint(place.center().x() - side // 2, place.center().y() - side // 2)
        painter.drawPixmap(corner, look.pixmap(name, look.palette.ink2, 16, self))

    def _paint_tab(self, painter: QPainter, tab: Tab, place: QRect) -> None:
        look = self._kit.look
        palette = look.palette
        chosen = tab.id == self._current
        font = look.font(Role.BODY, bold=chosen)
        painter.setFont(font)
        painter.setPen(look.colour(palette.accent if chosen else palette.ink2))
        words = place.adjusted(look.scale.space(9), 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, tab.text)
        if tab.count is not None:
            width = QFontMetrics(look.font(Role.BODY, bold=True)).horizontalAdvance(tab.text)
            side = look.scale.full(20)
            digits = QFontMetrics(look.font(Role.CAP)).horizontalAdvance(str(tab.count))
            badge = QRect(
                words.x() + width + look.scale.space(6), (place.height() - side) // 2, max(side, digits + 12), side
            )
            ground = palette.accent_soft if chosen else palette.sunken
            paint_badge(painter, badge, str(tab.count), (ground, palette.accent if chosen else palette.ink2), self._kit)
        if chosen:
            painter.fillRect(place.x(), self.height() - 3, place.width(), 3, look.colour(palette.accent))

    def _whole_width(self) -> int:
        return sum(self._widths())

    def _shift(self) -> int:
        """How far the strip is moved to the left so that the chosen tab stands in view."""
        over = self._whole_width() - self.width()
        if over <= 0 or not self._tabs:
            return 0
        widths = self._widths()
        place = next((n for n, tab in enumerate(self._tabs) if tab.id == self._current), 0)
        middle = sum(widths[:place]) + widths[place] // 2
        return max(0, min(over, middle - self.width() // 2))

    def _arrows(self) -> list[tuple[int, QRect]]:
        """The sides on which more tabs are than there is room for."""
        shift, over = self._shift(), self._whole_width() - self.width()
        wide = self._kit.look.scale.full(26)
        left = [(-1, QRect(0, 0, wide, self.height()))] if shift > 0 else []
        right = [(1, QRect(self.width() - wide, 0, wide, self.height()))] if shift < over else []
        return left + right

    def _places(self) -> list[QRect]:
        left, places = -self._shift(), []
        for width in self._widths():
            places.append(QRect(left, 0, width, self.height()))
            left += width
        return places

    def _widths(self) -> list[int]:
        look = self._kit.look
        metrics = QFontMetrics(look.font(Role.BODY, bold=True))
        caps = QFontMetrics(look.font(Role.CAP))
        widths = []
        for tab in self._tabs:
            width = metrics.horizontalAdvance(tab.text) + 2 * look.scale.space(9)
            if tab.count is not None:
                width += look.scale.space(6) + max(look.scale.full(20), caps.horizontalAdvance(str(tab.count)) + 12)
            widths.append(width)
        return widths

    def _speak(self) -> None:
        now = next((tab for tab in self._tabs if tab.id == self._current), None)
        words = f"{self._name}: {now.text}" if now else self._name
        self.setAccessibleName(f"{words} ({now.count})" if now and now.count is not None else words)
