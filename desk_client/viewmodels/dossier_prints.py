"""The papers of one dossier without widgets: lists them, makes the chosen one and gives it to the printer."""

from PySide6.QtCore import QObject, Signal

from desk_client.services.dossier_papers import DossierPaper, DossierPapers
from desk_client.services.printing import PrintedPaper
from desk_client.viewmodels.dossier_words import fault_message, refusal_message
from desk_client.viewmodels.print_paper import PrintModel
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes, Seat
from dossier.refusals import Refusal


class DossierPrints(QObject):
    """`listed` (dossier, papers) answers `list_papers`; `said` (kind, message) tells why a paper was not made."""

    listed = Signal(str, object)
    said = Signal(str, object)

    def __init__(
        self, papers: DossierPapers, printing: PrintModel, runner: Runner, seat: Seat, changes: Changes
    ) -> None:
        super().__init__()
        self._papers = papers
        self._printing = printing
        self._runner = runner
        self._seat = seat
        self._changes = changes

    def list_papers(self, dossier: str) -> None:
        """Find the papers of a dossier."""
        self._runner.start(
            lambda: self._papers.papers(dossier), lambda found: self.listed.emit(dossier, found), self._failed
        )

    def print_paper(self, dossier: str, paper: DossierPaper) -> None:
        """Print one paper of a dossier."""
        session = self._seat.session
        if session is None:
            return

        def made(outcome: PrintedPaper | Refusal) -> None:
            if isinstance(outcome, Refusal):
                self.said.emit("error", refusal_message(outcome))
                return
            self._printing.show(outcome)
            self._changes.tell(outcome.dossiers)

        self._runner.start(lambda: self._papers.make(session, dossier, paper), made, self._failed)

    def _failed(self, fault: Exception) -> None:
        self.said.emit("error", fault_message(fault))
