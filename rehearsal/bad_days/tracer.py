"""Makes the n-th call of one kind fail in a running process, through ptrace; needs no change of that process."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from rehearsal.bad_days import injector

CALLS = ("write", "pwrite64", "fsync", "fdatasync", "rename", "openat", "unlink")
FAULTS = ("EIO", "ENOSPC", "FULL", "KILL")
"""One call fails, once; FULL: every call from the n-th on finds no room; KILL: the process dies before the call."""
_PATIENCE = 10.0


class TracerFault(Exception):
    """The process cannot be traced here: no right to, or another kind of machine."""


@dataclass(frozen=True, slots=True)
class Point:
    """One fault: which call of which kind fails how; counted over all threads from the moment of attaching."""

    call: str
    fault: str
    nth: int

    def __str__(self) -> str:
        return f"{self.call}#{self.nth} {self.fault}"


class Tracer:
    """Holds a point over a process while the `with` block runs; `struck` tells afterwards whether the call came."""

    def __init__(self, pid: int, point: Point) -> None:
        program = [sys.executable, "-I", "-S", str(Path(injector.__file__))]
        self._command = [*program, str(pid), point.call, point.fault, str(point.nth)]
        self._process: subprocess.Popen[bytes] | None = None
        self.struck = False

    def __enter__(self) -> "Tracer":
        process = subprocess.Popen(self._command, stdout=subprocess.PIPE)  # noqa: S603  our own program, no shell
        assert process.stdout is not None
        said = process.stdout.readline()
        if said != b"attached\n":
            process.communicate(timeout=_PATIENCE)
            raise TracerFault(said.decode(errors="replace").strip() or "the injector ended")
        self._process = process
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        process = self._process
        assert process is not None
        process.terminate()
        try:
            said, _errors = process.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            said, _errors = process.communicate()
        self.struck = b"struck" in said
