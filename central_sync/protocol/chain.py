"""Links acts and feed rows by hash over their exact bytes and says what a signature covers; never parses them."""

import hashlib
from collections.abc import Iterable, Sequence

ZERO = bytes(32)
"""The link before the first: 32 zero bytes."""


def link(previous: bytes, line: bytes) -> bytes:
    """SHA-256 of the previous link followed by the exact bytes of this line (32 bytes)."""
    return hashlib.sha256(previous + line).digest()


def links(previous: bytes, lines: Iterable[bytes]) -> list[bytes]:
    """The link after each line, in order."""
    out: list[bytes] = []
    for line in lines:
        previous = link(previous, line)
        out.append(previous)
    return out


def batch_statement(device: str, first: int, last: int, head: bytes) -> bytes:
    """What a device signs (Ed25519) for a batch: device, first and last sequence, last link of its chain."""
    return f"motcua-batch-1\n{device}\n{first}\n{last}\n{head.hex()}".encode()


def head_statement(epoch: str, office: str, last: int, head: bytes) -> bytes:
    """What the centre signs (Ed25519) for the head of an office's feed."""
    return f"motcua-feed-1\n{epoch}\n{office}\n{last}\n{head.hex()}".encode()


def token_statement(device: str, milliseconds: int, nonce: str) -> bytes:
    """What a device signs (Ed25519) to ask for a session token."""
    return f"motcua-token-1\n{device}\n{milliseconds}\n{nonce}".encode()


def frame(head: bytes, lines: Sequence[bytes]) -> bytes:
    """One head and its lines as newline-separated bytes; JSON holds no raw newline, so the bytes stay exact."""
    return b"\n".join((head, *lines))


def unframe(body: bytes) -> tuple[bytes, list[bytes]]:
    """Head and lines of a frame; the lines are the very bytes that were hashed."""
    head, *lines = body.split(b"\n")
    return head, lines
