"""Tab "Cần gọi điện": whom to telephone, at which number, what to say; and the dialog that takes how a call ended."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desk_client.services.day_calls import Call, CallEnd, CallSight
from desk_client.viewmodels.day_calls import CallsModel
from desk_client.viewmodels.dossier_words import code_tail
from desk_client.views.kit.bars import EmptyState, InfoBar
from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.cards import Card
from desk_client.views.kit.choices import RadioButton, TextArea
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.labels import Label, StatusText
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Cell, Column, Row
from desk_client.views.kit.scale import Role
from desk_client.views.kit.table import DossierTable
from desk_client.views.kit.tokens import Tone


class CallsPart(QWidget):
    """The list; `opened` carries a dossier, `asked` a call whose end is to be told, `chosen` that another is chosen."""

    opened = Signal(str)
    asked = Signal()
    chosen = Signal()

    def __init__(self, kit: Kit, model: CallsModel) -> None:
        super().__init__()
        self._kit = kit
        self._model = model
        say = kit.say
        self.trouble = InfoBar(kit, Tone.WARNING, icon="offline")
        columns = (
            Column(say("day.column.phone"), 120),
            Column(say("day.column.citizen"), 220),
            Column(say("day.column.say")),
            Column(say("day.column.tries"), 196, drop=1),
        )
        self.table = DossierTable(kit, columns, name=say("day.tab.calls"))
        self.empty = EmptyState(kit, say("day.reading"), icon="phone")
        self.unread = EmptyState(kit, "", icon="offline")
        self._stack = QStackedWidget()
        for page in (self.table, self.empty, self.unread):
            self._stack.addWidget(page)
        card = Card(kit, flush=True)
        card.add(self._stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.look.scale.space(8))
        column.addWidget(self.trouble)
        column.addWidget(card, 1)
        self.table.row_chosen.connect(lambda _row: self.chosen.emit())
        self.table.row_opened.connect(lambda _row: self.asked.emit())
        self.table.row_peeked.connect(lambda _row: self._open())
        model.changed.connect(self.refresh)
        self.refresh()

    def call(self) -> Call | None:
        """The chosen call."""
        return self._model.call(self.table.chosen_id())

    def refresh(self) -> None:
        """Show what the model holds."""
        sight = self._model.sight
        self._stack.setCurrentWidget(self._page(sight))
        trouble = None if sight is None or not sight.read else sight.trouble
        self.trouble.setVisible(trouble is not None)
        if sight is not None and trouble is not None:
            head = self._kit.say("day.calls.read_before", time=f"{sight.at:%H:%M}")
            self.trouble.set_state(Tone.WARNING, self._kit.speak(trouble), head=head, icon="offline")
        self.table.set_rows(tuple(self._row(call) for call in (() if sight is None else sight.calls)))
        self.chosen.emit()

    def _page(self, sight: CallSight | None) -> QWidget:
        """The list, or in words why there is none and what to do."""
        say = self._kit.say
        if sight is None:
            self.empty.set_words(say("day.reading"))
            return self.empty
        at = f"{sight.at:%H:%M}"
        if not sight.read:
            why = "" if sight.trouble is None else self._kit.speak(sight.trouble)
            self.unread.set_words(say("day.calls.not_read", time=at), why)
            return self.unread
        self.empty.set_words(say("day.calls.none"), say("day.calls.read_at", time=at))
        return self.table if sight.calls else self.empty

    def _open(self) -> None:
        call = self.call()
        if call is not None and call.here:
            self.opened.emit(call.dossier)

    def _row(self, call: Call) -> Row:
        say = self._kit.say
        tries = say("day.calls.tries", count=call.tries) if call.tries else say("day.calls.not_called")
        tone = Tone.WARNING if call.tries else Tone.QUIET
        cells = (
            Cell(call.phone or say("day.calls.no_phone"), strong=bool(call.phone)),
            Cell(call.name, code_tail(call.code)),
            Cell(call.text, say("day.calls.since", time=f"{call.at:%H:%M %d/%m}")),
            Cell(tries, tone=tone, icon="phone" if call.tries else ""),
        )
        return Row(str(call.id), cells, ", ".join(part for cell in cells for part in (cell.text, cell.second) if part))


class CallDialog(Dialog):
    """The number to dial, what to say, and how the call ended."""

    def __init__(self, kit: Kit, parent: QWidget | None, call: Call) -> None:
        say = kit.say
        subject = " · ".join(part for part in (code_tail(call.code), call.name) if part)
        super().__init__(kit, parent, say("day.calls.title"), subject, width=560)
        self._say = say
        number = Label(call.phone or say("day.calls.no_phone"), Role.BIG)
        number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.add(number)
        self.add(InfoBar(kit, Tone.INFO, call.text, head=say("day.calls.what"), icon="phone"))
        self._ends = {end: RadioButton(kit, say(f"day.calls.end.{end.value}")) for end in CallEnd}
        for button in self._ends.values():
            self.add(button)
        self._missing = StatusText(kit, Tone.ERROR, say("day.calls.missing"), "late")
        self._missing.hide()
        self.add(self._missing)
        self.note = TextArea(kit, lines=3)
        self.add(FieldRow(kit, say("day.calls.note"), self.note))
        self.add_cancel()
        self.add_act("give", say("day.calls.verb"), ButtonKind.PRIMARY, key="Ctrl+Enter")
        next(iter(self._ends.values())).setFocus()

    def end(self) -> CallEnd | None:
        """How it ended, once that is chosen."""
        return next((end for end, button in self._ends.items() if button.isChecked()), None)

    def words(self) -> str:
        """The end and the note in the words of the dossier's story."""
        end = self.end()
        said = "" if end is None else self._say(f"day.calls.written.{end.value}")
        note = self.note.toPlainText().strip()
        return f"{said}. {note}" if note else said

    def ready(self, act_id: str) -> bool:
        """Stay open while no end is chosen."""
        missing = act_id == "give" and self.end() is None
        self._missing.setHidden(not missing)
        if missing:
            next(iter(self._ends.values())).setFocus()
        return not missing
