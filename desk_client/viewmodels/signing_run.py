"""Signs papers one after the other in one opened token: one PIN, one session, stopped and continued between papers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QObject, Signal

from desk_client.services.results import Results, SigningFault, SigningOutcome
from desk_client.services.session import Session
from desk_client.services.tokens import Tokens
from desk_client.viewmodels.dossier_words import fault_message, refusal_message
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes
from dossier.messages import Message, message
from dossier.refusals import Refusal
from dossier.state import Dossier
from token_signing.devices.one_pin import OnePin
from token_signing.devices.port import TokenSession, TokenTrouble, Trouble
from token_signing.faults import PaperFault

_ENDING_FAULTS = frozenset({SigningFault.WRONG_PERSON})
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
    """A paper to sign: its dossier, the hash of the file that was read, and what names it in a list."""

    dossier: str
    seen: str
    name: str
    paper: str


@dataclass(frozen=True, slots=True)
class Item:
    """A paper of the run with how it ended."""

    target: Target
    state: ItemState = ItemState.WAITING
    why: Message | None = None


@dataclass(frozen=True, slots=True)
class RunCases:
    """What a run works with."""

    results: Results
    tokens: Tokens
    session: Session


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
        self._stop = False
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
        return self._stop and self.state is RunState.SIGNING

    # -- acts ------------------------------------------------------------------------------------------------------

    def begin(self, token: str, pin: str | None) -> None:
        """Open the token with the PIN, which goes no further, and sign."""
        self.changed.emit()
        self._runner.start(lambda: self._cases.tokens.open(token, pin), self._opened, self._not_opened)

    def stop(self) -> None:
        """Stop after the paper at hand."""
        if self.state is RunState.SIGNING and not self._stop:
            self._stop = True
            self.changed.emit()
        elif self.state is RunState.ASKING:
            self.give(None)

    def give(self, pin: str | None) -> None:
        """The PIN for the next paper, which goes no further; None stops the run."""
        session, place = self._session, self._place()
        if self.state is not RunState.ASKING or session is None:
            return
        if pin is None:
            self.state = RunState.STOPPED
            self.changed.emit()
        else:
            self.state = RunState.SIGNING
            self._sign(place, OnePin(session, pin))

    def go_on(self) -> None:
        """Continue in the same session."""
        if self.state is RunState.STOPPED:
            self._stop = False
            self.state = RunState.SIGNING
            self._next()

    def close(self) -> None:
        """End for good, after the paper at hand; what waits stays unsigned."""
        self._closing = True
        if self.state in (RunState.STOPPED, RunState.ASKING):
            self._end(None)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _opened(self, opened: TokenSession | TokenTrouble) -> None:
        if isinstance(opened, TokenTrouble):
            self.trouble = opened
            self._end(trouble_message(opened))
            return
        self._session, self._pin_fresh = opened, True
        self.state = RunState.SIGNING
        self._next()

    def _not_opened(self, fault: Exception) -> None:
        self._runner.fault.emit(fault)
        self._end(message("token.trouble.broken"))

    def _next(self) -> None:
        place, session = self._place(), self._session
        if place < 0 or session is None or self._closing:
            self._end(None)
            return
        if self._stop:
            self.state = RunState.STOPPED
            self.changed.emit()
            return
        if session.pin_each_time and not self._pin_fresh:
            self.state = RunState.ASKING
            self.changed.emit()
            self.pin_wanted.emit(self.items[place].target)
            return
        self._pin_fresh = False
        self._sign(place, session)

    def _place(self) -> int:
        """Which paper comes next, -1 when none waits."""
        return next((n for n, item in enumerate(self.items) if item.state is ItemState.WAITING), -1)

    def _sign(self, place: int, session: TokenSession) -> None:
        target = self.items[place].target
        self._mark(place, ItemState.SIGNING)
        sign, person = self._cases.results.sign, self._cases.session
        self._runner.start(
            lambda: sign(person, target.dossier, session, target.seen), self._answered(place), self._faulted(place)
        )

    def _answered(self, place: int) -> Callable[[SigningOutcome], None]:
        def answered(outcome: SigningOutcome) -> None:
            match outcome:
                case Dossier():
                    self._mark(place, ItemState.SIGNED)
                    self._changes.tell([outcome.id])
                    self._next()
                case Refusal():
                    self._fail(place, refusal_message(outcome))
                case SigningFault():
                    self._fail(place, message(f"signing.{outcome.value}"), end=outcome in _ENDING_FAULTS)
                case TokenTrouble():
                    self.trouble = outcome
                    self._fail(place, trouble_message(outcome), end=True)

        return answered

    def _faulted(self, place: int) -> Callable[[Exception], None]:
        def faulted(fault: Exception) -> None:
            self._fail(place, Message(fault.remedy) if isinstance(fault, PaperFault) else fault_message(fault))

        return faulted

    def _fail(self, place: int, why: Message, *, end: bool = False) -> None:
        self._mark(place, ItemState.FAILED, why)
        if end:
            self._end(why)
        else:
            self._next()

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
