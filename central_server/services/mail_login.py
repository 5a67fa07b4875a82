"""Lets an owner without the secret in by a one-time code sent to the dossier's own address; keeps no address.

What is asked and what is answered is the same whether the address is the dossier's or not. The code follows from the
sealed ticket in the asker's browser, so nothing has to be kept but the number of tries.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from central_server.ports.storage import Storage, Work
from central_server.ports.world import ZONE, Chance, Clock
from central_server.services.filing.turnstile import Gate, Turnstile
from central_server.services.lookup import find_dossier
from central_server.services.notices.contacts import email

TRIES = 5
_MINUTES = 10
_DIGITS = 1_000_000


@dataclass(frozen=True, slots=True)
class CodeLetter:
    """What goes to the owner: `to` is a checked address, `key` names the letter for ever."""

    key: str
    to: str
    dossier_code: str
    digits: str
    until: datetime


@dataclass(frozen=True, slots=True)
class MailLoginParts:
    """What the service works with: `key` seals tickets, `post` takes a letter and returns at once."""

    storage: Storage
    clock: Clock
    chance: Chance
    turnstile: Turnstile
    key: bytes
    post: Callable[[CodeLetter], None]


@dataclass(frozen=True, slots=True)
class WrongCode:
    """Not the code of this ticket; so many tries are left."""

    left: int


@dataclass(frozen=True, slots=True)
class _Ticket:
    """What an asker's browser holds: which dossier, until when, whose address (a keyed hash), and its own number."""

    code: str
    until: int
    owner: str
    number: str

    @property
    def body(self) -> str:
        return f"{self.code}|{self.until}|{self.owner}|{self.number}"


class MailLogin:
    """Codes by e-mail."""

    def __init__(self, parts: MailLoginParts) -> None:
        self._parts = parts

    @property
    def minutes(self) -> int:
        """How long a code lives: never longer than its tries are remembered."""
        return min(_MINUTES, self._parts.turnstile.minutes)

    def ask(self, code: str, address: str, client: str) -> str | datetime:
        """A ticket for that dossier, or from when on one may be asked for; sends the code if the address is its own."""
        parts, wanted = self._parts, address.casefold()
        pause = parts.turnstile.pause(Gate.CODE, client) or parts.turnstile.pause(Gate.ADDRESS, wanted)
        if pause is not None:
            return pause
        until = parts.clock.now() + timedelta(minutes=self.minutes)
        seconds = int(until.replace(tzinfo=ZONE).timestamp())
        ticket = _Ticket(code, seconds, self._owner(code, wanted), parts.chance.take(12).hex())
        digits, known = self._digits(ticket), self._address(code)
        if known is not None and hmac.compare_digest(known.casefold().encode(), wanted.encode()):
            parts.post(CodeLetter(f"login/{ticket.number}", known, code, digits, until))
        return f"{ticket.body}|{self._mark(ticket.body)}"

    def asked(self, sealed: str) -> str | None:
        """The dossier of a ticket of ours that is not over, else None."""
        ticket = self._open(sealed)
        return None if ticket is None else ticket.code

    def prove(self, sealed: str, typed: str) -> str | WrongCode | None:
        """The dossier whose owner typed the right code, once; None when the ticket is over or used up."""
        ticket = self._open(sealed)
        if ticket is None:
            return None
        left = self._tries_left(ticket)
        if left < 0:
            return None
        known = self._address(ticket.code) or ""
        right = hmac.compare_digest(self._digits(ticket).encode(), typed.encode())
        owned = hmac.compare_digest(self._owner(ticket.code, known.casefold()), ticket.owner)
        if not (right & owned):
            return WrongCode(left)
        self._use_up(ticket)
        return ticket.code

    def _address(self, code: str) -> str | None:
        state = find_dossier(self._parts.storage, code)
        return None if state is None else email(state.applicant.email)

    def _tries_left(self, ticket: _Ticket) -> int:
        """Count one more try, before it is looked at; how many are left after it, -1 when there was none."""
        now, window = self._parts.clock.milliseconds(), self._parts.turnstile.minutes * 60_000

        def work(unit: Work) -> int:
            before = len(unit.search.tries(_key(ticket), now - window))
            if before < TRIES:
                unit.search.add_try(_key(ticket), now)
            return TRIES - before - 1

        return self._parts.storage.write(work)

    def _use_up(self, ticket: _Ticket) -> None:
        now = self._parts.clock.milliseconds()

        def work(unit: Work) -> None:
            for _ in range(TRIES):
                unit.search.add_try(_key(ticket), now)

        self._parts.storage.write(work)

    def _open(self, sealed: str) -> _Ticket | None:
        body, _, mark = sealed.rpartition("|")
        if not hmac.compare_digest(mark.encode(), self._mark(body).encode()):
            return None
        code, until, owner, number = body.split("|")
        now = self._parts.clock.now().replace(tzinfo=ZONE).timestamp()
        return _Ticket(code, int(until), owner, number) if now < int(until) else None

    def _owner(self, code: str, address: str) -> str:
        return self._hash(b"owner", f"{code}\n{address}").hex()[:32]

    def _digits(self, ticket: _Ticket) -> str:
        number = int.from_bytes(self._hash(b"digits", ticket.body)) % _DIGITS
        return f"{number:06d}"

    def _mark(self, body: str) -> str:
        return self._hash(b"ticket", body).hex()

    def _hash(self, use: bytes, text: str) -> bytes:
        return hmac.new(self._parts.key, b"motcua mail login\0" + use + b"\0" + text.encode(), hashlib.sha256).digest()


def _key(ticket: _Ticket) -> str:
    return f"login:{ticket.number}"
