"""Chooses among all certificates that are plugged in the one for a kind of signature; asks nobody itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from desk_client.services.tokens import Rights, TokenSeen
from dossier.messages import Message
from token_signing.certificate import CertificateFacts
from token_signing.devices.port import Finding, Layer, TokenState
from token_signing.kinds import SigningKind


@dataclass(frozen=True, slots=True)
class TokenSight:
    """A token and one certificate on it, of which its state speaks; `own`: this person may sign with it."""

    id: str
    name: Message
    state: TokenState
    own: bool
    keyed: bool = True

    @property
    def present(self) -> bool:
        """Whether it is in its port."""
        return self.state.at(Layer.CARD).finding is Finding.CARD_PRESENT

    @property
    def usable(self) -> bool:
        """Whether a PIN may be asked for it."""
        return self.state.ready and self.own

    @property
    def certificate(self) -> str:
        """Hash of the certificate; "" for none."""
        return "" if self.state.certificate is None else self.state.certificate.sha256

    @property
    def rank(self) -> tuple[bool, ...]:
        """Greatest for the one to sign with; one that is this person's is told of before one that works."""
        return self.usable, self.own, self.state.ready, self.present, self.keyed


@dataclass(frozen=True, slots=True)
class Choice:
    """The certificate to sign with, `sight` (None: no token is set up here), and every one that fits as well as it.

    `asks`: several fit, and nobody chose between them yet. `seen`: every certificate that is plugged in.
    """

    sight: TokenSight | None = None
    fitting: tuple[TokenSight, ...] = ()
    asks: bool = False
    seen: tuple[CertificateFacts, ...] = ()


def choose(rights: Rights, seen: Sequence[TokenSeen], kind: SigningKind) -> Choice:
    """What this person signs with; a certificate that is shown twice counts once, where its key is seen if anywhere."""
    sights = sorted(_sights(rights, seen, kind), key=lambda one: (one.keyed, one.rank), reverse=True)
    once = [one for place, one in enumerate(sights) if not _shown_before(one, sights[:place])]
    once.sort(key=lambda one: one.rank, reverse=True)
    fitting = tuple(one for one in once if one.usable)
    chosen = next((one for one in fitting if one.certificate == rights.chosen.get(kind)), None)
    facts = tuple(one.state.certificate for one in once if one.present and one.state.certificate is not None)
    return Choice(chosen or next(iter(once), None), fitting, len(fitting) > 1 and chosen is None, facts)


def _sights(rights: Rights, seen: Sequence[TokenSeen], kind: SigningKind) -> list[TokenSight]:
    found = []
    for one in seen:
        for held in one.state.held:
            own = rights.owns(kind, held.facts)
            found.append(TokenSight(one.found.id, one.found.name, one.state.of(held), own, held.keyed))
        if not one.state.held:
            found.append(TokenSight(one.found.id, one.found.name, one.state, own=False))
    return found


def _shown_before(one: TokenSight, before: Sequence[TokenSight]) -> bool:
    return bool(one.certificate) and any(other.certificate == one.certificate for other in before)
