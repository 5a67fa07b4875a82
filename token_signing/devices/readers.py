"""Watches card readers and cards through PC/SC (pyscard); works, and says so, where pyscard is missing.

The watching thread is not a thread of any screen: the callback must hand over, never draw.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, unique
from types import ModuleType
from typing import Any

from .port import Finding, LayerState

_WAIT_MS = 60_000
_JOIN_SECONDS = 0.1
_RETRY_SECONDS = 1.0
_PLUG_NOTICE = "\\\\?PnP?\\Notification"


@unique
class CardService(Enum):
    """Whether readers can be seen at all; the value is the message id."""

    RUNNING = "token.service.running"
    STOPPED = "token.service.stopped"
    NO_DRIVER = "token.service.no_driver"


@dataclass(frozen=True, slots=True)
class ReaderSeen:
    """A reader with the answer-to-reset of the card in it, empty when there is no card."""

    name: str
    atr: bytes = b""

    @property
    def has_card(self) -> bool:
        """Whether a card is in it."""
        return bool(self.atr)


@dataclass(frozen=True, slots=True)
class ReadersState:
    """All readers at one moment."""

    service: CardService
    readers: tuple[ReaderSeen, ...] = ()

    @property
    def cards(self) -> tuple[ReaderSeen, ...]:
        """Readers that hold a card."""
        return tuple(reader for reader in self.readers if reader.has_card)


def look_at_readers() -> ReadersState:
    """One look at all readers, without waiting."""
    scard = _load()
    if scard is None:
        return ReadersState(CardService.NO_DRIVER)
    with _Context(scard) as context:
        return context.look()


def lower_layers(look: Callable[[], ReadersState] | None) -> tuple[LayerState, ...]:
    """Service and reader as `look` finds them; None for a driver with no reader under it."""
    if look is None:
        return (LayerState(Finding.SERVICE_NOT_USED), LayerState(Finding.READER_NOT_USED))
    seen = look()
    match seen.service:
        case CardService.NO_DRIVER:
            return (LayerState(Finding.SERVICE_NO_DRIVER),)
        case CardService.STOPPED:
            return (LayerState(Finding.SERVICE_STOPPED),)
        case CardService.RUNNING:
            names = ", ".join(reader.name for reader in seen.readers)
            reader = Finding.READER_PRESENT if seen.readers else Finding.READER_ABSENT
            return (LayerState(Finding.SERVICE_RUNNING), LayerState(reader, names))


class ReaderWatch:
    """Calls back with every change of readers and cards, the first state included, until stopped."""

    def __init__(self, changed: Callable[[ReadersState], None]) -> None:
        self._changed = changed
        self._stop = threading.Event()
        self._context: _Context | None = None
        self._thread = threading.Thread(target=self._run, name="card-readers", daemon=True)

    def start(self) -> None:
        """Begin watching in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """End watching; returns when the thread has ended, which is at once."""
        self._stop.set()
        while self._thread.is_alive():
            context = self._context
            if context is not None:
                context.cancel()
            self._thread.join(_JOIN_SECONDS)

    def _run(self) -> None:
        scard = _load()
        if scard is None:
            self._changed(ReadersState(CardService.NO_DRIVER))
            return
        last: ReadersState | None = None
        while not self._stop.is_set():
            with _Context(scard) as self._context:
                last = self._follow(self._context, last)
            self._stop.wait(_RETRY_SECONDS)

    def _follow(self, context: _Context, last: ReadersState | None) -> ReadersState:
        """Report changes until the service stops or we are stopped; gives the last state reported."""
        while True:
            state = context.look()
            if state != last:
                last = state
                self._changed(state)
            if state.service is not CardService.RUNNING or self._stop.is_set():
                return state
            context.wait()


class _Context:
    """A connection to the PC/SC service, valid inside a `with`; a service that is down is a state, not a fault."""

    def __init__(self, scard: ModuleType) -> None:
        self._scard: Any = scard
        self._handle: Any = None
        self._known: list[tuple[str, int]] = []

    def __enter__(self) -> _Context:
        result, handle = self._scard.SCardEstablishContext(self._scard.SCARD_SCOPE_USER)
        self._handle = handle if result == self._scard.SCARD_S_SUCCESS else None
        return self

    def __exit__(self, *_: object) -> None:
        if self._handle is not None:
            self._scard.SCardReleaseContext(self._handle)
            self._handle = None

    def look(self) -> ReadersState:
        """State of all readers now."""
        if self._handle is None:
            return ReadersState(CardService.STOPPED)
        result, names = self._scard.SCardListReaders(self._handle, [])
        if result == self._scard.SCARD_E_NO_READERS_AVAILABLE:
            names = []
        elif result != self._scard.SCARD_S_SUCCESS:
            return ReadersState(CardService.STOPPED)
        result, states = self._scard.SCardGetStatusChange(self._handle, 0, [(name, 0) for name in names])
        if names and result not in (self._scard.SCARD_S_SUCCESS, self._scard.SCARD_E_TIMEOUT):
            return ReadersState(CardService.STOPPED)
        self._known = [(name, event) for name, event, _ in states] if names else []
        seen = [ReaderSeen(name, bytes(atr)) for name, _, atr in states] if names else []
        return ReadersState(CardService.RUNNING, tuple(seen))

    def wait(self) -> None:
        """Sleep until a reader or a card comes or goes, the service ends or `cancel` is called."""
        self._scard.SCardGetStatusChange(self._handle, _WAIT_MS, [*self._known, (_PLUG_NOTICE, 0)])

    def cancel(self) -> None:
        """End a wait, from another thread."""
        handle = self._handle
        if handle is not None:
            self._scard.SCardCancel(handle)


def _load() -> ModuleType | None:
    """The PC/SC binding, looked for when needed: on Linux it is compiled and may be missing."""
    try:
        return importlib.import_module("smartcard.scard")
    except ImportError:
        return None
