"""Rules that every token shares: findings about validity and tries, and what a lower fault hides."""

from __future__ import annotations

from datetime import datetime

from token_signing.certificate import CertificateFacts

from .port import Finding, Layer, LayerState, TokenTrouble, Trouble

_UNKNOWN = {
    Layer.SERVICE: Finding.SERVICE_NO_DRIVER,
    Layer.READER: Finding.READER_UNKNOWN,
    Layer.CARD: Finding.CARD_UNKNOWN,
    Layer.DRIVER: Finding.DRIVER_UNKNOWN,
    Layer.CERTIFICATE: Finding.CERTIFICATE_UNKNOWN,
    Layer.VALIDITY: Finding.VALIDITY_UNKNOWN,
    Layer.TRIES: Finding.TRIES_UNKNOWN,
}


def complete(known: tuple[LayerState, ...]) -> tuple[LayerState, ...]:
    """All seven layers in order; those not named in `known` are unknown, because a lower one hides them."""
    found = {state.finding.layer: state for state in known}
    return tuple(found.get(layer, LayerState(_UNKNOWN[layer])) for layer in Layer)


def validity_finding(facts: CertificateFacts, now: datetime) -> Finding:
    """How a certificate stands at `now`."""
    if now < facts.not_before:
        return Finding.VALIDITY_NOT_YET
    return Finding.VALIDITY_NOW if now <= facts.not_after else Finding.VALIDITY_EXPIRED


def validity_trouble(facts: CertificateFacts, now: datetime) -> TokenTrouble | None:
    """Why a certificate may not sign at `now`, or None; asked before a PIN try is spent."""
    match validity_finding(facts, now):
        case Finding.VALIDITY_NOT_YET:
            return TokenTrouble(Trouble.NOT_YET_VALID)
        case Finding.VALIDITY_EXPIRED:
            return TokenTrouble(Trouble.EXPIRED)
        case _:
            return None


def tries_finding(left: int, full: int) -> Finding:
    """How many PIN tries are left, in the three steps a person needs to know."""
    if left <= 0:
        return Finding.TRIES_NONE
    if left == 1:
        return Finding.TRIES_LAST
    return Finding.TRIES_FULL if left >= full else Finding.TRIES_LOW
