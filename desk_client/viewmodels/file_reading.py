"""Reads a paper from a file of outside off the GUI thread; how far it is, and a stop that leaves no page of it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desk_client.services.scanning import Scanning, TakenFile, TooCoarse
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.work import Work
from dossier.messages import Message, message
from scanning.foreign import ForeignRefused

Taken = TakenFile | ForeignRefused | TooCoarse


class FileReading(QObject):
    """One file at a time, shown by the screen or dialog `place`; `stopped` says that nothing of it was taken."""

    changed = Signal()
    stopped = Signal()

    def __init__(self, scanning: Scanning, runner: Runner, place: str) -> None:
        super().__init__()
        self._scanning = scanning
        self._runner = runner
        self._place = place
        self._work: Work | None = None

    @property
    def busy(self) -> bool:
        """Whether a file is read now."""
        return self._work is not None

    @property
    def drawn(self) -> int:
        """How many pages are there."""
        return 0 if self._work is None else self._work.done

    @property
    def pages(self) -> int:
        """How many there will be; 0 while the file is only looked at."""
        return 0 if self._work is None else self._work.whole

    @property
    def words(self) -> Message:
        """How far it is."""
        return reading_words(self.drawn, self.pages)

    def begin(
        self, draft: str, path: Path, taken: Callable[[Taken], None], failed: Callable[[Exception], None]
    ) -> None:
        """Read a file for a draft; unless it is stopped, `taken` or `failed` hears how it ended."""
        work = self._work = Work(reading_words, self._left, self.changed.emit, self._place)

        def job() -> Taken:
            return self._scanning.take_file(draft, path, work.stopped, work.told)

        self._runner.start(job, self._ender(taken), self._ender(failed), work)
        self.changed.emit()

    def stop(self) -> None:
        """Take nothing of the file that is read."""
        if self._work is not None:
            self._work.stop()

    def _left(self) -> None:
        self._work = None
        self.changed.emit()
        self.stopped.emit()

    def _ender(self, deliver: Callable[..., None]) -> Callable[[object], None]:
        def ended(value: object) -> None:
            self._work = None
            self.changed.emit()
            deliver(value)

        return ended


def reading_of(left: Callable[[], None]) -> Work:
    """The reading of a file for an act: counted and stopped by the window's strip; `left` hears that it was stopped."""
    return Work(reading_words, left)


def reading_words(drawn: int, pages: int) -> Message:
    """How far the reading of a file is."""
    if not pages:
        return message("receive.file_read")
    return message("receive.file_page", page=str(min(drawn + 1, pages)), pages=str(pages))
