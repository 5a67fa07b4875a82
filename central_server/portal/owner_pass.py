"""Decides whether a browser has shown the secret within the last minutes; keeps nothing at the server."""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

COOKIE = "ho_so"
"""Name of the cookie that carries the pass; sent to `/tra-cuu` only."""


def seal_pass(code: str, now: datetime, minutes: int, key: bytes) -> str:
    """A pass for one dossier that ends after `minutes`; it holds the code and never the secret."""
    until = int((now + timedelta(minutes=minutes)).timestamp())
    body = f"{code}|{until}"
    return f"{body}|{_mark(body, key)}"


def open_pass(text: str | None, now: datetime, key: bytes) -> str | None:
    """The dossier code of a pass that is ours and not over, else None."""
    body, _, mark = (text or "").rpartition("|")
    if not hmac.compare_digest(mark.encode(), _mark(body, key).encode()):
        return None
    code, _, until = body.rpartition("|")
    return code if now.timestamp() < int(until) else None


def _mark(body: str, key: bytes) -> str:
    return hmac.new(key, b"motcua owner pass\0" + body.encode(), sha256).hexdigest()
