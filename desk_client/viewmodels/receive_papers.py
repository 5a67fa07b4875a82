"""The papers of the dossier at hand: what is there, scanning page by page, files from outside, turning and order."""

from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desk_client.services.reusing import EarlierPages, Reusing
from desk_client.services.scanning import PageRef, Scanning, ScanOrder, TakenFile, TooCoarse, ready_first
from desk_client.services.signature_checks import asks_first
from desk_client.viewmodels.dossier_words import code_tail, scan_fault_message
from desk_client.viewmodels.file_reading import FileReading, Taken
from desk_client.viewmodels.receive_holder import Aspect, Holder
from desk_client.viewmodels.receive_pictures import THUMB, WHOLE, PagePictures
from desk_client.viewmodels.receive_sheet import FORMS, PaperLine, needed_codes, short_codes
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.work import Pieces, Work
from dossier.acts import PaperForm
from dossier.messages import Message, message
from dossier.papers import PaperRequirement
from scanning.devices.port import Condition, ScannerState, ScanOutcome, Source
from scanning.foreign import ForeignRefused
from token_signing.seen import seen_signature

MOST = 99
_SCREEN = "receive"
"""Shows itself how far a scan or a file is."""


class PaperState(Enum):
    """How a paper stands; message ids are `receive.paper.<value>`."""

    ENOUGH = "enough"
    MISSING = "missing"
    SEEN = "seen"
    UNSEEN = "unseen"
    SCANNING = "scanning"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class PaperSight:
    """A paper as the list shows it."""

    requirement: PaperRequirement
    line: PaperLine
    state: PaperState
    needed: bool


class PapersModel(QObject):
    """Acts on the chosen paper; pages that came stay, however a scan ends."""

    rows_changed = Signal()
    pages_changed = Signal()
    scan_changed = Signal()
    scanners_changed = Signal()
    said = Signal(str, object)
    undo_offered = Signal(object, object)
    earlier_found = Signal(str, object)
    doubted = Signal(str, object)
    """A file whose signature is wrong waits for a person's word: code of the paper, what was read."""
    _arrived = Signal(object)

    def __init__(self, holder: Holder, scanning: Scanning, reusing: Reusing, runner: Runner) -> None:
        super().__init__()
        self._holder = holder
        self._scanning = scanning
        self._reusing = reusing
        self._runner = runner
        self._scan: Pieces | None = None
        self._pictures = PagePictures(holder, scanning, runner)
        self._pictures.ready.connect(self.pages_changed)
        self.chosen = ""
        self.page = 0
        self.scanners: tuple[ScannerState, ...] = ()
        self.scanner = -1
        self.source = Source.FEEDER
        self.scanning_code = ""
        self.reading = FileReading(scanning, runner, _SCREEN)
        self.reading.changed.connect(self._tell_scan)
        self.reading.stopped.connect(lambda: self.said.emit("info", message("receive.file.stopped")))
        self.came = 0
        self._arrived.connect(self._take_page)
        holder.changed.connect(self._follow)

    # -- what is shown -------------------------------------------------------------------------------------------

    def rows(self) -> tuple[PaperSight, ...]:
        """The papers of the procedure in their order."""
        procedure, sheet = self._holder.procedure, self._holder.sheet
        if procedure is None or procedure.received_at:
            return ()
        needed, short = needed_codes(sheet, procedure), short_codes(sheet, procedure)
        found = []
        for row in procedure.papers:
            line = sheet.line(row.code)
            if line is not None:
                scanning = row.code == self.scanning_code
                state = PaperState.SCANNING if scanning else _state(row, line, row.code in needed, row.code in short)
                found.append(PaperSight(row, line, state, row.code in needed))
        return tuple(found)

    def line(self) -> PaperLine | None:
        """The chosen paper."""
        return self._holder.sheet.line(self.chosen)

    def requirement(self) -> PaperRequirement | None:
        """What is asked of the chosen paper."""
        procedure = self._holder.procedure
        papers = () if procedure is None else procedure.papers
        return next((row for row in papers if row.code == self.chosen), None)

    def pages(self) -> tuple[PageRef, ...]:
        """The pages of the chosen paper."""
        line = self.line()
        return () if line is None else line.pages

    def thumbnails(self) -> tuple[bytes, ...]:
        """Small pictures of the pages of the chosen paper, empty while they are made."""
        return tuple(self._pictures.picture(ref, THUMB) for ref in self.pages())

    def whole_page(self) -> bytes:
        """The chosen page, empty while it is made or where there is none."""
        pages = self.pages()
        return self._pictures.picture(pages[self.page], WHOLE) if 0 <= self.page < len(pages) else b""

    @property
    def busy(self) -> bool:
        """Whether pages are on their way."""
        return bool(self.scanning_code) or self.reading.busy

    # -- choosing, ticking -----------------------------------------------------------------------------------------

    def choose(self, code: str) -> None:
        """Choose a paper."""
        if code != self.chosen:
            self.chosen = code
            self.page = 0
            self.pages_changed.emit()

    def choose_page(self, place: int) -> None:
        """Choose a page of the chosen paper."""
        self.page = place
        self.pages_changed.emit()

    def tick(self) -> None:
        """The chosen paper was handed in (or shown), or not."""
        line = self.line()
        if line is not None and not line.pages:
            line = line if line.reuse is None else replace(line, file=None, reuse=None, signature=None)
            self._put(replace(line, ticked=not line.ticked))

    def step_form(self, by: int) -> None:
        """Go to the next or the previous kind of copy."""
        line, row = self.line(), self.requirement()
        if line is not None and row is not None and not row.present_only:
            self.set_form(FORMS[(FORMS.index(line.form) + by) % len(FORMS)])

    def set_form(self, form: PaperForm) -> None:
        """Set the kind of copy."""
        line = self.line()
        if line is not None:
            self._put(replace(line, form=form, ticked=True))

    def add_quantity(self, by: int) -> None:
        """One more or one less of the chosen paper."""
        line = self.line()
        if line is not None:
            self._put(replace(line, quantity=min(MOST, max(1, line.quantity + by)), ticked=True))

    # -- pages -----------------------------------------------------------------------------------------------------

    def turn(self, place: int) -> None:
        """Turn a page a quarter clockwise."""
        pages = self.pages()
        if 0 <= place < len(pages):
            self._put_pages((*pages[:place], pages[place].turned(), *pages[place + 1 :]))

    def move(self, place: int, to: int) -> None:
        """Put a page at another place."""
        pages = list(self.pages())
        if 0 <= place < len(pages) and 0 <= to < len(pages):
            pages.insert(to, pages.pop(place))
            self.page = to
            self._put_pages(tuple(pages))

    def delete(self, place: int) -> None:
        """Take a page out; it can be brought back."""
        line, pages = self.line(), self.pages()
        if line is None or not 0 <= place < len(pages):
            return
        code, gone = line.code, pages[place]
        self.page = max(0, min(self.page, len(pages) - 2))
        self._put_pages((*pages[:place], *pages[place + 1 :]))
        words = message("receive.page_deleted", page=str(place + 1))
        self.undo_offered.emit(words, lambda: self._bring_back(code, place, gone))

    # -- scanning and files ----------------------------------------------------------------------------------------

    def look_for_scanners(self) -> None:
        """List the scanners of this machine anew, unless one of them is at work."""
        if self.busy:
            return
        work = Work(message("receive.scanners_sought"))
        self._runner.start(
            lambda: self._scanning.scanners(work.stopped), self._found, lambda _fault: self._found(()), work
        )

    def choose_scanner(self, place: int) -> None:
        """Scan with another scanner."""
        self.scanner = place
        self.scanners_changed.emit()

    def scan(self) -> None:
        """Scan what lies in the scanner into the chosen paper."""
        row = self.requirement()
        if self.busy or row is None:
            return
        if self.scanner < 0:
            self.said.emit("warning", message("receive.scan.none"))
            return
        if row.present_only:
            self.said.emit("info", message("receive.scan.shown_only", name=row.name))
            return
        self.scanning_code, self.came = row.code, 0
        order = ScanOrder(self.scanner, self._holder.draft_id, self.source)
        self._tell_scan()
        work = self._scan = Pieces(lambda _done, _whole: scan_words(self.came), place=_SCREEN)
        self._runner.start(
            lambda: self._scanning.scan(order, self._arrived.emit, work.stopped), self._ended, self._broke, work
        )

    def stop(self) -> None:
        """Stop scanning before the next page, and pages so far stay; or take nothing of the file that is read."""
        if self._scan is not None:
            self._scan.stop()
        self.reading.stop()

    def add_file(self, path: Path) -> None:
        """Take a paper from a file of outside into the chosen paper."""
        row = self.requirement()
        if self.busy or row is None or row.present_only:
            return
        code = row.code
        self.reading.begin(self._holder.draft_id, path, lambda taken: self._file_read(code, taken), self._broke)

    def take_file(self, code: str, taken: TakenFile, *, accepted: bool = False) -> None:
        """Take what was read of a file; `accepted`: a person was told that its signature is wrong, and takes it."""
        self._add(code, taken.pages)
        line = self._holder.sheet.line(code)
        if taken.signed_file is not None and line is not None:
            self._put(with_signed_file(line, taken, accepted=accepted))
            self.said.emit("info", message("receive.file.signed"))

    def leave_file(self) -> None:
        """Take nothing of a file whose signature is wrong; its pages go with the draft."""
        self.said.emit("info", message("receive.file.left"))

    def find_earlier(self) -> None:
        """Look for pages of this citizen that were digitised before; `earlier_found` (code of the paper, pages)."""
        row, who = self.requirement(), self._holder.sheet.applicant.id_number.replace(" ", "")
        if self.busy or row is None or row.present_only:
            return
        code = row.code
        found = partial(self.earlier_found.emit, code)
        self._runner.start(lambda: self._reusing.of_person(who), found, self._broke)

    def reuse(self, code: str, pages: EarlierPages) -> None:
        """Take the pages of an earlier dossier for a paper, by their hash; what was scanned for it gives way."""
        line = self._holder.sheet.line(code)
        if line is not None:
            taken = replace(line, file=pages.file, reuse=pages.where, signature=pages.signature)
            self._put(replace(taken, pages=(), ticked=True))
            words = message("reuse.taken", pages=str(pages.file.pages), code=code_tail(pages.code))
            self.said.emit("info", words)

    def _take_page(self, page: PageRef) -> None:
        self.came += 1
        self._add(self.scanning_code, (page,))
        self._tell_scan()

    def _ended(self, outcome: ScanOutcome) -> None:
        pages, self.scanning_code = self.came, ""
        self._tell_scan()
        if outcome is not ScanOutcome.DONE:
            kind = "info" if outcome in (ScanOutcome.EMPTY, ScanOutcome.CANCELLED) else "warning"
            self.said.emit(kind, message(f"receive.scan.{outcome.value}", pages=str(pages)))

    def _broke(self, fault: Exception) -> None:
        self.scanning_code = ""
        self._tell_scan()
        self.said.emit("error", scan_fault_message(fault, self.came))

    def _file_read(self, code: str, taken: Taken) -> None:
        if not isinstance(taken, TakenFile):
            self.said.emit("warning", not_taken(taken))
        elif taken.found is not None and asks_first(taken.found):
            self.doubted.emit(code, taken)
        else:
            self.take_file(code, taken)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _found(self, states: tuple[ScannerState, ...]) -> None:
        self.scanners = states
        if not 0 <= self.scanner < len(states) or states[self.scanner].condition is not Condition.READY:
            self.scanner = ready_first(states)
        self.scanners_changed.emit()

    def _follow(self, aspect: Aspect) -> None:
        codes = [line.code for line in self._holder.sheet.papers]
        if self.chosen not in codes:
            self.chosen = self._first_to_do(codes)
            self.page = 0
        if aspect is not Aspect.TERMS:
            self.rows_changed.emit()
        if aspect in (Aspect.ALL, Aspect.PROCEDURE, Aspect.PAPERS):
            self.pages_changed.emit()

    def _first_to_do(self, codes: list[str]) -> str:
        return next((row.requirement.code for row in self.rows() if row.needed), codes[0] if codes else "")

    def _add(self, code: str, pages: tuple[PageRef, ...]) -> None:
        line = self._holder.sheet.line(code)
        if line is None:
            return
        if code == self.chosen:
            self.page = len(line.pages)
        self._put(replace(line, pages=(*line.pages, *pages), ticked=True, file=None, reuse=None, signature=None))

    def _bring_back(self, code: str, place: int, page: PageRef) -> None:
        line = self._holder.sheet.line(code)
        if line is not None:
            pages = (*line.pages[:place], page, *line.pages[place:])
            self._put(replace(line, pages=pages, ticked=True))

    def _put_pages(self, pages: tuple[PageRef, ...]) -> None:
        line = self.line()
        if line is not None:
            self._put(replace(line, pages=pages, file=None, reuse=None, signature=None))

    def _put(self, line: PaperLine) -> None:
        self._holder.put(self._holder.sheet.with_line(line), Aspect.PAPERS)

    def _tell_scan(self) -> None:
        self.scan_changed.emit()
        self.rows_changed.emit()


def _state(row: PaperRequirement, line: PaperLine, needed: bool, short: bool) -> PaperState:
    if row.present_only and line.ticked:
        return PaperState.SEEN
    if line.ticked and not short:
        return PaperState.ENOUGH
    if needed or short or line.ticked:
        return PaperState.UNSEEN if row.present_only else PaperState.MISSING
    return PaperState.OPTIONAL


def with_signed_file(line: PaperLine, taken: TakenFile, *, accepted: bool) -> PaperLine:
    """The paper with a signed file as it came, in place of whatever pages there were, and what its check found."""
    seen = None if taken.found is None else seen_signature(taken.found, accepted=accepted)
    return replace(line, pages=taken.pages, file=taken.signed_file, signature=seen, form=PaperForm.ELECTRONIC)


def not_taken(refused: ForeignRefused | TooCoarse) -> Message:
    """Why a file was not taken, and what to do."""
    if isinstance(refused, TooCoarse):
        return message("receive.file.too_coarse", dpi=str(refused.dpi))
    return message(f"receive.file.{refused.code.value}")


def scan_words(came: int) -> Message:
    """How far a scan is of which so many pages came."""
    return message("receive.scan_page", page=str(came + 1))
