"""Screen "Đồng bộ, vướng mắc" (Ctrl+Shift+O): what is unsent and why, and what a human must settle."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from central_sync.protocol.syncstatus import SyncState
from desk_client.viewmodels.outbox import OutboxModel
from desk_client.views.kit.bars import EmptyState, InfoBar
from desk_client.views.kit.buttons import PrimaryButton
from desk_client.views.kit.cards import Card
from desk_client.views.kit.labels import StatusPill
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Column
from desk_client.views.kit.table import DossierTable, row_height
from desk_client.views.kit.tabs import Tab, TabStrip
from desk_client.views.kit.tokens import Tone
from desk_client.views.outbox.detail import TaskDetail
from desk_client.views.outbox.words import task_row, unsent_row
from desk_client.views.shell import specs
from desk_client.views.shell.screen import Screen

UNSENT, TASKS = "unsent", "tasks"
_SHOWN = 4
_TASK_HEIGHT = 230
"""Px at 100 % that a task keeps at the largest type, where the screen scrolls."""
BARS = {
    SyncState.SENT_ALL: (Tone.DONE, "ok"),
    SyncState.SENDING: (Tone.INFO, "sync"),
    SyncState.UNSENT: (Tone.WARNING, "send"),
    SyncState.OFFLINE: (Tone.WARNING, "offline"),
    SyncState.FROZEN: (Tone.ERROR, "late"),
}


class OutboxScreen(Screen):
    """Everything beside each other; from 130 % type one list at a time, and a task in place of its list."""

    dossier_opened = Signal(str)

    def __init__(self, kit: Kit, model: OutboxModel, now: Callable[[], datetime]) -> None:
        super().__init__(kit, specs.OUTBOX)
        self.model = model
        self._now = now
        self.bar = InfoBar(kit)
        self.send = PrimaryButton(kit, kit.say("outbox.send_now"), icon="sync", key="Ctrl+G")
        self.bar.add_act(self.send)
        self.strip = TabStrip(kit, name=kit.say("outbox.screen"))
        self.unsent = DossierTable(kit, _unsent_columns(kit), name=kit.say("outbox.unsent"))
        self.unsent_card = Card(kit, kit.say("outbox.unsent"), flush=True)
        self.tasks = DossierTable(kit, (Column(""), Column("", 84)), name=kit.say("outbox.tasks"), head=False)
        self.tasks_card = Card(kit, kit.say("outbox.tasks"), flush=True)
        self._count = StatusPill(kit, Tone.WARNING, "", "warning")
        self.detail = TaskDetail(kit)
        self.detail_card = Card(kit, flush=True)
        self._none = EmptyState(kit, kit.say("outbox.no_tasks"), icon="check")
        self._reading_task = False
        self._build()
        self._connect()
        self._arrange()
        self._show()

    def panes(self) -> tuple[QWidget, ...]:
        """The lists and the task."""
        return (self.unsent, self.tasks, self.detail)

    def entered(self) -> None:
        """Read anew and start at the tasks, else at the unsent dossiers."""
        self.model.refresh()
        (self.tasks if self.model.tasks else self.unsent).setFocus()

    def step_back(self) -> None:
        """From the task back to its list."""
        if self._reading_task:
            self._read_task(reading=False)
            self.tasks.setFocus()

    def _build(self) -> None:
        self.unsent_card.add(self.unsent)
        self.tasks_card.add_act(self._count)
        self.tasks_card.add(self.tasks, 1)
        self.tasks_card.add(self._none, 1)
        self.detail_card.add(self.detail, 1)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.strip)
        self._grid = QGridLayout()
        self._grid.addWidget(self.unsent_card, 0, 0, 1, 2)
        self._grid.addWidget(self.tasks_card, 1, 0)
        self._grid.addWidget(self.detail_card, 1, 1)
        self.body.addLayout(self._grid, 1)

    def _connect(self) -> None:
        self.send.clicked.connect(self.model.send_now)
        self.model.changed.connect(self._show)
        self.unsent.row_opened.connect(self.dossier_opened)
        self.tasks.row_chosen.connect(self._show_task)
        self.tasks.row_opened.connect(self._open_task)
        self.detail.open_asked.connect(self.dossier_opened)
        self.detail.closing.connect(self.model.close_task)
        self.detail.left.connect(self.step_back)
        self.strip.chosen.connect(lambda _tab: self._turn())
        self.kit.look.changed.connect(self._arrange)

    def _turn(self) -> None:
        """Show the chosen list and start in it: left to itself, the focus of a hidden list falls on the side bar."""
        keep = self.strip.hasFocus()
        self._arrange()
        if not keep:
            (self.tasks if self.strip.current == TASKS and self.model.tasks else self.unsent).setFocus()

    def _arrange(self) -> None:
        compact = self.kit.look.scale.compact
        shown, gap = self.strip.current, self.kit.look.scale.space(12)
        both = not compact and bool(self.model.tasks)
        self._grid.setVerticalSpacing(gap)
        self._grid.setHorizontalSpacing(gap if both else 0)
        self.strip.setVisible(compact)
        reading = self._reading_task and bool(self.model.tasks)
        self.unsent_card.setVisible(shown == UNSENT if compact else bool(self.model.unsent))
        self.tasks_card.setVisible(not compact or (shown == TASKS and not reading))
        self.detail_card.setVisible(bool(self.model.tasks) and (not compact or (shown == TASKS and reading)))
        self.detail.set_alone(compact)
        scale = self.kit.look.scale
        self.detail_card.setMinimumHeight(scale.full(_TASK_HEIGHT) if scale.stacked else 0)
        self._grid.setColumnStretch(0, 36 if both else 0 if compact and shown == TASKS and reading else 1)
        self._grid.setColumnStretch(1, 64 if both else 1 if compact and shown == TASKS and reading else 0)
        self._grid.setRowStretch(0, 1 if compact and shown == UNSENT else 0)
        self._grid.setRowStretch(1, 0 if compact and shown == UNSENT else 1)
        self._fit_unsent()

    def _fit_unsent(self) -> None:
        compact = self.kit.look.scale.compact
        lines = [self.unsent.rows.line(place) for place in range(self.unsent.rows.rowCount())]
        head = self.unsent.horizontalHeader().height() if lines else 0
        height = head + sum(row_height(self.kit, line) for line in lines[:_SHOWN]) + 2
        self.unsent.setVisible(bool(lines) or compact)
        self.unsent.setMinimumHeight(height if lines else 0)
        self.unsent.setMaximumHeight(16_777_215 if compact else height)

    def _show(self) -> None:
        model, today = self.model, self._now().date()
        self._show_bar()
        rows = tuple(unsent_row(self.kit, one, offline=model.offline, today=today) for one in model.unsent)
        self.unsent.set_rows(rows)
        self.unsent_card.set_title(self.kit.say("outbox.unsent_count", count=len(rows)))
        self.tasks.set_rows(tuple(task_row(self.kit, one, today) for one in model.tasks))
        count = len(model.tasks)
        self._count.set_state(Tone.WARNING, self.kit.say("outbox.count", count=count), "warning")
        self._count.setVisible(count > 0)
        self.tasks.setVisible(count > 0)
        self._none.setVisible(count == 0)
        self.strip.set_tabs(
            (
                Tab(UNSENT, self.kit.say("outbox.unsent"), len(rows)),
                Tab(TASKS, self.kit.say("outbox.tasks"), count),
            )
        )
        self._show_task(self.tasks.chosen_id())
        self._arrange()

    def _show_bar(self) -> None:
        line = self.model.line
        tone, icon = BARS[line.state]
        head = line.words or self.kit.say("outbox.looking")
        text = "outbox.all_here" if line.state is SyncState.SENT_ALL else "outbox.safe_here"
        self.bar.set_state(tone, line.trouble or self.kit.say(text), head=head, icon=icon)
        self.send.setEnabled(line.state is not SyncState.SENDING)

    def _show_task(self, task_id: str) -> None:
        task = self.model.task(task_id)
        if task is not None:
            self.detail.show_task(task)

    def _open_task(self, task_id: str) -> None:
        self._show_task(task_id)
        if self.kit.look.scale.compact:
            self._read_task(reading=True)
        self.detail.done.setFocus()

    def _read_task(self, *, reading: bool) -> None:
        self._reading_task = reading
        self._arrange()


def _unsent_columns(kit: Kit) -> tuple[Column, ...]:
    say = kit.say
    return (
        Column(say("outbox.column.code"), 104),
        Column(say("outbox.column.name"), 180),
        Column(say("outbox.column.done"), 0, hide_compact=True),
        Column(say("outbox.column.files"), 170, drop=2),
        Column(say("outbox.column.state"), 160),
        Column(say("outbox.column.since"), 76, drop=1),
    )
