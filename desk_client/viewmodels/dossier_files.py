"""Watches for papers that are shown and not here: wakes the line once for each, and says when to look again."""

from PySide6.QtCore import QObject, QTimer, Signal

from desk_client.services.cases import Case
from desk_client.viewmodels.papers_preview import PreviewModel, Sight
from desk_client.viewmodels.seat import Changes

WATCH_MS = 2_000
"""While a paper that is wanted is not here, it is looked for this often."""


class FileWatch(QObject):
    """Only what a person wanted to see is watched for."""

    due = Signal()

    def __init__(self, preview: PreviewModel, changes: Changes) -> None:
        super().__init__()
        self._preview = preview
        self._changes = changes
        self._case: Case | None = None
        self._asked: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setInterval(WATCH_MS)
        self._timer.timeout.connect(self.due)
        preview.changed.connect(self._wake_line)

    def look_at(self, case: Case | None) -> None:
        """Watch for the papers of this case that were asked for and are away."""
        self._case = case
        if self._away() & self._asked:
            self._timer.start()
        else:
            self._timer.stop()

    def forget(self) -> None:
        """Another person sits down."""
        self._asked = set()
        self.look_at(None)

    def _away(self) -> set[str]:
        papers = () if self._case is None else self._case.papers
        return {paper.file.sha256 for paper in papers if paper.file is not None and not paper.here}

    def _wake_line(self) -> None:
        file = self._preview.file
        if self._preview.sight is Sight.TROUBLE and file is not None and file.sha256 not in self._asked:
            self._asked.add(file.sha256)
            self.look_at(self._case)
            self._changes.sync.emit()
