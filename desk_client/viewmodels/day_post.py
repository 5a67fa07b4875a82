"""The tab "Bưu gửi" without widgets: numbers of results that go to the post now, and what became of the others."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desk_client.services.day_post import DayPost, Parcel, PostLine, PostSight, Sent
from desk_client.services.printing import PrintedPaper, Printing
from desk_client.viewmodels.dossier_words import code_tail, fault_message, refusal_message
from desk_client.viewmodels.print_paper import PrintModel
from desk_client.viewmodels.rest import Rest
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes, Seat
from desk_client.viewmodels.work import Pieces
from dossier.acts import ActKind
from dossier.messages import Message, message
from dossier.refusals import Refusal
from dossier.state import Dossier
from printing.values import LabelSize

CALM_MS = 150


class PostModel(QObject):
    """The numbers live here until the act is written; `said` (kind, message) tells how each act ended.

    `refused` names the first result that the rules did not let go.
    """

    changed = Signal()
    said = Signal(str, object)
    refused = Signal(str)

    def __init__(
        self, cases: tuple[DayPost, Printing], printing: PrintModel, runner: Runner, seat: Seat, changes: Changes
    ) -> None:
        super().__init__()
        self._post, self._printer = cases
        self._printing = printing
        self._runner = runner
        self._seat = seat
        self._changes = changes
        self.sight: PostSight | None = None
        self.typed: dict[str, str] = {}
        self.watched = False
        self._asked = 0
        self._calm = Rest(self, CALM_MS, self._refresh_watched)
        changes.dossiers.connect(lambda _ids: self._calm.start())
        seat.changed.connect(self._other_person)

    def refresh(self) -> None:
        """Read both lists anew."""
        session = self._seat.session
        if session is None:
            return
        self._asked += 1
        asked = self._asked
        self._runner.start(lambda: self._post.look(session), lambda sight: self._show(asked, sight), self._failed)

    def line(self, dossier: str) -> PostLine | None:
        """The line of a dossier."""
        sight = self.sight
        lines = () if sight is None else (*sight.to_send, *sight.sent)
        return next((line for line in lines if line.state.id == dossier), None)

    def type(self, dossier: str, tracking: str) -> bool:
        """The post's number of a result that goes now; tells whether it was taken (letters, digits, one use)."""
        number = tracking.strip().upper()
        if number and (not number.isascii() or not number.isalnum()):
            self.said.emit("warning", message("day.post.bad_number"))
            return False
        if number and any(other == number and one != dossier for one, other in self.typed.items()):
            self.said.emit("warning", message("day.post.same_number", number=number))
            return False
        if number:
            self.typed[dossier] = number
        else:
            self.typed.pop(dossier, None)
        self.changed.emit()
        return True

    def next_without(self, dossier: str) -> str:
        """The next result after this one that has no number yet, or nothing."""
        ids = [] if self.sight is None else [str(line.state.id) for line in self.sight.to_send]
        place = ids.index(dossier) + 1 if dossier in ids else 0
        return next((one for one in (*ids[place:], *ids[:place]) if one not in self.typed), "")

    def send(self) -> None:
        """Write down everything that has a number, then print the labels."""
        session = self._seat.session
        parcels = tuple(Parcel(dossier, number) for dossier, number in self.typed.items())
        if session is None:
            return
        if not parcels:
            self.said.emit("warning", message("day.post.no_number"))
            return
        work = Pieces(_sending)
        self._runner.start(
            lambda: self._post.send(session, parcels, work.stopped, work.told), self._sent, self._failed, work
        )

    def print_labels(self, dossiers: tuple[str, ...]) -> None:
        """Print the labels of results that are on their way."""
        session = self._seat.session
        if session is None or not dossiers:
            return

        def work() -> PrintedPaper:
            return self._post.labels(session, dossiers, self._label_size())

        self._runner.start(work, self._printing.show, self._failed)

    def delivered(self, dossier: str, receiver: str, proof: str) -> None:
        """The post delivered it."""
        session = self._seat.session
        if session is not None:
            self._act(lambda: self._post.delivered(session, dossier, receiver, proof), "day.post.delivered")

    def came_back(self, dossier: str, reason: str) -> None:
        """The post brought it back."""
        session = self._seat.session
        if session is not None:
            self._act(lambda: self._post.came_back(session, dossier, reason), "day.post.came_back")

    def may(self, dossier: str, kind: ActKind) -> bool:
        """Whether the table has an act open to this person on a line."""
        line = self.line(dossier)
        return line is not None and kind in line.acts

    def _label_size(self) -> LabelSize:
        """A6 where the printer lists it; else A5, which goes two on an A4 sheet."""
        printers = self._printer.printers()
        return LabelSize.A6 if printers and "A6" in printers[0].papers else LabelSize.A5

    def _act(self, work: Callable[[], Dossier | Refusal], words: str) -> None:
        def done(outcome: Dossier | Refusal) -> None:
            if isinstance(outcome, Refusal):
                self.said.emit("error", refusal_message(outcome))
                return
            self.said.emit("done", message(words, code=code_tail(outcome.code)))
            self._changes.tell([outcome.id])

        self._runner.start(work, done, self._failed)

    def _sent(self, sent: Sent) -> None:
        done = tuple(str(state.id) for state in sent.done)
        for dossier in done:
            self.typed.pop(dossier, None)
        if sent.fault is not None:
            self.said.emit("error", fault_message(sent.fault))
        elif sent.refused:
            dossier, refusal = sent.refused[0]
            self.said.emit("error", refusal_message(refusal))
            self.refused.emit(dossier)
        else:
            self.said.emit("done", message("day.post.sent", count=str(len(done))))
        self._changes.tell(done)
        self.print_labels(done)

    def _show(self, asked: int, sight: PostSight) -> None:
        if asked == self._asked:
            self.sight = sight
            waiting = {line.state.id for line in sight.to_send}
            self.typed = {dossier: number for dossier, number in self.typed.items() if dossier in waiting}
            self.changed.emit()

    def _refresh_watched(self) -> None:
        if self.watched:
            self.refresh()

    def _other_person(self) -> None:
        self.sight, self.typed = None, {}
        self.changed.emit()

    def _failed(self, fault: Exception) -> None:
        self.said.emit("error", fault_message(fault))


def _sending(done: int, parcels: int) -> Message:
    return message("day.post.sending", done=str(done), parcels=str(parcels))
