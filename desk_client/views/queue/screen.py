"""Screen "Hàng gửi" (Ctrl+Shift+Q): what waits by kinds and where the desk stands, without a word of any dossier."""

from PySide6.QtWidgets import QWidget

from central_sync.protocol.syncstatus import SyncState
from desk_client.services.queue import QueueLine, Waits
from desk_client.viewmodels.queue import QueueModel
from desk_client.views.kit.bars import InfoBar
from desk_client.views.kit.buttons import PrimaryButton
from desk_client.views.kit.cards import Card
from desk_client.views.kit.labels import Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Cell, Column, Row
from desk_client.views.kit.scale import Role
from desk_client.views.kit.table import DossierTable
from desk_client.views.kit.tokens import Tone
from desk_client.views.outbox.screen import BARS
from desk_client.views.outbox.words import title_of
from desk_client.views.shell import specs
from desk_client.views.shell.screen import Screen

_KB = 1024


class QueueScreen(Screen):
    """Binds the queue to its view-model."""

    def __init__(self, kit: Kit, model: QueueModel) -> None:
        super().__init__(kit, specs.QUEUE)
        self.model = model
        say = kit.say
        self.bar = InfoBar(kit)
        self.send = PrimaryButton(kit, say("outbox.send_now"), icon="sync", key="Ctrl+G")
        self.bar.add_act(self.send)
        self.place = Label("", Role.SMALL, Tone.QUIET, wrap=True)
        columns = (
            Column(say("queue.column.what")),
            Column(say("queue.column.state"), 190),
            Column(say("queue.column.count"), 90),
            Column(say("queue.column.since"), 150, drop=1),
        )
        self.table = DossierTable(kit, columns, name=say("queue.title"))
        card = Card(kit, flush=True)
        card.add(self.table, 1)
        for part in (self.bar, self.place):
            self.body.addWidget(part)
        self.body.addWidget(card, 1)
        self.send.clicked.connect(model.send_now)
        model.changed.connect(self._show)
        self._show()

    def panes(self) -> tuple[QWidget, ...]:
        """The list."""
        return (self.table,)

    def entered(self) -> None:
        """Read anew."""
        self.model.refresh()
        self.table.setFocus()

    def _show(self) -> None:
        line, sight, say = self.model.line, self.model.sight, self.kit.say
        tone, icon = BARS[line.state]
        self.bar.set_state(
            tone, line.trouble or say("queue.no_content"), head=line.words or say("outbox.looking"), icon=icon
        )
        self.send.setEnabled(line.state is not SyncState.SENDING)
        if sight is not None:
            self.place.setText(
                say("queue.place", last=sight.last, acked=sight.acked, feed=sight.feed, rules=sight.rules or "—")
            )
            self.table.set_rows(tuple(self._row(place, one) for place, one in enumerate(sight.lines)))

    def _name(self, line: QueueLine) -> str:
        """The kind in words: of an act, or what a task is about; a code of a later version as it is."""
        if line.what is Waits.TASK:
            return title_of(self.kit, line.name)
        name = f"act.{line.name}"
        return self.kit.say(name) if line.name and self.kit.speaker.knows(name) else line.name

    def _row(self, place: int, line: QueueLine) -> Row:
        say = self.kit.say
        words = self._name(line)
        second = say("queue.megabytes", size=f"{line.size / _KB / _KB:.1f}".replace(".", ",")) if line.size else ""
        state = say(f"queue.state.{line.state}") if self.kit.speaker.knows(f"queue.state.{line.state}") else line.state
        cells = (
            Cell(": ".join(part for part in (say(f"queue.kind.{line.what.value}"), words) if part), second),
            Cell(state),
            Cell(str(line.count), strong=True),
            Cell("" if line.since is None else f"{line.since:%H:%M %d/%m/%Y}", tone=Tone.QUIET),
        )
        return Row(str(place), cells, ", ".join(part for cell in cells for part in (cell.text, cell.second) if part))
