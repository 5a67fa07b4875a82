"""Counts and cuts the text of an SMS: with marks in UCS-2, without them in signs that every alphabet shares.

Lengths of 3GPP TS 23.038 and 23.040: 160 signs of the default alphabet alone and 153 in parts, 70 and 67 in UCS-2.
Without marks only signs are left that ASCII and the default alphabet give the same number, so that no provider's
idea of "default" changes a letter.
"""

import unicodedata
from dataclasses import dataclass

MOST_PARTS = 2
_SHARED = frozenset(" !\"#%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_INSTEAD = {
    "đ": "d",
    "Đ": "D",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "–": "-",
    "—": "-",
    "…": "...",
    "_": "-",
    "@": "(a)",
    "[": "(",
    "]": ")",
    "₫": "d",
    "\u00a0": " ",
}
_PLAIN_ALONE, _PLAIN_PART = 160, 153
_WIDE_ALONE, _WIDE_PART = 70, 67


@dataclass(frozen=True, slots=True)
class SmsText:
    """A text ready to go: its parts in order, and whether they need UCS-2."""

    parts: tuple[str, ...]
    wide: bool


def unmarked(text: str) -> str:
    """The text without Vietnamese marks, in the shared signs only; what has no likeness becomes "?"."""
    bare = unicodedata.normalize(
        "NFD", "".join(_INSTEAD.get(sign, sign) for sign in unicodedata.normalize("NFC", text))
    )
    return "".join(sign if sign in _SHARED else "?" for sign in bare if not unicodedata.combining(sign))


def sms_text(text: str, *, marks: bool) -> SmsText | None:
    """The parts of an SMS, with marks when wanted and when they fit; None when even without marks it is too long."""
    if marks and not _is_shared(text):
        wide = _cut("".join(sign if ord(sign) <= 0xFFFF else "?" for sign in text), _WIDE_ALONE, _WIDE_PART)
        if len(wide) <= MOST_PARTS:
            return SmsText(wide, wide=True)
    parts = _cut(unmarked(text), _PLAIN_ALONE, _PLAIN_PART)
    return SmsText(parts, wide=False) if len(parts) <= MOST_PARTS else None


def _is_shared(text: str) -> bool:
    return all(sign in _SHARED for sign in text)


def _cut(text: str, alone: int, part: int) -> tuple[str, ...]:
    if len(text) <= alone:
        return (text,)
    return tuple(text[start : start + part] for start in range(0, len(text), part))
