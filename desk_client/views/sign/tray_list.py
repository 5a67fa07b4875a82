"""The list of papers that wait for a signature, by procedure; shows the model's lines and tells which is chosen."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desk_client.services.signing_tray import TrayLine
from desk_client.viewmodels.signing import SignModel
from desk_client.views.kit.bars import EmptyState
from desk_client.views.kit.buttons import SecondaryButton
from desk_client.views.kit.cards import Card
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Cell, Column, GroupRow, Row, TableLine
from desk_client.views.kit.table import DossierTable
from desk_client.views.sign.words import due_words, state_cell

_STATE_WIDTH = 112


class TrayList(Card):
    """Card with head "n văn bản chờ ký", the table, and an empty state that says when it was checked."""

    sign_asked = Signal()
    read_on = Signal()
    all_asked = Signal()

    def __init__(self, kit: Kit, model: SignModel) -> None:
        super().__init__(kit, kit.say("sign.count_none"), flush=True)
        self._outfit = kit
        self._model = model
        columns = (Column(""), Column("", _STATE_WIDTH))
        self.table = DossierTable(kit, columns, name=kit.say("sign.list_name"), head=False)
        self.empty = EmptyState(kit, kit.say("sign.empty"), icon="pen")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self.add(self._stack, 1)
        self.tick = SecondaryButton(kit, kit.say("sign.tick.one"), key="F8", small=True)
        self.tick_all = SecondaryButton(kit, kit.say("sign.tick.all"), key="Shift+F8", small=True)
        self._ticks = QWidget()
        self._tick_row = QHBoxLayout(self._ticks)
        self._tick_row.addWidget(self.tick)
        self._tick_row.addWidget(self.tick_all)
        self._tick_row.addStretch(1)
        self.add(self._ticks)
        kit.look.changed.connect(self._space_ticks)
        self._space_ticks()
        self._filling = False
        self.tick.clicked.connect(model.turn_tick)
        self.tick_all.clicked.connect(self.all_asked)
        model.run_changed.connect(self._name_ticks)
        self.table.row_chosen.connect(self._choose)
        self.table.row_opened.connect(lambda _id: self.sign_asked.emit())
        self.table.row_peeked.connect(lambda _id: self.read_on.emit())
        model.lines_changed.connect(self.refresh)
        model.chosen_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the lines."""
        self._name_ticks()
        lines, now = self._model.lines, self._model.read_at
        self.set_title(self._title())
        self._stack.setCurrentWidget(self.table if lines else self.empty)
        if now is None or not lines:
            checked = "" if now is None else self._outfit.say("sign.checked", time=f"{now:%H:%M}")
            self.empty.set_words(self._outfit.say("sign.empty"), checked)
            return
        self._filling = True
        self.table.set_rows(self._table_lines())
        self.table.choose(self._model.chosen)
        self._filling = False

    def _space_ticks(self) -> None:
        edge = self._outfit.look.scale.space(8)
        self._tick_row.setSpacing(edge)
        self._tick_row.setContentsMargins(edge, edge, edge, edge)

    def _name_ticks(self) -> None:
        """Offer to tick what can be ticked, or to take a tick back; who signs nothing here ticks nothing."""
        model, say = self._model, self._outfit.say
        file = None if model.line is None or not model.line.by_token else model.line.file
        ticked = file is not None and model.reading.ticked(file)
        unseen = model.unseen_lines()
        self._ticks.setVisible(bool(unseen) or ticked)
        self.tick.set_words(say("sign.tick.back" if ticked else "sign.tick.one"))
        self.tick.setAccessibleName(say("sign.tick.back_name" if ticked else "sign.tick.one_name"))
        self.tick_all.setAccessibleName(say("sign.tick.all_name"))
        self.tick.setEnabled(not model.busy and file is not None and (ticked or not model.reading.known(file)))
        self.tick_all.setVisible(len(unseen) > 1)
        self.tick_all.setEnabled(not model.busy)

    def _title(self) -> str:
        """How many wait, and for what."""
        lines, say = self._model.lines, self._outfit.say
        issue = sum(line.to_issue for line in lines)
        if issue and issue < len(lines):
            return say("sign.issue.count_both", count=issue, signing=len(lines) - issue)
        if issue:
            return say("sign.issue.count", count=issue)
        return say("sign.count", count=len(lines)) if lines else say("sign.count_none")

    def _choose(self, dossier: str) -> None:
        """A person chose a row; rows that are only being filled in choose nothing."""
        if not self._filling:
            self._model.choose(dossier)

    def _table_lines(self) -> tuple[TableLine, ...]:
        groups: dict[tuple[bool, str], list[TrayLine]] = {}
        for line in self._model.lines:
            groups.setdefault((line.to_issue, line.procedure), []).append(line)
        mixed = len({issue for issue, _ in groups}) > 1
        found: list[TableLine] = []
        for (issue, procedure), members in groups.items():
            key = ("sign.issue.group" if issue else "sign.issue.group_sign") if mixed else "sign.group"
            found.append(GroupRow(self._outfit.say(key, procedure=procedure, count=len(members))))
            found += [self._row(line) for line in members]
        return tuple(found)

    def _row(self, line: TrayLine) -> Row:
        now = self._model.read_at
        assert now is not None
        current = line.id == self._model.chosen
        state = state_cell(self._outfit, line, self._model.reading, current=current)
        due = due_words(self._outfit, line, now)
        name = line.state.applicant.name
        sentence = self._outfit.say("sign.sentence", name=name, procedure=line.procedure, due=due, state=state.text)
        return Row(line.id, (Cell(name, due), state), sentence)
