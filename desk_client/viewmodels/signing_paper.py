"""Records a signature by hand without widgets: the leader who signed, the scan of the signed paper, the preview."""

import threading
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desk_client.services.results import Results
from desk_client.services.scanning import PageRef, Scanning, ScanOrder, TakenFile, TooCoarse, ready_first
from desk_client.services.session import Session, Sessions
from desk_client.store.queries import Queries
from desk_client.viewmodels.dossier_words import fault_message, refusal_message
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes, Seat
from dossier.messages import Message, message
from dossier.refusals import Refusal
from dossier.roles import Person, Role
from dossier.state import Dossier
from scanning.devices.port import ScannerState, ScanOutcome
from scanning.foreign import ForeignRefused
from scanning.paper_rules import PaperRefused

_LONGEST = 1400
"""Pixels of the longer side of the page that is shown."""


@dataclass(frozen=True, slots=True)
class PaperSignCases:
    """The use cases that recording a signature by hand needs."""

    results: Results
    scanning: Scanning
    sessions: Sessions
    queries: Queries


@dataclass(frozen=True, slots=True)
class _Found:
    """What was looked up when the dialog opened."""

    state: Dossier | None
    signers: tuple[Person, ...]
    scanners: tuple[ScannerState, ...]


class PaperSignModel(QObject):
    """One signed paper at a time; `finished` (the dossier) when the act is durable."""

    changed = Signal()
    said = Signal(str, object)
    finished = Signal(object)
    _arrived = Signal(object)

    def __init__(self, cases: PaperSignCases, runner: Runner, seat: Seat, changes: Changes) -> None:
        super().__init__()
        self._cases = cases
        self._runner = runner
        self._seat = seat
        self._changes = changes
        self._stop = threading.Event()
        self._asked = 0
        self.dossier = ""
        self.state: Dossier | None = None
        self.signers: tuple[Person, ...] = ()
        self.signer = ""
        self.scanners: tuple[ScannerState, ...] = ()
        self.pages: tuple[PageRef, ...] = ()
        self.page = 0
        self.picture = b""
        self.busy = False
        self.scanning = False
        self._arrived.connect(self._take_page)

    @property
    def scanner(self) -> ScannerState | None:
        """The scanner that would be used."""
        place = ready_first(self.scanners)
        return self.scanners[place] if place >= 0 else None

    # -- acts ------------------------------------------------------------------------------------------------------

    def begin(self, dossier: str) -> None:
        """Start with a dossier: nothing scanned yet."""
        self._asked += 1
        self.dossier, self.state = dossier, None
        self.signers, self.signer, self.scanners = (), "", ()
        self.pages, self.page, self.picture = (), 0, b""
        self.busy = self.scanning = False
        asked = self._asked
        self._runner.start(lambda: self._look(dossier), lambda found: self._found(asked, found), self._failed)
        self.changed.emit()

    def choose_signer(self, person: str) -> None:
        """Who signed."""
        self.signer = person

    def scan(self) -> None:
        """Scan the signed paper; pages come one by one."""
        place = ready_first(self.scanners)
        if self.busy:
            return
        if place < 0:
            self.said.emit("warning", message("receive.scan.none"))
            return
        self._stop.clear()
        self._set_busy(busy=True, scanning=True)
        order = ScanOrder(place, self._draft)
        self._runner.start(
            lambda: self._cases.scanning.scan(order, self._arrived.emit, self._stop.is_set), self._scanned, self._failed
        )

    def stop(self) -> None:
        """Stop before the next page."""
        self._stop.set()

    def add_file(self, path: Path) -> None:
        """Take the signed paper from a file; its pages are drawn anew, its bytes are not kept."""
        if not self.busy:
            self._set_busy(busy=True)
            draft = self._draft
            self._runner.start(lambda: self._cases.scanning.take_file(draft, path), self._file_taken, self._failed)

    def choose_page(self, page: int) -> None:
        """Show another page."""
        if 0 <= page < len(self.pages):
            self.page = page
            self._draw()

    def turn(self) -> None:
        """Turn the page in view a quarter clockwise."""
        if self.pages:
            place = self.page
            self.pages = (*self.pages[:place], self.pages[place].turned(), *self.pages[place + 1 :])
            self._draw()

    def delete(self) -> None:
        """Take the page in view out."""
        if self.pages:
            place = self.page
            self.pages = (*self.pages[:place], *self.pages[place + 1 :])
            self.page = max(0, min(place, len(self.pages) - 1))
            self._draw()

    def gap(self) -> str:
        """The place of what is missing (`signer`, `pages`), or nothing."""
        if not self.signer:
            return "signer"
        return "" if self.pages else "pages"

    def confirm(self) -> None:
        """Keep the paper as one PDF and record who signed it."""
        session = self._seat.session
        signer = next((person for person in self.signers if person.id == self.signer), None)
        if session is None or signer is None or self.busy or not self.pages:
            return
        self._set_busy(busy=True)
        dossier, draft, pages = self.dossier, self._draft, self.pages
        self._runner.start(lambda: self._record(session, dossier, (draft, pages), signer), self._recorded, self._failed)

    # -- inside ----------------------------------------------------------------------------------------------------

    @property
    def _draft(self) -> str:
        return f"signed-{self.dossier}"

    def _look(self, dossier: str) -> _Found:
        signers = self._cases.sessions.colleagues(Role.LEADER)
        return _Found(self._cases.queries.dossier(dossier), signers, self._cases.scanning.scanners())

    def _found(self, asked: int, found: _Found) -> None:
        if asked == self._asked:
            self.state, self.signers, self.scanners = found.state, found.signers, found.scanners
            self.signer = found.signers[0].id if len(found.signers) == 1 else ""
            self.changed.emit()

    def _record(
        self, session: Session, dossier: str, scan: tuple[str, tuple[PageRef, ...]], signer: Person
    ) -> Dossier | Refusal | PaperRefused:
        file = self._cases.scanning.finish(*scan)
        if isinstance(file, PaperRefused):
            return file
        return self._cases.results.sign_on_paper(session, dossier, file, signer)

    def _recorded(self, done: Dossier | Refusal | PaperRefused) -> None:
        self._set_busy(busy=False)
        match done:
            case PaperRefused():
                self.said.emit("warning", message(f"receive.pdf.{done.code.value}", page=str(done.page + 1)))
            case Refusal():
                self.said.emit("error", refusal_message(done))
            case Dossier():
                self._changes.tell([done.id])
                self.finished.emit(done)

    def _take_page(self, page: PageRef) -> None:
        self.pages = (*self.pages, page)
        self.page = len(self.pages) - 1
        self._draw()

    def _scanned(self, outcome: ScanOutcome) -> None:
        self._set_busy(busy=False)
        if outcome is not ScanOutcome.DONE:
            self.said.emit("warning", message(f"receive.scan.{outcome.value}", pages=str(len(self.pages))))

    def _file_taken(self, taken: TakenFile | ForeignRefused | TooCoarse) -> None:
        self._set_busy(busy=False)
        match taken:
            case TakenFile(pages=pages):
                self.pages = (*self.pages, *pages)
                self.page = len(self.pages) - 1
                self._draw()
            case ForeignRefused(code=why):
                self.said.emit("warning", message(f"receive.file.{why.value}"))
            case TooCoarse(dpi=dpi):
                self.said.emit("warning", message("receive.file.too_coarse", dpi=str(dpi)))

    def _draw(self) -> None:
        self.picture = b""
        self.changed.emit()
        if self.pages:
            ref, draft = self.pages[self.page], self._draft
            self._runner.start(
                lambda: self._cases.scanning.picture(draft, ref, _LONGEST),
                lambda picture: self._drawn(ref, picture),
                self._failed,
            )

    def _drawn(self, ref: PageRef, picture: bytes) -> None:
        if self.pages and self.pages[self.page] == ref:
            self.picture = picture
            self.changed.emit()

    def _set_busy(self, *, busy: bool, scanning: bool = False) -> None:
        self.busy, self.scanning = busy, scanning
        self.changed.emit()

    def _failed(self, fault: Exception) -> None:
        self._set_busy(busy=False)
        self.said.emit("error", fault_message(fault))


def signed_on_paper(state: Dossier) -> Message:
    """What is told after a signature by hand was recorded."""
    return message("sign.paper.done", name=state.applicant.name, signer=state.result.signer)
