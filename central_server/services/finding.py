"""Ranks texts by what a citizen typed: marked words where they were typed with marks, fillers left out, slips mended.

A text is found by words that begin as the typed ones do; decides nothing about procedures.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from dossier.text import fold, nfc

_SHORT = 2
"""Letters of a typed word that has to be a whole word: "mo" is not the beginning of "moi"."""
_ALIKE = 0.8
"""How alike a word of the catalogue must be to stand for one that nobody has (ours)."""


@dataclass(frozen=True, slots=True)
class Text:
    """What a procedure is found by: short name, all names, what else is said of it; `place`: how wanted it is."""

    short: str
    names: str
    other: str
    place: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """Places of the texts that were found, the best first; `near`: none has all that was typed as it was typed."""

    places: tuple[int, ...]
    near: bool


Score = tuple[int, int, int, int, int]
"""Typed words it has, whether in one piece, the longest run in its short name, how wanted, those in its names."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A typed word as it is looked for; `mended`: nobody has it, and this one is most alike."""

    text: str
    marked: bool = False
    mended: bool = False

    def stands_in(self, text: str) -> bool:
        """Whether a text (between blanks) has it."""
        return f" {self.text} " in text if len(self.text) <= _SHORT else f" {self.text}" in text


class _Row:
    """A text made ready to be looked through, with its marks and without."""

    def __init__(self, text: Text) -> None:
        self._place = text.place
        parts = (text.short, text.names, text.other)
        self._marked = tuple(f" {letters(part)} " for part in (*parts, " ".join(parts)))
        self._folded = tuple(f" {fold(part)} " for part in self._marked)

    @property
    def words(self) -> list[str]:
        """Its words without marks."""
        return self._folded[-1].split()

    def has(self, word: _Word, part: int = -1) -> bool:
        """Whether it has a word, or one part of it has (0: the short name, 1: the names)."""
        return word.stands_in((self._marked if word.marked else self._folded)[part])

    def score(self, words: Sequence[_Word]) -> Score:
        """How well it fits."""
        phrase = f" {' '.join(fold(word.text) for word in words)}" in self._folded[-1]
        in_names = sum(self.has(word, 1) for word in words)
        return sum(map(self.has, words)), int(phrase), self._run(words), -self._place, in_names

    def _run(self, words: Sequence[_Word]) -> int:
        """How many of the words, one after the other, stand in its short name."""
        short = self._folded[0]
        spans = ((a, b) for a in range(len(words)) for b in range(a + 1, len(words) + 1))
        return max(
            (b - a for a, b in spans if f" {' '.join(fold(one.text) for one in words[a:b])}" in short), default=0
        )


def rank(typed: str, texts: Sequence[Text], fillers: frozenset[str]) -> Ranking:
    """The texts with most of the typed words; with a part of them only where that is more than half."""
    plain = letters(typed).split()
    wanted = [word for word in plain if fold(word) not in fillers] or plain
    rows = [_Row(one) for one in texts]
    meant = [_meant(word, rows) for word in wanted]
    scores = [(row.score(meant), place) for place, row in enumerate(rows)]
    most = max((score[0] for score, _ in scores), default=0)
    if most == 0 or most * 2 < len(meant) or (most * 2 == len(meant) and len(meant) > _SHORT):
        return Ranking((), near=True)
    best = sorted(((score, -place) for score, place in scores if score[0] == most), reverse=True)
    return Ranking(tuple(-place for _, place in best), near=most < len(meant) or any(one.mended for one in meant))


def _meant(typed: str, rows: Sequence[_Row]) -> _Word:
    """With its marks where somebody has it so, else without; where nobody has it, the word most alike."""
    bare = fold(typed)
    for word in (_Word(typed, marked=True), _Word(bare)) if bare != typed else (_Word(bare),):
        if any(row.has(word) for row in rows):
            return word
    known = {word for row in rows for word in row.words if word[0] == bare[0]}
    alike = get_close_matches(bare, sorted(known), n=1, cutoff=_ALIKE) if len(bare) > _SHORT else []
    return _Word(alike[0], mended=True) if alike else _Word(bare)


def letters(text: str) -> str:
    """The text in small letters with nothing but letters, digits and points between its blanks."""
    return " ".join(re.sub(r"[^\w.]", " ", nfc(text).lower()).split())
