"""Tab "Bưu gửi": the field for the post's number over the results that wait for it and those on their way."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desk_client.services.day_post import PostLine
from desk_client.viewmodels.day_post import PostModel
from desk_client.viewmodels.dossier_words import code_tail
from desk_client.views.kit.bars import EmptyState
from desk_client.views.kit.cards import Card
from desk_client.views.kit.choices import TextField
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Cell, Column, GroupRow, Row, TableLine
from desk_client.views.kit.table import DossierTable
from desk_client.views.kit.tokens import Tone
from dossier.text import format_money


class NumberField(TextField):
    """The post's number; Enter takes it, Up and Down go to the line before and after."""

    entered = Signal()
    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take the number or move the choice, else type."""
        by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if by:
            self.stepped.emit(by)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class PostPart(QWidget):
    """Both lists in one table; `opened` carries a dossier, `chosen` that another line is chosen."""

    opened = Signal(str)
    chosen = Signal()

    def __init__(self, kit: Kit, model: PostModel) -> None:
        super().__init__()
        self._kit = kit
        self._model = model
        say = kit.say
        self.number = NumberField(kit, hint=say("day.post.number_hint"))
        self.row = FieldRow(kit, say("day.post.number"), self.number)
        self.table = DossierTable(kit, self._columns(), name=say("day.tab.post"))
        self.empty = EmptyState(kit, say("day.post.none"), icon="mail")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self._build()
        self.number.entered.connect(self._take)
        self.number.stepped.connect(self.table.step)
        self.table.row_chosen.connect(lambda _row: self._choose())
        self.table.row_opened.connect(lambda _row: self.number.setFocus(Qt.FocusReason.OtherFocusReason))
        self.table.row_peeked.connect(self.opened)
        model.changed.connect(self.refresh)
        model.refused.connect(self.table.choose)

    def line(self) -> PostLine | None:
        """The chosen result."""
        return self._model.line(self.table.chosen_id())

    def refresh(self) -> None:
        """Show what the model holds."""
        sight, say = self._model.sight, self._kit.say
        lines: list[TableLine] = []
        if sight is not None and sight.to_send:
            lines += [GroupRow(say("day.post.to_send", count=len(sight.to_send))), *map(self._row, sight.to_send)]
        if sight is not None and sight.sent:
            lines += [GroupRow(say("day.post.on_way", count=len(sight.sent))), *map(self._row, sight.sent)]
        self.row.setVisible(bool(sight and sight.to_send))
        self.empty.set_words(say("day.post.none" if sight is not None else "day.reading"))
        self._stack.setCurrentWidget(self.table if lines else self.empty)
        self.table.set_rows(tuple(lines))
        self._choose()

    def _columns(self) -> tuple[Column, ...]:
        say = self._kit.say
        return (
            Column(say("day.column.code"), 110),
            Column(say("day.column.receiver")),
            Column(say("day.column.fee"), 130, drop=1),
            Column(say("day.column.tracking"), 190),
        )

    def _build(self) -> None:
        top, card = Card(self._kit), Card(self._kit, flush=True)
        top.add(self.row)
        self._top = top
        card.add(self._stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._kit.look.scale.space(8))
        column.addWidget(top)
        column.addWidget(card, 1)

    def _take(self) -> None:
        line = self.line()
        if line is None or line.tracking:
            return
        dossier = line.state.id
        if self._model.type(dossier, self.number.text()):
            following = self._model.next_without(dossier)
            self.table.choose(following or dossier)

    def _choose(self) -> None:
        line = self.line()
        waiting = line is not None and not line.tracking
        self._top.setVisible(bool(self._model.sight and self._model.sight.to_send))
        self.number.setEnabled(waiting)
        self.number.setText(self._model.typed.get(line.state.id, "") if waiting and line is not None else "")
        self.chosen.emit()

    def _row(self, line: PostLine) -> Row:
        state, say = line.state, self._kit.say
        typed = self._model.typed.get(state.id, "")
        left = state.fee_left
        post = state.way.post
        sent = "" if post is None or not line.tracking else say("day.post.given", day=f"{post.given_at:%d/%m}")
        cells = (
            Cell(code_tail(state.code), strong=True),
            Cell(state.applicant.name, state.applicant.address),
            Cell(say("day.post.fee_left", money=format_money(left)) if left else "", tone=Tone.WARNING),
            Cell(line.tracking or typed or say("day.post.untyped"), sent, tone=Tone.DONE if typed else Tone.PLAIN),
        )
        return Row(state.id, cells, ", ".join(part for cell in cells for part in (cell.text, cell.second) if part))
