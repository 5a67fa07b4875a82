"""Makes foreign text safe to draw (NFC, no control letters, escaped) and decides how it fits a line."""

from __future__ import annotations

import html
import unicodedata
from functools import lru_cache
from itertools import combinations, pairwise
from typing import NewType

from reportlab.pdfbase.pdfmetrics import stringWidth

Markup = NewType("Markup", str)
"""Text whose `<` and `&` are escaped, so that the only tags in it are ours."""

_MOST_WORDS = 24
"""Above this many words all ways to break a heading are too many to try."""

LONGEST_CELL = 400
"""Letters kept of one table cell: a row must never be taller than a page, for a row is not split."""


@lru_cache(maxsize=1024)
def clean(text: str) -> str:
    """Gives the text in NFC, one line, without control or direction letters that would reorder what is read."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(letter for letter in spaced if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co"})


def plain(text: str) -> Markup:
    """Escapes foreign text for a paragraph."""
    return Markup(html.escape(clean(text), quote=False))


def strong(text: str) -> Markup:
    """Escapes foreign text and sets it bold."""
    return Markup(f"<b>{plain(text)}</b>")


def unbroken(text: str) -> Markup:
    """Escapes foreign text that stays on one line, such as a telephone number."""
    return Markup(plain(text).replace(" ", "&nbsp;"))


def joined(*parts: Markup) -> Markup:
    """Sets escaped parts one after the other."""
    return Markup("".join(parts))


def stacked(*parts: Markup) -> Markup:
    """Sets escaped parts under each other, each on a line of its own; empty ones take none."""
    return Markup("<br/>".join(part for part in parts if part))


def cell(text: str, most: int = LONGEST_CELL) -> Markup:
    """Escapes the text of a table cell, cut at `most` letters: fewer in a narrow column."""
    return plain(shortened(text, most))


def shortened(text: str, most: int) -> str:
    """Gives clean text of at most so many letters, with a visible mark where it was cut."""
    whole = clean(text)
    return whole if len(whole) <= most else whole[: most - 1].rstrip() + "…"


def fitting_size(text: str, face: str, width: float, sizes: tuple[float, float]) -> float | None:
    """Gives the largest size (points, steps of 0.25) between `sizes` (largest, smallest) at which one line holds."""
    size, smallest = sizes
    while size >= smallest:
        if stringWidth(text, face, size) <= width:
            return size
        size -= 0.25
    return None


def cut_to_width(line: str, font: tuple[str, float], width: float) -> str:
    """Cuts a line (font = face, size) with a visible mark, so that it never runs out of its column."""
    if stringWidth(line, *font) <= width:
        return line
    while line and stringWidth(f"{line}…", *font) > width:
        line = line[:-1]
    return f"{line}…"


def fitted_line(text: str, face: str, width: float, sizes: tuple[float, float]) -> tuple[float, str]:
    """Gives the size and the words of one line that holds: smaller first, then cut with a visible mark."""
    words = clean(text)
    size = fitting_size(words, face, width, sizes)
    if size is not None:
        return size, words
    return sizes[1], cut_to_width(words, (face, sizes[1]), width)


@lru_cache(maxsize=64)
def balanced(text: str, face: str, size: float, width: float) -> tuple[str, ...]:
    """Breaks a heading into the fewest lines that hold, as equal in length as they can be.

    Words that exceed the width alone stand on a line of their own. The heads of an office stand on each of its papers:
    what was found once is kept (a face is named for its bytes, so the same question has the same answer).
    """
    words = text.split()
    if len(words) > _MOST_WORDS:
        return _greedy(words, face, size, width)
    for count in range(1, min(4, len(words)) + 1):
        best = _most_equal(words, count, face, size)
        if max(stringWidth(line, face, size) for line in best) <= width:
            return best
    return _greedy(words, face, size, width)


def _most_equal(words: list[str], count: int, face: str, size: float) -> tuple[str, ...]:
    """Gives the `count` lines whose longest line is the shortest."""
    breaks = combinations(range(1, len(words)), count - 1)
    ways = (_lines(words, (0, *cut, len(words))) for cut in breaks)
    return min(ways, key=lambda lines: max(stringWidth(line, face, size) for line in lines))


def _lines(words: list[str], edges: tuple[int, ...]) -> tuple[str, ...]:
    """Joins the words between each two edges."""
    return tuple(" ".join(words[start:end]) for start, end in pairwise(edges))


def _greedy(words: list[str], face: str, size: float, width: float) -> tuple[str, ...]:
    """Fills line after line: for text too long to balance."""
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and stringWidth(longer, face, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)
