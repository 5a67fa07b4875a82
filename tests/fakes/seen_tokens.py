"""Tokens as one look sees them, with real certificates on them; nobody is behind them, so they cannot be opened."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import cast

from cryptography.hazmat.primitives import serialization

from desk_client.services.devices import FoundToken
from desk_client.services.tokens import TokenSeen
from dossier.messages import message
from tests.fakes.signing import authority
from token_signing.authority import CertificateOrder, Officer, new_signing_key
from token_signing.certificate import CertificateFacts
from token_signing.certificate_reader import read_certificate
from token_signing.devices.layers import complete
from token_signing.devices.port import Finding, HeldCertificate, LayerState, Token, TokenName, TokenState

_BELOW = (Finding.SERVICE_RUNNING, Finding.READER_PRESENT, Finding.CARD_PRESENT, Finding.DRIVER_LOADED)


@cache
def _spki() -> bytes:
    key = new_signing_key().public_key()
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def facts_of(officer: Officer, serial: int, until: datetime | None = None) -> CertificateFacts:
    """What a certificate says."""
    order = CertificateOrder(officer, serial)
    return read_certificate(authority().issue(order if until is None else replace(order, not_after=until), _spki()))


def seen(driver: str, label: str, *held: HeldCertificate) -> TokenSeen:
    """A plugged token of a driver with these certificates, the first of which its layers speak of."""
    known = tuple(LayerState(one) for one in (*_BELOW, Finding.CERTIFICATE_FOUND, Finding.TRIES_FULL))
    state = TokenState(complete(known), simulated=False, name=TokenName(label, f"S-{label}"), held=held).of(held[0])
    found = FoundToken(driver, message("devices.token.driver", name=driver), cast("Token", None), vendor=driver)
    return TokenSeen(found, state)


def valid(facts: CertificateFacts, *, keyed: bool = True) -> HeldCertificate:
    """A certificate in its time."""
    return HeldCertificate(facts, Finding.VALIDITY_NOW, keyed)
