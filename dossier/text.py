"""Decide how Vietnamese text is normalised, searched, sorted and how money is written."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

_TONES: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền hỏi ngã sắc nặng
_ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK: Final = {letter: rank for rank, letter in enumerate(_ALPHABET, start=1)}
_PUNCTUATION: Final = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
_DIGIT_WORDS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUP_WORDS: Final = ("", " nghìn", " triệu")

CollationKey = tuple[tuple[tuple[int, int], ...], tuple[int, ...], tuple[int, ...], str]


def nfc(text: str) -> str:
    """Return the text in NFC, the one form that is stored, hashed and compared."""
    return unicodedata.normalize("NFC", text)


def tidy(text: str) -> str:
    """Return NFC text with single spaces and none at its ends, as a person would have typed it carefully."""
    return " ".join(nfc(text).split())


def fold(text: str) -> str:
    """Return the search form: no marks, đ as d, lower case, single spaces ("Đỗ  Văn ĐỨC" -> "do van duc")."""
    return " ".join(filter(None, map(_bare, text.split())))


@lru_cache(maxsize=4096)  # the language writes a few thousand syllables, and names use few of them
def _bare(word: str) -> str:
    kept = "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))
    return kept.replace("đ", "d")


def _letter_rank(letter: str) -> tuple[int, int]:
    """Order a letter without tone: blanks and signs, digits, the Vietnamese alphabet, the rest."""
    if letter in _RANK:
        return 3, _RANK[letter]
    if letter.isdigit():
        return 2, unicodedata.digit(letter, 0)
    at = _PUNCTUATION.find(letter)
    return (1, at) if at >= 0 else (4, ord(letter[0]))


def collation_key(text: str) -> CollationKey:
    """Return a sort key with the order of ICU's Vietnamese collation: letters, then tones, then case.

    Letters decide first (a ă â ... d đ ...), over the whole text; only equal texts are told apart by tone
    (ngang huyền hỏi ngã sắc nặng) and then by case, lower first.
    """
    letters: list[tuple[int, int]] = []
    tones: list[int] = []
    cases: list[int] = []
    for mark in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", mark)
        tone = max((_TONES.get(part, 0) for part in parts), default=0)
        letter = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
        letters.append(_letter_rank(letter.lower()))
        tones.append(tone)
        cases.append(int(letter != letter.lower()))
    return tuple(letters), tuple(tones), tuple(cases), text


def given_name_key(name: str) -> tuple[CollationKey, CollationKey]:
    """Return a key that sorts people as Vietnamese lists do: by given name (the last word) first."""
    words = tidy(name).split(" ")
    return collation_key(words[-1]), collation_key(" ".join(words[:-1]))


def format_number(number: int) -> str:
    """Return a number with a point between thousands, as columns of money have it: 1500000 -> "1.500.000"."""
    return f"{number:,}".replace(",", ".")


def format_money(vnd: int) -> str:
    """Return an amount as the receipts print it: 1500000 -> "1.500.000 đồng"."""
    return f"{format_number(vnd)} đồng"


def format_money_short(vnd: int) -> str:
    """Return an amount for narrow columns: 1500000 -> "1.500.000 ₫" (with a non-breaking space)."""
    return f"{format_number(vnd)}\u00a0₫"


def _two_digits(number: int, after_hundreds: bool) -> str:
    """Return 0..99 in words; `after_hundreds` adds the "lẻ" of a lone last digit."""
    tens, ones = divmod(number, 10)
    if number == 0:
        return ""
    if tens == 0:
        return ("lẻ " if after_hundreds else "") + _DIGIT_WORDS[ones]
    head = "mười" if tens == 1 else f"{_DIGIT_WORDS[tens]} mươi"
    special = {0: "", 5: "lăm"} | ({1: "mốt", 4: "tư"} if tens > 1 else {})
    return f"{head} {special.get(ones, _DIGIT_WORDS[ones])}".rstrip()


def _group(number: int, leading: bool) -> str:
    """Return one group of three digits in words; inner groups say their empty hundreds."""
    hundreds, rest = divmod(number, 100)
    spoken = hundreds > 0 or not leading
    words = f"{_DIGIT_WORDS[hundreds]} trăm" if spoken else ""
    return f"{words} {_two_digits(rest, after_hundreds=spoken)}".strip()


def _spell(number: int, leading: bool) -> str:
    """Return a positive number in words, a billion at a time."""
    billions, below = divmod(number, 1_000_000_000)
    parts = [f"{_spell(billions, leading)} tỷ"] if billions else []
    for power in (2, 1, 0):
        group = below // 1000**power % 1000
        if group:
            parts.append(_group(group, leading and not parts) + _GROUP_WORDS[power])
    return " ".join(parts)


def number_in_words(number: int) -> str:
    """Return a whole number in words, in small letters: 416 -> "bốn trăm mười sáu".

    Raises ValueError for a negative number: no paper counts one.
    """
    if number < 0:
        raise ValueError("a number on a paper is never negative")
    return _spell(number, leading=True) if number else "không"


def amount_in_words(vnd: int) -> str:
    """Return an amount of đồng in words, as a fee receipt must carry it (capital first letter).

    Raises ValueError for a negative amount: no receipt has one.
    """
    words = number_in_words(vnd)
    return f"{words[0].upper()}{words[1:]} đồng"
