"""The picture of a hand or the seal without widgets: what is kept, another file, none."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desk_client.services.session import Session
from desk_client.services.sign_pictures import PictureSight, SignPictures
from desk_client.viewmodels.dossier_words import fault_message
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Seat
from desk_client.viewmodels.work import DIALOG, Work
from dossier.messages import Message, message
from token_signing.faults import PaperFaultCode
from token_signing.kinds import SigningKind

Done = tuple[PaperFaultCode | None, PictureSight | None]
READING = message("sign.picture.reading")
"""What is said while a chosen file is read."""


class PictureModel(QObject):
    """`changed` after each look, `said` (kind, message) when something must be told."""

    changed = Signal()
    said = Signal(str, object)

    def __init__(self, case: SignPictures, runner: Runner, seat: Seat) -> None:
        super().__init__()
        self._case = case
        self._runner = runner
        self._seat = seat
        self._pixels = 1
        self._work: Work | None = None
        self.sight: PictureSight | None = None
        self.busy = False

    @property
    def kind(self) -> SigningKind | None:
        """What who sits here keeps: his own hand, the seal, or no picture."""
        session = self._seat.session
        return None if session is None else self._case.kind_of(session)

    @property
    def stoppable(self) -> bool:
        """Whether a file is read that may still be stopped."""
        return self._work is not None and not self._work.settled

    def begin(self, pixels: int) -> None:
        """Look at what is kept, to be shown so many pixels wide."""
        self._pixels, self.sight = pixels, None
        self._start(lambda _session: None, None)

    def choose(self, path: Path) -> None:
        """Keep the picture of a file."""
        if self.busy:
            return
        work = self._work = Work(READING, self._left, self.changed.emit, DIALOG)

        def keep(session: Session) -> PaperFaultCode | None:
            read = self._case.read(session, path, work.stopped)
            if isinstance(read, PaperFaultCode):
                return read
            if work.settle():
                self._case.keep(session, read)
            return None

        self._start(keep, message("sign.picture.kept"), work)

    def drop(self) -> None:
        """Sign without a picture again."""
        self._start(lambda session: self._case.keep(session, None), message("sign.picture.dropped"))

    def stop(self) -> None:
        """Take nothing of the file that is read; what was kept before stays."""
        if self._work is not None:
            self._work.stop()

    def _start(
        self, work: Callable[[Session], PaperFaultCode | None], words: Message | None, told: Work | None = None
    ) -> None:
        session, pixels = self._seat.session, self._pixels
        if session is None or self.busy:
            return

        def job() -> Done:
            return work(session), self._case.look(session, pixels)

        self.busy = True
        self.changed.emit()
        self._runner.start(job, lambda done: self._taken(done, words), self._failed, told)

    def _left(self) -> None:
        self._end()
        self.said.emit("info", message("sign.picture.stopped"))

    def _end(self) -> None:
        self.busy, self._work = False, None
        self.changed.emit()

    def _taken(self, done: Done, words: Message | None) -> None:
        fault, self.sight = done
        self._end()
        if fault is not None:
            self.said.emit("warning", message(f"signing.remedy.{fault.value}"))
        elif words is not None:
            self.said.emit("done", words)

    def _failed(self, fault: Exception) -> None:
        self._end()
        self.said.emit("error", fault_message(fault))
