"""The pages of one paper outside the receive screen: scanned or taken from a file, turned, taken out, made one PDF."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desk_client.services.scanning import PageRef, Scanning, ScanOrder, TakenFile, TooCoarse, ready_first
from desk_client.services.signature_checks import asks_first
from desk_client.viewmodels.dossier_words import fault_message, scan_fault_message
from desk_client.viewmodels.file_reading import FileReading, Taken
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.work import DIALOG, Pieces, Work
from dossier.acts import FileRef
from dossier.messages import message
from dossier.values import SeenSignature
from scanning.devices.port import ScannerState, ScanOutcome
from scanning.foreign import ForeignRefused
from scanning.paper_rules import PaperRefused
from token_signing.seen import seen_signature
from token_signing.verdict import Verification

_LONGEST = 1400
"""Pixels of the longer side of the page that is shown."""


class PagesModel(QObject):
    """One paper at a time, kept with a draft of its own; `said` (kind, message) tells what did not go well.

    `signature` is what was found of the signatures in the file that is the paper; `doubted` brings a file whose
    signature is wrong: nothing of it is taken before `take_file`.
    """

    changed = Signal()
    said = Signal(str, object)
    doubted = Signal(object)
    _arrived = Signal(object)

    def __init__(self, scanning: Scanning, runner: Runner) -> None:
        super().__init__()
        self._scanning = scanning
        self._runner = runner
        self._scan: Pieces | None = None
        self._draft = ""
        self._signed: TakenFile | None = None
        self.signature: SeenSignature | None = None
        self.scanners: tuple[ScannerState, ...] = ()
        self.pages: tuple[PageRef, ...] = ()
        self.page = 0
        self.picture = b""
        self._at_work = False
        self.scanning = False
        self.reading = FileReading(scanning, runner, DIALOG)
        self.reading.changed.connect(self.changed)
        self.reading.stopped.connect(lambda: self.said.emit("info", message("receive.file.stopped")))
        self._arrived.connect(self._take_page)

    @property
    def busy(self) -> bool:
        """Whether pages are on their way, or the paper is recorded."""
        return self._at_work or self.reading.busy

    @property
    def scanner(self) -> ScannerState | None:
        """The scanner that would be used."""
        place = ready_first(self.scanners)
        return self.scanners[place] if place >= 0 else None

    # -- acts ------------------------------------------------------------------------------------------------------

    def begin_paper(self, draft: str) -> None:
        """Start with an empty paper and look for the scanners."""
        self._draft, self._signed, self.signature, self.scanners = draft, None, None, ()
        self.pages, self.page, self.picture = (), 0, b""
        self._at_work = self.scanning = False
        self.reading.stop()
        work = Work(message("receive.scanners_sought"), place=DIALOG)
        self._runner.start(lambda: self._scanning.scanners(work.stopped), self._found_scanners, self._failed, work)
        self.changed.emit()

    def scan(self) -> None:
        """Scan what lies there; pages come one by one."""
        place = ready_first(self.scanners)
        if self.busy:
            return
        if place < 0:
            self.said.emit("warning", message("receive.scan.none"))
            return
        self._set_busy(busy=True, scanning=True)
        order, work = ScanOrder(place, self._draft), Pieces(place=DIALOG)
        self._scan = work
        self._runner.start(
            lambda: self._scanning.scan(order, self._arrived.emit, work.stopped), self._scanned, self._broke, work
        )

    def stop(self) -> None:
        """Stop before the next page, and pages so far stay; or take nothing of the file that is read."""
        if self._scan is not None:
            self._scan.stop()
        self.reading.stop()

    def add_file(self, path: Path) -> None:
        """Take pages from a file; they are drawn anew in the sandbox."""
        if not self.busy:
            self.reading.begin(self._draft, path, self._file_taken, self._failed)

    def choose_page(self, page: int) -> None:
        """Show another page."""
        if 0 <= page < len(self.pages):
            self.page = page
            self._draw()

    def turn(self) -> None:
        """Turn the page in view a quarter clockwise."""
        if self.pages:
            place = self.page
            self._put((*self.pages[:place], self.pages[place].turned(), *self.pages[place + 1 :]), place)

    def delete(self) -> None:
        """Take the page in view out."""
        if self.pages:
            place = self.page
            rest = (*self.pages[:place], *self.pages[place + 1 :])
            self._put(rest, max(0, min(place, len(rest) - 1)))

    def finisher(self) -> Callable[[], FileRef | PaperRefused]:
        """Work for the pool: the finished file of what is here now; an unchanged signed PDF stays byte for byte."""
        signed, draft, pages = self._signed, self._draft, self.pages
        whole = None if signed is None else signed.signed_file
        return lambda: whole or self._scanning.finish(draft, pages)

    def take_file(self, taken: TakenFile, *, accepted: bool = False) -> None:
        """Add the pages of a file; a signed one that is the whole paper stays as it came, with what its check found.

        `accepted`: a person was told that its signature is wrong, and takes it.
        """
        first = not self.pages and taken.signed_file is not None
        self._put((*self.pages, *taken.pages), len(self.pages) + len(taken.pages) - 1)
        if first:
            self._signed = taken
            self.signature = None if taken.found is None else seen_signature(taken.found, accepted=accepted)
        self.changed.emit()

    # -- inside ----------------------------------------------------------------------------------------------------

    def _found_scanners(self, scanners: tuple[ScannerState, ...]) -> None:
        self.scanners = scanners
        self.changed.emit()

    def _take_page(self, page: PageRef) -> None:
        self._put((*self.pages, page), len(self.pages))

    def _scanned(self, outcome: ScanOutcome) -> None:
        self._set_busy(busy=False)
        if outcome is not ScanOutcome.DONE:
            self.said.emit("warning", message(f"receive.scan.{outcome.value}", pages=str(len(self.pages))))

    def _file_taken(self, taken: Taken) -> None:
        match taken:
            case TakenFile(found=Verification() as found) if asks_first(found):
                self.doubted.emit(taken)
            case TakenFile():
                self.take_file(taken)
            case ForeignRefused(code=why):
                self.said.emit("warning", message(f"receive.file.{why.value}"))
            case TooCoarse(dpi=dpi):
                self.said.emit("warning", message("receive.file.too_coarse", dpi=str(dpi)))

    def _put(self, pages: tuple[PageRef, ...], place: int) -> None:
        self._signed = self.signature = None
        self.pages, self.page = pages, place
        self._draw()

    def _draw(self) -> None:
        self.picture = b""
        self.changed.emit()
        if self.pages:
            ref, draft = self.pages[self.page], self._draft
            self._runner.start(
                lambda: self._scanning.picture(draft, ref, _LONGEST),
                lambda picture: self._drawn(ref, picture),
                self._failed,
            )

    def _drawn(self, ref: PageRef, picture: bytes) -> None:
        if self.pages and self.pages[self.page] == ref:
            self.picture = picture
            self.changed.emit()

    def _set_busy(self, *, busy: bool, scanning: bool = False) -> None:
        self._at_work, self.scanning = busy, scanning
        self.changed.emit()

    def _broke(self, fault: Exception) -> None:
        self._set_busy(busy=False)
        self.said.emit("error", scan_fault_message(fault, len(self.pages)))

    def _failed(self, fault: Exception) -> None:
        self._set_busy(busy=False)
        self.said.emit("error", fault_message(fault))
