"""Prints the result of one dossier and follows the job to its end; draws nothing."""

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from desk_client.ports import JobState, PrintJob
from desk_client.services.handing import HandingOut
from desk_client.viewmodels.dossier_words import fault_message
from desk_client.viewmodels.print_paper import UNDER_WAY, given_unless_stopped
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.work import Pieces
from dossier.messages import message
from dossier.state import Dossier

_LOOK_MS = 600


class ResultPrintModel(QObject):
    """One job at a time; `said` tells that it began and how it ended."""

    said = Signal(str, object)

    def __init__(self, handing: HandingOut, runner: Runner) -> None:
        super().__init__()
        self._handing = handing
        self._runner = runner
        self._job: PrintJob | None = None
        self._asking = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._ask)

    def print_result(self, state: Dossier | None) -> None:
        """Print the result paper of a dossier."""
        if state is None or state.result.file is None:
            self.said.emit("info", message("returning.print.nothing"))
        elif self._job is None and not self._asking:
            self._asking = True
            work, give = Pieces(message("returning.print.waiting")), partial(self._handing.print_result, state)
            self._runner.start(
                lambda: given_unless_stopped(work, give, self._handing.print_cancel),
                self._submitted,
                self._failed,
                work,
            )

    def _submitted(self, answer: PrintJob | JobState) -> None:
        self._asking = False
        if isinstance(answer, JobState):
            self._told(answer)
            return
        self._job = answer
        self._timer.start()
        self.said.emit("info", message("returning.print.printing", printer=answer.printer))

    def _ask(self) -> None:
        job = self._job
        if job is not None and not self._asking:
            self._asking = True
            self._runner.start(lambda: self._handing.print_state(job), self._told, self._failed)

    def _told(self, state: JobState) -> None:
        self._asking = False
        if state in UNDER_WAY:
            return
        printer = "" if self._job is None else self._job.printer
        self._end()
        kind = "done" if state is JobState.DONE else "warning"
        self.said.emit(kind, message(f"returning.print.{state.value}", printer=printer))

    def _failed(self, fault: Exception) -> None:
        self._end()
        self.said.emit("error", fault_message(fault))

    def _end(self) -> None:
        self._job, self._asking = None, False
        self._timer.stop()
