"""Makes and reads the centre's keys, in files that only their owner may read; sends none anywhere."""

import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from central_server.ports.faults import CentreFault
from dossier.identifiers import OfficeId

_BYTES = 32
_NAMES = ("feed", "token", "files", "portal", "salt")


@dataclass(frozen=True, slots=True)
class CentreKeys:
    """Signs feeds; seals tokens, leaves and portal passes; keys the hash of look-up secrets."""

    feed: bytes = field(repr=False)
    token: bytes = field(repr=False)
    files: bytes = field(repr=False)
    portal: bytes = field(repr=False)
    salt: bytes = field(repr=False)


class FeedKey:
    """The Ed25519 key that signs the heads of feeds."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    def sign(self, statement: bytes) -> bytes:
        """Signature (64 bytes)."""
        return self._key.sign(statement)

    def public(self) -> bytes:
        """The public key (32 bytes)."""
        return self._key.public_key().public_bytes_raw()


@dataclass(frozen=True, slots=True)
class DerivedHandKeys:
    """The keys of the offices' portal devices, each made from the centre's own."""

    seed: bytes = field(repr=False)

    def of(self, office: OfficeId) -> FeedKey:
        """The key of an office's portal device."""
        return FeedKey(hmac.digest(self.seed, b"motcua portal device\0" + office.encode(), "sha256"))


def draft_key(portal: bytes) -> bytes:
    """The key that seals citizens' drafts."""
    return hmac.digest(portal, b"motcua portal drafts", "sha256")


def login_key(portal: bytes) -> bytes:
    """The key that seals tickets of codes by e-mail."""
    return hmac.digest(portal, b"motcua mail login", "sha256")


def make_keys(folder: Path) -> bool:
    """Make the keys that are missing; False when all were there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = False
    for name in _NAMES:
        path = folder / f"{name}.key"
        if path.exists():
            continue
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        made = True
    return made


def read_keys(folder: Path) -> CentreKeys:
    """All keys; raises CentreFault `keys_missing` or, for a file others can read, `keys_open`."""
    return CentreKeys(*(_read(folder / f"{name}.key") for name in _NAMES))


def _read(path: Path) -> bytes:
    try:
        body = path.read_bytes()
    except OSError as fault:
        raise CentreFault("keys_missing", path.name) from fault
    if len(body) != _BYTES:
        raise CentreFault("keys_missing", path.name)
    if os.name != "nt" and path.stat().st_mode & 0o077:
        raise CentreFault("keys_open", path.name)
    return body
