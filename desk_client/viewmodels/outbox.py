"""What the outbox screen shows: the honest summary, unsent dossiers, tasks for a human; closes tasks, asks to send."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from central_sync.protocol.syncstatus import LineState
from desk_client.services.outbox import OpenTask, Outbox, UnsentDossier
from desk_client.viewmodels.line import LineModel
from desk_client.viewmodels.rest import Rest
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes

_REST_MILLISECONDS = 300
"""News of a running round come many a second; the lists are read again once they rest this long."""


class OutboxModel(QObject):
    """The lists as last read; `changed` comes when one of them or the line changed."""

    changed = Signal()
    closed = Signal(str)

    def __init__(self, outbox: Outbox, line: LineModel, runner: Runner, changes: Changes) -> None:
        super().__init__()
        self._outbox = outbox
        self._runner = runner
        self._changes = changes
        self._reading = False
        self._stale = False
        self.line = line
        self.unsent: tuple[UnsentDossier, ...] = ()
        self.tasks: tuple[OpenTask, ...] = ()
        self._rest = Rest(self, _REST_MILLISECONDS, self.refresh)
        line.changed.connect(self._line_changed)

    @property
    def offline(self) -> bool:
        """Whether the last attempt did not reach the centre."""
        news = self.line.news
        return news is not None and news.facts.line is LineState.DOWN

    def refresh(self) -> None:
        """Read both lists; one reading at a time."""
        if self._reading:
            self._stale = True
            return
        self._reading = True
        self._runner.start(lambda: (self._outbox.unsent(), self._outbox.tasks()), self._take, self._broke)

    def send_now(self) -> None:
        """Try at once."""
        self.line.send_now()

    def close_task(self, task_id: str, note: str) -> None:
        """Close a task with what was done about it."""
        self._run(lambda: self._outbox.close_task(task_id, note), lambda: self.closed.emit(task_id))

    def task(self, task_id: str) -> OpenTask | None:
        """An open task by id."""
        return next((one for one in self.tasks if one.task.id == task_id), None)

    def _run(self, work: Callable[[], None], done: Callable[[], None]) -> None:
        def ended(_value: None) -> None:
            done()
            self.refresh()
            self._changes.tell()

        self._runner.start(work, ended)

    def _line_changed(self) -> None:
        if self.line.all_sent:
            # The list never says otherwise than the line above it, not even until it is read again.
            self.unsent = ()
        self.changed.emit()
        if not self._rest.isActive():
            self._rest.start()

    def _take(self, lists: tuple[tuple[UnsentDossier, ...], tuple[OpenTask, ...]]) -> None:
        self._reading = False
        self.unsent, self.tasks = lists
        self.changed.emit()
        if self._stale:
            self._stale = False
            self.refresh()

    def _broke(self, fault: Exception) -> None:
        self._reading = False
        self._runner.fault.emit(fault)
