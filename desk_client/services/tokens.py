"""Chooses the token to sign with and says how it stands for the person at the desk; keeps no PIN."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desk_client.services.devices import FoundToken
from dossier.messages import Message
from dossier.roles import Person
from dossier.text import fold
from token_signing.certificate import CertificateFacts
from token_signing.devices.port import Finding, Layer, TokenSession, TokenState, TokenTrouble, Trouble


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


class Tokens:
    """Use cases of the token; `find` gives the same token objects every time and may be slow."""

    def __init__(self, find: Callable[[], Sequence[FoundToken]]) -> None:
        self._find = find

    def look(self) -> tuple[TokenSeen, ...]:
        """How every token stands, without a PIN; empty when none is set up here."""
        return tuple(TokenSeen(found, found.token.state()) for found in self._find())

    def open(self, token: str, pin: str | None) -> TokenSession | TokenTrouble:
        """Log in once to the token that was shown; `pin` is None only when it is typed on the device."""
        for found in self._find():
            if found.id == token:
                return found.token.open(pin)
        return TokenTrouble(Trouble.ABSENT)


def names_person(facts: CertificateFacts | None, person: Person) -> bool:
    """Whether a certificate names this person; marks and case do not matter."""
    return facts is not None and fold(facts.common_name) == fold(person.name)


def sight_for(person: Person, seen: Sequence[TokenSeen]) -> TokenSight | None:
    """The token that this person would sign with: the own one first; None when none is set up here."""
    sights = [
        TokenSight(one.found.id, one.found.name, one.state, names_person(one.state.certificate, person)) for one in seen
    ]
    return max(sights, key=_rank, default=None)


def _rank(sight: TokenSight) -> tuple[bool, bool, bool]:
    return sight.usable, sight.state.ready, sight.present
