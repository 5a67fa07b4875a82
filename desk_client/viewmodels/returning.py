"""The return screen without widgets: waiting list, one dossier, its receiver, its fee, handing out, printing."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from desk_client.services.handing import HandingOut, HandSight, WaitingLine, WaitingSight
from desk_client.services.previews import Previews
from desk_client.viewmodels.dossier_words import code_tail, fault_message, refusal_message
from desk_client.viewmodels.papers_preview import PreviewModel
from desk_client.viewmodels.rest import Rest
from desk_client.viewmodels.returning_print import ResultPrintModel
from desk_client.viewmodels.returning_receiver import Receiver, applicant_himself, from_card
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes, Seat
from desk_client.viewmodels.work import Work
from dossier.acts import ActKind
from dossier.identity import CardData
from dossier.messages import Message, message
from dossier.refusals import Refusal
from dossier.state import Dossier
from dossier.text import format_money

CALM_MS = 120
"""Changes that come within this time are read together."""
CASH, TRANSFER = "cash", "transfer"
METHODS = (CASH, TRANSFER)
RECEIVER_PLACES = ("name", "number")
"""Fields that say under themselves what is missing, so that it is said once."""


class ReturnModel(QObject):
    """One dossier at a time; `said` (kind, message) tells how each act ended, `gap_met` where something is missing."""

    waiting_changed = Signal()
    sight_changed = Signal()
    receiver_changed = Signal()
    given_changed = Signal()
    busy_changed = Signal()
    gap_met = Signal(str)
    handed = Signal(object)
    said = Signal(str, object)

    def __init__(self, cases: tuple[HandingOut, Previews], runner: Runner, seat: Seat, changes: Changes) -> None:
        super().__init__()
        self._handing, previews = cases
        self._runner = runner
        self._seat = seat
        self._changes = changes
        self.preview = PreviewModel(previews, runner)
        self.printing = ResultPrintModel(self._handing, runner)
        self.printing.said.connect(self.said)
        self.waiting: WaitingSight | None = None
        self.found: tuple[WaitingLine, ...] | None = None
        self.words = ""
        self.sight: HandSight | None = None
        self.receiver = Receiver()
        self.kept_back: frozenset[int] = frozenset()
        self.method = CASH
        self.busy = False
        self._dossier = ""
        self._asked = self._searched = self._listed = 0
        self._follow: Dossier | None = None
        self._calm = Rest(self, CALM_MS, self.refresh)
        changes.dossiers.connect(lambda _ids: self._calm.start())
        changes.sync.connect(self.preview.look_again)
        seat.changed.connect(self._other_person)

    # -- finding -------------------------------------------------------------------------------------------------

    @property
    def lines(self) -> tuple[WaitingLine, ...]:
        """What the list shows: what was found, else what waits at the counter."""
        if self.found is not None:
            return self.found
        return () if self.waiting is None else self.waiting.ready

    def refresh(self) -> None:
        """Read the list and the dossier in view anew."""
        if self._seat.session is None:
            return
        self._listed += 1
        asked = self._listed
        self._runner.start(self._handing.waiting, lambda sight: self._show_waiting(asked, sight), self._failed)
        if self.words:
            self.search(self.words)
        if self._dossier:
            self._look(self._dossier)

    def search(self, words: str) -> None:
        """Show what is meant by these words; empty ones show the waiting list."""
        self.words = words.strip()
        self._searched += 1
        if not self.words:
            self.found = None
            self.waiting_changed.emit()
            return
        asked, typed = self._searched, self.words
        self._runner.start(
            lambda: self._handing.find(typed), lambda found: self._show_found(asked, found), self._failed
        )

    def open_found(self) -> None:
        """Enter in the search field: the one dossier that is meant."""
        typed = self.words
        if typed:
            self._runner.start(lambda: self._handing.find(typed), self._open_only, self._failed)

    def open(self, dossier: str) -> None:
        """Show one dossier."""
        self._dossier = dossier
        self.sight = None
        self._look(dossier)

    def close(self) -> None:
        """Back to the list; nothing was written. A look that is still under way shows nothing any more."""
        self._asked += 1
        self._dossier, self.sight = "", None
        self.preview.show(None)
        self.sight_changed.emit()

    # -- the person ------------------------------------------------------------------------------------------------

    def set_authorised(self, authorised: bool) -> None:
        """The applicant himself, or somebody he authorised."""
        if self.sight is None or authorised == self.receiver.authorised:
            return
        self.receiver = Receiver(authorised=True) if authorised else applicant_himself(self.sight.state.applicant)
        self.receiver_changed.emit()

    def type_name(self, name: str) -> None:
        """The receiver's name was typed."""
        self.receiver = replace(self.receiver, name=name)

    def type_number(self, number: str) -> None:
        """The number of the paper that was shown was typed."""
        self.receiver = replace(self.receiver, number=number, card="")

    def take_card(self, card: CardData) -> bool:
        """An ID card was read: the applicant himself, else an authorised person; tells whether a dossier is in view."""
        if self.sight is None or not self.sight.ready:
            return False
        self.receiver = from_card(card, self.sight.state.applicant)
        self.receiver_changed.emit()
        return True

    # -- things and money --------------------------------------------------------------------------------------------

    def give(self, place: int, *, given: bool) -> None:
        """A thing of the list was put into the citizen's hands, or not yet."""
        self.kept_back = self.kept_back - {place} if given else self.kept_back | {place}
        self.given_changed.emit()

    def pay_by(self, method: str) -> None:
        """How the fee that is still owed is paid."""
        self.method = method
        self.given_changed.emit()

    # -- acts ----------------------------------------------------------------------------------------------------------

    def hand_out(self) -> None:
        """Record that the result was handed over, or go to what is missing."""
        session, sight = self._seat.session, self.sight
        if session is None or sight is None or self.busy or self._meet_gap(sight):
            return
        file = sight.state.result.file
        receiver = self.receiver.payload("" if file is None else file.sha256)
        method = self.method if sight.state.fee_left else ""
        self._set_busy(busy=True)
        self._runner.start(
            lambda: self._handing.hand_out(session, sight.state, receiver, method), self._handed(sight), self._failed
        )

    def not_handed(self, reason: str) -> None:
        """Write down why it could not be handed over now."""
        session, sight = self._seat.session, self.sight
        if session is None or sight is None or self.busy:
            return
        self._set_busy(busy=True)
        self._runner.start(
            lambda: self._handing.not_handed(session, sight.state, reason), self._noted(sight), self._failed
        )

    def print_result(self) -> None:
        """Print the result paper."""
        self.printing.print_result(None if self.sight is None else self.sight.state)

    # -- inside --------------------------------------------------------------------------------------------------------

    def _look(self, dossier: str) -> None:
        session = self._seat.session
        if session is not None:
            self._asked += 1
            asked, work = self._asked, Work(message("returning.looking"), self._left)
            self._runner.start(
                lambda: self._handing.look(session, dossier, work.stopped),
                lambda sight: self._show(asked, sight),
                self._failed,
                work,
            )

    def _left(self) -> None:
        """The check of a result was stopped: nothing is handed out unchecked."""
        self.close()
        self.said.emit("info", message("returning.look_stopped"))

    def _show_waiting(self, asked: int, sight: WaitingSight) -> None:
        if asked != self._listed:
            return
        self.waiting = sight
        self.waiting_changed.emit()
        handed, self._follow = self._follow, None
        if handed is not None and not self._dossier:
            self._open_next_of(handed, sight)

    def _show_found(self, asked: int, found: tuple[WaitingLine, ...]) -> None:
        if asked == self._searched:
            self.found = found
            self.waiting_changed.emit()

    def _open_only(self, found: tuple[WaitingLine, ...]) -> None:
        if not found:
            self.said.emit("warning", message("returning.not_found", words=self.words))
        elif len(found) == 1:
            self.open(found[0].state.id)
        else:
            self._show_found(self._searched, found)

    def _show(self, asked: int, sight: HandSight | None) -> None:
        if asked != self._asked:
            return
        fresh = self.sight is None
        self.sight = sight
        if sight is None:
            self.said.emit("error", message("fault.dossier_missing"))
            self.close()
            return
        if fresh:
            self.receiver = applicant_himself(sight.state.applicant)
            self.kept_back, self.method = frozenset(), CASH
        result = sight.state.result
        self.preview.show(result.file or result.draft)
        self.sight_changed.emit()

    def _meet_gap(self, sight: HandSight) -> bool:
        gap = self._gap(sight)
        if gap is not None:
            place, words = gap
            if place not in RECEIVER_PLACES:
                self.said.emit("warning", words)
            self.gap_met.emit(place)
        return gap is not None

    def _gap(self, sight: HandSight) -> tuple[str, Message] | None:
        if not sight.ready:
            return "state", stage_message(sight)
        if sight.stopped_by_check:
            return "result", message("returning.gap.signature")
        return self.receiver.gap() or (("given", message("returning.gap.given")) if self.kept_back else None)

    def _handed(self, sight: HandSight) -> Callable[[Dossier | Refusal], None]:
        def done(outcome: Dossier | Refusal) -> None:
            self._set_busy(busy=False)
            if isinstance(outcome, Refusal):
                self.said.emit("error", refusal_message(outcome))
                self._look(sight.state.id)
                return
            taken = outcome.money.paid - sight.state.money.paid
            words = "returning.done_with_fee" if taken else "returning.done"
            code, receiver = code_tail(outcome.code), outcome.delivery.receiver
            self.close()
            self.search("")
            self.said.emit("done", message(words, code=code, receiver=receiver, money=format_money(taken)))
            self._changes.tell([outcome.id])
            self.handed.emit(outcome)
            self._follow = outcome
            self.refresh()

        return done

    def _open_next_of(self, handed: Dossier, sight: WaitingSight) -> None:
        """The same citizen may have more at the counter: the next one opens by itself."""
        for line in sight.ready:
            same_visit = bool(handed.visit) and line.state.visit == handed.visit
            number = line.state.applicant.id_number
            if line.state.id != handed.id and (same_visit or (number and number == handed.applicant.id_number)):
                self.open(line.state.id)
                return

    def _noted(self, sight: HandSight) -> Callable[[Dossier | Refusal], None]:
        def done(outcome: Dossier | Refusal) -> None:
            self._set_busy(busy=False)
            if isinstance(outcome, Refusal):
                self.said.emit("error", refusal_message(outcome))
                return
            self.close()
            self.said.emit("info", message("returning.noted", code=code_tail(sight.state.code)))
            self._changes.tell([outcome.id])

        return done

    def _set_busy(self, *, busy: bool) -> None:
        self.busy = busy
        self.busy_changed.emit()

    def _failed(self, fault: Exception) -> None:
        self._set_busy(busy=False)
        self.said.emit("error", fault_message(fault))

    def _other_person(self) -> None:
        """Another person sits down: no dossier stays in view."""
        self.words, self.found, self.waiting = "", None, None
        self.preview.forget()
        self.close()
        self.refresh()


def stage_message(sight: HandSight) -> Message:
    """Why a dossier cannot be handed out now, by the step it stands at."""
    state = sight.state
    if state.delivery.returned_at is not None:
        when = f"{state.delivery.returned_at:%H:%M %d/%m/%Y}"
        return message("returning.state.returned", receiver=state.delivery.receiver, when=when)
    if state.at_once and ActKind.SIGN_ON_PAPER in sight.acts:
        return message("returning.state.unsigned")
    return message(f"returning.state.{state.stage.value}")
