"""Follows a batch in one opened token: one PIN, one session, stopped and continued between papers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from threading import Event

from PySide6.QtCore import QObject, Signal

from desk_client.ports import DeskFault
from desk_client.services.signing_batch import Ended, SigningFault
from desk_client.services.token_choice import TokenSight
from desk_client.services.tokens import Tokens
from desk_client.viewmodels.dossier_words import fault_message, refusal_message
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes
from dossier.messages import Message, message
from dossier.refusals import Refusal
from dossier.state import Dossier
from token_signing.devices.one_pin import OnePin
from token_signing.devices.port import TokenSession, TokenTrouble, Trouble
from token_signing.faults import PaperFault, PaperFaultCode

_ENDING_FAULTS = frozenset({SigningFault.WRONG_PERSON, SigningFault.NOT_IN_FORCE, SigningFault.REVOKED})
"""What makes every further paper of this session fail too."""


class RunState(Enum):
    """Where a run stands; message ids are `sign.run.<value>`. ASKING: the key wants its PIN for the next paper."""

    OPENING = "opening"
    SIGNING = "signing"
    ASKING = "asking"
    STOPPED = "stopped"
    ENDED = "ended"


class ItemState(Enum):
    """Where one paper of a run stands; message ids are `sign.item.<value>`."""

    WAITING = "waiting"
    SIGNING = "signing"
    SIGNED = "signed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Target:
    """A paper to sign: its name in the batch, the hash of the file that was read, and what names it in a list.

    `unread`: how many of its pages were only ticked as read.
    """

    key: str
    seen: str
    name: str
    paper: str
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """A paper of the run with how it ended."""

    target: Target
    state: ItemState = ItemState.WAITING
    why: Message | None = None


Batch = Callable[[TokenSession, Sequence[Target], Event], Iterator[Ended]]
"""Signs these papers in an opened token until the event is set."""


@dataclass(frozen=True, slots=True)
class RunCases:
    """What a run works with."""

    tokens: Tokens
    batch: Batch


class SigningRun(QObject):
    """One run; the certificate cannot change in its middle because the session stays the same."""

    changed = Signal()
    ended = Signal()
    pin_wanted = Signal(object)

    def __init__(self, cases: RunCases, runner: Runner, changes: Changes, targets: Sequence[Target]) -> None:
        super().__init__()
        self._cases = cases
        self._runner = runner
        self._changes = changes
        self._session: TokenSession | None = None
        self._pin_fresh = False
        self._going: Iterator[Ended] = iter(())
        self._stop = Event()
        self._closing = False
        self.items = [Item(target) for target in targets]
        self.state = RunState.OPENING
        self.trouble: TokenTrouble | None = None
        self.why: Message | None = None

    # -- what is shown -------------------------------------------------------------------------------------------

    def count(self, state: ItemState) -> int:
        """How many papers stand so."""
        return sum(item.state is state for item in self.items)

    @property
    def done(self) -> int:
        """How many papers have ended, well or not."""
        return self.count(ItemState.SIGNED) + self.count(ItemState.FAILED)

    @property
    def stopping(self) -> bool:
        """Whether the run will stop after the paper at hand."""
        return self._stop.is_set() and self.state is RunState.SIGNING

    # -- acts ------------------------------------------------------------------------------------------------------

    def begin(self, sight: TokenSight, pin: str | None) -> None:
        """Open the token with the PIN, which goes no further, and sign with the certificate that was shown."""
        token, certificate = sight.id, sight.certificate
        self.changed.emit()
        self._runner.start(lambda: self._cases.tokens.open(token, pin, certificate), self._opened, self._not_opened)

    def stop(self) -> None:
        """Stop after the paper at hand."""
        if self.state is RunState.SIGNING and not self._stop.is_set():
            self._stop.set()
            self.changed.emit()
        elif self.state is RunState.ASKING:
            self.give(None)

    def give(self, pin: str | None) -> None:
        """The PIN for the next paper, which goes no further; None stops the run."""
        session = self._session
        if self.state is not RunState.ASKING or session is None:
            return
        if pin is None:
            self.state = RunState.STOPPED
            self.changed.emit()
        else:
            self._sign(OnePin(session, pin), [self.items[self._place(ItemState.WAITING)].target])

    def go_on(self) -> None:
        """Continue in the same session."""
        if self.state is RunState.STOPPED:
            self._begin_batch()

    def close(self) -> None:
        """End for good, after the paper at hand; what waits stays unsigned."""
        self._closing = True
        self._stop.set()
        if self.state in (RunState.STOPPED, RunState.ASKING):
            self._end(None)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _opened(self, opened: TokenSession | TokenTrouble) -> None:
        if isinstance(opened, TokenTrouble):
            self.trouble = opened
            self._end(trouble_message(opened))
            return
        self._session, self._pin_fresh = opened, True
        self._begin_batch()

    def _not_opened(self, fault: Exception) -> None:
        self._runner.fault.emit(fault)
        self._end(message("token.trouble.broken"))

    def _begin_batch(self) -> None:
        session, waiting = self._session, [item.target for item in self.items if item.state is ItemState.WAITING]
        if session is None or not waiting or self._closing:
            self._end(None)
            return
        if session.pin_each_time and not self._pin_fresh:
            self.state = RunState.ASKING
            self.changed.emit()
            self.pin_wanted.emit(waiting[0])
            return
        self._pin_fresh = False
        self._sign(session, waiting[:1] if session.pin_each_time else waiting)

    def _sign(self, session: TokenSession, targets: Sequence[Target]) -> None:
        self.state, self._stop = RunState.SIGNING, Event()
        self._going = self._cases.batch(session, targets, self._stop)
        self._pull()

    def _pull(self) -> None:
        """Wait for the next paper to end; the engine works ahead meanwhile."""
        place = self._place(ItemState.WAITING)
        if place >= 0 and not self._stop.is_set():
            self._mark(place, ItemState.SIGNING)
        going = self._going
        self._runner.start(lambda: next(going, None), self._ended_one, self._faulted)

    def _ended_one(self, ended: Ended | None) -> None:
        if ended is None:
            self._batch_over()
            return
        place = next(n for n, item in enumerate(self.items) if item.target.key == ended.key)
        why = _why(ended)
        self._mark(place, ItemState.SIGNED if why is None else ItemState.FAILED, why)
        if isinstance(ended.outcome, Dossier):
            self._changes.tell([ended.outcome.id])
        if isinstance(ended.outcome, TokenTrouble):
            self.trouble = ended.outcome
            self.why = why
        elif ended.outcome in _ENDING_FAULTS:
            self.why = why
        self._pull()

    def _batch_over(self) -> None:
        """The engine has no more: all papers ended, or it was stopped, or the token would not."""
        for place, item in enumerate(self.items):
            if item.state is ItemState.SIGNING:
                self._mark(place, ItemState.WAITING)
        session, waiting = self._session, self._place(ItemState.WAITING) >= 0
        if self.why is None and not self._closing and waiting and self._stop.is_set():
            self.state = RunState.STOPPED
            self.changed.emit()
            return
        if session is not None and session.pin_each_time and self.why is None and waiting and not self._closing:
            self._begin_batch()
            return
        self._end(self.why)

    def _faulted(self, fault: Exception) -> None:
        """A paper met a fault of the machine: it is left, and the rest goes on in a new batch."""
        why = Message(fault.remedy) if isinstance(fault, PaperFault) else fault_message(fault)
        at_hand = self._place(ItemState.SIGNING)
        place = at_hand if at_hand >= 0 else self._place(ItemState.WAITING)
        if place >= 0:
            self._mark(place, ItemState.FAILED, why)
        self._begin_batch()

    def _place(self, state: ItemState) -> int:
        return next((n for n, item in enumerate(self.items) if item.state is state), -1)

    def _mark(self, place: int, state: ItemState, why: Message | None = None) -> None:
        self.items[place] = replace(self.items[place], state=state, why=why)
        self.changed.emit()

    def _end(self, why: Message | None) -> None:
        session, self._session = self._session, None
        if session is not None:
            self._runner.start(session.close, lambda _none: None, lambda _fault: None)
        self.why = why
        self.state = RunState.ENDED
        self.changed.emit()
        self.ended.emit()


def _why(ended: Ended) -> Message | None:
    """Why a paper was left; None when it was signed."""
    match ended.outcome:
        case Dossier():
            return None
        case Refusal():
            return refusal_message(ended.outcome)
        case SigningFault():
            return message(f"signing.{ended.outcome.value}")
        case DeskFault():
            return fault_message(ended.outcome)
        case PaperFaultCode():
            return message(f"signing.remedy.{ended.outcome.value}")
        case TokenTrouble():
            return trouble_message(ended.outcome)


def summary_message(run: SigningRun) -> Message:
    """How a run ended, in numbers."""
    signed, failed, whole = run.count(ItemState.SIGNED), run.count(ItemState.FAILED), len(run.items)
    if signed == whole:
        return message("sign.summary_all", signed=str(signed))
    return message("sign.summary", signed=str(signed), failed=str(failed), left=str(whole - run.done))


def trouble_message(trouble: TokenTrouble) -> Message:
    """What went wrong at the token, with the tries left where they count."""
    if trouble.kind is Trouble.PIN_WRONG and trouble.tries_left is not None:
        return message("sign.pin_wrong", tries=str(trouble.tries_left))
    return Message(trouble.kind.value)
