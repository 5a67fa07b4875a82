"""Brings the news of the sync thread to the screens, and the acts of the screens to the sync thread."""

from PySide6.QtCore import QObject, Qt, Signal, Slot

from central_sync.protocol.syncstatus import SyncState
from desk_client.services.line import Line, LineNews
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes
from desk_client.viewmodels.speaker import Speaker


class LineModel(QObject):
    """The one status as every place shows it; `changed` comes on the GUI thread."""

    changed = Signal()
    _heard = Signal(object)

    def __init__(self, line: Line, runner: Runner, changes: Changes, speaker: Speaker) -> None:
        super().__init__()
        self._line = line
        self._runner = runner
        self._changes = changes
        self._speaker = speaker
        self._news: LineNews | None = None
        self._heard.connect(self._take, Qt.ConnectionType.QueuedConnection)
        line.listen(self._heard.emit)
        changes.sync.connect(self._acted)

    @property
    def news(self) -> LineNews | None:
        """What was heard last; None before the first look."""
        return self._news

    @property
    def state(self) -> SyncState:
        """The state of the line; unsent until something is known."""
        return SyncState.UNSENT if self._news is None else self._news.status.state

    @property
    def words(self) -> str:
        """The line in words."""
        parts = () if self._news is None else self._news.status.parts
        return " · ".join(self._speaker.speak(part) for part in parts)

    @property
    def trouble(self) -> str:
        """Why the last round did not end well, or nothing."""
        trouble = None if self._news is None else self._news.trouble
        return "" if trouble is None else self._speaker.speak(trouble)

    @property
    def all_sent(self) -> bool:
        """Whether nothing waits to be sent, as far as this desk knows."""
        facts = None if self._news is None else self._news.facts
        if facts is None or facts.uncounted:
            return False
        return facts.unsent_acts == 0 and facts.unproved_files == 0

    @property
    def tasks(self) -> int:
        """How many tasks wait for a human."""
        return 0 if self._news is None else self._news.facts.tasks

    def start(self) -> None:
        """Begin syncing."""
        self.refresh()
        self._line.start()

    def stop(self) -> None:
        """End syncing; waits a moment for the request in flight."""
        self._line.stop(2.0)

    def send_now(self) -> None:
        """A person asks to try now."""
        self._line.send_now()

    def refresh(self) -> None:
        """Count anew."""
        self._runner.start(self._line.news, self._take)

    @Slot(object)
    def _take(self, news: LineNews) -> None:
        self._news = news
        if news.changed:
            self._changes.dossiers.emit(news.changed)
        self.changed.emit()

    def _acted(self) -> None:
        self._line.wake()
        self.refresh()
