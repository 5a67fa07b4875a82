"""Leads a new machine through its enrolment: ticket, code, first download, look at the devices."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from central_sync.client.pump import RoundReport
from central_sync.protocol.enrolment import EnrolmentTicket
from desk_client.ports import DeskFault
from desk_client.services.doctor import Check
from desk_client.services.enrolling import Enrolled, Enrolling, EnrolTrouble
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.speaker import Speaker

T = TypeVar("T")


class EnrolStep(IntEnum):
    """The four steps of a first run."""

    TICKET = 0
    CODE = 1
    DOWNLOAD = 2
    DEVICES = 3


@dataclass(frozen=True, slots=True)
class FirstRun:
    """What the steps do; each may take seconds. `pull` opens the desk and fetches its rules."""

    enrolling: Enrolling
    pull: Callable[[], RoundReport]
    examine: Callable[[], tuple[Check, ...]]
    machine_name: str


class EnrolModel(QObject):
    """One step after the other; what went wrong is said where it happened and the step can be tried again."""

    changed = Signal()
    finished = Signal()

    def __init__(self, first_run: FirstRun, runner: Runner, speaker: Speaker) -> None:
        super().__init__()
        self._first_run = first_run
        self._runner = runner
        self._speaker = speaker
        self.step = EnrolStep.TICKET
        self.busy = False
        self.trouble = ""
        self.ticket: EnrolmentTicket | None = None
        self.enrolled: Enrolled | None = None
        self.checks: tuple[Check, ...] = ()

    @property
    def machine_name(self) -> str:
        """The name of this machine, proposed as the desk's name."""
        return self._first_run.machine_name

    def take_text(self, text: str) -> None:
        """Read a pasted, typed or scanned ticket."""
        self._take_ticket(self._first_run.enrolling.read(text))

    def take_file(self, path: Path) -> None:
        """Read the file of a ticket."""
        self._work(lambda: self._first_run.enrolling.read_file(path), self._take_ticket)

    def back(self) -> None:
        """Return to the ticket, to take another one."""
        if self.step is EnrolStep.CODE and not self.busy:
            self._go(EnrolStep.TICKET)

    def enrol(self, name: str) -> None:
        """Show the code to the centre."""
        ticket = self.ticket
        if ticket is not None:
            desk_name = name.strip() or self.machine_name
            self._work(lambda: self._first_run.enrolling.enrol(ticket, desk_name), self._take_enrolment)

    def pull(self) -> None:
        """Fetch procedures, calendar and people."""
        self._work(self._first_run.pull, self._take_pull)

    def examine(self) -> None:
        """Look at the devices, as often as wanted."""
        self._work(self._first_run.examine, self._take_checks)

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

    def _take_checks(self, checks: tuple[Check, ...]) -> None:
        self.checks = checks
        self.changed.emit()

    def _work(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        if self.busy:
            return
        self.busy, self.trouble = True, ""
        self.changed.emit()

        def ended(value: T) -> None:
            self.busy = False
            done(value)

        self._runner.start(work, ended, self._broke)

    def _broke(self, fault: Exception) -> None:
        self.busy = False
        words = fault.remedy if isinstance(fault, DeskFault) else "enrol.broken"
        self._fail(self._speaker.say(words))
        if not isinstance(fault, DeskFault):
            self._runner.fault.emit(fault)

    def _go(self, step: EnrolStep) -> None:
        self.step, self.trouble = step, ""
        self.changed.emit()

    def _fail(self, words: str) -> None:
        self.trouble = words
        self.changed.emit()
