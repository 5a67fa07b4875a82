"""Tab "Đối soát cuối ngày": whether desk and centre hold the same, and which papers have no pages yet."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desk_client.services.day_closing import DaySight, Unscanned
from desk_client.viewmodels.day import DayModel
from desk_client.viewmodels.dossier_words import code_tail
from desk_client.views.day.bar import PeriodBar
from desk_client.views.kit.bars import EmptyState, InfoBar
from desk_client.views.kit.cards import Card
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Cell, Column, Row
from desk_client.views.kit.table import DossierTable
from desk_client.views.kit.tokens import Tone


class ClosingPart(QWidget):
    """The end of a day; `opened` carries the dossier of a paper, which is scanned there."""

    opened = Signal(str)

    def __init__(self, kit: Kit, model: DayModel) -> None:
        super().__init__()
        self._kit = kit
        self._model = model
        say = kit.say
        self.bar = PeriodBar(kit)
        self.verdict = InfoBar(kit)
        self.table = DossierTable(kit, self._columns(), name=say("day.closing.unscanned"))
        self.empty = EmptyState(kit, say("day.closing.all_scanned"), icon="check")
        self.card = Card(kit, say("day.closing.unscanned"), flush=True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self._build()
        self.bar.moved.connect(model.move)
        self.table.row_opened.connect(lambda row: self.opened.emit(row.partition(" ")[0]))

    def refresh(self) -> None:
        """Show what the model holds."""
        model, say = self._model, self._kit.say
        sight, day = model.closing, model.closing_day
        self.bar.set_period(say("day.of", day=f"{day:%d/%m/%Y}"), last=day >= model.today())
        if sight is None:
            self.bar.sums.setText(say("day.reading"))
            return
        self.bar.sums.setText(self._closed(sight))
        tone, head = (Tone.DONE, "day.closing.agrees") if sight.agrees else (Tone.WARNING, "day.closing.differs")
        self.verdict.set_state(tone, self._facts(sight), head=say(head, here=sight.received, there=sight.at_centre))
        count = len(sight.unscanned)
        self.card.set_title(say("day.closing.unscanned_count", count=count) if count else say("day.closing.unscanned"))
        self._stack.setCurrentWidget(self.table if count else self.empty)
        self.table.set_rows(tuple(map(self._row, sight.unscanned)))

    def _columns(self) -> tuple[Column, ...]:
        say = self._kit.say
        return (
            Column(say("day.column.code"), 110),
            Column(say("day.column.paper")),
            Column(say("day.column.reason"), 240, drop=1),
        )

    def _build(self) -> None:
        self.card.add(self._stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._kit.look.scale.space(8))
        column.addWidget(self.bar)
        column.addWidget(self.bar.sums)
        column.addWidget(self.verdict)
        column.addWidget(self.card, 1)

    def _closed(self, sight: DaySight) -> str:
        closed = sight.closed
        if closed is None:
            return self._kit.say("day.closing.open")
        return self._kit.say("day.closing.closed", when=f"{closed.at:%H:%M %d/%m/%Y}", who=closed.person)

    def _facts(self, sight: DaySight) -> str:
        say = self._kit.say
        heads = tuple(
            say("day.closing.head_same", feed=pair.feed, head=pair.here)
            if pair.here == pair.there
            else say("day.closing.head_other", feed=pair.feed, here=pair.here, there=pair.there)
            for pair in sight.heads
        )
        waiting = sight.waiting_acts or sight.waiting_files
        unsent = say("day.closing.waiting", acts=sight.waiting_acts, files=sight.waiting_files) if waiting else ""
        return "\n".join(part for part in (*heads, unsent) if part)

    def _row(self, one: Unscanned) -> Row:
        reason = one.reason or self._kit.say("day.closing.no_reason")
        cells = (Cell(code_tail(one.code), strong=True), Cell(one.paper, one.name), Cell(reason))
        return Row(f"{one.dossier} {one.slot}", cells, f"{one.code}, {one.name}, {one.paper}, {reason}")
