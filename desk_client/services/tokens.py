"""Chooses the token to sign with and says how it stands for the person at the desk; keeps no PIN."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from desk_client.services.devices import FoundToken
from desk_client.services.session import Session
from dossier.messages import Message
from token_signing.certificate import CertificateFacts
from token_signing.devices.port import Finding, Health, Layer, TokenSession, TokenState, TokenTrouble, Trouble
from token_signing.devices.readers import ReadersState, ReaderWatch


@dataclass(frozen=True, slots=True)
class TokenSight:
    """The token that would sign now; `own` tells whether the person at the desk may use its certificate."""

    id: str
    name: Message
    state: TokenState
    own: bool

    @property
    def present(self) -> bool:
        """Whether it is in its port."""
        return self.state.at(Layer.CARD).finding is Finding.CARD_PRESENT

    @property
    def usable(self) -> bool:
        """Whether a PIN may be asked for it."""
        return self.state.ready and self.own


@dataclass(frozen=True, slots=True)
class TokenSeen:
    """A token of this desk and how it stood at one look."""

    found: FoundToken
    state: TokenState


OwnCertificate = Callable[[CertificateFacts], bool]
"""Whether a person may sign with a certificate."""

WatchReaders = Callable[[Callable[[ReadersState], None]], ReaderWatch | None]
"""Begins to hear of cards and readers; None where no token of this desk is in a reader."""


class Tokens:
    """Use cases of the token; `find` gives the same token objects every time and may be slow.

    `signers` says whose certificates a person may use.
    """

    def __init__(
        self,
        find: Callable[[], Sequence[FoundToken]],
        watch: WatchReaders = lambda _changed: None,
        signers: Callable[[Session], OwnCertificate] = lambda _session: lambda _facts: False,
    ) -> None:
        self._find = find
        self.own_certificates = signers
        self.watch_readers = watch

    def look(self, *, again: bool = False) -> tuple[TokenSeen, ...]:
        """How every token stands, without a PIN; empty when none is set up here.

        All are looked at side by side, so that a slow driver holds up no other one. `again`: something changed, or
        a person asks; then drivers that failed are tried anew.
        """
        found = self._find()
        if again:
            for one in found:
                one.token.forget()
        if len(found) < 2:
            return tuple(TokenSeen(one, one.token.state()) for one in found)
        with ThreadPoolExecutor(len(found), "token-look") as side_by_side:
            return tuple(side_by_side.map(lambda one: TokenSeen(one, one.token.state()), found))

    def open(self, token: str, pin: str | None) -> TokenSession | TokenTrouble:
        """Log in once to the token that was shown; `pin` is None only when it is typed on the device."""
        for found in self._find():
            if found.id == token:
                return found.token.open(pin)
        return TokenTrouble(Trouble.ABSENT)


def worth_telling(seen: Sequence[TokenSeen]) -> tuple[TokenSeen, ...]:
    """What the screen of devices shows: of drivers that were only found, those that say something of their own.

    Where none does, the first one stands for all: service, reader and card are the same for every driver.
    """
    searched = [one for one in seen if one.found.searched]
    telling = [one for one in searched if _has_token(one.state) or _driver_fault(one.state)]
    return (*(one for one in seen if not one.found.searched), *(telling or searched[:1]))


def _has_token(state: TokenState) -> bool:
    return state.at(Layer.CARD).finding is Finding.CARD_PRESENT


def _driver_fault(state: TokenState) -> bool:
    return state.at(Layer.DRIVER).finding.health is Health.FAULT


def sight_for(owns: OwnCertificate, seen: Sequence[TokenSeen]) -> TokenSight | None:
    """The token to sign with: one whose certificate is the person's to use first; None when none is set up here."""
    sights = [TokenSight(one.found.id, one.found.name, one.state, _owned(one, owns)) for one in seen]
    return max(sights, key=_rank, default=None)


def _owned(seen: TokenSeen, owns: OwnCertificate) -> bool:
    return seen.state.certificate is not None and owns(seen.state.certificate)


def _rank(sight: TokenSight) -> tuple[bool, bool, bool]:
    return sight.usable, sight.state.ready, sight.present
