"""The queue of this desk without widgets: read when the line has news, sent when a person asks."""

from PySide6.QtCore import QObject, Signal

from desk_client.services.queue import Queue, QueueSight
from desk_client.viewmodels.line import LineModel
from desk_client.viewmodels.rest import Rest
from desk_client.viewmodels.runner import Runner

_REST_MILLISECONDS = 300


class QueueModel(QObject):
    """What was read last; `changed` when it or the line changed."""

    changed = Signal()

    def __init__(self, queue: Queue, line: LineModel, runner: Runner) -> None:
        super().__init__()
        self._queue = queue
        self._runner = runner
        self.line = line
        self.sight: QueueSight | None = None
        self._rest = Rest(self, _REST_MILLISECONDS, self.refresh)
        line.changed.connect(self._line_changed)

    def refresh(self) -> None:
        """Read it."""
        self._runner.start(self._queue.look, self._take)

    def send_now(self) -> None:
        """Try at once."""
        self.line.send_now()

    def _take(self, sight: QueueSight) -> None:
        self.sight = sight
        self.changed.emit()

    def _line_changed(self) -> None:
        self.changed.emit()
        if self.sight is not None and not self._rest.isActive():
            self._rest.start()
