"""Looks at the plain bytes of a signed PDF: what a signature leaves out, and what stands behind it.

No object of the file is parsed here. Only for the sandbox child: it reads foreign bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from asn1crypto import parser  # type: ignore[import-untyped]  # asn1crypto ships no types

_GAP = re.compile(rb"<[0-9A-Fa-f\s]*>")
_END = re.compile(rb"startxref\s+\d+\s+%%EOF[\s\x00]*\Z")
_TAIL = 2048


def range_is_plain(pdf: bytes, byte_range: Sequence[object]) -> bool:
    """The range starts at 0, and the only bytes left out are one hex string of this CMS and zeros."""
    numbers = [number if isinstance(number, int) else -1 for number in byte_range]
    if len(numbers) != 4 or numbers[0] != 0 or min(numbers) < 0:
        return False
    if numbers[2] <= numbers[1] or numbers[2] + numbers[3] > len(pdf):
        return False
    gap = pdf[numbers[1] : numbers[2]]
    return _GAP.fullmatch(gap) is not None and holds_only_cms(gap)


def holds_only_cms(gap: bytes) -> bool:
    """Whether a hex string holds one DER or BER value and zeros behind it, and nothing else."""
    digits = bytes(gap[1:-1]).translate(None, b" \t\r\n\f\x00")
    content = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    return not any(content[parser.peek(content) :])


def ends_plainly(pdf: bytes, covered: int) -> bool:
    """Whether what stands behind `covered` bytes is nothing but blanks, or ends as a revision does.

    A reader that mends broken files finds objects behind the last end mark; a careful one never sees them.
    """
    if not pdf[covered:].strip(b" \t\r\n\f\x00"):
        return True
    return _END.search(pdf[-_TAIL:]) is not None
