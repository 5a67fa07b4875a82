"""What the desk needs from the world: clock, chance, keys, printers. Adapters and tests stand behind these."""

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol


class Clock(Protocol):
    """The desk's clock: local time (+07:00) without zone, and the machine's monotonic seconds."""

    def now(self) -> datetime:
        """The moment at the counter, corrected by the last known offset from the centre."""
        ...

    def unix_ms(self) -> int:
        """The same moment in ms since 1970 (UTC)."""
        ...

    def monotonic(self) -> float:
        """Seconds that never jump."""
        ...

    @property
    def rehearsal(self) -> bool:
        """True when this is not the real day (training, demonstration)."""
        ...

    def correct(self, offset_ms: int) -> None:
        """Take the centre's clock as right: ms to add to this machine's; a rehearsal's clock ignores it."""
        ...


class Chance(Protocol):
    """Where ids, secrets and jitter come from."""

    def bytes(self, count: int) -> bytes:
        """`count` unpredictable bytes."""
        ...


class KeyStore(Protocol):
    """The system's place for secrets."""

    def get(self, name: str) -> bytes | None:
        """The secret of that name, or None."""
        ...

    def put(self, name: str, secret: bytes) -> None:
        """Keep a secret; returns after it is durable. Raises DeskFault when it cannot."""
        ...

    @property
    def notice(self) -> str:
        """Message id of a warning about this store ("" = the system's own), such as a file without a key ring."""
        ...


class JobState(Enum):
    """How a print job stands."""

    WAITING = "waiting"
    PRINTING = "printing"
    DONE = "done"
    REFUSED = "refused"
    STOPPED = "stopped"
    NO_PRINTER = "no_printer"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Printer:
    """A printing queue: its name, whether it is the default, whether it accepts jobs, papers it lists."""

    name: str
    default: bool
    accepting: bool
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A job given to a queue."""

    printer: str
    number: int


class Spooler(Protocol):
    """The printing service."""

    def printers(self) -> Sequence[Printer]:
        """The queues of this machine; empty when there is none or no service."""
        ...

    def submit(self, pdf: bytes, title: str, printer: str, paper: str, copies: int) -> PrintJob | JobState:
        """Give a PDF to a queue ("" = default); a JobState says why it was not taken. `paper` is A4, A5 or A6.

        A page that lies across its sheet is turned by the service.
        """
        ...

    def state(self, job: PrintJob) -> JobState:
        """How the job stands now; ask until it is DONE, REFUSED or STOPPED."""
        ...

    def cancel(self, job: PrintJob) -> JobState:
        """Take a job out: CANCELLED, or how it stands all the same (DONE: the paper was out already)."""
        ...


class DeskFault(Exception):
    """A fault of the desk itself: a stable code, a message id of the remedy, whether trying again helps."""

    def __init__(self, code: str, *, retry: bool = False, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.retry = retry

    @property
    def remedy(self) -> str:
        """Message id of what to do next."""
        return f"fault.{self.code}"


def disk_fault(fault: OSError) -> DeskFault:
    """The desk's own word for a disk that would not: `disk_full` or `disk_failed`."""
    full = fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return DeskFault("disk_full" if full else "disk_failed", retry=True)
