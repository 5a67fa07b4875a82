"""What a person filled in for an act, with papers whose pages still have to become files; makes answers of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from desk_client.services.course_fields import Answers, Value
from dossier.values import FileRef, PaperEntry, Reuse, SeenSignature
from scanning.paper_rules import PaperRefused

T = TypeVar("T")
Source = Callable[[], FileRef | PaperRefused]
"""Makes the file of scanned or taken pages; runs off the GUI thread."""


_TO_BE_MADE = FileRef("", 0, 0)
"""Stands for the file of pages that lie there, while nothing is written yet."""


@dataclass(frozen=True, slots=True)
class TakenPages:
    """Pages of one paper: what makes their file, how many they are, and of what they were digitised before, if so.

    `signature` is what was found of the signatures in a file that came signed and is kept as it is.
    """

    source: Source
    pages: int
    reuse: Reuse | None = None
    signature: SeenSignature | None = None


@dataclass(frozen=True, slots=True)
class CameIn:
    """A paper that came, and its pages where some were taken."""

    entry: PaperEntry
    taken: TakenPages | None = None

    def thought(self) -> PaperEntry:
        """The paper as it will be, before its file is made."""
        return self.entry if self.taken is None else replace(self.entry, file=_TO_BE_MADE)


Raw = Value | Source | tuple[CameIn, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """Fields as filled in, by name."""

    values: tuple[tuple[str, Raw], ...]

    def thought(self) -> Answers:
        """The answers without their files: enough to say what is missing and what follows."""
        return Answers(tuple((name, _without_file(value)) for name, value in self.values))

    def then(self, do: Callable[[Answers], T]) -> T | PaperRefused:
        """Make every file, then do something with the answers; or why a file cannot be made."""
        answers = self._settled()
        return answers if isinstance(answers, PaperRefused) else do(answers)

    def _settled(self) -> Answers | PaperRefused:
        found: list[tuple[str, Value]] = []
        for name, value in self.values:
            made = _with_file(value)
            if isinstance(made, PaperRefused):
                return made
            found.append((name, made))
        return Answers(tuple(found))


def _without_file(value: Raw) -> Value:
    if callable(value):
        return None
    if isinstance(value, tuple):
        return tuple(one.thought() if isinstance(one, CameIn) else one for one in value)  # type: ignore[return-value]  # rows of one kind
    return value


def _with_file(value: Raw) -> Value | PaperRefused:
    if callable(value):
        return value()
    if not isinstance(value, tuple):
        return value
    rows: list[object] = []
    for one in value:
        if not isinstance(one, CameIn):
            rows.append(one)
            continue
        taken = one.taken
        file = one.entry.file if taken is None else taken.source()
        if isinstance(file, PaperRefused):
            return file
        reuse, seen = (None, one.entry.signature) if taken is None else (taken.reuse, taken.signature)
        rows.append(replace(one.entry, file=file, reuse=reuse, signature=seen))
    return tuple(rows)  # type: ignore[return-value]  # rows of one kind
