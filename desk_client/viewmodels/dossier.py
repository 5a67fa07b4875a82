"""Keeps one dossier as this person sees it, does the acts the table allows, goes on to its neighbours in the list."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, SignalInstance

from desk_client.ports import DeskFault
from desk_client.services.cases import Case, Cases
from desk_client.services.chosen_files import ChosenFiles, FileRefusal
from desk_client.services.course import Courses, Question
from desk_client.services.listing import IN_MINUTES
from desk_client.services.printing import Printing, prints
from desk_client.services.processing import Handed, NewPages, Processing
from desk_client.services.reusing import EarlierPages, Reusing
from desk_client.services.session import Session
from desk_client.viewmodels.course_answers import Filled
from desk_client.viewmodels.dossier_files import FileWatch
from desk_client.viewmodels.dossier_told import Done, Told, told_of
from desk_client.viewmodels.dossier_words import fault_message, refusal_message
from desk_client.viewmodels.file_reading import reading_of
from desk_client.viewmodels.minute import each_minute
from desk_client.viewmodels.paper_pages import PagesModel
from desk_client.viewmodels.papers_preview import PreviewModel
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes, Seat
from desk_client.viewmodels.work import Work as Reading
from dossier.acts import ActKind, Amend, FileRef, Propose
from dossier.identifiers import PersonId
from dossier.messages import message
from dossier.refusals import Refusal
from dossier.roles import Person
from dossier.state import Dossier
from dossier.text import tidy
from scanning.foreign import ForeignRefused
from scanning.foreign_wire import ForeignRefusal
from scanning.paper_rules import PaperRefused

ELSEWHERE = frozenset(
    {
        ActKind.RECEIVE,
        ActKind.ASK_PAPERS,
        ActKind.REFUSE_INTAKE,
        ActKind.NUMBER,
        ActKind.SIGN,
        ActKind.SIGN_ON_PAPER,
        ActKind.RETURN_RESULT,
    }
)
"""Acts that have a screen or dialog of their own elsewhere; here they are only asked for."""

Work = Callable[[Session, str], Done]


@dataclass(frozen=True, slots=True)
class DossierTools:
    """The use cases behind the screen."""

    cases: Cases
    processing: Processing
    files: ChosenFiles
    courses: Courses
    printing: Printing
    reusing: Reusing


class DossierModel(QObject):
    """One dossier; every read and act runs off the GUI thread, one act at a time."""

    case_changed = Signal()
    told_changed = Signal()
    busy_changed = Signal()
    question_ready = Signal(object)
    attaching = Signal(object)
    paper_wanted = Signal(object, object)
    elsewhere = Signal(object, str)
    undo_offered = Signal(object, object)

    def __init__(
        self, tools: DossierTools, preview: PreviewModel, runner: Runner, seat: Seat, changes: Changes
    ) -> None:
        super().__init__()
        self._tools = tools
        self._runner = runner
        self._seat = seat
        self._changes = changes
        self.preview = preview
        self.sheets = PagesModel(tools.files.scanning, runner)
        self.dossier = ""
        self.neighbours: tuple[str, ...] = ()
        self.case: Case | None = None
        self.officers: tuple[Person, ...] = ()
        self.told: Told | None = None
        self.busy = False
        self.paper = ""
        self._watch = FileWatch(preview, changes)
        self._watch.due.connect(self.refresh)
        changes.dossiers.connect(self._heard)
        self._minute = each_minute(self, self._count_on)
        seat.changed.connect(self._other_person)

    # -- which dossier ---------------------------------------------------------------------------------------------

    def open(self, dossier: str, neighbours: tuple[str, ...] = ()) -> None:
        """Show a dossier; `neighbours` is the list it was opened from."""
        self.neighbours = neighbours
        self._go_to(dossier)

    @property
    def place(self) -> tuple[int, int]:
        """Place from 1 in the list it was opened from, and how many there are; (0, 0) for none."""
        if self.dossier not in self.neighbours:
            return 0, 0
        return self.neighbours.index(self.dossier) + 1, len(self.neighbours)

    def step(self, by: int) -> None:
        """Go on to a neighbour in the list."""
        place, count = self.place
        if place and 1 <= place + by <= count:
            self._go_to(self.neighbours[place + by - 1])

    def _count_on(self) -> None:
        """What is counted in minutes goes on by itself."""
        if self.case is not None and self.case.standing in IN_MINUTES and not self.busy:
            self.refresh()

    def refresh(self) -> None:
        """Read the dossier again."""
        session, dossier = self._seat.session, self.dossier
        if session is None or not dossier:
            return
        tools = self._tools

        def work() -> tuple[Case | None, tuple[Person, ...]]:
            return tools.cases.look(session, dossier), tools.processing.assignable(session)

        self._runner.start(work, self._shower(dossier), self._failed)

    def choose_paper(self, key: str) -> None:
        """Show the pages of a paper."""
        self.paper = key
        found = next((paper for paper in self.case.papers if paper.key == key), None) if self.case else None
        self.preview.show(None if found is None else found.file)

    def hush(self) -> None:
        """Take away what was told."""
        self._tell(None)

    def may(self, kind: ActKind) -> bool:
        """Whether the table allows this act to this person now."""
        return self.case is not None and kind in self.case.acts

    def ask_elsewhere(self, kind: ActKind) -> None:
        """Ask for the screen that does this act."""
        if self.may(kind):
            self.elsewhere.emit(kind, self.dossier)

    def hand_over(self, unscanned: str = "") -> None:
        """Give it to the unit that decides it; with the reason where pages are missing."""
        self._do(ActKind.HAND_OVER, lambda who, it: self._tools.processing.hand_over(who, (it,), unscanned))

    def accept(self) -> None:
        """Take it."""
        self._do(ActKind.ACCEPT, self._tools.processing.accept)

    def assign(self, person: PersonId) -> None:
        """Name the officer; where another one was named before, that can be taken back."""
        before = None if self.case is None else self.case.state.assignee
        assign = self._tools.processing.assign
        undo: Work | None = None
        if before is not None and before != person:
            undo = partial(assign, person=before)
        self._do(ActKind.ASSIGN, partial(assign, person=person), undo)

    def propose(self, proposal: Propose, draft: Path | None) -> None:
        """Put the proposal before the leader, with a draft where one was chosen.

        While the draft is read it may be stopped: then nothing is proposed.
        """
        reading = None if draft is None else reading_of(self._left)

        def work(who: Session, it: str) -> Done:
            if draft is None or reading is None:
                return self._tools.processing.propose(who, it, proposal)
            file = _read(self._tools.files, draft, it, reading)
            if not isinstance(file, FileRef):
                return file
            return self._tools.processing.propose(who, it, replace(proposal, draft=file))

        self._do(ActKind.PROPOSE, work, reading=reading)

    def approve(self, text: str) -> None:
        """Agree."""
        self._do(ActKind.APPROVE, lambda who, it: self._tools.processing.approve(who, it, text))

    def send_back(self, reason: str) -> None:
        """Give it back to the officer."""
        self._do(ActKind.SEND_BACK, lambda who, it: self._tools.processing.send_back(who, it, reason))

    def hand_result(self, shelf: str) -> None:
        """Bring the result to the counter."""
        self._do(ActKind.HAND_RESULT, lambda who, it: self._tools.processing.hand_result(who, it, shelf))

    def tell_no_fee(self) -> None:
        """Say that nothing is owed any more."""
        self._tell(Told(good=True, text=message("dossier.done.no_fee")))

    def collect(self, amount: int, method: str) -> None:
        """Take money."""
        self._do(ActKind.COLLECT_FEE, lambda who, it: self._tools.processing.collect(who, it, amount, method))

    def begin_attaching(self) -> None:
        """Start an empty paper for the scanner or a file; `attaching` brings what was digitised before."""
        self.sheets.begin_paper(f"attach-{self.dossier}")
        if self.case is not None and not self.busy:
            who, it = self.case.state.applicant.id_number, self.dossier
            self._runner.start(lambda: self._tools.reusing.of_person(who, it), self.attaching.emit, self._failed)

    def attach(self, slot: int, earlier: EarlierPages | None = None) -> None:
        """Put the paper that was scanned or taken from a file to its place, or pages of an earlier dossier."""
        finish, seen = self.sheets.finisher(), self.sheets.signature

        def work(who: Session, it: str) -> Done:
            made = earlier or finish()
            if isinstance(made, PaperRefused):
                return made
            pages = NewPages(made, seen) if isinstance(made, FileRef) else made
            return self._tools.processing.attach(who, it, slot, pages)

        self._do(ActKind.ATTACH_PAPER, work)

    def ask_course(self, kind: ActKind) -> None:
        """Read what an act beside the way asks; `question_ready` brings it."""
        who, it, courses = self._seat.session, self.dossier, self._tools.courses
        if who is not None and self.may(kind) and not self.busy:
            self._set_busy(busy=True)
            ready = self._brings(self.question_ready)
            self._runner.start(lambda: courses.question(who, it, kind), ready, self._failed)

    def do_course(self, question: Question, filled: Filled) -> None:
        """Do an act beside the way with what was filled in; its pages become files first."""
        courses, kind = self._tools.courses, question.row.kind
        self._do(kind, lambda who, it: filled.then(lambda answers: courses.do(who, it, kind, answers)))

    def note(self, text: str) -> None:
        """Write a remark."""
        self._do(ActKind.NOTE, lambda who, it: self._tools.processing.note(who, it, text))

    def amend(self, change: Amend) -> None:
        """Correct phone, e-mail or address; what stood there before can be brought back."""
        amend = self._tools.processing.amend
        back = Amend(change.field, tidy(change.new), change.old)
        self._do(ActKind.AMEND, partial(amend, change=change), partial(amend, change=back) if change.old else None)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _do(self, kind: ActKind, work: Work, undo: Work | None = None, reading: Reading | None = None) -> None:
        session, dossier = self._seat.session, self.dossier
        if session is None or self.busy or not self.may(kind):
            return
        self._set_busy(busy=True)
        self._runner.start(lambda: work(session, dossier), self._ender(kind, dossier, undo), self._failed, reading)

    def _ender(self, kind: ActKind, dossier: str, undo: Work | None) -> Callable[[Done], None]:
        def ended(done: Done) -> None:
            self._set_busy(busy=False)
            self._tell(told_of(kind, done))
            if not isinstance(done, Dossier | Handed):
                self.refresh()
                return
            self._changes.tell([dossier])
            if isinstance(done, Dossier) and prints(kind, done):
                self.paper_wanted.emit(partial(self._tools.printing.of_course, state=done, kind=kind), done.id)
            if undo is not None:
                self.undo_offered.emit(message(f"dossier.done.{kind.value}"), lambda: self._take_back(dossier, undo))

        return ended

    def _take_back(self, dossier: str, undo: Work) -> None:
        """The act of the other way round, on record like every act."""
        session = self._seat.session
        if session is not None:
            self._runner.start(lambda: undo(session, dossier), lambda done: self._back(dossier, done), self._failed)

    def _back(self, dossier: str, done: Done) -> None:
        good = isinstance(done, Dossier)
        self._tell(Told(good=True, text=message("dossier.done.back")) if good else told_of(ActKind.AMEND, done))
        self._changes.tell([dossier])

    def _shower(self, dossier: str) -> Callable[[tuple[Case | None, tuple[Person, ...]]], None]:
        def show(found: tuple[Case | None, tuple[Person, ...]]) -> None:
            if dossier != self.dossier:
                return
            before, same = self.case, found == (self.case, self.officers)
            self.case, self.officers = found
            self._watch.look_at(self.case)
            if self.case is not None:
                known = {paper.key for paper in before.papers} if before is not None else set()
                self._follow_papers(self.case, known)
            if not same:
                self.case_changed.emit()

        return show

    def _follow_papers(self, case: Case, known: set[str]) -> None:
        """Stay at the paper in view; a new draft or result comes into view by itself."""
        keys = [paper.key for paper in case.papers if paper.file is not None]
        fresh = [key for key in keys if known and key not in known]
        if fresh:
            self.paper = fresh[-1]
        elif self.paper not in {paper.key for paper in case.papers}:
            self.paper = keys[-1] if "result" in keys or "draft" in keys else (keys[0] if keys else "")
        self.choose_paper(self.paper)

    def _brings(self, signal: SignalInstance) -> Callable[[object], None]:
        """What was read for a dialog goes to it, or why it cannot be."""

        def brought(found: object) -> None:
            self._set_busy(busy=False)
            if isinstance(found, Refusal):
                self._tell(Told(good=False, text=refusal_message(found)))
            else:
                signal.emit(found)

        return brought

    def _failed(self, fault: Exception) -> None:
        self._set_busy(busy=False)
        self._tell(Told(good=False, text=fault_message(fault)))
        if not isinstance(fault, DeskFault):
            self._runner.fault.emit(fault)

    def _left(self) -> None:
        """The reading of a file was stopped: nothing was done with it."""
        self._set_busy(busy=False)
        self._tell(Told(good=False, text=message("dossier.ask.file_stopped")))

    def _tell(self, told: Told | None) -> None:
        self.told = told
        self.told_changed.emit()

    def _set_busy(self, *, busy: bool) -> None:
        if busy != self.busy:
            self.busy = busy
            self.busy_changed.emit()

    def _go_to(self, dossier: str) -> None:
        self.dossier, self.case, self.paper = dossier, None, ""
        self._watch.look_at(None)
        self.preview.show(None)
        self._tell(None)
        self.case_changed.emit()
        self.refresh()

    def _heard(self, ids: tuple[str, ...]) -> None:
        if not ids or self.dossier in ids:
            self.refresh()

    def _other_person(self) -> None:
        """Another person sits down: nothing of the one before stays in view."""
        self.neighbours = ()
        self._watch.forget()
        self.preview.forget()
        self._go_to("")


def _read(files: ChosenFiles, path: Path, dossier: str, reading: Reading) -> FileRef | FileRefusal:
    """A chosen file that an act will name: once it is here, nobody stops it any more."""
    file = files.take(path, dossier, reading.stopped, reading.told)
    if isinstance(file, FileRef) and not reading.settle():
        return ForeignRefused(ForeignRefusal.STOPPED)
    return file
