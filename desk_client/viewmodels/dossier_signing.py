"""What the person at the desk may sign in the dossier that is open, and its run: one PIN for all; keeps no PIN."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Event

from PySide6.QtCore import QObject, Signal

from desk_client.services.clerk_pen import ClerkPapers, DrawForm, unsigned_form, unsigned_scans
from desk_client.services.results import Results
from desk_client.services.session import Session
from desk_client.services.signing_batch import Ended
from desk_client.services.tokens import Tokens
from desk_client.viewmodels.dossier import DossierModel
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes, Seat
from desk_client.viewmodels.signing_run import Batch, RunCases, RunState, SigningRun, Target
from desk_client.viewmodels.signing_token import TokenWatch
from dossier.acts import ActKind, PaperEntry
from token_signing.devices.port import TokenSession
from token_signing.kinds import SigningKind


@dataclass(frozen=True, slots=True)
class DossierSigningCases:
    """The use cases that it needs; `draw` makes a form."""

    results: Results
    tokens: Tokens
    draw: DrawForm


class DossierSigning(QObject):
    """`changed`: other papers, or another token; `pin_wanted` (target): the key asks again, `run.give` takes it."""

    changed = Signal()
    run_changed = Signal()
    pin_wanted = Signal(object)

    def __init__(
        self,
        cases: DossierSigningCases,
        dossiers: DossierModel,
        token: TokenWatch,
        around: tuple[Runner, Seat, Changes],
    ) -> None:
        super().__init__()
        self._cases = cases
        self._dossiers = dossiers
        self._runner, self._seat, self._changes = around
        self.token = token
        self.run: SigningRun | None = None
        dossiers.case_changed.connect(self.changed)
        token.changed.connect(self.changed)
        self._seat.changed.connect(self._other_person)

    @property
    def scans(self) -> tuple[PaperEntry, ...]:
        """The scanned papers that this person may sign now with the token at hand; none without his own token."""
        case = self._dossiers.case
        if case is None or not self._own_token or not self._dossiers.may(ActKind.ATTACH_PAPER):
            return ()
        here = {paper.key for paper in case.papers if paper.here}
        return tuple(paper for paper in unsigned_scans(case.state) if f"slot:{paper.slot}" in here)

    @property
    def form(self) -> str:
        """The form that this person may sign now for the citizen online: "01", "02", "03", or "" for none."""
        case = self._dossiers.case
        if case is None or not case.signs_form or not self._own_token:
            return ""
        return unsigned_form(case.state)

    @property
    def busy(self) -> bool:
        """Whether a signature is under way."""
        return self.run is not None and self.run.state is not RunState.ENDED

    @property
    def dossier(self) -> str:
        """The dossier that is open."""
        return self._dossiers.dossier

    def sign(
        self,
        targets: Sequence[Target],
        pin: str | None,
        batch: Batch | None = None,
        kind: SigningKind = SigningKind.CLERK,
    ) -> None:
        """Sign these scans and forms with one PIN in one session, or what another batch of another kind does."""
        session, sight = self._seat.session, self.token.choice(kind).sight
        if session is None or sight is None or self.busy or not targets:
            return
        self.token.stop()
        self.run = SigningRun(
            RunCases(self._cases.tokens, batch or _Papers(self._cases, session)), self._runner, self._changes, targets
        )
        self.run.changed.connect(self.run_changed)
        self.run.ended.connect(self._run_ended)
        self.run.pin_wanted.connect(self.pin_wanted)
        self.run.begin(sight, pin)

    @property
    def _own_token(self) -> bool:
        """Whether a token is here that this person signs papers with."""
        sight = self.token.choice(SigningKind.CLERK).sight
        return sight is not None and sight.usable

    def _run_ended(self) -> None:
        self.token.start(closely=False)
        self.changed.emit()

    def _other_person(self) -> None:
        """Another person sits down: no token stays open."""
        if self.run is not None:
            self.run.close()
        self.run = None
        self.changed.emit()


@dataclass(frozen=True, slots=True)
class _Papers:
    """What a run of this person does."""

    cases: DossierSigningCases
    session: Session

    def __call__(self, token: TokenSession, targets: Sequence[Target], stop: Event) -> Iterator[Ended]:
        papers = ClerkPapers({one.key: one.seen for one in targets}, self.cases.draw)
        return self.cases.results.sign_scans(self.session, papers, token, stop)
