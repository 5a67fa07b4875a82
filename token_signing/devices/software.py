"""The software token of rehearsals: a folder that plays a token, plainly marked as simulated.

The key lies in a PKCS#12 file under the PIN, the public certificate beside it. It is plugged in while
a file named `plugged` exists, counts wrong PINs in a file, locks after three, and is unlocked by
plugging it in again: that is for rehearsals, no real token does it. A file named `milliseconds` makes every
signature take that long, as a real token does. Never for papers with legal force.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from token_signing.authority import CertificateOrder, RehearsalAuthority, new_signing_key
from token_signing.certificate import CertificateFacts
from token_signing.certificate_reader import read_certificate

from .layers import complete, tries_finding, validity_finding, validity_trouble
from .port import Finding, HeldCertificate, LayerState, TokenState, TokenTrouble, Trouble

KEY_FILE, CERTIFICATE_FILE, CHAIN_FILE = "key.p12", "certificate.der", "authority.der"
PLUGGED_FILE, TRIES_FILE, PACE_FILE = "plugged", "tries", "milliseconds"
FULL_TRIES = 3
_MOST_MS = 60_000


class SoftwareToken:
    """A token that is a folder; see the module."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._clock = clock

    def states(self) -> tuple[TokenState, ...]:
        """The one token that it is."""
        return (self._state(),)

    def _state(self) -> TokenState:
        """Layers of the simulated token; service and reader are not used."""
        below = (LayerState(Finding.SERVICE_NOT_USED), LayerState(Finding.READER_NOT_USED))
        base = (*below, LayerState(Finding.DRIVER_SIMULATED))
        if not self.plugged:
            return TokenState(complete((*base, LayerState(Finding.CARD_ABSENT))), simulated=True)
        present = (*base, LayerState(Finding.CARD_PRESENT))
        facts = self._facts()
        if facts is None:
            return TokenState(complete((*present, LayerState(Finding.CERTIFICATE_MISSING))), simulated=True)
        tries, held = self._tries(), HeldCertificate(facts, validity_finding(facts, self._clock()))
        layers = (
            *present,
            LayerState(Finding.CERTIFICATE_FOUND),
            LayerState(held.validity),
            LayerState(tries_finding(tries, FULL_TRIES)),
        )
        state = TokenState(complete(layers), simulated=True, certificate=facts, tries_left=tries, held=(held,))
        return replace(state, authorities=self.chain())

    def open(self, pin: str | None, certificate: str = "") -> SoftwareSession | TokenTrouble:
        """One try with the PIN; the try is counted on disk before the PIN is looked at."""
        refused = self._not_openable(certificate)
        if refused is not None:
            return refused
        left = self._tries() - 1
        self._count(left)
        key = _unlock(self._folder / KEY_FILE, pin)
        if isinstance(key, TokenTrouble):
            return key
        if key is None:
            kind = Trouble.PIN_LOCKED if left == 0 else Trouble.PIN_WRONG
            return TokenTrouble(kind, tries_left=left)
        self._count(FULL_TRIES)
        return SoftwareSession(self, key)

    def forget(self) -> None:
        """Nothing is remembered but what lies in the folder."""

    def close(self) -> None:
        """Nothing runs for it."""

    @property
    def plugged(self) -> bool:
        """Whether the token is in its port just now."""
        return (self._folder / PLUGGED_FILE).exists()

    def plug(self) -> None:
        """Plug the token in, which also gives all tries back."""
        if not self.plugged:
            self._count(FULL_TRIES)
            (self._folder / PLUGGED_FILE).touch()

    def unplug(self) -> None:
        """Pull the token out; an open session finds it gone."""
        (self._folder / PLUGGED_FILE).unlink(missing_ok=True)

    @property
    def seconds(self) -> float:
        """How long a signature takes; no time at all when nothing readable was set."""
        try:
            return max(0, min(_MOST_MS, int((self._folder / PACE_FILE).read_text("ascii")))) / 1000
        except (OSError, ValueError):
            return 0.0

    def take(self, milliseconds: int) -> None:
        """Make every signature take that long, up to a minute; 0 for as fast as it goes."""
        (self._folder / PACE_FILE).write_text(str(milliseconds), "ascii")

    def certificate_der(self) -> bytes:
        """The public certificate, readable without a PIN."""
        return (self._folder / CERTIFICATE_FILE).read_bytes()

    def chain(self) -> tuple[bytes, ...]:
        """The authority's certificate, when the folder has it."""
        file = self._folder / CHAIN_FILE
        return (file.read_bytes(),) if file.exists() else ()

    def _not_openable(self, certificate: str) -> TokenTrouble | None:
        if not self.plugged:
            return TokenTrouble(Trouble.ABSENT)
        facts = self._facts()
        if facts is None:
            return TokenTrouble(Trouble.NO_CERTIFICATE)
        if certificate not in ("", facts.sha256):
            return TokenTrouble(Trouble.ABSENT)
        if self._tries() <= 0:
            return TokenTrouble(Trouble.PIN_LOCKED, tries_left=0)
        return validity_trouble(facts, self._clock())

    def _facts(self) -> CertificateFacts | None:
        try:
            return read_certificate(self.certificate_der())
        except (OSError, ValueError):
            return None

    def _tries(self) -> int:
        """Tries left; a count that cannot be read is none left, never a fresh three."""
        try:
            return max(0, min(FULL_TRIES, int((self._folder / TRIES_FILE).read_text("ascii"))))
        except (OSError, ValueError):
            return 0

    def _count(self, left: int) -> None:
        (self._folder / TRIES_FILE).write_text(str(left), "ascii")


class SoftwareSession:
    """An opened software token; it holds the key, as the chip of a real token would, but not the PIN."""

    def __init__(self, token: SoftwareToken, key: rsa.RSAPrivateKey) -> None:
        self._token = token
        self._certificate = token.certificate_der()
        self._chain = token.chain()
        self._key: rsa.RSAPrivateKey | None = key

    @property
    def certificate_der(self) -> bytes:
        """Signing certificate as DER."""
        return self._certificate

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The rehearsal authority's certificate."""
        return self._chain

    @property
    def pin_each_time(self) -> bool:
        """Never: one PIN opens it."""
        return False

    def sign(self, tbs: bytes, pin: str | None = None) -> bytes | TokenTrouble:  # noqa: ARG002 - never asked here
        """PKCS#1 v1.5 over SHA-256, as long as the token stays plugged in; takes the time it was told to take."""
        time.sleep(self._token.seconds)
        if self._key is None or not self._token.plugged:
            self._key = None
            return TokenTrouble(Trouble.REMOVED)
        return self._key.sign(tbs, padding.PKCS1v15(), hashes.SHA256())

    def close(self) -> None:
        """Forget the key."""
        self._key = None


def make_software_token(folder: Path, pin: str, authority: RehearsalAuthority, order: CertificateOrder) -> bytes:
    """Make a token folder with a fresh key, not plugged in; gives the certificate (DER)."""
    key = new_signing_key()
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    certificate = authority.issue(order, public)
    locked = pkcs12.serialize_key_and_certificates(
        None, key, None, None, serialization.BestAvailableEncryption(pin.encode("utf-8"))
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / KEY_FILE).touch(mode=0o600)
    (folder / KEY_FILE).write_bytes(locked)
    (folder / CERTIFICATE_FILE).write_bytes(certificate)
    (folder / CHAIN_FILE).write_bytes(authority.certificate_der)
    return certificate


def _unlock(file: Path, pin: str | None) -> rsa.RSAPrivateKey | TokenTrouble | None:
    """The private key; None for a wrong PIN."""
    try:
        data = file.read_bytes()
    except OSError:
        return TokenTrouble(Trouble.NO_KEY)
    try:
        key, _, _ = pkcs12.load_key_and_certificates(data, (pin or "").encode("utf-8"))
    except ValueError:
        return None
    return key if isinstance(key, rsa.RSAPrivateKey) else TokenTrouble(Trouble.NO_KEY)
