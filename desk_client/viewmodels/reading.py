"""Which papers the person at the desk has read: to the end on this screen, or ticked as read elsewhere."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from desk_client.viewmodels.papers_preview import PreviewModel
from dossier.acts import FileRef


class Reading(QObject):
    """What is ticked counts for one file and until another person sits down; a page that was read needs no tick."""

    changed = Signal()

    def __init__(self, preview: PreviewModel) -> None:
        super().__init__()
        self._preview = preview
        self._ticked: set[str] = set()
        preview.seen.connect(lambda _sha256: self.changed.emit())

    def known(self, file: FileRef) -> bool:
        """Whether it may be signed: read to its end, or ticked."""
        return self._preview.was_seen(file.sha256) or file.sha256 in self._ticked

    def ticked(self, file: FileRef) -> bool:
        """Whether only the tick says that it was read."""
        return file.sha256 in self._ticked and not self._preview.was_seen(file.sha256)

    def unread(self, file: FileRef) -> int:
        """How many of its pages were not read to their end here; 0 of a file that was read."""
        if self._preview.was_seen(file.sha256):
            return 0
        return max(1, file.pages - self._preview.pages_seen(file.sha256))

    def tick(self, files: Iterable[FileRef]) -> None:
        """Count these as read."""
        self._ticked |= {file.sha256 for file in files}
        self.changed.emit()

    def untick(self, file: FileRef) -> None:
        """Take a tick back; what was read to its end stays read."""
        self._ticked.discard(file.sha256)
        self.changed.emit()

    def forget(self) -> None:
        """Another person sits down: nothing was read."""
        self._ticked.clear()
