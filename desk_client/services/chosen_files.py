"""Makes the one finished PDF of a paper from a file that a person chose; the parsing is done in the sandbox."""

from collections.abc import Callable
from pathlib import Path

from desk_client.services.scanning import Scanning, TakenFile, TooCoarse
from dossier.acts import FileRef
from scanning.foreign import ForeignRefused
from scanning.foreign_wire import ForeignRefusal
from scanning.paper_rules import PaperRefused

FileRefusal = ForeignRefused | TooCoarse | PaperRefused
"""Why a chosen file is not taken; nothing of it was kept."""


class ChosenFiles:
    """Takes PDFs and photos from outside."""

    def __init__(self, scanning: Scanning) -> None:
        self.scanning = scanning

    def take(
        self,
        path: Path,
        dossier: str,
        stopped: Callable[[], bool],
        told: Callable[[int, int], None],
    ) -> FileRef | FileRefusal:
        """Keep a chosen file as a paper; a signed PDF stays byte for byte. Raises DeskFault.

        `stopped` is asked while its pages are drawn, `told` hears how many are.
        """
        draft = f"file-{dossier}"
        taken = self.scanning.take_file(draft, path, stopped, told)
        if not isinstance(taken, TakenFile):
            return taken
        if stopped():
            return ForeignRefused(ForeignRefusal.STOPPED)
        return taken.signed_file or self.scanning.finish(draft, taken.pages)
