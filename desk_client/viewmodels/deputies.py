"""The screen of deputies without widgets: what is known here, and what the centre answers; keeps no password."""

from PySide6.QtCore import QObject, QTimer, Signal

from central_sync.protocol.syncstatus import SyncState
from desk_client.services.deputising import Answered, Deputising, DeputySight, LendOrder, Lent
from desk_client.viewmodels.dossier_words import fault_message
from desk_client.viewmodels.line import LineModel
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Seat

_REST_MILLISECONDS = 300


class DeputiesModel(QObject):
    """What was read last; `said` (kind, message) tells what the centre answered."""

    changed = Signal()
    said = Signal(str, object)

    def __init__(self, cases: Deputising, line: LineModel, runner: Runner, seat: Seat) -> None:
        super().__init__()
        self._cases = cases
        self._line = line
        self._runner = runner
        self._seat = seat
        self.sight: DeputySight | None = None
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

    def lent(self, chosen: str) -> Lent | None:
        """What a row of either list shows."""
        rows = () if self.sight is None else (*self.sight.given, *self.sight.received)
        return next((one for one in rows if one.id == chosen), None)

    def lend(self, order: LendOrder, password: str) -> None:
        """Ask the centre for it."""
        session = self._seat.session
        if session is not None and not self.busy:
            self._begin()
            self._runner.start(lambda: self._cases.lend(session, order, password), self._answered, self._failed)

    def take_back(self, lent: Lent, password: str) -> None:
        """Ask the centre to end it."""
        session = self._seat.session
        if session is not None and not self.busy:
            self._begin()
            self._runner.start(lambda: self._cases.take_back(session, lent, password), self._answered, self._failed)

    def _begin(self) -> None:
        self.busy = True
        self.changed.emit()

    def _answered(self, answer: Answered) -> None:
        self.busy = False
        self.said.emit("done" if answer.done else "error", answer.message)
        self.changed.emit()
        if answer.done:
            self._line.send_now()  # the next page brings the table of grants

    def _failed(self, fault: Exception) -> None:
        self.busy = False
        self.said.emit("error", fault_message(fault))
        self.changed.emit()

    def _take(self, sight: DeputySight) -> None:
        self.sight = sight
        self.changed.emit()

    def _line_changed(self) -> None:
        self.changed.emit()
        if self.sight is not None and not self._rest.isActive():
            self._rest.start()

    def _other_person(self) -> None:
        self.sight = None
        self.changed.emit()
