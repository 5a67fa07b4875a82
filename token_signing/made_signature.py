"""Takes digest and CMS out of a signed paper of our own making; judges nothing (`verify` does)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .own_check import digest_of_range

_RANGE = re.compile(rb"/ByteRange \[\s*(\d+) (\d+) (\d+) (\d+)\s*\]")
_LONG_FORM = 0x80


@dataclass(frozen=True, slots=True)
class Made:
    """What a signing act carries of a signature: SHA-256 of the signed bytes as hex, and the CMS (DER)."""

    digest_hex: str
    cms: bytes


def made_signature(pdf: bytes, since: int) -> Made | None:
    """The last signature that was appended behind the first `since` bytes; None where there is none that is whole."""
    found = list(_RANGE.finditer(pdf, since))
    if not found:
        return None
    start, first, second, last = (int(number) for number in found[-1].groups())
    if start != 0 or second + last != len(pdf) or not since <= first < second:
        return None
    try:
        cms = _whole_der(bytes.fromhex(pdf[first + 1 : second - 1].decode("ascii")))
    except ValueError:
        return None
    return Made(digest_of_range(pdf, first, second).hex(), cms)


def _whole_der(padded: bytes) -> bytes:
    """The bytes of one DER value without the zeros behind it; ValueError when it is cut short."""
    if len(padded) < 2:
        raise ValueError("no value")
    length, head = padded[1], 2
    if length & _LONG_FORM:
        count = length & ~_LONG_FORM
        length, head = int.from_bytes(padded[2 : 2 + count], "big"), 2 + count
    if len(padded) < head + length:
        raise ValueError("cut short")
    return padded[: head + length]
