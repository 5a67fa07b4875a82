"""Places widgets in a line and goes on in the next line where the room ends; those that expand share what is left."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QLayout, QLayoutItem, QSizePolicy, QStackedWidget, QWidget

from desk_client.views.kit.outfit import Kit


class Flow(QLayout):
    """A line that breaks; the height follows from the width. `right`: what is left over stands before the first."""

    def __init__(self, gap: int, *, right: bool = False) -> None:
        super().__init__()
        self._right = right
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        """Take an item."""
        self._items.append(item)

    def count(self) -> int:
        """Count the items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        """Give an item, or nothing past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        """Give an item away."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        """Take all the width."""
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Tell that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Give the height of all lines at a width."""
        lines = self._lines(width)
        return sum(_height(line) for line in lines) + self._gap * max(0, len(lines) - 1)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Want one line."""
        shown = self._shown()
        width = sum(item.sizeHint().width() for item in shown) + self._gap * max(0, len(shown) - 1)
        return QSize(width, _height(shown))

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        """Need the widest item."""
        shown = self._shown()
        return QSize(max((_least(item) for item in shown), default=0), _height(shown))

    def setGeometry(self, place: QRect) -> None:  # noqa: N802 - Qt's name
        """Place every item."""
        super().setGeometry(place)
        top = place.y()
        for line in self._lines(place.width()):
            height = _height(line)
            self._place_line(line, QRect(place.x(), top, place.width(), height))
            top += height + self._gap

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._shown():
            wanted = _least(item)
            if lines and used + self._gap + wanted <= width:
                lines[-1].append(item)
                used += self._gap + wanted
            else:
                lines.append([item])
                used = wanted
        return lines

    def _place_line(self, line: list[QLayoutItem], place: QRect) -> None:
        left_over = place.width() - sum(_least(item) for item in line) - self._gap * (len(line) - 1)
        growing = [item for item in line if _grows(item)]
        share = max(0, left_over) // len(growing) if growing else 0
        left = place.x() + (max(0, left_over) if self._right and not growing else 0)
        for item in line:
            width = min(_least(item) + (share if item in growing else 0), place.width())
            height = min(item.sizeHint().height(), place.height())
            item.setGeometry(QRect(left, place.y() + (place.height() - height) // 2, width, height))
            left += width + self._gap


def _grows(item: QLayoutItem) -> bool:
    widget = item.widget()
    fixed = {QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum}
    return widget is not None and bool(widget.property("grows")) and widget.sizePolicy().horizontalPolicy() not in fixed


def _least(item: QLayoutItem) -> int:
    return item.minimumSize().width() if _grows(item) else item.sizeHint().width()


def _height(line: list[QLayoutItem]) -> int:
    return max((item.sizeHint().height() for item in line), default=0)


class Pages(QStackedWidget):
    """Pages of which one is seen; only that one says how much room is needed."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _place: self.updateGeometry())

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Tell no height for a width: Qt would ask all pages."""
        return False

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Want what the page in view wants."""
        page = self.currentWidget()
        return super().sizeHint() if page is None else page.sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Need what the page in view needs."""
        page = self.currentWidget()
        return super().minimumSizeHint() if page is None else page.minimumSizeHint()


class Columns(QWidget):
    """Widgets side by side with shares of the width; from a size of type on one under the other, each `least` high."""

    def __init__(
        self, kit: Kit, parts: tuple[tuple[QWidget, int], ...], *, stack_from: int = 150, least: int = 0
    ) -> None:
        super().__init__()
        self._kit = kit
        self._least = least
        self._parts = tuple(widget for widget, _share in parts)
        self._stack_from = stack_from
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        for widget, share in parts:
            self._box.addWidget(widget, share)
        self._turn()
        kit.look.changed.connect(self._turn)

    def _turn(self) -> None:
        scale = self._kit.look.scale
        stacked = scale.percent >= self._stack_from
        way = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        self._box.setDirection(way)
        self._box.setSpacing(scale.space(12))
        for widget in self._parts:
            widget.setMinimumHeight(scale.full(self._least) if stacked else 0)
