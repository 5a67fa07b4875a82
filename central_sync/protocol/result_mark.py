"""Makes the mark that a printed result carries, by which its reader is told of it; opens no dossier.

The mark comes from what is kept of the look-up secret, which desk and centre both have; nobody who knows the mark
alone gets to the secret or to the owner's page.
"""

import hashlib
import hmac

from dossier.identifiers import normalise_secret, secret_from

_PURPOSE = b"motcua result mark"


def result_mark(secret_key: str) -> str:
    """Eight letters and digits for a dossier, from the keyed hash of its secret; "" where it has none."""
    if not secret_key:
        return ""
    return secret_from(hmac.new(_PURPOSE, secret_key.encode(), hashlib.sha256).digest()[:8])


def is_result_mark(secret_key: str, typed: str) -> bool:
    """Whether what somebody typed or scanned is the mark, compared in constant time."""
    mark = result_mark(secret_key)
    return bool(mark) and hmac.compare_digest(mark.encode(), normalise_secret(typed).encode())
