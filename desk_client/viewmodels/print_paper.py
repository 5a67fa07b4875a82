"""Shows a finished paper, gives it to a printer, follows the job to its end, prints it again; draws nothing."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desk_client.ports import DeskFault, JobState, PrintJob
from desk_client.services.printing import PageSight, PrintedPaper, Printing, page_sight
from desk_client.services.session import Session
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes, Seat
from desk_client.viewmodels.work import Pieces, Work
from dossier.messages import Message, message
from dossier.refusals import Refusal
from printing.faults import PrintFault

_LOOK_MS = 600
_WIDTH = 900
UNDER_WAY = frozenset({JobState.WAITING, JobState.PRINTING})


class PrintModel(QObject):
    """The last paper of the counter; `changed` after each step, `said` when something must be told."""

    changed = Signal()
    said = Signal(str, object)

    def __init__(self, printing: Printing, runner: Runner, seat: Seat, changes: Changes) -> None:
        super().__init__()
        self._printing = printing
        self._runner = runner
        self._seat = seat
        self._changes = changes
        self._job: PrintJob | None = None
        self._giving: Work | None = None
        self._late = False
        self._asking = False
        self._dossiers: tuple[str, ...] = ()
        self.paper: PrintedPaper | None = None
        self.state: JobState | None = None
        self.saved_to = ""
        self.sight = PageSight(b"", 0)
        self.page = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._ask)
        seat.replaced.connect(self.forget)

    @property
    def words(self) -> Message | None:
        """How the printing stands, in a sentence; None before it began."""
        if self.saved_to:
            return message("print.saved", path=self.saved_to)
        if self.state is None:
            return None
        printer = "" if self._job is None else self._job.printer
        size = "" if self.paper is None else self.paper.size
        return message(f"print.state.{self.state.value}", printer=printer, size=size)

    @property
    def can_cancel(self) -> bool:
        """Whether the paper is on its way to a printer, or in a queue that it can be taken out of."""
        return self.under_way and (self._job is not None or self._giving is not None)

    @property
    def under_way(self) -> bool:
        """Whether a job has not ended yet."""
        return self.state in UNDER_WAY

    def make(self, work: Callable[[], PrintedPaper], dossiers: tuple[str, ...]) -> None:
        """Make a paper of acts that are durable already, show it and print it; a fault here undoes nothing."""
        self._dossiers = dossiers
        self._runner.start(work, self.show, self._not_made)

    def make_for(self, work: Callable[[Session], PrintedPaper], dossier: str) -> None:
        """Make a paper in the name of who sits here; nobody there makes none."""
        session = self._seat.session
        if session is not None:
            self.make(lambda: work(session), (dossier,))

    def show(self, paper: PrintedPaper) -> None:
        """Show a new paper and print it."""
        self._timer.stop()
        self._dossiers = paper.dossiers
        self.paper, self.state, self._job, self.saved_to = paper, None, None, ""
        self.sight, self.page = PageSight(b"", 0), 0
        self.choose_page(0)
        self.submit()

    def shut(self) -> None:
        """Follow no job any more: the program is closing."""
        self._timer.stop()

    def forget(self) -> None:
        """Another person sits down: the last paper was not his. A job that is on its way ends by itself."""
        self._timer.stop()
        self._dossiers, self.paper, self.state, self._job, self.saved_to = (), None, None, None, ""
        self.sight, self.page = PageSight(b"", 0), 0
        self.changed.emit()

    def choose_page(self, page: int) -> None:
        """Show another page of the paper."""
        paper = self.paper
        if paper is not None:
            self.page = page
            seen = partial(self._seen, paper)
            self._runner.start(lambda: page_sight(paper.pdf, page, _WIDTH), seen, self._unseen)

    def submit(self) -> None:
        """Give the paper to the default printer."""
        paper = self.paper
        if paper is not None and not self.under_way:
            self.state, self.saved_to = JobState.WAITING, ""
            work = self._giving = Pieces(message("print.state.waiting"))
            self.changed.emit()
            give = partial(self._printing.submit, paper)
            self._runner.start(
                lambda: given_unless_stopped(work, give, self._printing.cancel), self._submitted, self._failed, work
            )

    def cancel(self) -> None:
        """Take the job out of its queue; the paper stays, and F8 prints it as it is."""
        if self._giving is not None:  # a job that was given but not heard of yet is taken out when it is
            self._late = not self._giving.stop()
        job, self._job = self._job, None
        if job is not None and self.under_way:
            self._timer.stop()
            done = partial(self._taken_out, job)
            self._runner.start(lambda: self._printing.cancel(job), done, self._failed)

    def again(self) -> None:
        """Print once more: as it is where no copy came out, else marked "In lại lần n" by an act of its own."""
        paper, session = self.paper, self._seat.session
        if session is None or not self._dossiers:
            self.said.emit("info", message("print.nothing"))
        elif paper is None or paper.dossiers != self._dossiers:
            self.print_dossier(self._dossiers[0])
        elif self.state is JobState.DONE or self.saved_to:
            self._runner.start(lambda: self._printing.reprint(session, paper), self._reprinted, self._failed)
        else:
            self.submit()

    def print_dossier(self, dossier: str) -> None:
        """Print the paper of any dossier again."""
        session = self._seat.session
        if session is not None:
            self._runner.start(lambda: self._printing.reprint_of(session, dossier), self._reprinted, self._failed)

    def save_to(self, path: Path) -> None:
        """Save the PDF where the person wants it."""
        paper = self.paper
        if paper is not None:
            self._runner.start(lambda: self._printing.save(paper, path), self._saver(str(path)), self._failed)

    def _saver(self, path: str) -> Callable[[None], None]:
        def saved(_none: None) -> None:
            self.saved_to = path
            self.changed.emit()

        return saved

    def _seen(self, paper: PrintedPaper, sight: PageSight) -> None:
        if paper is not self.paper:  # put away meanwhile, or another one is shown
            return
        self.sight = sight
        self.changed.emit()

    def _unseen(self, _fault: Exception) -> None:
        """A picture that cannot be made stops no printing."""
        self.said.emit("warning", message("print.not_shown"))

    def _submitted(self, answer: PrintJob | JobState) -> None:
        self._giving = None
        if self.paper is None:  # put away meanwhile
            return
        if isinstance(answer, JobState):
            self.state = answer
        else:
            self._job, self.state = answer, JobState.PRINTING
            self._timer.start()
        late, self._late = self._late, False
        if late:
            self.cancel()
        self.changed.emit()

    def _ask(self) -> None:
        job = self._job
        if job is not None and not self._asking:
            self._asking = True
            self._runner.start(lambda: self._printing.state(job), lambda state: self._told(job, state), self._failed)

    def _taken_out(self, job: PrintJob, state: JobState) -> None:
        if state in UNDER_WAY:  # it could not be taken out: it is followed as before
            self._job = job
            self._timer.start()
        self.state = state
        self.changed.emit()

    def _told(self, job: PrintJob, state: JobState) -> None:
        self._asking = False
        if job != self._job:  # it was taken out meanwhile
            return
        self.state = state
        if state not in UNDER_WAY:
            self._timer.stop()
        self.changed.emit()

    def _reprinted(self, paper: PrintedPaper | Refusal) -> None:
        if isinstance(paper, Refusal):
            self.said.emit("error", Message(f"refusal.{paper.code.value}", paper.params))
            return
        self._changes.tell(paper.dossiers)
        self.show(paper)

    def _not_made(self, fault: Exception) -> None:
        self.said.emit("error", _remedy(fault, "print.not_made"))

    def _failed(self, fault: Exception) -> None:
        self._asking, self._giving, self._late = False, None, False
        self._timer.stop()
        if self.state in UNDER_WAY:
            self.state = JobState.REFUSED
        self.said.emit("error", _remedy(fault, "print.failed"))
        self.changed.emit()


def given_unless_stopped(
    work: Work, give: Callable[[], PrintJob | JobState], cancel: Callable[[PrintJob], JobState]
) -> PrintJob | JobState:
    """Give a paper to a printer; where that was stopped meanwhile the job is taken out again, if it still can be."""
    answer = give()
    if isinstance(answer, JobState) or work.settle():
        return answer
    state = cancel(answer)
    return answer if state in UNDER_WAY else state


def _remedy(fault: Exception, otherwise: str) -> Message:
    """What a person can do about a paper that was not made or not printed."""
    return Message(fault.remedy) if isinstance(fault, DeskFault | PrintFault) else message(otherwise)
