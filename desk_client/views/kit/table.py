"""The table of dossiers: a delegate paints one- and two-line rows, group heads and the chosen bar."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desk_client.views.kit.bars import paint_meter
from desk_client.views.kit.labels import TONE_ICONS
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Cell, Column, GroupRow, Row, RowsModel, TableLine
from desk_client.views.kit.scale import Role, Scale
from desk_client.views.kit.tokens import Tone

Index = QModelIndex | QPersistentModelIndex
LEAST = 100
"""Px at 100 % that a column without a width needs to say anything."""
_LINE = 18
"""Height of one line of words in px at 100 %; it grows with type, the free room around it as a gap."""


class RowPainter(QStyledItemDelegate):
    """Paints every cell of a line."""

    def __init__(self, kit: Kit, model: RowsModel, table: QTableView) -> None:
        super().__init__(table)
        self._kit = kit
        self._model = model
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, hairline, bar and words of a cell."""
        line = self._model.line(index.row())
        look = self._kit.look
        place: QRect = option.rect
        painter.save()
        if isinstance(line, GroupRow):
            self._paint_group(painter, place, line)
        else:
            state: QStyle.StateFlag = option.state
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            painter.fillRect(place, look.colour(look.palette.accent_soft if chosen else look.palette.surface))
            if chosen and index.column() == self._first_shown():
                painter.fillRect(place.x(), place.y(), 3, place.height(), look.colour(look.palette.accent))
            self._paint_cell(
                painter, place, line.cells[index.column()] if index.column() < len(line.cells) else Cell("")
            )
        edge = look.palette.edge
        painter.fillRect(place.x(), place.bottom() + 1 - edge, place.width(), edge, look.colour(look.palette.line))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802 - Qt's name
        """Give the height of the line."""
        return QSize(10, row_height(self._kit, self._model.line(index.row())))

    def _first_shown(self) -> int:
        return next((n for n in range(len(self._model.columns)) if not self._table.isColumnHidden(n)), 0)

    def _paint_group(self, painter: QPainter, place: QRect, line: GroupRow) -> None:
        look = self._kit.look
        painter.fillRect(place, look.colour(look.palette.sunken))
        painter.setFont(look.font(Role.SMALL_BOLD))
        painter.setPen(look.colour(look.palette.ink2))
        inner = place.adjusted(look.scale.space(12), 0, -4, 0)
        words = painter.fontMetrics().elidedText(line.text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_cell(self, painter: QPainter, place: QRect, cell: Cell) -> None:
        look = self._kit.look
        colour = look.palette.tone_ink(cell.tone)
        inner = place.adjusted(look.scale.space(12), 0, -look.scale.space(4), 0)
        if cell.share is not None:
            width = min(look.scale.full(76), inner.width())
            height = look.scale.full(9)
            bar = QRectF(inner.x(), inner.center().y() - height / 2 + 1, width, height)
            done, whole = cell.share
            paint_meter(painter, bar, done / whole if whole else 0, self._kit)
            inner.setLeft(inner.x() + width + look.scale.space(8))
        name = cell.icon or (TONE_ICONS[cell.tone] if cell.tone not in {Tone.PLAIN, Tone.QUIET, Tone.INFO} else "")
        if name:
            pixmap = look.pixmap(name, colour, 16, self._table)
            side = look.scale.full(16)
            painter.drawPixmap(inner.x(), inner.center().y() - side // 2 + 1, pixmap)
            inner.setLeft(inner.x() + side + 6)
        self._paint_words(painter, inner, cell, colour)

    def _paint_words(self, painter: QPainter, inner: QRect, cell: Cell, colour: str) -> None:
        look = self._kit.look
        font = look.font(Role.SMALL, bold=cell.strong)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(look.colour(colour))
        words = metrics.elidedText(cell.text, Qt.TextElideMode.ElideRight, inner.width())
        middle = Qt.AlignmentFlag.AlignVCenter
        if not cell.second:
            painter.drawText(inner, middle, words)
            return
        cap = look.font(Role.CAP)
        small = QFontMetrics(cap)
        top = inner.center().y() - (metrics.height() + small.height()) // 2 + 1
        painter.drawText(QRect(inner.x(), top, inner.width(), metrics.height()), middle, words)
        painter.setFont(cap)
        painter.setPen(look.colour(look.palette.ink2))
        second = small.elidedText(cell.second, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(QRect(inner.x(), top + metrics.height() - 1, inner.width(), small.height()), middle, second)


def row_height(kit: Kit, line: TableLine) -> int:
    """Give the height of a line in px at 100 %: group 30, one line 34, two lines 46."""
    scale = kit.look.scale
    if isinstance(line, GroupRow):
        return scale.full(_LINE) + scale.space(12)
    return full_row(scale) if any(cell.second for cell in line.cells) else scale.full(_LINE) + scale.space(16)


def full_row(scale: Scale) -> int:
    """Give the height of a row of two lines, the second of them smaller: 46 px at 100 %."""
    return scale.full(2 * _LINE - 2) + scale.space(12)


class DossierTable(QTableView):
    """A list of rows: arrows and PgUp/PgDn move, Enter opens, Space peeks; what was chosen stays chosen."""

    row_chosen = Signal(str)
    row_opened = Signal(str)
    row_peeked = Signal(str)
    more_wanted = Signal()

    def __init__(
        self, kit: Kit, columns: tuple[Column, ...], *, name: str, many: bool = False, head: bool = True
    ) -> None:
        super().__init__()
        self._kit = kit
        self.rows = RowsModel(columns, self)
        self.rows.more_wanted.connect(self.more_wanted)
        self.setAccessibleName(name)
        self.setModel(self.rows)
        self.setItemDelegate(RowPainter(kit, self.rows, self))
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if many else mode.SingleSelection)
        self._plain_ground()
        self.horizontalHeader().setVisible(head)
        self.doubleClicked.connect(lambda index: self._tell(self.row_opened, index.row()))
        self.selectionModel().currentRowChanged.connect(lambda now, _old: self._tell(self.row_chosen, now.row()))
        kit.look.changed.connect(self._fit)
        self._fit()

    def _plain_ground(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def set_rows(self, lines: tuple[TableLine, ...], *, more: bool = False) -> None:
        """Show these lines; the chosen row stays chosen, else the first row becomes it."""
        chosen = self.chosen_id()
        quiet = self.selectionModel().blockSignals(True)  # noqa: FBT003 - Qt's signature
        self.rows.set_rows(lines, more=more)
        self.clearSpans()
        for place, line in enumerate(lines):
            if isinstance(line, GroupRow) and len(self.rows.columns) > 1:
                self.setSpan(place, 0, 1, len(self.rows.columns))
        self.selectionModel().blockSignals(quiet)
        self._fit_rows(0)
        self.updateGeometries()  # else the bar still ends where the old lines did, and the chosen row is out of view
        self.choose(chosen) or self.choose_first()

    def append_rows(self, lines: tuple[TableLine, ...], *, more: bool = False) -> None:
        """Put a further page under the lines."""
        first = self.rows.rowCount()
        self.rows.append_rows(lines, more=more)
        self._fit_rows(first)

    def choose(self, row_id: str) -> bool:
        """Choose a row by id; tell whether it is there."""
        place = self.rows.place_of(row_id) if row_id else -1
        if place >= 0:
            self.selectRow(place)
        return place >= 0

    def choose_first(self) -> bool:
        """Choose the first row that is no group head."""
        for place in range(self.rows.rowCount()):
            if isinstance(self.rows.line(place), Row):
                self.selectRow(place)
                return True
        return False

    def chosen_id(self) -> str:
        """Give the id of the current row, or nothing."""
        return self._id_at(self.currentIndex().row())

    def chosen_ids(self) -> tuple[str, ...]:
        """Give the ids of all selected rows, in order."""
        places = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return tuple(self._id_at(place) for place in places if self._id_at(place))

    def step(self, by: int) -> None:
        """Go `by` rows on (negative: back), passing over group heads."""
        place = self.currentIndex().row() + by
        while 0 <= place < self.rows.rowCount():
            if isinstance(self.rows.line(place), Row):
                self.selectRow(place)
                return
            place += 1 if by > 0 else -1

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Open by Enter, peek by Space; letters never search (they pass through the input method)."""
        key = event.key()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._tell(self.row_opened, self.currentIndex().row())
        elif key == Qt.Key.Key_Space and not event.modifiers():
            self._tell(self.row_peeked, self.currentIndex().row())
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up} and not event.modifiers():
            self.step(1 if key == Qt.Key.Key_Down else -1)
        elif (
            event.text() and event.text().isprintable() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the chosen row the same with and without focus."""
        super().changeEvent(event)
        self.viewport().update()

    def _id_at(self, place: int) -> str:
        if 0 <= place < self.rows.rowCount():
            line = self.rows.line(place)
            return line.id if isinstance(line, Row) else ""
        return ""

    def _tell(self, signal: object, place: int) -> None:
        row_id = self._id_at(place)
        if row_id:
            signal.emit(row_id)  # type: ignore[attr-defined]  # a bound Signal has no public type

    def _fit(self) -> None:
        scale = self._kit.look.scale
        header = self.horizontalHeader()
        header.setFixedHeight(max(scale.full(_LINE) + scale.space(16), header.fontMetrics().height() + 8))
        self._hide_columns()
        self._fit_rows(0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Show as many columns as there is room for; a chosen row that was in view stays there."""
        before = self.visualRect(self.currentIndex())
        super().resizeEvent(event)
        self._hide_columns()
        if before.top() >= 0 and event.size().height() <= before.bottom() < event.oldSize().height():
            self.scrollTo(self.currentIndex())

    def _hide_columns(self) -> None:
        """Where not all columns fit, those go first whose words are least missed; `LEAST` for a stretching one."""
        scale = self._kit.look.scale
        shown = [column for column in self.rows.columns if not (column.hide_compact and scale.compact)]
        room = self.viewport().width()
        for column in sorted((one for one in shown if one.drop), key=lambda one: one.drop):
            if sum(scale.full(one.width or LEAST) for one in shown) > room:
                shown.remove(column)
        mode, spare = QHeaderView.ResizeMode, max(shown, key=lambda one: (not one.width, one.width))
        for number, column in enumerate(self.rows.columns):
            self.setColumnHidden(number, column not in shown)
            self.horizontalHeader().setSectionResizeMode(number, mode.Stretch if column is spare else mode.Fixed)
            if column is not spare:
                self.setColumnWidth(number, scale.full(column.width or LEAST))

    def _fit_rows(self, first: int) -> None:
        header = self.verticalHeader()
        header.setMinimumSectionSize(10)
        header.setDefaultSectionSize(self._kit.look.scale.full(_LINE) + self._kit.look.scale.space(16))
        for place in range(first, self.rows.rowCount()):
            height = row_height(self._kit, self.rows.line(place))
            if header.sectionSize(place) != height:
                header.resizeSection(place, height)
