"""PKCS#11 tokens whose driver runs in a child process of its own, so that a bad driver is a state of the token.

A driver that does not answer in time is ended with its child. It is started anew when a person opens the token or
something is plugged in or out; by itself only after a rest, each one twice as long as the one before. The PIN goes
through the pipe to the child and is kept nowhere on the way.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sandbox.command import ChildCommand, python_child

from .driver_process import DriverProcess, Lost
from .driver_wire import Ask, Words, states_of, trouble_of
from .layers import complete
from .port import Finding, LayerState, Pkcs11Place, TokenState, TokenTrouble, Trouble
from .readers import ReadersState, look_at_readers, lower_layers

_FINDINGS = {Lost.HUNG: Finding.DRIVER_HUNG, Lost.CRASHED: Finding.DRIVER_CRASHED}
_TROUBLES = {Lost.HUNG: Trouble.HUNG, Lost.CRASHED: Trouble.CRASHED}


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that a driver may take: to show its token, to log in and to sign, the same with a PIN typed on it."""

    state: float = 8.0
    work: float = 60.0
    pad: float = 180.0
    close: float = 5.0
    rest: float = 30.0


def driver_child() -> ChildCommand:
    """How the child is started; it has this program's environment, because drivers are set up through it."""
    command = python_child("token_signing.devices.driver_child")
    return ChildCommand(command.words, tuple({**os.environ, **dict(command.environment)}.items()))


class DriverToken:
    """The tokens behind one driver; see the module. Callable from any thread, one question at a time."""

    def __init__(
        self,
        place: Pkcs11Place,
        clock: Callable[[], datetime],
        look: Callable[[], ReadersState] = look_at_readers,
        patience: Patience = Patience(),
    ) -> None:
        self._place = place
        self._clock = clock
        self._look = look if place.in_reader else None
        self._patience = patience
        self._asking = threading.Lock()
        self._process: DriverProcess | None = None
        self._lost: Lost | None = None
        self._rest = patience.rest
        self._rest_until = 0.0
        self._last: tuple[TokenState, ...] = ()
        self._opened = 0

    @property
    def place(self) -> Pkcs11Place:
        """Where it is."""
        return self._place

    def states(self) -> tuple[TokenState, ...]:
        """What can be told without a PIN; while a PIN is typed or a signature made, how it stood before."""
        if not self._asking.acquire(timeout=0 if self._last else -1):
            return self._last
        try:
            self._last = self._states()
            return self._last
        finally:
            self._asking.release()

    def open(self, pin: str | None, certificate: str = "") -> DriverSession | TokenTrouble:
        """Log in once; a driver lost meanwhile is a trouble, and no second login is tried."""
        if not self._place.module.is_file():
            return TokenTrouble(Trouble.DRIVER_MISSING)
        seconds = self._patience.work if pin is not None else self._patience.pad
        with self._asking:
            self._rest_until = 0.0
            self._opened += 1
            asked = {"ask": Ask.OPEN.value, "now": self._clock().isoformat(), "pin": pin, "certificate": certificate}
            answer = self._ask(asked, seconds)
            if isinstance(answer, Lost):
                return TokenTrouble(_TROUBLES[answer])
            trouble = trouble_of(answer)
            return trouble or DriverSession(self, self._opened, answer, pad=pin is None)

    def forget(self) -> None:
        """A driver that was lost is given another chance at once."""
        self._rest_until = 0.0

    def close(self) -> None:
        """End the child; the next question starts another."""
        with self._asking:
            self._end()

    def sign(self, opened: int, tbs: bytes, pin: str | None, *, pad: bool) -> bytes | TokenTrouble:
        """One signature in the session of that number; an older session is gone with its login."""
        with self._asking:
            if opened != self._opened or self._process is None:
                return TokenTrouble(Trouble.REMOVED, detail="an older session")
            question = {"ask": Ask.SIGN.value, "tbs": tbs.hex(), "pin": pin}
            answer = self._ask(question, self._patience.pad if pad else self._patience.work)
            if isinstance(answer, Lost):
                return TokenTrouble(_TROUBLES[answer])
            return trouble_of(answer) or bytes.fromhex(answer["signature"])

    def leave(self, opened: int) -> None:
        """Log out of the session of that number, if it is still the one."""
        with self._asking:
            if opened == self._opened and self._process is not None:
                self._opened += 1
                self._ask({"ask": Ask.CLOSE.value}, self._patience.close)

    def _states(self) -> tuple[TokenState, ...]:
        if not self._place.module.is_file():
            return self._at(LayerState(Finding.DRIVER_MISSING, str(self._place.module)))
        if self._lost is not None and time.monotonic() < self._rest_until:
            return self._at(LayerState(_FINDINGS[self._lost], str(self._place.module)))
        answer = self._ask({"ask": Ask.STATE.value, "now": self._clock().isoformat()}, self._patience.state)
        if isinstance(answer, Lost):
            return self._at(LayerState(_FINDINGS[answer], str(self._place.module)))
        return states_of(answer)

    def _at(self, driver: LayerState) -> tuple[TokenState, ...]:
        """The driver gives nothing: what lies below it is seen from here."""
        return (TokenState(complete((*lower_layers(self._look), driver)), simulated=False),)

    def _ask(self, question: Words, seconds: float) -> Words | Lost:
        if self._process is None:
            self._process = DriverProcess(driver_child(), self._place)
        answer = self._process.ask(question, seconds)
        self._lost = answer if isinstance(answer, Lost) else None
        if self._lost is not None:
            self._rest_until = time.monotonic() + self._rest
            self._rest *= 2
            self._end()
        else:
            self._rest = self._patience.rest
        return answer

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.end()


class DriverSession:
    """A login on the token of a driver in a child; see `port.TokenSession`."""

    def __init__(self, token: DriverToken, opened: int, words: Words, *, pad: bool) -> None:
        self._token = token
        self._opened = opened
        self._pad = pad
        self._certificate = bytes.fromhex(words["certificate"])
        self._chain = tuple(bytes.fromhex(one) for one in words["chain"])
        self._each_time = bool(words["each_time"])

    @property
    def certificate_der(self) -> bytes:
        """Signing certificate as DER."""
        return self._certificate

    @property
    def chain(self) -> tuple[bytes, ...]:
        """Certificates of authorities found on the token, as DER."""
        return self._chain

    @property
    def pin_each_time(self) -> bool:
        """Whether a person has to type the PIN here again before every further signature."""
        return self._each_time and not self._pad

    def sign(self, tbs: bytes, pin: str | None = None) -> bytes | TokenTrouble:
        """Signed in the child; on a pin pad the person types there each time the key asks."""
        typed_there = self._each_time and self._pad
        return self._token.sign(self._opened, tbs, "" if typed_there else pin, pad=self._pad)

    def close(self) -> None:
        """Log out; harmless when repeated or when token or child are gone."""
        self._token.leave(self._opened)
