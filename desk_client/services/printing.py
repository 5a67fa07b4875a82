"""Makes the counter's papers, keeps each PDF, gives it to a printer and tells how the job ends; decides no wording."""

import io
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from desk_client.ports import DeskFault, JobState, Printer, PrintJob, Spooler
from desk_client.services.acting import Acting
from desk_client.services.intake import Intake, Received
from desk_client.services.parts import Parts
from desk_client.services.session import Session
from desk_client.store.day_reads import acts_of
from dossier.acts import Act, ActKind, FileRef, Reprint
from dossier.events import Stage
from dossier.refusals import Refusal
from dossier.state import Dossier

if TYPE_CHECKING:
    from desk_client.services.papers import Papers

_PDFIUM = threading.Lock()
"""pdfium may be used by one thread at a time only."""


class PaperKind(str, Enum):
    """Which paper; message ids are `print.kind.<value>`. Those up to the apology are made by `Printing`."""

    RECEIPT = "receipt"
    VISIT = "visit"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    CONTROL_SLIP = "control_slip"
    GROUP_SLIP = "group_slip"
    TRANSFER_SLIP = "transfer_slip"
    FEE_RECEIPT = "fee_receipt"
    OVERDUE_NOTICE = "overdue_notice"
    OPINION_REQUEST = "opinion_request"
    WITHDRAWAL = "withdrawal"
    STOP_NOTICE = "stop_notice"
    CORRECTION = "correction"
    LOSS_LETTER = "loss_letter"
    POSTAL_LABEL = "postal_label"
    REGISTER = "register"
    CASH_SHEET = "cash_sheet"
    RECONCILIATION = "reconciliation"


_OF_COURSE = {
    ActKind.ASK_SUPPLEMENT: PaperKind.SUPPLEMENT,
    ActKind.RECEIVE_SUPPLEMENT: PaperKind.RECEIPT,
    ActKind.EXTEND: PaperKind.APOLOGY,
    ActKind.APOLOGISE: PaperKind.APOLOGY,
}
"""Which paper an act beside the way puts into the citizen's hand."""
MADE_BY = {
    ActKind.RECEIVE: PaperKind.RECEIPT,
    ActKind.ASK_PAPERS: PaperKind.SUPPLEMENT,
    ActKind.REFUSE_INTAKE: PaperKind.REFUSAL,
    **_OF_COURSE,
}
"""Which acts make a paper anew: reprints of an earlier one count no more."""


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """A finished paper: what, of which dossiers, its number (a code or a slip number), the PDF, where it is kept.

    `size` is the sheet it is drawn for (A4, A5 or A6); papers of the desk itself name no dossier and may not be kept.
    """

    kind: PaperKind
    number: str
    dossiers: tuple[str, ...]
    pdf: bytes
    file: FileRef | None = None
    reprint: int = 0
    size: str = "A5"


@dataclass(frozen=True, slots=True)
class PageSight:
    """A page of a finished PDF as a picture: PNG bytes, and how many pages there are."""

    png: bytes
    pages: int


class Printing:
    """Use cases of printed papers; `papers` loads what draws with the first of them."""

    def __init__(
        self, parts: Parts, papers: "Callable[[], Papers]", intake: Intake, acting: Acting, spooler: Spooler
    ) -> None:
        self._parts = parts
        self._papers = papers
        self._intake = intake
        self._acting = acting
        self._spooler = spooler

    def receipt(self, session: Session, received: Sequence[Received]) -> PrintedPaper:
        """Form 01 of one dossier, or the one sheet of a visit with several."""
        clerk = session.person.name
        states = tuple(one.state for one in received)
        if len(received) == 1:
            pdf = self._papers().receipt(states[0], received[0].secret, clerk)
            return self._kept(PaperKind.RECEIPT, states, pdf)
        pdf = self._papers().visit(states, tuple(one.secret for one in received), clerk)
        return self._kept(PaperKind.VISIT, states, pdf)

    def slip(self, session: Session, state: Dossier, reprint: int = 0) -> PrintedPaper:
        """Form 02 or 03, whichever the dossier stands at."""
        clerk = session.person.name
        if state.stage is Stage.REFUSED:
            return self._kept(PaperKind.REFUSAL, (state,), self._papers().refusal(state, clerk, reprint), reprint)
        return self._kept(PaperKind.SUPPLEMENT, (state,), self._papers().supplement(state, clerk, reprint), reprint)

    def of_course(self, session: Session, state: Dossier, kind: ActKind) -> PrintedPaper:
        """The paper of an act beside the way that is durable: form 02, form 04, or form 01 with the new date."""
        return self._drawn(session, state, _OF_COURSE[kind], 0)

    def reprint(self, session: Session, paper: PrintedPaper) -> PrintedPaper | Refusal:
        """A paper once more, marked "In lại lần n"; the acts are durable before the paper exists."""
        if paper.kind is not PaperKind.VISIT:
            return self.reprint_of(session, paper.dossiers[0], paper.kind)
        times = paper.reprint + 1
        done = self._acting.do_all(session, Reprint(paper.kind.value, times), paper.dossiers)
        if isinstance(done, Refusal):
            return done
        secrets = tuple(self._intake.secret_of(state.id) for state in done)
        pdf = self._papers().visit(tuple(done), secrets, session.person.name, reprint=times)
        return self._kept(paper.kind, tuple(done), pdf, times)

    def reprint_of(self, session: Session, dossier: str, paper: PaperKind | None = None) -> PrintedPaper | Refusal:
        """A paper of any dossier once more: that which counts now, where none is named."""
        state = self._parts.queries.dossier(dossier)
        if state is None:
            raise DeskFault("dossier_missing")
        kind = paper or kind_of(state)
        times = 1 + reprints(state, acts_of(self._parts.engine, dossier), kind)
        done = self._acting.do(session, Reprint(kind.value, times), dossier)
        if isinstance(done, Refusal):
            return done
        return self._drawn(session, done, kind, times)

    def _drawn(self, session: Session, state: Dossier, kind: PaperKind, times: int) -> PrintedPaper:
        papers, clerk = self._papers(), session.person.name
        match kind:
            case PaperKind.RECEIPT:
                pdf = papers.receipt(state, self._intake.secret_of(state.id), clerk, reprint=times)
            case PaperKind.APOLOGY:
                pdf = papers.apology(state, clerk, times)
            case _:
                return self.slip(session, state, times)
        return self._kept(kind, (state,), pdf, times)

    def form_now(self, session: Session, state: Dossier) -> FileRef:
        """The form that counts now as a file for a signature: one copy, without the secret; no printing is counted."""
        if kind_of(state) is PaperKind.RECEIPT:
            from printing.receipt import Copy  # noqa: PLC0415  what draws: with the first paper

            pdf = self._papers().receipt(state, "", session.person.name, copies=(Copy.APPLICANT,))
            made = self._kept(PaperKind.RECEIPT, (state,), pdf)
        else:
            made = self.slip(session, state)
        assert made.file is not None, "a form of a dossier is kept"
        return made.file

    def printers(self) -> tuple[Printer, ...]:
        """The printers of this machine, the default one first."""
        return tuple(sorted(self._spooler.printers(), key=lambda printer: not printer.default))

    def submit(self, paper: PrintedPaper, printer: str = "") -> PrintJob | JobState:
        """Give a paper to a printer ("" = the default one); a state says why it was not taken."""
        queues = self.printers()
        queue = next((one for one in queues if one.name == printer), None) if printer else next(iter(queues), None)
        if queue is None:
            return JobState.NO_PRINTER
        if paper.size == "A5" and "A4" in queue.papers and "A5" not in queue.papers:
            from printing.two_up import two_up  # noqa: PLC0415  most printers have A5

            # A printer without A5 would refuse the job; both copies fit on one A4 sheet at their true size.
            return self._spooler.submit(two_up(paper.pdf), paper.number, queue.name, "A4", 1)
        return self._spooler.submit(paper.pdf, paper.number, queue.name, paper.size, 1)

    def state(self, job: PrintJob) -> JobState:
        """How a job stands; asked until it has ended."""
        return self._spooler.state(job)

    def cancel(self, job: PrintJob) -> JobState:
        """Take a job out of its queue; a state tells whether it was in time."""
        return self._spooler.cancel(job)

    def save(self, paper: PrintedPaper, path: Path) -> None:
        """Write the PDF where the person wants it. Raises DeskFault `file_unwritable`."""
        try:
            path.write_bytes(paper.pdf)
        except OSError as fault:
            raise DeskFault("file_unwritable", retry=True, detail=type(fault).__name__) from fault

    def _kept(self, kind: PaperKind, states: tuple[Dossier, ...], pdf: bytes, reprint: int = 0) -> PrintedPaper:
        first = states[0]
        number = first.code or str(first.slip_number)
        file = self._parts.shelf.keep(pdf, page_sight(pdf, 0, 8).pages, first.id)
        size = self._papers().size.value
        return PrintedPaper(kind, number, tuple(state.id for state in states), pdf, file, reprint, size)


def page_sight(pdf: bytes, page: int, width: int) -> PageSight:
    """A picture of a page of a PDF that this program made itself, `width` pixels wide; foreign files never come here.

    Raises IndexError for no such page.
    """
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415  no stubs; only a preview needs it

    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            count = len(document)
            if not 0 <= page < count:
                raise IndexError(page)
            sheet = document[page]
            picture = sheet.render(scale=width / sheet.get_width()).to_pil()
        finally:
            document.close()
    out = io.BytesIO()
    picture.save(out, "PNG")
    return PageSight(out.getvalue(), count)


def prints(kind: ActKind, state: Dossier) -> bool:
    """Whether an act that is done calls for a paper; asked papers do when they are complete."""
    return kind in _OF_COURSE and (kind is not ActKind.RECEIVE_SUPPLEMENT or not state.asked)


def reprints(state: Dossier, acts: Mapping[str, Act], kind: PaperKind) -> int:
    """How often a paper was printed again since the act that made it; the sheet of a visit counts as its receipts.

    A line whose act is not here (made at another desk before this one saw the dossier) counts: it says "reprint" only.
    """
    times = 0
    for line in state.trail:
        if line.kind is ActKind.REPRINT:
            act = acts.get(line.act)
            paper = act.data.paper if act is not None and isinstance(act.data, Reprint) else kind.value
            times += paper == kind.value or (kind is PaperKind.RECEIPT and paper == PaperKind.VISIT.value)
        elif MADE_BY.get(line.kind) is kind:
            times = 0
    return times


def kind_of(state: Dossier) -> PaperKind:
    """The paper that counts now of a dossier."""
    if state.code:
        return PaperKind.RECEIPT
    return PaperKind.REFUSAL if state.stage is Stage.REFUSED else PaperKind.SUPPLEMENT
