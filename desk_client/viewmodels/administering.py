"""The administrator's screen without widgets: what is known here, what the centre answers; keeps no password."""

from collections.abc import Callable

from PySide6.QtCore import Signal

from central_sync.protocol.administering import AccountAct, ProcedureLine
from desk_client.services.administering import AccountLine, Administering, AdminSight, Proposed, RoleEnd
from desk_client.services.asked import Answered
from desk_client.services.session import Session
from desk_client.viewmodels.asked import AskedModel
from desk_client.viewmodels.line import LineModel
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Seat
from dossier.messages import Message


class AdminModel(AskedModel):
    """What was read last; `secret` (whose, password) is to be shown once."""

    secret = Signal(str, str)

    def __init__(self, cases: Administering, line: LineModel, runner: Runner, seat: Seat) -> None:
        super().__init__(line, runner, seat)
        self._cases = cases
        self.sight: AdminSight | None = None
        self.proposed: tuple[ProcedureLine, ...] = ()
        self.trouble: Message | None = None

    def refresh(self) -> None:
        """Read what is known here."""
        session = self._seat.session
        if session is not None:
            self._runner.start(lambda: self._cases.look(session), self._take)

    def ask_proposed(self) -> None:
        """Ask the centre which procedures are on their way."""
        session = self._seat.session
        if session is not None:
            self._runner.start(lambda: self._cases.proposed(session), self._take_proposed)

    def account(self, person: str) -> AccountLine | None:
        """What a row shows."""
        rows = () if self.sight is None else self.sight.accounts
        return next((one for one in rows if one.person.id == person), None)

    def do(self, account: AccountLine, act: AccountAct, password: str) -> None:
        """Ask the centre for it."""
        self._begin(account, lambda session: self._cases.do(session, account, act, password))

    def end_role(self, account: AccountLine, end: RoleEnd, password: str) -> None:
        """Ask the centre to let a role end."""
        self._begin(account, lambda session: self._cases.end_role(session, account, end, password))

    def _begin(self, account: AccountLine, ask: Callable[[Session], Answered]) -> None:
        def done(answer: Answered) -> None:
            if answer.secret:
                self.secret.emit(account.person.name, answer.secret)

        self._ask(ask, done)

    def _take(self, sight: AdminSight) -> None:
        self.sight = sight
        self.changed.emit()

    def _take_proposed(self, found: Proposed) -> None:
        self.proposed, self.trouble = found.lines, found.trouble
        self.changed.emit()

    def _was_read(self) -> bool:
        return self.sight is not None

    def _forget(self) -> None:
        self.sight, self.proposed, self.trouble = None, (), None
