"""Records without widgets what was done on paper: a signature by hand, or number, date and stamp; with its scan."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

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
    bare: tuple[str, ...] = ()


class PaperSignModel(PagesModel):
    """One paper at a time; `finished` (the dossier) when the act is durable.

    A paper that the leader signed gets its number: `given` is what văn thư writes on it before it is stamped. `bare`
    names papers of a dossier given at once that have no pages: it is confirmed with the reason.
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
        self.bare: tuple[str, ...] = ()

    # -- acts ------------------------------------------------------------------------------------------------------

    def begin(self, dossier: str) -> None:
        """Start with a dossier: nothing scanned yet."""
        self._asked += 1
        self.dossier, self.state = dossier, None
        self.signers, self.signer, self.given, self.bare = (), "", None, ()
        asked, session = self._asked, self._seat.session
        self._runner.start(lambda: self._look(session, dossier), lambda found: self._found(asked, found), self._failed)
        self.begin_paper(f"signed-{dossier}")

    def choose_signer(self, person: str) -> None:
        """Who signed."""
        self.signer = person

    def gap(self) -> str:
        """The place of what is missing (`signer`, `pages`), or nothing."""
        if not self.signer and self.given is None:
            return "signer"
        return "" if self.pages else "pages"

    def confirm(self, unscanned: str = "") -> None:
        """Keep the paper as one PDF and record who signed it, or that it is numbered and stamped."""
        session = self._seat.session
        signer = next((person for person in self.signers if person.id == self.signer), None)
        if session is None or (signer is None and self.given is None) or self.busy or not self.pages:
            return
        self._set_busy(busy=True)
        dossier, given, results = self.dossier, self.given, self._cases.results
        if signer is None or given is not None:
            write = partial(results.number_on_paper, session, dossier)
        else:
            write = partial(results.sign_on_paper, session, dossier, signer=signer, unscanned=unscanned)
        finish = self.finisher()
        self._runner.start(lambda: _record(finish, write), self._recorded, self._failed)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _look(self, session: Session | None, dossier: str) -> _Found:
        state = self._cases.queries.dossier(dossier)
        given = None
        bare = () if state is None or session is None else self._cases.results.bare(session, state)
        if state is not None and state.stage is Stage.LEADER_SIGNED:
            number = self._cases.results.number_for(dossier)
            given = number if isinstance(number, Numbered) else None
        return _Found(state, self._cases.sessions.colleagues(Role.LEADER), given, bare)

    def _found(self, asked: int, found: _Found) -> None:
        if asked == self._asked:
            self.state, self.signers, self.given, self.bare = found.state, found.signers, found.given, found.bare
            self.signer = found.signers[0].id if len(found.signers) == 1 else ""
            self.changed.emit()

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


def _record(
    finish: Callable[[], FileRef | PaperRefused], write: Callable[[FileRef], Dossier | Refusal]
) -> Dossier | Refusal | PaperRefused:
    """Make the file of the paper, then write the act that names it."""
    file = finish()
    return file if isinstance(file, PaperRefused) else write(file)


def signed_on_paper(state: Dossier) -> Message:
    """What is told after a signature by hand was recorded, or number and stamp."""
    if state.result.symbol:
        return message("sign.stamp.done", name=state.applicant.name, symbol=state.result.symbol)
    return message("sign.paper.done", name=state.applicant.name, signer=state.result.signer)
