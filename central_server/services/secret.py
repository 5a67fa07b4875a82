"""Says what is kept of a look-up secret, and whether a typed one is it; keeps no secret."""

import hashlib
import hmac

from dossier.identifiers import normalise_secret


def secret_key(salt: bytes, secret: str) -> str:
    """What an act carries of a secret: HMAC-SHA-256 under the province's salt, in hex."""
    return hmac.new(salt, normalise_secret(secret).encode(), hashlib.sha256).hexdigest()


def is_secret(salt: bytes, typed: str, kept: str) -> bool:
    """Whether a typed secret is the one that was kept, in constant time."""
    return hmac.compare_digest(secret_key(salt, typed).encode(), kept.encode())
