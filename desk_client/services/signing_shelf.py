"""Keeps signed papers on the desk's shelf, and finds those whose act a crash kept from being written."""

from collections.abc import Callable
from dataclasses import dataclass

from desk_client.ports import DeskFault
from desk_client.store.shelf import Shelf
from dossier.acts import FileRef


@dataclass(frozen=True, slots=True)
class Found:
    """A signed paper that no act names yet."""

    file: FileRef
    pdf: bytes


class ShelfKeeper:
    """Each paper is told by `add` first; what was kept is a longer file that begins with the paper that was signed.

    A fault of the disk at one paper is in `faults` and leaves that paper alone.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self.papers: dict[str, FileRef] = {}
        self._dossiers: dict[str, str] = {}
        self.faults: dict[str, DeskFault] = {}

    def add(self, paper: str, dossier: str, file: FileRef) -> None:
        """A paper of this name belongs to a dossier and is this file."""
        self.papers[paper], self._dossiers[paper] = file, dossier

    def read(self, paper: str) -> bytes:
        """The paper to sign; OSError where it cannot be read."""
        try:
            return self._shelf.read(self.papers[paper].sha256)
        except DeskFault as fault:
            self.faults[paper] = fault
            raise OSError(fault.code) from fault

    def kept(self, paper: str) -> bytes | None:
        """A signed file of this paper that no act names."""
        found = find_unnamed(self._shelf, self._dossiers[paper], self.papers[paper])
        return None if found is None else found.pdf

    def keep(self, paper: str, pdf: bytes, holds: Callable[[bytes], bool]) -> bool:
        """Keep it durably if what is read again from the disk holds; not where the disk would not."""
        try:
            return self._shelf.keep_if(pdf, self._dossiers[paper], holds)
        except DeskFault as fault:
            self.faults[paper] = fault
            return False


def find_unnamed(shelf: Shelf, dossier: str, paper: FileRef) -> Found | None:
    """The file that a broken-off run kept for a dossier: longer than the paper, and beginning with all its bytes."""
    longer = [key for key in shelf.unnamed(dossier) if key.size > paper.size]
    if not longer or not shelf.has(paper.sha256):
        return None
    head = shelf.read(paper.sha256)
    for key in longer:
        try:
            pdf = shelf.read(key.sha256)
        except DeskFault:
            continue  # cut short by the crash: it counts for nothing
        if pdf.startswith(head):
            return Found(FileRef(key.sha256, key.size, paper.pages), pdf)
    return None
