"""Takes the papers that a copier drops into a folder, and moves each aside only once the caller has its pages.

A fault between the two leaves the file where it lies: a paper may come twice, but none is lost.
"""

import time
from collections.abc import Callable
from pathlib import Path

from sandbox.runner import Sandbox
from scanning.devices.paper_files import PaperFile, file_away, papers_in, read_paper
from scanning.devices.port import (
    Cancelled,
    Condition,
    OnPage,
    ScannerState,
    ScanOutcome,
    ScanProfile,
)
from scanning.foreign import ForeignRefused
from scanning.foreign_wire import ForeignRefusal

TAKEN = "taken"
REJECTED = "rejected"


def wait_seconds(seconds: float) -> Callable[[], None]:
    """The pause between two looks at the folder, by the real clock."""
    return lambda: time.sleep(seconds)


class FolderScanner:
    """A watched folder; `settle` is the pause after which a file that has not changed counts as whole."""

    def __init__(self, sandbox: Sandbox, folder: Path, name: str, settle: Callable[[], None]) -> None:
        self._sandbox = sandbox
        self._folder = folder
        self._name = name
        self._settle = settle

    def probe(self) -> ScannerState:
        """Ready where the folder can be read."""
        condition = Condition.READY if self._folder.is_dir() else Condition.ABSENT
        return ScannerState(condition, self._name, simulated=False)

    def scan(self, profile: ScanProfile, on_page: OnPage, cancelled: Cancelled) -> ScanOutcome:
        """Hand over the pages of every whole file; a cancelled scan takes no page of the file that is read."""
        try:
            before = papers_in(self._folder)
            if not before:
                return ScanOutcome.EMPTY
            self._settle()
            whole = tuple(paper for paper in papers_in(self._folder) if paper in before)
            if not whole:
                return ScanOutcome.BUSY  # all of them are still being written
            return self._take_all(whole, profile, on_page, cancelled)
        except OSError:
            return ScanOutcome.DISAPPEARED

    def _take_all(
        self, papers: tuple[PaperFile, ...], profile: ScanProfile, on_page: OnPage, cancelled: Cancelled
    ) -> ScanOutcome:
        outcome = ScanOutcome.DONE
        for paper in papers:
            if cancelled():
                return ScanOutcome.CANCELLED
            read = read_paper(self._sandbox, paper, profile, cancelled)
            if isinstance(read, ForeignRefused):
                if read.code is ForeignRefusal.STOPPED:
                    return ScanOutcome.CANCELLED
                outcome = ScanOutcome.FAILED
                if read.code is not ForeignRefusal.UNAVAILABLE:  # then the fault is ours, not the file's
                    file_away(paper, self._folder / REJECTED)
                continue
            for page in read.pages:
                on_page(page)
            file_away(paper, self._folder / TAKEN)
        return outcome
