"""One row of a form: label with its key, field, help, and what is wrong directly under it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desk_client.views.kit.cards import WHOLE
from desk_client.views.kit.choices import Field, TextArea, set_error_edge
from desk_client.views.kit.flow import Flow
from desk_client.views.kit.labels import IconLabel, Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone

LABEL_WIDTH = 150
_WIDEST = 16_777_215


class MnemonicLabel(Label):
    """A label whose underlined letter (Alt + letter) goes to its field."""

    def __init__(self, text: str, field: QWidget) -> None:
        super().__init__(text)
        self.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(text.replace("&", ""))


class FieldRow(QWidget):
    """Label left (150 px), or above from 130 % type and in narrow columns; `extras` stand beside the field."""

    def __init__(
        self, kit: Kit, label: str, field: QWidget, extras: tuple[QWidget, ...] = (), *, help_text: str = ""
    ) -> None:
        super().__init__()
        self._kit = kit
        self.field = field
        self.label = MnemonicLabel(label, field)
        self.setProperty(WHOLE, True)  # noqa: FBT003 - Qt's signature
        self._above: bool | None = None
        self._error = self._error_line()
        self._help = Label(help_text, Role.SMALL, Tone.QUIET, wrap=True)
        self._help.setVisible(bool(help_text))
        self._fields = QWidget()
        flow = Flow(kit.look.scale.space(8))
        self._fields.setLayout(flow)
        field.setProperty("grows", True)  # noqa: FBT003 - Qt's signature
        for part in (field, *extras):
            flow.addWidget(part)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._arrange()
        kit.look.changed.connect(self._arrange_anew)

    def _error_line(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(1, 2, 0, 2)
        row.setSpacing(6)
        row.addWidget(IconLabel(self._kit, "late", 16, Tone.ERROR), 0, Qt.AlignmentFlag.AlignTop)
        self._error_words = Label("", Role.SMALL, Tone.ERROR, wrap=True)
        row.addWidget(self._error_words, 1)
        line.hide()
        return line

    @property
    def error(self) -> str:
        """What stands under the field as wrong, or nothing."""
        return self._error_words.text() if not self._error.isHidden() else ""

    def set_error(self, text: str | None) -> None:
        """Say under the field what is wrong, with an example; None takes it away."""
        self._error_words.setText(text or "")
        self._error.setVisible(bool(text))
        self.field.setAccessibleDescription(text or "")
        if isinstance(self.field, Field):
            set_error_edge(self.field, bool(text))

    def set_help(self, text: str) -> None:
        """Change the quiet line under the field."""
        self._help.setText(text)
        self._help.setVisible(bool(text))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put the label above where the column is narrower than 34 em."""
        super().resizeEvent(event)
        self._arrange()

    def _narrow(self) -> bool:
        em = QFontMetrics(self._kit.look.font(Role.BODY)).horizontalAdvance("m")
        return self._kit.look.scale.compact or 0 < self.width() < 26 * em

    def _arrange_anew(self) -> None:
        self._above = None
        self._arrange()

    def _arrange(self) -> None:
        above = self._narrow() if self.isVisible() or self._above is None else self._above
        if above == self._above:
            return
        self._above = above
        for part in (self.label, self._fields, self._help, self._error):
            self._grid.removeWidget(part)
        scale = self._kit.look.scale
        self._grid.setVerticalSpacing(2)
        self._grid.setHorizontalSpacing(0 if above else scale.space(12))
        column = 0 if above else 1
        first = 1 if above else 0
        self._grid.setColumnMinimumWidth(0, 0 if above else scale.full(LABEL_WIDTH))
        self._grid.setColumnStretch(0, 1 if above else 0)
        self._grid.setColumnStretch(1, 0 if above else 1)
        high = isinstance(self.field, TextArea)
        self.label.setContentsMargins(0, scale.space(6) if high and not above else 2, 0, 1)
        # A long label wraps in its column: it never pushes its own field out of line with the others.
        self.label.setWordWrap(not above)
        self.label.setMaximumWidth(_WIDEST if above else scale.full(LABEL_WIDTH))
        self._grid.addWidget(self.label, 0, 0, Qt.AlignmentFlag.AlignTop if high else Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(self._fields, first, column)
        self._grid.addWidget(self._help, first + 1, column)
        self._grid.addWidget(self._error, first + 2, column)
