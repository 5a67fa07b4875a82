"""Records without widgets what was done on paper: a signature by hand, or number, date and stamp; with its scan."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal

from desk_client.services.results import Results
from desk_client.services.scanning import Scanning
from desk_client.services.session import Session, Sessions
from desk_client.services.signing_pens import Numbered
from desk_client.store.queries import Queries
from desk_client.viewmodels.dossier_words import refusal_message
from desk_client.viewmodels.paper_pages import PagesModel
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes, Seat
from dossier.acts import FileRef
from dossier.events import Stage
from dossier.messages import Message, message
from dossier.refusals import Refusal
from dossier.roles import Person, Role
from dossier.state import Dossier
from scanning.paper_rules import PaperRefused


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
    given: Numbered | None


class PaperSignModel(PagesModel):
    """One paper at a time; `finished` (the dossier) when the act is durable.

    A paper that the leader signed gets its number: `given` is what văn thư writes on it before it is stamped.
    """

    finished = Signal(object)

    def __init__(self, cases: PaperSignCases, runner: Runner, seat: Seat, changes: Changes) -> None:
        super().__init__(cases.scanning, runner)
        self._cases = cases
        self._seat = seat
        self._changes = changes
        self._asked = 0
        self.dossier = ""
        self.state: Dossier | None = None
        self.signers: tuple[Person, ...] = ()
        self.signer = ""
        self.given: Numbered | None = None

    # -- acts ------------------------------------------------------------------------------------------------------

    def begin(self, dossier: str) -> None:
        """Start with a dossier: nothing scanned yet."""
        self._asked += 1
        self.dossier, self.state = dossier, None
        self.signers, self.signer, self.given = (), "", None
        asked = self._asked
        self._runner.start(lambda: self._look(dossier), lambda found: self._found(asked, found), self._failed)
        self.begin_paper(f"signed-{dossier}")

    def choose_signer(self, person: str) -> None:
        """Who signed."""
        self.signer = person

    def gap(self) -> str:
        """The place of what is missing (`signer`, `pages`), or nothing."""
        if not self.signer and self.given is None:
            return "signer"
        return "" if self.pages else "pages"

    def confirm(self) -> None:
        """Keep the paper as one PDF and record who signed it, or that it is numbered and stamped."""
        session = self._seat.session
        signer = next((person for person in self.signers if person.id == self.signer), None)
        if session is None or (signer is None and self.given is None) or self.busy or not self.pages:
            return
        self._set_busy(busy=True)
        dossier, finish = self.dossier, self.finisher()
        self._runner.start(lambda: self._record(session, dossier, finish, signer), self._recorded, self._failed)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _look(self, dossier: str) -> _Found:
        state = self._cases.queries.dossier(dossier)
        given = None
        if state is not None and state.stage is Stage.LEADER_SIGNED:
            number = self._cases.results.number_for(dossier)
            given = number if isinstance(number, Numbered) else None
        return _Found(state, self._cases.sessions.colleagues(Role.LEADER), given)

    def _found(self, asked: int, found: _Found) -> None:
        if asked == self._asked:
            self.state, self.signers, self.given = found.state, found.signers, found.given
            self.signer = found.signers[0].id if len(found.signers) == 1 else ""
            self.changed.emit()

    def _record(
        self, session: Session, dossier: str, finish: Callable[[], FileRef | PaperRefused], signer: Person | None
    ) -> Dossier | Refusal | PaperRefused:
        file = finish()
        if isinstance(file, PaperRefused):
            return file
        if signer is None or self.given is not None:
            return self._cases.results.number_on_paper(session, dossier, file)
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


def signed_on_paper(state: Dossier) -> Message:
    """What is told after a signature by hand was recorded, or number and stamp."""
    if state.result.symbol:
        return message("sign.stamp.done", name=state.applicant.name, symbol=state.result.symbol)
    return message("sign.paper.done", name=state.applicant.name, signer=state.result.signer)
