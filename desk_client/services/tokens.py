"""Looks at the tokens of this desk and opens the one that was chosen; keeps no PIN."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

from desk_client.services.devices import FoundToken
from desk_client.services.session import Session
from token_signing.certificate import CertificateFacts
from token_signing.devices.port import Finding, Health, Layer, TokenSession, TokenState, TokenTrouble, Trouble
from token_signing.devices.readers import ReadersState, ReaderWatch
from token_signing.kinds import SigningKind


@dataclass(frozen=True, slots=True)
class TokenSeen:
    """A token of this desk and how it stood at one look; a driver with several tokens is seen once for each.

    `bound`: by the hash of a certificate to whom it is bound now, by name.
    """

    found: FoundToken
    state: TokenState
    bound: Mapping[str, str] = field(default_factory=dict)

    @property
    def plugged(self) -> bool:
        """Whether it is in its port."""
        return self.state.at(Layer.CARD).finding is Finding.CARD_PRESENT


OwnCertificate = Callable[[SigningKind, CertificateFacts], bool]
"""Whether a person may make this kind of signature with a certificate."""

WatchReaders = Callable[[Callable[[ReadersState], None]], ReaderWatch | None]
"""Begins to hear of cards and readers; None where no token of this desk is in a reader."""


Revoked = Callable[[CertificateFacts, tuple[bytes, ...]], bool]
"""Whether a certificate was taken back, as far as this machine knows; with the authorities (DER) that came with it."""


def no_lists(_facts: CertificateFacts, _authorities: tuple[bytes, ...]) -> bool:
    """Of a machine that knows no list."""
    return False


def _owns_nothing(_kind: SigningKind, _facts: CertificateFacts) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Rights:
    """Which certificates a person may use for what, and the one (its hash) that he chose before of several."""

    owns: OwnCertificate = _owns_nothing
    chosen: Mapping[SigningKind, str] = field(default_factory=dict)


class Holders(Protocol):
    """Who holds certificates here, as the province bound them; may read the store, so never on the GUI thread."""

    def rights(self, session: Session) -> Rights:
        """What this person may sign with today."""

    def choose(self, session: Session, kind: SigningKind, certificate: str) -> None:
        """Remember which of several certificates (its hash) this person signs with; durable when it returns."""

    def bound(self) -> Mapping[str, str]:
        """By the hash of a certificate to whom it is bound now, by name."""


class Nobody:
    """The holders of a machine that belongs to no office yet."""

    def rights(self, _session: Session) -> Rights:
        """Nothing."""
        return Rights()

    def choose(self, _session: Session, _kind: SigningKind, _certificate: str) -> None:
        """Nothing is remembered."""

    def bound(self) -> Mapping[str, str]:
        """Nobody is known."""
        return {}


class Tokens:
    """Use cases of the tokens; `find` gives the same token objects every time and may be slow."""

    def __init__(
        self,
        find: Callable[[], Sequence[FoundToken]],
        watch: WatchReaders = lambda _changed: None,
        holders: Holders | None = None,
        revoked: Revoked = no_lists,
    ) -> None:
        self._find = find
        self.holders: Holders = holders or Nobody()
        self.watch_readers = watch
        self._revoked = revoked

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
            states = [one.token.states() for one in found]
        else:
            with ThreadPoolExecutor(len(found), "token-look") as side_by_side:
                states = list(side_by_side.map(lambda one: one.token.states(), found))
        bound = self.holders.bound() if found else {}
        return tuple(
            TokenSeen(one, state.judged(self._revoked), bound)
            for one, all_of in zip(found, states, strict=True)
            for state in all_of
        )

    def open(self, token: str, pin: str | None, certificate: str = "") -> TokenSession | TokenTrouble:
        """Log in once to the token that was shown, to sign with the certificate of that hash.

        `pin` is None only when it is typed on the device.
        """
        for found in self._find():
            if found.id == token:
                return found.token.open(pin, certificate)
        return TokenTrouble(Trouble.ABSENT)


def worth_telling(seen: Sequence[TokenSeen]) -> tuple[TokenSeen, ...]:
    """What the screen of devices shows: of drivers that were only found, those that say something of their own.

    Where none does, the first one stands for all: service, reader and card are the same for every driver.
    """
    searched = [one for one in seen if one.found.searched]
    telling = [one for one in searched if one.plugged or _driver_fault(one.state)]
    return (*(one for one in seen if not one.found.searched), *(telling or searched[:1]))


def _driver_fault(state: TokenState) -> bool:
    return state.at(Layer.DRIVER).finding.health is Health.FAULT
