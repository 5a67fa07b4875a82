"""What screens share that ask the centre with one's password: one question at a time; keeps no password."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from central_sync.protocol.syncstatus import SyncState
from desk_client.services.asked import Answered
from desk_client.services.session import Session
from desk_client.viewmodels.dossier_words import fault_message
from desk_client.viewmodels.line import LineModel
from desk_client.viewmodels.rest import Rest
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Seat

_REST_MILLISECONDS = 300


class AskedModel(QObject):
    """Reads anew what is known here when the line moved; `said` (kind, message) tells what the centre answered.

    An answer is told to nobody but the person who asked.
    """

    changed = Signal()
    said = Signal(str, object)

    def __init__(self, line: LineModel, runner: Runner, seat: Seat) -> None:
        super().__init__()
        self._line = line
        self._runner = runner
        self._seat = seat
        self.busy = False
        self._rest = Rest(self, _REST_MILLISECONDS, self.refresh)
        line.changed.connect(self._line_changed)
        seat.changed.connect(self._other_person)

    @property
    def offline(self) -> bool:
        """Whether the line is known to be down: then nothing can be asked."""
        return self._line.state is SyncState.OFFLINE

    def refresh(self) -> None:
        """Read what is known here."""
        raise NotImplementedError

    def _was_read(self) -> bool:
        """Whether the person who sits here looked at it before."""
        raise NotImplementedError

    def _forget(self) -> None:
        """Let go of what another person looked at."""
        raise NotImplementedError

    def _ask(self, ask: Callable[[Session], Answered], done: Callable[[Answered], None] | None = None) -> None:
        """Ask the centre, unless a question is under way; `done` takes what the asker gets."""
        session = self._seat.session
        if session is None or self.busy:
            return
        self.busy = True
        self.changed.emit()
        self._runner.start(lambda: ask(session), lambda answer: self._answered(session, answer, done), self._failed)

    def _answered(self, asked_by: Session, answer: Answered, done: Callable[[Answered], None] | None) -> None:
        self.busy = False
        here = self._seat.session is not None and self._seat.session.person.id == asked_by.person.id
        if here:
            self.said.emit("done" if answer.done else "error", answer.message)
        self.changed.emit()
        if here and answer.done and done is not None:
            done(answer)
        if answer.done:
            self._line.send_now()  # the next page brings the tables

    def _failed(self, fault: Exception) -> None:
        self.busy = False
        self.said.emit("error", fault_message(fault))
        self.changed.emit()

    def _line_changed(self) -> None:
        self.changed.emit()
        if self._was_read() and not self._rest.isActive():
            self._rest.start()

    def _other_person(self) -> None:
        self._forget()
        self.changed.emit()
