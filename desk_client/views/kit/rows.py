"""Rows of a table as values, and the model that hands them to Qt."""

from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desk_client.views.kit.tokens import Tone

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column:
    """A column: head, width in px at 100 % (0 takes what is left), and whether it goes from 130 % type.

    Columns with `drop` go where the table is too narrow for all, the smallest first.
    """

    title: str
    width: int = 0
    hide_compact: bool = False
    drop: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: words, a second line, weight, tone with icon, and a share (done, whole) drawn as a bar."""

    text: str
    second: str = ""
    strong: bool = False
    tone: Tone = Tone.PLAIN
    icon: str = ""
    share: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its id, its cells, and the whole as one sentence for a screen reader."""

    id: str
    cells: tuple[Cell, ...]
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A head over the rows that follow; cannot be chosen."""

    text: str


TableLine = Row | GroupRow


class RowsModel(QAbstractTableModel):
    """Lines for a table; asks for more (`more_wanted`) when the person nears the end and more is there."""

    more_wanted = Signal()

    def __init__(self, columns: tuple[Column, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = columns
        self._lines: list[TableLine] = []
        self._more = False

    def set_rows(self, lines: tuple[TableLine, ...], *, more: bool = False) -> None:
        """Show these lines in place of the old ones; `more` says that further pages exist."""
        self.beginResetModel()
        self._lines = list(lines)
        self._more = more
        self.endResetModel()

    def append_rows(self, lines: tuple[TableLine, ...], *, more: bool = False) -> None:
        """Put a further page under the lines."""
        if lines:
            self.beginInsertRows(QModelIndex(), len(self._lines), len(self._lines) + len(lines) - 1)
            self._lines.extend(lines)
            self.endInsertRows()
        self._more = more

    def line(self, row: int) -> TableLine:
        """Give the line at a place."""
        return self._lines[row]

    def place_of(self, row_id: str) -> int:
        """Give the place of a row, or -1."""
        for place, line in enumerate(self._lines):
            if isinstance(line, Row) and line.id == row_id:
                return place
        return -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and default
        """Count the lines."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and default
        """Count the columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give words for copying and for screen readers; painting reads the lines themselves."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if isinstance(line, GroupRow):
            spoken = role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}
            return line.text if spoken and index.column() == 0 else None
        cell = line.cells[index.column()] if index.column() < len(line.cells) else Cell("")
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return line.sentence or ", ".join(part.text for part in line.cells if part.text)
            case Qt.ItemDataRole.ToolTipRole:
                return f"{cell.text}\n{cell.second}".strip()
            case _:
                return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Give the head of a column."""
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let rows be chosen and group heads not."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self._lines[index.row()], Row):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.ItemIsEnabled

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802 - Qt's name
        """Tell whether a further page exists."""
        return not parent.isValid() and self._more

    def fetchMore(self, parent: Index) -> None:  # noqa: N802 - Qt's name
        """Ask once for the further page."""
        if not parent.isValid() and self._more:
            self._more = False
            self.more_wanted.emit()
