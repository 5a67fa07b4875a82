"""Checks and makes Ed25519 signatures over statements of the chain; keeps no key on any disk."""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SEED_BYTES = 32


def from_hex(text: str, size: int) -> bytes | None:
    """Exactly `size` bytes from lower-case hex, or None."""
    if len(text) != size * 2 or not set(text) <= set("0123456789abcdef"):
        return None
    return bytes.fromhex(text)


@lru_cache(maxsize=64)
def verified(public_key: str, statement: bytes, signature: str) -> bool:
    """Whether the hex signature over the statement was made by the hex key; anything malformed is False.

    A line at rest hears one signed head again and again: what was found of the last ones is remembered.
    """
    key = from_hex(public_key, 32)
    raw = from_hex(signature, 64)
    if key is None or raw is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(raw, statement)
    except (InvalidSignature, ValueError):
        return False
    return True


class KeySigner:
    """A `ports.Signer` over a private key held in memory, made of a 32-byte seed from the key store."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    @property
    def public_hex(self) -> str:
        """The public key as it travels."""
        return self._key.public_key().public_bytes_raw().hex()

    def sign(self, statement: bytes) -> bytes:
        """Ed25519 signature (64 bytes)."""
        return self._key.sign(statement)
