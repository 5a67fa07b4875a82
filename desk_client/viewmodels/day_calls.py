"""The tab "Cần gọi điện" without widgets: the centre's list while the line is up, and how each call ended."""

from PySide6.QtCore import QObject, Signal

from central_sync.protocol.syncstatus import SyncState
from desk_client.services.day_calls import Call, CallEnd, CallSight, DayCalls
from desk_client.viewmodels.dossier_words import code_tail, fault_message, refusal_message
from desk_client.viewmodels.line import LineModel
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes, Seat
from desk_client.viewmodels.work import Work
from dossier.messages import message
from dossier.refusals import Refusal
from dossier.state import Dossier


class CallsModel(QObject):
    """The list lives as long as a person sits here; `said` (kind, message) tells how each act ended.

    It is read when its tab comes into view, and again by itself when the line is back.
    """

    changed = Signal()
    said = Signal(str, object)

    def __init__(self, calls: DayCalls, line: LineModel, runner: Runner, seat: Seat, changes: Changes) -> None:
        super().__init__()
        self._calls = calls
        self._line = line
        self._runner = runner
        self._seat = seat
        self._changes = changes
        self.sight: CallSight | None = None
        self.watched = False
        self._asked = 0
        self._offline = line.state is SyncState.OFFLINE
        line.changed.connect(self._line_changed)
        seat.changed.connect(self._other_person)

    def refresh(self) -> None:
        """Ask the centre anew."""
        if self._seat.session is None:
            return
        self._asked += 1
        asked = self._asked
        work = Work(message("day.calls.asking"), self._left)
        self._runner.start(self._calls.look, lambda sight: self._show(asked, sight), self._failed, work)

    def call(self, chosen: str) -> Call | None:
        """The call of a row."""
        calls = () if self.sight is None else self.sight.calls
        return next((call for call in calls if str(call.id) == chosen), None)

    def record(self, call: Call, end: CallEnd, words: str) -> None:
        """Write down how a call ended."""
        session = self._seat.session
        if session is None:
            return

        def done(outcome: Dossier | Refusal) -> None:
            if isinstance(outcome, Refusal):
                self.said.emit("error", refusal_message(outcome))
                return
            self.said.emit("done", message(f"day.calls.told.{end.value}", code=code_tail(call.code), name=call.name))
            self._changes.tell([outcome.id])
            self.refresh()

        self._runner.start(lambda: self._calls.record(session, call, end, words), done, self._failed)

    def _show(self, asked: int, sight: CallSight) -> None:
        if asked == self._asked:
            self.sight = sight
            self.changed.emit()

    def _left(self) -> None:
        self.sight = self._calls.not_asked(self.sight)
        self.changed.emit()

    def _line_changed(self) -> None:
        was, self._offline = self._offline, self._line.state is SyncState.OFFLINE
        if was and not self._offline and self.watched:
            self.refresh()

    def _other_person(self) -> None:
        self.sight = None
        self.changed.emit()

    def _failed(self, fault: Exception) -> None:
        self.said.emit("error", fault_message(fault))
