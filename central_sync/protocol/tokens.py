"""Gives a device a short-lived bearer token for a signed request and checks it later; looks no device up.

The caller knows the device's public key and whether it is frozen: a frozen device still gets a token, so that its
acts can reach quarantine; its pulls are answered with the complaint `frozen`.
"""

import hashlib
import hmac
from collections.abc import Callable
from threading import Lock

from central_sync.protocol.chain import token_statement
from central_sync.protocol.faults import Fault, FaultCode
from central_sync.protocol.keys import verified
from central_sync.protocol.messages import TokenReply, TokenRequest

WINDOW_MS = 5 * 60 * 1000
"""How far a request's moment may be from the centre's clock."""
LIFETIME_SECONDS = 15 * 60
_MAX_TOKEN = 300
_MAX_NONCE = 64
_MOST_NONCES = 100_000


class TokenDesk:
    """Issues and checks tokens: `secret` (32 bytes) and the clock are injected; nonces live in this process only.

    A nonce that was seen within the window is refused, so that a recorded request gives no second token; with
    several worker processes one recorded request could give one token in each, still only over broken TLS.
    """

    def __init__(self, secret: bytes, clock_ms: Callable[[], int]) -> None:
        if len(secret) < 32:
            raise ValueError("the token secret needs 32 bytes")
        self._secret = secret
        self._clock_ms = clock_ms
        self._seen: dict[tuple[str, str], int] = {}
        self._lock = Lock()

    def issue(self, request: TokenRequest, public_key: str) -> TokenReply | Fault:
        """A token for a request the device itself signed just now; else SIGNATURE_BAD, CLOCK_OFF or TOKEN_REFUSED."""
        now = self._clock_ms()
        if not request.device or "." in request.device or not 8 <= len(request.nonce) <= _MAX_NONCE:
            return Fault(FaultCode.TOKEN_REFUSED, "form", now)
        statement = token_statement(request.device, request.ms, request.nonce)
        if not verified(public_key, statement, request.sig):
            return Fault(FaultCode.SIGNATURE_BAD, "", now)
        if abs(request.ms - now) > WINDOW_MS:
            return Fault(FaultCode.CLOCK_OFF, "", now)
        if not self._first_time(request, now):
            return Fault(FaultCode.TOKEN_REFUSED, "nonce", now)
        expires = now + LIFETIME_SECONDS * 1000
        token = f"{request.device}.{expires}.{self._mac(request.device, expires)}"
        return TokenReply(token=token, seconds=LIFETIME_SECONDS, server_ms=now)

    def check(self, token: str) -> str | Fault:
        """The device a token was issued to, or TOKEN_REFUSED."""
        refused = Fault(FaultCode.TOKEN_REFUSED, "", self._clock_ms())
        parts = token.split(".") if len(token) <= _MAX_TOKEN and token.isascii() else []
        if len(parts) != 3 or not parts[1].isdecimal() or len(parts[1]) > 16:
            return refused
        device, expires = parts[0], int(parts[1])
        if not hmac.compare_digest(parts[2], self._mac(device, expires)) or self._clock_ms() >= expires:
            return refused
        return device

    def _mac(self, device: str, expires: int) -> str:
        return hmac.new(self._secret, f"motcua-bearer-1\n{device}\n{expires}".encode(), hashlib.sha256).hexdigest()

    def _first_time(self, request: TokenRequest, now: int) -> bool:
        key = (request.device, request.nonce)
        with self._lock:
            if len(self._seen) >= _MOST_NONCES:
                self._seen = {one: ms for one, ms in self._seen.items() if ms + WINDOW_MS >= now}
            if key in self._seen or len(self._seen) >= _MOST_NONCES:
                return False
            self._seen[key] = request.ms
            return True


def bearer_of(header: str) -> str:
    """The token in an Authorization header ("" when it holds none)."""
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
