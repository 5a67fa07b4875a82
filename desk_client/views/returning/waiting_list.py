"""What waits at the counter, with the field into which a code is scanned or typed; shows the model's lines."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desk_client.services.handing import WaitingLine
from desk_client.viewmodels.dossier_words import code_tail
from desk_client.viewmodels.returning import ReturnModel
from desk_client.views.kit.bars import EmptyState
from desk_client.views.kit.cards import Card
from desk_client.views.kit.choices import TextField
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Cell, Column, GroupRow, Row, TableLine
from desk_client.views.kit.table import DossierTable
from desk_client.views.kit.tokens import Tone
from dossier.events import Stage
from dossier.text import format_money


class CodeField(TextField):
    """The field; Down goes into the list."""

    list_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go into the list by Down, else type."""
        if event.key() == Qt.Key.Key_Down:
            self.list_wanted.emit()
        else:
            super().keyPressEvent(event)


class WaitingList(QWidget):
    """Card with the field, card with the table."""

    def __init__(self, kit: Kit, model: ReturnModel) -> None:
        super().__init__()
        self._kit = kit
        self._model = model
        say = kit.say
        self.field = CodeField(kit, hint=say("returning.field_hint"))
        self.row = FieldRow(kit, say("returning.field"), self.field)
        self.table = DossierTable(kit, self._columns(), name=say("returning.list_name"))
        self.empty = EmptyState(kit, "", icon="return")
        self._stack = QStackedWidget()
        self.card = Card(kit, say("returning.waiting"), flush=True)
        self._lay_out()
        self.field.textChanged.connect(model.search)
        self.field.list_wanted.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        self.table.row_opened.connect(model.open)
        model.waiting_changed.connect(self.refresh)
        model.handed.connect(self.field.clear)
        self.refresh()

    def _columns(self) -> tuple[Column, ...]:
        say = self._kit.say
        return (
            Column(say("returning.column.code"), 110),
            Column(say("returning.column.who")),
            Column(say("returning.column.shelf"), 130, hide_compact=True),
            Column(say("returning.column.fee"), 140),
            Column(say("returning.column.state"), 180),
        )

    def _lay_out(self) -> None:
        top = Card(self._kit)
        top.add(self.row)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self.card.add(self._stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._kit.look.scale.space(12))
        column.addWidget(top)
        column.addWidget(self.card, 1)

    def refresh(self) -> None:
        """Show the lines."""
        model, say = self._model, self._kit.say
        lines = self._table_lines()
        waiting = model.waiting
        searching = model.found is not None
        count = len(model.lines)
        title = "returning.found" if searching else "returning.waiting_count"
        self.card.set_title(say(title, count=count) if count or searching else say("returning.waiting"))
        self._stack.setCurrentWidget(self.table if lines else self.empty)
        checked = "" if waiting is None else say("returning.checked", time=f"{waiting.at:%H:%M}")
        self.empty.set_words(say("returning.none_found" if searching else "returning.none_waiting"), checked)
        self.table.set_rows(lines)

    def chosen(self) -> str:
        """Id of the chosen row, or nothing."""
        return self.table.chosen_id() if self._stack.currentWidget() is self.table else ""

    def _table_lines(self) -> tuple[TableLine, ...]:
        model = self._model
        lines: list[TableLine] = [self._row(line) for line in model.lines]
        if model.found is None and model.waiting is not None and model.waiting.unsigned:
            unsigned = model.waiting.unsigned
            lines.append(GroupRow(self._kit.say("returning.unsigned", count=len(unsigned))))
            lines += [self._row(line) for line in unsigned]
        return tuple(lines)

    def _row(self, line: WaitingLine) -> Row:
        state, say = line.state, self._kit.say
        fee = say("returning.fee_left_short", money=format_money(state.fee_left)) if state.fee_left else ""
        if state.stage is Stage.AT_COUNTER:
            stage = Cell(say("stage.at_counter"), tone=Tone.DONE)
        else:
            waits = state.at_once and state.stage is Stage.RECEIVED
            stage = Cell(say("stage.approved" if waits else f"stage.{state.stage.value}"), tone=Tone.QUIET)
        cells = (
            Cell(code_tail(state.code), strong=True),
            Cell(state.applicant.name, line.procedure),
            Cell(state.delivery.shelf),
            Cell(fee, tone=Tone.WARNING if fee else Tone.PLAIN, icon="money" if fee else ""),
            stage,
        )
        return Row(state.id, cells, f"{state.applicant.name}, {line.procedure}, {state.code}. {stage.text}. {fee}")
