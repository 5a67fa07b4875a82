"""A field that finds an entry as it is typed, without marks and by keys alone."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QCompleter,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desk_client.views.kit.choices import paint_arrow
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role

Index = QModelIndex | QPersistentModelIndex
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Option:
    """One entry: what is kept, what is read, and a quiet second text that is searched too."""

    id: str
    text: str
    second: str = ""


def matching(options: tuple[Option, ...], typed: str, fold: Callable[[str], str]) -> tuple[Option, ...]:
    """Give the options that hold every word of `typed`, marks and case aside; those that begin with it come first."""
    words = fold(typed).split()
    if not words:
        return options
    folded = [(option, fold(f"{option.text} {option.second} {option.id}")) for option in options]
    found = [(option, text) for option, text in folded if all(word in text for word in words)]
    first = words[0]
    return tuple(option for option, text in sorted(found, key=lambda pair: not pair[1].startswith(first)))


class OptionModel(QAbstractListModel):
    """The options that match what is typed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._options: tuple[Option, ...] = ()

    def set_options(self, options: tuple[Option, ...]) -> None:
        """Show these options."""
        self.beginResetModel()
        self._options = options[:SHOWN]
        self.endResetModel()

    def option(self, place: int) -> Option:
        """Give the option at a place."""
        return self._options[place]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and default
        """Count the options."""
        return 0 if parent.isValid() else len(self._options)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the words of an option."""
        if not index.isValid() or index.row() >= len(self._options):
            return None
        option = self._options[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return option.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{option.text}. {option.second}" if option.second else option.text
        return None


class OptionPainter(QStyledItemDelegate):
    """Paints an option in one line, or two when it has a second text."""

    def __init__(self, kit: Kit, model: OptionModel, popup: QListView) -> None:
        super().__init__(popup)
        self._kit = kit
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802 - Qt's name
        """Give room for one line or two."""
        entry = self._model.option(index.row())
        return QSize(10, self._kit.look.scale.full(46 if entry.second else 32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, bar and words."""
        look = self._kit.look
        entry = self._model.option(index.row())
        place: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(place, look.colour(look.palette.accent_soft if chosen else look.palette.surface))
        if chosen:
            painter.fillRect(place.x(), place.y(), 3, place.height(), look.colour(look.palette.accent))
        body, cap = look.font(Role.BODY), look.font(Role.CAP)
        inner = place.adjusted(look.scale.space(11), 0, -look.scale.space(8), 0)
        high, low = QFontMetrics(body), QFontMetrics(cap)
        total = high.height() + (low.height() if entry.second else 0)
        top = place.y() + (place.height() - total) // 2
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(body)
        painter.setPen(look.colour(look.palette.ink))
        words = high.elidedText(entry.text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(QRect(inner.x(), top, inner.width(), high.height()), middle, words)
        if entry.second:
            painter.setFont(cap)
            painter.setPen(look.colour(look.palette.ink2))
            second = low.elidedText(entry.second, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(QRect(inner.x(), top + high.height(), inner.width(), low.height()), middle, second)
        painter.restore()


class SearchBox(QLineEdit):
    """Type to find, Down and Up to move, Enter to choose; what was never chosen falls back to the last choice."""

    chosen = Signal(str)

    def __init__(self, kit: Kit, options: tuple[Option, ...] = (), *, name: str = "", hint: str = "") -> None:
        super().__init__()
        self._kit = kit
        self._options = options
        self._recent: tuple[str, ...] = ()
        self._current = ""
        self._found = OptionModel(self)
        self.setProperty("kind", "choice")
        self.setPlaceholderText(hint)
        if name:
            self.setAccessibleName(name)
        self._popup = QListView()
        self._popup.setProperty("kind", "popup")
        self._popup.setProperty("noring", True)  # noqa: FBT003 - Qt's signature
        self._popup.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._completer = QCompleter(self)
        self._completer.setModel(self._found)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(8)
        self._completer.setPopup(self._popup)
        self._popup.setItemDelegate(OptionPainter(kit, self._found, self._popup))
        self._completer.setWidget(self)
        self._popup.clicked.connect(self._take)
        self.textEdited.connect(self._filter)

    def set_options(self, options: tuple[Option, ...], recent: tuple[str, ...] = ()) -> None:
        """Give the entries; `recent` ids stand first while nothing is typed."""
        self._options = options
        self._recent = recent

    def current_id(self) -> str:
        """Give the id of the chosen entry, or nothing."""
        return self._current

    def set_current(self, option_id: str) -> None:
        """Choose by id without telling; an unknown id empties the field."""
        option = next((entry for entry in self._options if entry.id == option_id), None)
        self._current = option.id if option else ""
        self.setText(option.text if option else "")
        self.setCursorPosition(0)

    def open_list(self, typed: str = "") -> None:
        """Show the entries that match."""
        self._found.set_options(matching(self._ordered(), typed, self._kit.fold))
        if not self._found.rowCount():
            self._popup.hide()
            return
        self._completer.complete()
        self._popup.setCurrentIndex(self._found.index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Open by Down or Alt+Down; choose the first match by Enter."""
        if event.key() == Qt.Key.Key_Down and not self._popup.isVisible():
            self.open_list()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._popup.isVisible():
            self._take(self._popup.currentIndex())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Open by the arrow at the right."""
        super().mousePressEvent(event)
        if event.position().x() > self.width() - self._kit.look.scale.full(28):
            self.open_list()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Fall back to the last choice when what is typed was never chosen."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and QApplication.activePopupWidget() is not self._popup:
            self.set_current(self._current)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Let the style draw the field, then the arrow over it."""
        super().paintEvent(event)
        paint_arrow(self, self._kit)

    def _ordered(self) -> tuple[Option, ...]:
        by_id = {option.id: option for option in self._options}
        recent = tuple(by_id[key] for key in self._recent if key in by_id)
        return (*recent, *(option for option in self._options if option.id not in self._recent))

    def _filter(self, typed: str) -> None:
        self.open_list(typed)

    def _take(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        option = self._found.option(index.row())
        self._popup.hide()
        self._current = option.id
        self.setText(option.text)
        self.setCursorPosition(0)
        self.chosen.emit(option.id)
