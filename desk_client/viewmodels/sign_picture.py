"""The picture of a hand or the seal without widgets: what is kept, another file, none."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desk_client.services.session import Session
from desk_client.services.sign_pictures import PictureSight, SignPictures
from desk_client.viewmodels.dossier_words import fault_message
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Seat
from dossier.messages import Message, message
from token_signing.faults import PaperFaultCode
from token_signing.kinds import SigningKind

Done = tuple[PaperFaultCode | None, PictureSight | None]


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
        self.sight: PictureSight | None = None
        self.busy = False

    @property
    def kind(self) -> SigningKind | None:
        """What who sits here keeps: his own hand, the seal, or no picture."""
        session = self._seat.session
        return None if session is None else self._case.kind_of(session)

    def begin(self, pixels: int) -> None:
        """Look at what is kept, to be shown so many pixels wide."""
        self._pixels, self.sight = pixels, None
        self._start(lambda _session: None, None)

    def choose(self, path: Path) -> None:
        """Keep the picture of a file."""
        self._start(lambda session: self._case.choose(session, path), message("sign.picture.kept"))

    def drop(self) -> None:
        """Sign without a picture again."""
        self._start(self._case.drop, message("sign.picture.dropped"))

    def _start(self, work: Callable[[Session], PaperFaultCode | None], words: Message | None) -> None:
        session, pixels = self._seat.session, self._pixels
        if session is None or self.busy:
            return

        def job() -> Done:
            return work(session), self._case.look(session, pixels)

        self.busy = True
        self.changed.emit()
        self._runner.start(job, lambda done: self._taken(done, words), self._failed)

    def _taken(self, done: Done, words: Message | None) -> None:
        fault, self.sight = done
        self.busy = False
        self.changed.emit()
        if fault is not None:
            self.said.emit("warning", message(f"signing.remedy.{fault.value}"))
        elif words is not None:
            self.said.emit("done", words)

    def _failed(self, fault: Exception) -> None:
        self.busy = False
        self.changed.emit()
        self.said.emit("error", fault_message(fault))
