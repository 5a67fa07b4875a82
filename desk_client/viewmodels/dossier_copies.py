"""What văn thư may copy in the dossier that is open, why not, and what the agency's token signs of it; keeps no PIN."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Signal

from desk_client.ports import DeskFault
from desk_client.services.cases import PaperSight
from desk_client.services.chosen_files import ChosenFiles, FileRefusal
from desk_client.services.copy_pens import AnnexWish, CopyWish
from desk_client.services.results import Results
from desk_client.services.session import Session
from desk_client.services.signing_batch import Ended
from desk_client.viewmodels.dossier import DossierModel
from desk_client.viewmodels.dossier_signing import DossierSigning
from desk_client.viewmodels.dossier_told import told_of
from desk_client.viewmodels.dossier_words import fault_message, refusal_message
from desk_client.viewmodels.file_reading import reading_of
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Seat
from desk_client.viewmodels.signing_run import Target
from dossier.acts import ActKind, FileRef
from dossier.copies import Source, fits_source, source_of
from dossier.messages import Message, message
from dossier.refusals import Refusal, RefusalCode
from dossier.values import CopyKind
from token_signing.devices.port import TokenSession
from token_signing.kinds import SigningKind


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the dossier as the dialog lists it; `source` None: not the agency's own."""

    paper: PaperSight
    file: FileRef
    source: Source | None


class DossierCopies(QObject):
    """`file_taken` brings a file that may be signed as an annex, `said` (Message) why it is none."""

    file_taken = Signal(object)
    said = Signal(object)

    def __init__(
        self,
        cases: tuple[Results, ChosenFiles],
        dossiers: DossierModel,
        signing: DossierSigning,
        around: tuple[Runner, Seat],
    ) -> None:
        super().__init__()
        self._results, self._files = cases
        self._dossiers = dossiers
        self._runner, self._seat = around
        self.signing = signing

    @property
    def documents(self) -> tuple[Document, ...]:
        """What lies in the dossier with a file, the agency's own documents first."""
        case = self._dossiers.case
        papers = () if case is None else case.papers
        found = [
            Document(paper, paper.file, source_of(case.state, paper.file.sha256))
            for paper in papers
            if case is not None and paper.file is not None and paper.key != "draft"
        ]
        return tuple(sorted(found, key=lambda one: one.source is None))

    def unfit(self, kind: CopyKind, document: Document | None, pages: tuple[int, ...]) -> Message | None:
        """Why this cannot be copied so, before anything else is asked; None where it can."""
        session = self._seat.session
        if session is None or document is None:
            return refusal_message(Refusal(RefusalCode.NOT_OWN_DOCUMENT))
        refusal = fits_source(kind, document.source, pages, session.office)
        if refusal is not None:
            return refusal_message(refusal)
        return None if document.paper.here else message("dossier.copy.away")

    def copy(self, wish: CopyWish, target: Target, pin: str | None) -> None:
        """Make the copy and sign it in the token that is here."""
        results, session = self._results, self._seat.session
        if session is not None:
            self.signing.sign((target,), pin, _Copies(results, session, wish), SigningKind.COPY)

    def attach(self, wish: AnnexWish, target: Target, pin: str | None) -> None:
        """Sign the file in the token that is here and put it beside the result."""
        results, session = self._results, self._seat.session
        if session is not None:
            self.signing.sign((target,), pin, _Annexes(results, session, wish), SigningKind.ATTACHMENT)

    def take_file(self, path: Path) -> None:
        """Keep a chosen file; `file_taken` brings it, unless the reading is stopped."""
        dossier, reading = self._dossiers.dossier, reading_of(self._left)
        job = partial(self._files.take, path, dossier, reading.stopped, reading.told)
        self._runner.start(job, self._taken, self._failed, reading)

    def _left(self) -> None:
        self.said.emit(message("dossier.ask.file_stopped"))

    def _taken(self, found: FileRef | FileRefusal) -> None:
        if isinstance(found, FileRef):
            self.file_taken.emit(found)
            return
        told = told_of(ActKind.ATTACH_ANNEX, found)
        if told is not None:
            self.said.emit(told.text)

    def _failed(self, fault: Exception) -> None:
        self.said.emit(fault_message(fault))
        if not isinstance(fault, DeskFault):
            self._runner.fault.emit(fault)


@dataclass(frozen=True, slots=True)
class _Copies:
    """What a run of copies does; its papers are named by their dossier."""

    results: Results
    session: Session
    wish: CopyWish

    def __call__(self, token: TokenSession, targets: Sequence[Target], stop: Event) -> Iterator[Ended]:
        return self.results.copy(self.session, {one.key: self.wish for one in targets}, token, stop)


@dataclass(frozen=True, slots=True)
class _Annexes:
    """The same of annexes."""

    results: Results
    session: Session
    wish: AnnexWish

    def __call__(self, token: TokenSession, targets: Sequence[Target], stop: Event) -> Iterator[Ended]:
        return self.results.attach_annexes(self.session, {one.key: self.wish for one in targets}, token, stop)
