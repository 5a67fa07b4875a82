"""Which certificate the command signs with: the one that was named, else the best one that was not taken back."""

from collections.abc import Sequence
from dataclasses import dataclass

from desk_client.ports import DeskFault
from desk_client.services.tokens import Revoked
from token_signing.certificate import CertificateFacts
from token_signing.devices.port import Finding, TokenState


@dataclass(frozen=True, slots=True)
class CommandChoice:
    """The token, and the hash of its certificate ("": its driver takes the best one).

    `able`: nobody named one, and these can sign. `revoked`: nothing is signed with it.
    """

    state: TokenState
    certificate: str = ""
    able: tuple[CertificateFacts, ...] = ()
    revoked: bool = False


def choose(states: Sequence[TokenState], named: str, revoked: Revoked) -> CommandChoice:
    """Of the tokens that were found, `named` by its SHA-256 (hex) or how that begins; raises DeskFault.

    `certificate_unknown` where no certificate or several begin so.
    """
    judged = sorted((one.judged(revoked) for one in states), key=lambda one: not one.ready)
    held = [(state, one) for state in judged for one in state.held]
    if not held:
        return CommandChoice(judged[0])
    fitting = [pair for pair in held if pair[1].facts.sha256.startswith(named.lower())]
    if named and len({one.facts.sha256 for _, one in fitting}) != 1:
        raise DeskFault("certificate_unknown", detail=named)
    state, best = fitting[0]
    if best.validity is Finding.VALIDITY_REVOKED:
        return CommandChoice(state, best.facts.sha256, revoked=True)
    able = {} if named else {one.facts.sha256: one.facts for _, one in held if one.validity is Finding.VALIDITY_NOW}
    anywhere = any(one.validity is Finding.VALIDITY_REVOKED for _, one in held)
    return CommandChoice(state, best.facts.sha256 if named or anywhere else "", tuple(able.values()))
