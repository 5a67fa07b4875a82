"""Takes a file from outside as the one finished PDF of a paper, drawn in the sandbox; keeps nothing that is refused."""

from enum import Enum
from pathlib import Path

from desk_client.ports import DeskFault
from desk_client.services.parts import Parts
from dossier.acts import FileRef
from sandbox.runner import Sandbox
from scanning.assemble import PaperRefusal, PaperRefused, PaperRules, assemble
from scanning.foreign import ForeignRefused, ForeignRules, inspect_foreign
from scanning.foreign_wire import ForeignRefusal
from scanning.image_headers import FileKind


class FileRefusal(str, Enum):
    """Why a file from outside is not taken; message ids are `dossier.file.<value>`."""

    NOT_A_PAPER = "not_a_paper"
    TOO_BIG = "too_big"
    TOO_COARSE = "too_coarse"
    UNREADABLE = "unreadable"


_REASONS: dict[ForeignRefusal | PaperRefusal, FileRefusal] = {
    ForeignRefusal.EMPTY: FileRefusal.NOT_A_PAPER,
    ForeignRefusal.WRONG_TYPE: FileRefusal.NOT_A_PAPER,
    ForeignRefusal.TOO_LARGE: FileRefusal.TOO_BIG,
    ForeignRefusal.TOO_MANY_PAGES: FileRefusal.TOO_BIG,
    ForeignRefusal.TOO_MANY_PIXELS: FileRefusal.TOO_BIG,
    PaperRefusal.TOO_MANY_PAGES: FileRefusal.TOO_BIG,
    PaperRefusal.TOO_MANY_PIXELS: FileRefusal.TOO_BIG,
    PaperRefusal.TOO_COARSE: FileRefusal.TOO_COARSE,
}
"""What is not named here could not be read at all."""


class OutsideFiles:
    """Makes papers of files that people choose."""

    def __init__(self, parts: Parts, sandbox: Sandbox) -> None:
        self._parts = parts
        self._sandbox = sandbox

    def take(self, path: Path, dossier: str) -> FileRef | FileRefusal:
        """Keep a chosen PDF or photo as a paper; a signed PDF stays byte for byte. Raises DeskFault."""
        try:
            paper = path.read_bytes()
        except OSError as fault:
            raise DeskFault("file_unreadable", detail=type(fault).__name__) from fault
        found = inspect_foreign(self._sandbox, paper, ForeignRules())
        if isinstance(found, ForeignRefused):
            return _REASONS.get(found.code, FileRefusal.UNREADABLE)
        if found.kind is FileKind.PDF and found.signed:
            return self._parts.shelf.keep(paper, len(found.pages), dossier)
        made = assemble(found.pages, PaperRules())
        if isinstance(made, PaperRefused):
            return _REASONS.get(made.code, FileRefusal.UNREADABLE)
        return self._parts.shelf.keep(made.pdf, made.pages, dossier)
