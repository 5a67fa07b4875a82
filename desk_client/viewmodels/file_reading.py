"""Reads a paper from a file of outside off the GUI thread; how far it is, and a stop that leaves no page of it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desk_client.services.scanning import Scanning, TakenFile, TooCoarse
from desk_client.viewmodels.attempt import Attempt
from desk_client.viewmodels.runner import Runner
from dossier.messages import Message, message
from scanning.foreign import ForeignRefused

Taken = TakenFile | ForeignRefused | TooCoarse


class FileReading(QObject):
    """One file at a time; `drawn` of `pages` pages are there, 0 of 0 while the file is only looked at."""

    changed = Signal()
    _moved = Signal(object, int, int)

    def __init__(self, scanning: Scanning, runner: Runner) -> None:
        super().__init__()
        self._scanning = scanning
        self._runner = runner
        self._attempt: Attempt | None = None
        self.drawn = 0
        self.pages = 0
        self._moved.connect(self._move)

    @property
    def busy(self) -> bool:
        """Whether a file is read now."""
        return self._attempt is not None

    @property
    def words(self) -> Message:
        """How far it is."""
        if not self.pages:
            return message("receive.file_read")
        return message("receive.file_page", page=str(min(self.drawn + 1, self.pages)), pages=str(self.pages))

    def begin(
        self, draft: str, path: Path, taken: Callable[[Taken], None], failed: Callable[[Exception], None]
    ) -> None:
        """Read a file for a draft; unless it is stopped, `taken` or `failed` hears how it ended."""
        attempt = self._attempt = Attempt()
        self.drawn = self.pages = 0

        def work() -> Taken:
            def told(drawn: int, pages: int) -> None:
                self._moved.emit(attempt, drawn, pages)

            return self._scanning.take_file(draft, path, attempt.stopped, told)

        self._runner.start(work, self._ender(attempt, taken), self._ender(attempt, failed))
        self.changed.emit()

    def stop(self) -> bool:
        """Take nothing of the file; tells whether one was read."""
        attempt, self._attempt = self._attempt, None
        if attempt is not None:
            attempt.stop()
            self.changed.emit()
        return attempt is not None

    def _ender(self, attempt: Attempt, deliver: Callable[..., None]) -> Callable[[object], None]:
        def ended(value: object) -> None:
            if attempt is self._attempt:
                self._attempt = None
                self.changed.emit()
                deliver(value)

        return ended

    def _move(self, attempt: Attempt, drawn: int, pages: int) -> None:
        if attempt is self._attempt:
            self.drawn, self.pages = drawn, pages
            self.changed.emit()
