"""Asks authorities by HTTP: those of the settings alone where hosts are named; any silence or oddity is no answer."""

from __future__ import annotations

import http.client
import time
from urllib.parse import urlsplit

from .raise_wire import Question

_LARGEST = 16 * 1024 * 1024
"""Bytes of an answer; lists of large authorities have some megabytes."""
_BLOCK = 64 * 1024
_ROUNDS = 6
"""Times the patience for a whole answer: each block alone may take the patience itself."""


class HttpLine:
    """Asks with a patience of some seconds; follows nobody elsewhere.

    `hosts`: the only names that may be asked; empty for a person's own papers, whose certificates he knows.
    """

    def __init__(self, seconds: float = 10.0, hosts: frozenset[str] = frozenset()) -> None:
        self._seconds = seconds
        self._hosts = hosts

    def ask(self, question: Question) -> bytes | None:
        """What was answered with 200; None otherwise."""
        try:
            return self._asked(question)
        except (OSError, http.client.HTTPException, ValueError):
            return None

    def _asked(self, question: Question) -> bytes | None:
        parts = urlsplit(question.address)
        host = (parts.hostname or "").lower()
        if parts.scheme not in ("http", "https") or not host or (self._hosts and host not in self._hosts):
            return None
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(host, parts.port, timeout=self._seconds)
        try:
            path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            if question.kind:
                connection.request("POST", path, question.body, {"Content-Type": question.kind})
            else:
                connection.request("GET", path)
            reply = connection.getresponse()
            page = reply.headers.get_content_type() == "text/html"  # of a network that wants a login first
            return None if page or reply.status != http.client.OK else _whole(reply, self._seconds * _ROUNDS)
        finally:
            connection.close()


def _whole(reply: http.client.HTTPResponse, seconds: float) -> bytes | None:
    """The body; None when it ended early, is too long, or comes so slowly that nobody else would be asked."""
    until, promised, body = time.monotonic() + seconds, reply.length, bytearray()
    while promised is None or len(body) < promised:
        block = reply.read1(_BLOCK)
        body += block
        if len(body) > _LARGEST or time.monotonic() > until:
            return None
        if not block:
            break
    return bytes(body) if promised in (None, len(body)) else None
