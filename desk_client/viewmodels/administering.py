"""The administrator's screen without widgets: what is known here, what the centre answers; keeps no password."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from central_sync.protocol.administering import AccountAct, ProcedureLine
from central_sync.protocol.syncstatus import SyncState
from desk_client.services.administering import (
    AccountAnswer,
    AccountLine,
    Administering,
    AdminSight,
    Proposed,
    RoleEnd,
)
from desk_client.services.session import Session
from desk_client.viewmodels.dossier_words import fault_message
from desk_client.viewmodels.line import LineModel
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Seat
from dossier.messages import Message

_REST_MILLISECONDS = 300


class AdminModel(QObject):
    """What was read last; `said` (kind, message) tells what the centre answered, `secret` a password to show once."""

    changed = Signal()
    said = Signal(str, object)
    secret = Signal(str, str)

    def __init__(self, cases: Administering, line: LineModel, runner: Runner, seat: Seat) -> None:
        super().__init__()
        self._cases = cases
        self._line = line
        self._runner = runner
        self._seat = seat
        self.sight: AdminSight | None = None
        self.proposed: tuple[ProcedureLine, ...] = ()
        self.trouble: Message | None = None
        self.busy = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MILLISECONDS)
        self._rest.timeout.connect(self.refresh)
        line.changed.connect(self._line_changed)
        seat.changed.connect(self._other_person)

    @property
    def offline(self) -> bool:
        """Whether the line is known to be down: then nothing can be asked."""
        return self._line.state is SyncState.OFFLINE

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

    def _begin(self, account: AccountLine, ask: Callable[[Session], AccountAnswer]) -> None:
        session = self._seat.session
        if session is None or self.busy:
            return
        self.busy = True
        self.changed.emit()
        self._runner.start(lambda: ask(session), lambda answer: self._answered(account, session, answer), self._failed)

    def _answered(self, account: AccountLine, asked_by: Session, answer: AccountAnswer) -> None:
        self.busy = False
        here = self._seat.session is not None and self._seat.session.person.id == asked_by.person.id
        if here:
            self.said.emit("done" if answer.done else "error", answer.message)
        self.changed.emit()
        if answer.secret and here:
            self.secret.emit(account.person.name, answer.secret)
        if answer.done:
            self._line.send_now()  # the next page brings the tables

    def _failed(self, fault: Exception) -> None:
        self.busy = False
        self.said.emit("error", fault_message(fault))
        self.changed.emit()

    def _take(self, sight: AdminSight) -> None:
        self.sight = sight
        self.changed.emit()

    def _take_proposed(self, found: Proposed) -> None:
        self.proposed, self.trouble = found.lines, found.trouble
        self.changed.emit()

    def _line_changed(self) -> None:
        self.changed.emit()
        if self.sight is not None and not self._rest.isActive():
            self._rest.start()

    def _other_person(self) -> None:
        self.sight, self.proposed, self.trouble = None, (), None
        self.changed.emit()
