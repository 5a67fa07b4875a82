"""Tab "Sổ theo dõi hồ sơ": the lines of a day, a month or a year, with their sums."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desk_client.services.day_register import RegisterLine, Span, period_words
from desk_client.viewmodels.day import DayModel
from desk_client.viewmodels.dossier_words import code_tail
from desk_client.views.day.bar import PeriodBar
from desk_client.views.kit.bars import EmptyState
from desk_client.views.kit.cards import Card
from desk_client.views.kit.choices import CheckBox, Choice
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Cell, Column, Row
from desk_client.views.kit.table import DossierTable
from desk_client.views.kit.tokens import Tone

PAGE = 200
"""Lines that are put into the table at a time."""


class RegisterPart(QWidget):
    """The register in view; `opened` carries the dossier of a line."""

    opened = Signal(str)

    def __init__(self, kit: Kit, model: DayModel) -> None:
        super().__init__()
        self._kit = kit
        self._model = model
        say = kit.say
        self.span = Choice(kit, tuple((span.value, say(f"day.span.{span.value}")) for span in Span))
        self.span.setAccessibleName(say("day.span.name"))
        self.merged = CheckBox(kit, say("day.register.merged"))
        self.bar = PeriodBar(kit, (self.span, self.merged))
        self.table = DossierTable(kit, self._columns(), name=say("day.tab.register"))
        self.empty = EmptyState(kit, say("day.register.none"), icon="calendar")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self._lines: tuple[RegisterLine, ...] = ()
        self._build()
        self.bar.moved.connect(model.move)
        self.span.activated.connect(lambda _place: model.choose_span(Span(self.span.chosen_id())))
        self.merged.clicked.connect(lambda: model.choose_merged(merged=self.merged.isChecked()))
        self.table.row_opened.connect(self.opened)
        self.table.more_wanted.connect(self._more)

    def _columns(self) -> tuple[Column, ...]:
        say = self._kit.say
        return (
            Column(say("day.column.number"), 64),
            Column(say("day.column.code"), 110),
            Column(say("day.column.who")),
            Column(say("day.column.received"), 120, drop=1),
            Column(say("day.column.due"), 120, drop=2),
            Column(say("day.column.returned"), 150),
            Column(say("day.column.note"), 150, hide_compact=True),
        )

    def _build(self) -> None:
        card = Card(self._kit, flush=True)
        card.add(self._stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._kit.look.scale.space(8))
        column.addWidget(self.bar)
        column.addWidget(self.bar.sums)
        column.addWidget(card, 1)

    def refresh(self) -> None:
        """Show what the model holds."""
        model, say = self._model, self._kit.say
        sight = model.register
        self.bar.set_period(period_words(model.query), last=model.query.bounds()[1] >= model.today())
        self.span.choose(model.query.span.value)
        self.merged.setChecked(model.query.merged)
        if sight is None:
            self.bar.sums.setText(say("day.reading"))
            return
        count = len(sight.lines)
        sums = say("day.register.sums", count=count, returned=sight.returned, left=sight.still_open)
        if sight.ended:
            sums = f"{sums} {say('day.register.ended', count=sight.ended)}"
        if sight.own_drafts:
            sums = f"{sums} {say('day.register.own_drafts', count=sight.own_drafts)}"
        self.bar.sums.setText(f"{sums} {say('day.register.closing')}" if sight.closing else sums)
        self._stack.setCurrentWidget(self.table if count else self.empty)
        if sight.lines != self._lines:
            self._lines = sight.lines
            self.table.set_rows(tuple(map(self._row, self._lines[:PAGE])), more=count > PAGE)

    def _more(self) -> None:
        shown = self.table.rows.rowCount()
        lines = self._lines[shown : shown + PAGE]
        self.table.append_rows(tuple(map(self._row, lines)), more=shown + PAGE < len(self._lines))

    def _row(self, line: RegisterLine) -> Row:
        entry = line.entry
        cells = (
            Cell(entry.number, entry.book, strong=True),
            Cell(code_tail(entry.code)),
            Cell(entry.name, entry.procedure),
            Cell(entry.received),
            Cell(entry.due),
            Cell(entry.returned, entry.taken_by, tone=Tone.DONE if entry.returned else Tone.PLAIN),
            Cell(entry.note),
        )
        return Row(line.dossier, cells, ", ".join(part.text for part in cells if part.text))
