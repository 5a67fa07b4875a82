"""Leads a new machine through its enrolment: ticket, code, first download, look at the devices."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from central_sync.client.pump import Progress, RoundReport, Watch
from central_sync.protocol.enrolment import EnrolmentTicket
from desk_client.ports import DeskFault
from desk_client.services.doctor import Doctor
from desk_client.services.enrolling import Enrolled, Enrolling, EnrolTrouble
from desk_client.viewmodels.examination import Examination
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.speaker import Speaker
from desk_client.viewmodels.work import Work

T = TypeVar("T")


class EnrolStep(IntEnum):
    """The four steps of a first run."""

    TICKET = 0
    CODE = 1
    DOWNLOAD = 2
    DEVICES = 3


@dataclass(frozen=True, slots=True)
class FirstRun:
    """What the steps do; each may take seconds. `pull` opens the desk and fetches its rules, one call at a time."""

    enrolling: Enrolling
    pull: Callable[[Watch], RoundReport]
    doctor: Callable[[], Doctor]
    machine_name: str


class EnrolModel(QObject):
    """One step after the other; what went wrong is said where it happened and the step can be tried again.

    A step that takes long can be stopped: the machine is then as it was before, or as far as it durably came.
    """

    changed = Signal()
    finished = Signal()
    _moved = Signal(object, object)

    def __init__(self, first_run: FirstRun, runner: Runner, speaker: Speaker) -> None:
        super().__init__()
        self._first_run = first_run
        self._runner = runner
        self._speaker = speaker
        self._work: Work | None = None
        self.step = EnrolStep.TICKET
        self.rows = 0
        self.trouble = ""
        self.stopped = ""
        self.ticket: EnrolmentTicket | None = None
        self.enrolled: Enrolled | None = None
        self.look = Examination(first_run.doctor, runner)
        self.look.changed.connect(self.changed)
        self._moved.connect(self._count)

    @property
    def busy(self) -> bool:
        """Whether the step in hand is under way."""
        return self._work is not None or self.look.busy

    @property
    def machine_name(self) -> str:
        """The name of this machine, proposed as the desk's name."""
        return self._first_run.machine_name

    def take_text(self, text: str) -> None:
        """Read a pasted, typed or scanned ticket."""
        self._take_ticket(self._first_run.enrolling.read(text))

    def take_file(self, path: Path) -> None:
        """Read the file of a ticket."""
        self._begin(lambda _work: self._first_run.enrolling.read_file(path), self._take_ticket)

    def back(self) -> None:
        """Return to the ticket, to take another one."""
        if self.step is EnrolStep.CODE and not self.busy:
            self._go(EnrolStep.TICKET)

    def enrol(self, name: str) -> None:
        """Show the code to the centre."""
        ticket = self.ticket
        if ticket is not None:
            enrolling, desk_name = self._first_run.enrolling, name.strip() or self.machine_name
            self._begin(lambda work: enrolling.enrol(ticket, desk_name, work.stopped), self._take_enrolment)

    def pull(self) -> None:
        """Fetch procedures, calendar and people."""
        self.rows = 0

        def job(work: Work) -> RoundReport:
            return self._first_run.pull(Watch(work.stopped, lambda progress: self._moved.emit(work, progress)))

        self._begin(job, self._take_pull)

    def examine(self) -> None:
        """Look at the devices, as often as wanted."""
        self.look.begin()

    def stop(self) -> None:
        """Wait no longer for the step in hand."""
        self.look.stop()
        if self._work is not None:
            self._work.stop()
            self._work = None
            self.stopped = self._speaker.say(f"enrol.stopped.{self.step.name.lower()}")
            self.changed.emit()

    def finish(self) -> None:
        """Go on to the login."""
        self.finished.emit()

    def _take_ticket(self, outcome: EnrolmentTicket | EnrolTrouble) -> None:
        if isinstance(outcome, EnrolTrouble):
            self._fail(self._speaker.speak(outcome.message))
            return
        self.ticket = outcome
        self._go(EnrolStep.CODE)

    def _take_enrolment(self, outcome: Enrolled | EnrolTrouble) -> None:
        if isinstance(outcome, EnrolTrouble):
            self._fail(self._speaker.speak(outcome.message))
            return
        self.enrolled = outcome
        self._go(EnrolStep.DOWNLOAD)
        self.pull()

    def _take_pull(self, report: RoundReport) -> None:
        if report.error is not None:
            self._fail(self._speaker.speak(report.error.message))
            return
        self._go(EnrolStep.DEVICES)
        self.examine()

    def _count(self, work: Work, progress: Progress) -> None:
        if work is self._work:
            self.rows = progress.rows_received
            self.changed.emit()

    def _begin(self, job: Callable[[Work], T], done: Callable[[T], None]) -> None:
        if self.busy:
            return
        work = self._work = Work()
        self.trouble = self.stopped = ""
        self.changed.emit()

        def ended(value: T) -> None:
            if work is self._work:
                self._work = None
                done(value)
            elif isinstance(value, Enrolled) and self.enrolled is None:
                # It was durable before the word to stop came: that counts, whatever is under way now.
                self._work = None
                self._take_enrolment(value)

        self._runner.start(lambda: job(work), ended, lambda fault: self._broke(work, fault))

    def _broke(self, work: Work, fault: Exception) -> None:
        if work is self._work:
            self._work = None
            words = fault.remedy if isinstance(fault, DeskFault) else "enrol.broken"
            self._fail(self._speaker.say(words))
        if not isinstance(fault, DeskFault):
            self._runner.fault.emit(fault)

    def _go(self, step: EnrolStep) -> None:
        self.step, self.trouble, self.stopped = step, "", ""
        self.changed.emit()

    def _fail(self, words: str) -> None:
        self.trouble = words
        self.changed.emit()
