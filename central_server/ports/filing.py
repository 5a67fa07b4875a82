"""What filing online asks of the outside: a reader of citizens' files, a drawer of the filled form; decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from dossier.values import SeenSignature


@dataclass(frozen=True, slots=True)
class TakenPaper:
    """One finished PDF and its pages."""

    pdf: bytes
    pages: int
    signature: SeenSignature | None = None
    """What the check of its digital signatures found; None for a paper without any."""


class PaperTrouble(Enum):
    """Why a citizen's files are not taken; the value is the last part of the sentence's id."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    HEIC = "heic"
    WORD = "word"
    WRONG_TYPE = "wrong_type"
    ENCRYPTED = "encrypted"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_HEAVY = "too_heavy"
    TOO_SMALL = "too_small"
    DAMAGED = "damaged"
    SIGNED_ALONE = "signed_alone"
    BUSY = "busy"
    FULL = "full"


class PaperReader(Protocol):
    """Reads files of strangers in the sandbox only."""

    def read(self, files: Sequence[bytes]) -> TakenPaper | PaperTrouble:
        """One PDF of the files in their order; a PDF that holds a signature is kept byte for byte."""
        ...

    def picture(self, pdf: bytes) -> bytes | None:
        """A small JPEG of the first page; None when it cannot be drawn."""
        ...

    def close(self) -> None:
        """End the children."""
        ...


@dataclass(frozen=True, slots=True)
class FilledForm:
    """The citizen's form as a paper: title, for whom, parts with their heading and rows of label and value."""

    title: str
    unit: str
    procedure: str
    parts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    declaration: str


class FormDrawer(Protocol):
    """Draws the filled form; equal forms make equal bytes."""

    def draw(self, form: FilledForm) -> TakenPaper:
        """The PDF."""
        ...
