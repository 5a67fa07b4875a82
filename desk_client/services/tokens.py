"""Chooses the token to sign with and says how it stands for the person at the desk; keeps no PIN."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from desk_client.services.devices import FoundToken
from desk_client.services.session import Session
from dossier.messages import Message
from dossier.text import fold
from token_signing.certificate import CertificateFacts
from token_signing.devices.port import Finding, Health, Layer, TokenSession, TokenState, TokenTrouble, Trouble
from token_signing.devices.readers import ReadersState, ReaderWatch


@dataclass(frozen=True, slots=True)
class TokenSight:
    """The token that would sign now; `own` tells whether its certificate names the person at the desk."""

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


WatchReaders = Callable[[Callable[[ReadersState], None]], ReaderWatch | None]
"""Begins to hear of cards and readers; None where no token of this desk is in a reader."""


class Tokens:
    """Use cases of the token; `find` gives the same token objects every time and may be slow.

    `seal` names the office to whom seals for it: its certificate is his to use, too.
    """

    def __init__(
        self,
        find: Callable[[], Sequence[FoundToken]],
        watch: WatchReaders = lambda _changed: None,
        seal: Callable[[Session], str] = lambda _session: "",
    ) -> None:
        self._find = find
        self._seal = seal
        self.watch_readers = watch

    def names(self, session: Session) -> tuple[str, ...]:
        """Whose certificates this person signs with."""
        return tuple(name for name in (session.person.name, self._seal(session)) if name)

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


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same; marks and case do not matter."""
    return fold(one) == fold(other)


def sight_for(names: Sequence[str], seen: Sequence[TokenSeen]) -> TokenSight | None:
    """The token to sign with: one whose certificate has such a name first; None when none is set up here."""
    sights = [TokenSight(one.found.id, one.found.name, one.state, _named(one.state.certificate, names)) for one in seen]
    return max(sights, key=_rank, default=None)


def _named(facts: CertificateFacts | None, names: Sequence[str]) -> bool:
    return facts is not None and any(same_name(facts.common_name, name) for name in names)


def _rank(sight: TokenSight) -> tuple[bool, bool, bool]:
    return sight.usable, sight.state.ready, sight.present
