"""Makes the n-th call of one kind fail in a running process, through strace; needs no change of that process."""

import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

CALLS = ("write", "pwrite64", "fsync", "fdatasync", "rename", "openat", "unlink")
FAULTS = ("EIO", "ENOSPC", "FULL", "KILL")
"""One call fails, once; FULL: every call from the n-th on finds no room; KILL: the process dies before the call."""
_MARK = b"(INJECTED)"
_GRACE = 0.5
_PATIENCE = 5.0


class TracerFault(Exception):
    """The process cannot be traced here: no strace, or no right to."""


@dataclass(frozen=True, slots=True)
class Point:
    """One fault: which call of which kind fails how; counted in each thread from the moment of attaching."""

    call: str
    fault: str
    nth: int

    def __str__(self) -> str:
        return f"{self.call}#{self.nth} {self.fault}"

    @property
    def injection(self) -> str:
        """The fault in strace's words."""
        if self.fault == "KILL":
            return f"inject={self.call}:signal=KILL:when={self.nth}"
        if self.fault == "FULL":
            return f"inject={self.call}:error=ENOSPC:when={self.nth}+"
        return f"inject={self.call}:error={self.fault}:when={self.nth}"


class Tracer:
    """Holds a point over a process while the `with` block runs; `struck` tells afterwards whether the call came."""

    def __init__(self, pid: int, point: Point, log: Path) -> None:
        self._command = ["-f", "-o", str(log), "-p", str(pid), "-e", f"trace={point.call}", "-e", point.injection]
        self._kills = point.fault == "KILL"
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self.struck = False

    def __enter__(self) -> "Tracer":
        program = shutil.which("strace")
        if program is None:
            raise TracerFault("strace is not installed")
        self._log.unlink(missing_ok=True)
        process = subprocess.Popen([program, *self._command], stderr=subprocess.PIPE)  # noqa: S603  no shell
        assert process.stderr is not None
        said = process.stderr.readline()
        if b"attached" not in said:
            process.wait(10)
            raise TracerFault(said.decode(errors="replace").strip())
        self._process = process
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        process = self._process
        assert process is not None
        if not (self._kills and _ended(process, _GRACE)):
            # A strace that is interrupted while its process dies may never let go of it: it gets its time first.
            process.send_signal(signal.SIGINT)
            if not _ended(process, _PATIENCE):
                process.kill()
                process.wait()
        if process.stderr is not None:
            process.stderr.close()
        self.struck = self._log.exists() and _MARK in self._log.read_bytes()


def _ended(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True
