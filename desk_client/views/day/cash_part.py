"""Tab "Thu phí trong ngày": the receipts of a desk's day, cancelled ones marked, sums by method."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desk_client.services.day_cash import CashLine, CashSight, desk_words
from desk_client.viewmodels.day import DayModel
from desk_client.viewmodels.dossier_words import code_tail
from desk_client.views.day.bar import PeriodBar
from desk_client.views.kit.bars import EmptyState
from desk_client.views.kit.cards import Card
from desk_client.views.kit.choices import Choice
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Cell, Column, Row
from desk_client.views.kit.table import DossierTable
from desk_client.views.kit.tokens import Tone
from dossier.text import format_money


class CashPart(QWidget):
    """The sheet in view; `opened` carries the dossier of a receipt, `chosen` that another line is chosen."""

    opened = Signal(str)
    chosen = Signal()

    def __init__(self, kit: Kit, model: DayModel) -> None:
        super().__init__()
        self._kit = kit
        self._model = model
        say = kit.say
        self.desk = Choice(kit, name=say("day.cash.desk"))
        self.bar = PeriodBar(kit, (self.desk,))
        self.table = DossierTable(kit, self._columns(), name=say("day.tab.cash"))
        self.empty = EmptyState(kit, say("day.cash.none"), icon="money")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self._build()
        self.bar.moved.connect(model.move)
        self.desk.activated.connect(lambda _place: model.choose_desk(self.desk.chosen_id()))
        self.table.row_chosen.connect(lambda _row: self.chosen.emit())
        self.table.row_opened.connect(self._open)

    def line(self) -> CashLine | None:
        """The chosen receipt."""
        sight, chosen = self._model.cash, self.table.chosen_id()
        return None if sight is None else next((line for line in sight.lines if line.id == chosen), None)

    def refresh(self) -> None:
        """Show what the model holds."""
        model, say = self._model, self._kit.say
        sight, day = model.cash, model.cash_day
        self.bar.set_period(say("day.of", day=f"{day:%d/%m/%Y}"), last=day >= model.today())
        if sight is None:
            self.bar.sums.setText(say("day.reading"))
            return
        self.desk.set_entries(tuple((desk.device, desk_words(desk)) for desk in sight.desks))
        self.desk.choose(sight.desk.device)
        self.bar.sums.setText(self._sums(sight))
        self._stack.setCurrentWidget(self.table if sight.lines else self.empty)
        self.table.set_rows(tuple(map(self._row, sight.lines)))

    def _columns(self) -> tuple[Column, ...]:
        say = self._kit.say
        return (
            Column(say("day.column.receipt"), 90),
            Column(say("day.column.time"), 64, drop=1),
            Column(say("day.column.payer")),
            Column(say("day.column.code"), 110, hide_compact=True),
            Column(say("day.column.amount"), 120),
            Column(say("day.column.method"), 130, drop=2),
            Column(say("day.column.state"), 210),
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

    def _sums(self, sight: CashSight) -> str:
        say, sums = self._kit.say, sight.sums
        ways = zip(sums.methods, sums.by_method, strict=True)
        methods = " · ".join(f"{method}: {format_money(amount)}" for method, amount in ways)
        total = say("day.cash.total", count=len(sight.lines), money=format_money(sums.total))
        gone = say("day.cash.gone", money=format_money(sums.cancelled)) if sums.cancelled else ""
        return " · ".join(part for part in (total, methods, gone) if part)

    def _row(self, line: CashLine) -> Row:
        receipt, say = line.receipt, self._kit.say
        gone = bool(receipt.cancelled)
        state = say("day.cash.is_cancelled") if gone else say("day.cash.taken_by", who=line.taken_by)
        cells = (
            Cell(receipt.number, strong=True),
            Cell(receipt.time),
            Cell(receipt.payer, receipt.lines[0].name),
            Cell(code_tail(receipt.code)),
            Cell(format_money(line.amount)),
            Cell(receipt.method),
            Cell(state, receipt.cancelled, tone=Tone.WARNING if gone else Tone.PLAIN, icon="warning" if gone else ""),
        )
        return Row(line.id, cells, ", ".join(part for cell in cells for part in (cell.text, cell.second) if part))

    def _open(self, _row: str) -> None:
        line = self.line()
        if line is not None:
            self.opened.emit(line.dossier)
