"""What every asked field of a dialog can do: give what was filled in, say what is wrong, take the focus."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_client.services.course_fields import Pick
from desk_client.viewmodels.course_answers import Raw
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.outfit import Kit


class Part(QWidget):
    """One asked field: `changed` when what is filled in changes."""

    changed = Signal()

    def raw(self) -> Raw:
        """What is filled in."""
        raise NotImplementedError

    def tell(self, words: str | None) -> None:
        """Say what is wrong with it, or take that away."""
        raise NotImplementedError

    def begin(self) -> None:
        """Take the focus."""
        raise NotImplementedError


class RowPart(Part):
    """A part that is one row: label, field, what is wrong."""

    def __init__(self, kit: Kit, label: str, field: QWidget, extras: tuple[QWidget, ...] = ()) -> None:
        super().__init__()
        self.row = FieldRow(kit, label, field, extras)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.row)

    def tell(self, words: str | None) -> None:
        """Say it under the field."""
        self.row.set_error(words)

    def begin(self) -> None:
        """Go to the field."""
        self.row.field.setFocus(Qt.FocusReason.OtherFocusReason)


def words_of(kit: Kit, pick: Pick) -> str:
    """A pick in words."""
    return pick.words if pick.message is None else kit.speak(pick.message)
