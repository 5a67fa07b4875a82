"""What every scanner can do and how a scan can end; knows no device.

Pages already handed over are the caller's, whatever happens afterwards: no ending takes one back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from scanning.pages import Page


class Colour(Enum):
    """Whether the paper is taken in colour (NĐ 30/2020 asks for it) or in grey."""

    COLOUR = "colour"
    GREY = "grey"


class Source(Enum):
    """Where the sheets lie: in the feeder ("khay nạp giấy") or on the glass ("mặt kính")."""

    FEEDER = "feeder"
    GLASS = "glass"


@dataclass(frozen=True, slots=True)
class ScanProfile:
    """How a paper is scanned; the defaults are what NĐ 30/2020 asks of an electronic copy, on A4."""

    dpi: int = 200
    colour: Colour = Colour.COLOUR
    source: Source = Source.FEEDER
    width_mm: int = 210
    height_mm: int = 297
    quality: int = 70
    most_pages: int = 100


class Condition(Enum):
    """What a look at the scanner shows."""

    READY = "ready"
    DRIVER_MISSING = "driver_missing"
    ABSENT = "absent"
    BUSY = "busy"
    JAMMED = "jammed"
    COVER_OPEN = "cover_open"
    FAULTY = "faulty"


@dataclass(frozen=True, slots=True)
class ScannerState:
    """The scanner's condition and name; `simulated` must reach the screen whenever it is true."""

    condition: Condition
    name: str
    simulated: bool


class ScanOutcome(Enum):
    """How a scan ended; pages handed over before a bad end are kept by the caller."""

    DONE = "done"
    EMPTY = "empty"
    JAMMED = "jammed"
    COVER_OPEN = "cover_open"
    BUSY = "busy"
    DISAPPEARED = "disappeared"
    CANCELLED = "cancelled"
    FAILED = "failed"


OnPage = Callable[[Page], None]
Cancelled = Callable[[], bool]


class Scanner(Protocol):
    """One scanner; used by one thread at a time, never the window's."""

    def probe(self) -> ScannerState:
        """Look at the scanner without moving paper."""

    def scan(self, profile: ScanProfile, on_page: OnPage, cancelled: Cancelled) -> ScanOutcome:
        """Scan what lies there, handing over each page when it is whole; asks `cancelled` between pages."""
