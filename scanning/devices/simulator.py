"""A scanner whose feeder is a directory: papers put in are scanned and removed; it always says it is simulated.

A file `state.json` beside the papers makes it jam or opens its cover, at once or after some pages.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from sandbox.runner import Sandbox
from scanning.devices.paper_files import PaperFile, papers_in, read_paper
from scanning.devices.port import (
    Cancelled,
    Condition,
    OnPage,
    ScannerState,
    ScanOutcome,
    ScanProfile,
    Source,
)
from scanning.foreign import ForeignRefused
from scanning.foreign_wire import ForeignRefusal
from scanning.pages import Page

STATE_FILE = "state.json"

_ENDINGS = {
    Condition.DRIVER_MISSING: ScanOutcome.FAILED,
    Condition.ABSENT: ScanOutcome.DISAPPEARED,
    Condition.BUSY: ScanOutcome.BUSY,
    Condition.JAMMED: ScanOutcome.JAMMED,
    Condition.COVER_OPEN: ScanOutcome.COVER_OPEN,
    Condition.FAULTY: ScanOutcome.FAILED,
}


@dataclass(frozen=True, slots=True)
class SimulatedState:
    """The condition the scanner plays, from the page after `after_pages` of each scan on."""

    condition: Condition = Condition.READY
    after_pages: int = 0


class SimulatedFeeder:
    """The other side of the simulator: whoever plays the clerk's hands puts papers in and breaks things."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def put(self, name: str, paper: bytes) -> None:
        """Lay one paper (JPEG, PNG, TIFF or PDF, told by the name's ending) on top of those lying there."""
        self._directory.mkdir(parents=True, exist_ok=True)
        _write_whole(self._directory / name, paper)

    def waiting(self) -> tuple[str, ...]:
        """Names of the papers still in the feeder, in the order they will be scanned."""
        return tuple(paper.path.name for paper in _in_order(self._directory))

    def set_state(self, state: SimulatedState) -> None:
        """Make the scanner play that condition from now on."""
        self._directory.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"condition": state.condition.value, "after_pages": state.after_pages})
        _write_whole(self._directory / STATE_FILE, text.encode())


class SimulatedScanner:
    """The simulator behind the port."""

    def __init__(self, sandbox: Sandbox, directory: Path, name: str) -> None:
        self._sandbox = sandbox
        self._directory = directory
        self._name = name

    def probe(self) -> ScannerState:
        """The condition played, absent without its directory."""
        state = _read_state(self._directory)
        condition = state.condition if state.after_pages == 0 else Condition.READY
        return ScannerState(condition, self._name, simulated=True)

    def scan(self, profile: ScanProfile, on_page: OnPage, cancelled: Cancelled) -> ScanOutcome:
        """Scan the papers by name; each leaves the feeder once all its pages are handed over."""
        state = _read_state(self._directory)
        if state.condition is not Condition.READY and state.after_pages == 0:
            return _ENDINGS[state.condition]
        try:
            papers = _in_order(self._directory)
            return self._feed(papers, _Run(profile, on_page, cancelled, state)) if papers else ScanOutcome.EMPTY
        except OSError:
            return ScanOutcome.DISAPPEARED

    def _feed(self, papers: tuple[PaperFile, ...], run: "_Run") -> ScanOutcome:
        for paper in papers:
            read = read_paper(self._sandbox, paper, run.profile, run.cancelled)
            if isinstance(read, ForeignRefused):
                return ScanOutcome.CANCELLED if read.code is ForeignRefusal.STOPPED else ScanOutcome.FAILED
            for page in read.pages:
                ending = run.stop_before_next()
                if ending is not None:
                    return ending
                run.hand_over(page)
            paper.path.unlink()
            if run.profile.source is Source.GLASS:  # one sheet lies on the glass
                break
        return ScanOutcome.DONE


class _Run:
    """One scan: counts pages and knows when the played fault comes."""

    def __init__(self, profile: ScanProfile, on_page: OnPage, cancelled: Cancelled, state: SimulatedState) -> None:
        self.profile = profile
        self._on_page = on_page
        self.cancelled = cancelled
        self._state = state
        self._pages = 0

    def stop_before_next(self) -> ScanOutcome | None:
        """The ending that is due before another page moves."""
        if self.cancelled():
            return ScanOutcome.CANCELLED
        if self._state.condition is not Condition.READY and self._pages >= self._state.after_pages:
            return _ENDINGS[self._state.condition]
        return None

    def hand_over(self, page: Page) -> None:
        """Give one page to the caller."""
        self._on_page(page)
        self._pages += 1


def _in_order(directory: Path) -> tuple[PaperFile, ...]:
    return tuple(sorted(papers_in(directory), key=lambda paper: paper.path.name))


def _read_state(directory: Path) -> SimulatedState:
    """The state played; a state file that cannot be read is played as a fault, never passed over."""
    if not directory.is_dir():
        return SimulatedState(Condition.ABSENT)
    try:
        fields = json.loads((directory / STATE_FILE).read_bytes())
        return SimulatedState(Condition(fields["condition"]), int(fields.get("after_pages", 0)))
    except FileNotFoundError:
        return SimulatedState()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return SimulatedState(Condition.FAULTY)


def _write_whole(path: Path, content: bytes) -> None:
    """Write so that a scan going on sees the old file or the new one, never half of it."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
