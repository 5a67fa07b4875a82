"""One child process: starts it, asks it, ends it in time, and says how each question ended."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import IO

from sandbox.child import Status
from sandbox.command import ChildCommand
from sandbox.frames import FrameBroken, FrameTooBig, read_frame, write_frame
from sandbox.limits import Isolation, Limits
from sandbox.outcome import Done, Failed, FailureCode, Outcome

LOOK_SECONDS = 0.05
"""How often it is asked whether a person wants no more of a run."""
_START_SECONDS = 30.0
_REPORT_BYTES = 4096
if sys.platform == "win32":
    _NO_CONSOLE = subprocess.CREATE_NO_WINDOW
else:
    _NO_CONSOLE = 0

_CODES = {
    Status.RAISED: FailureCode.RAISED,
    Status.OUT_OF_MEMORY: FailureCode.OUT_OF_MEMORY,
    Status.TOO_BIG: FailureCode.TOO_BIG,
    Status.REFUSED: FailureCode.REFUSED,
}


Stopped = Callable[[], bool]
"""Whether a person wants no more of a run; asked by a thread of its own."""


@dataclass(slots=True)
class _Deadline:
    """Whether the child was killed before it had answered: its time ran out, or a person wanted no more."""

    passed: bool = False
    stopped: bool = False


class Worker:
    """A running child with its own empty directory; asked by one thread at a time."""

    def __init__(self, process: subprocess.Popen[bytes], home: Path, limits: Limits) -> None:
        self._process = process
        self._home = home
        self._limits = limits
        self._usable = True
        self.isolation = Isolation(network_cut=False, memory_limited=False, processes_limited=False)

    @property
    def usable(self) -> bool:
        """False after the first run that did not end well."""
        return self._usable and self._process.poll() is None

    def warm(self, function: str, stopped: Stopped | None = None) -> Failed | None:
        """Have the child load what it will need, with the patience of a start: that is not the time of any paper."""
        outcome = self._ask(function, b"", _START_SECONDS, stopped)
        return outcome if isinstance(outcome, Failed) else None

    def ask(self, function: str, payload: bytes, stopped: Stopped | None = None) -> Outcome:
        """Run one function on one payload within the limits; `stopped` kills the child in the middle of it."""
        return self._ask(function, payload, self._limits.seconds, stopped)

    def _ask(self, function: str, payload: bytes, seconds: float, stopped: Stopped | None) -> Outcome:
        with self._time_limit(seconds, stopped) as deadline:
            outcome = self._exchange(function, payload, deadline)
        if deadline.passed or deadline.stopped or isinstance(outcome, Failed):
            self._usable = False
        return outcome

    def stop(self) -> None:
        """End the child and remove its directory."""
        self._usable = False
        self._kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):  # unsent bytes of a killed child
                    stream.close()
        self._process.wait()
        shutil.rmtree(self._home, ignore_errors=True)

    def greet(self, stopped: Stopped | None = None) -> Failed | None:
        """Send the limits and take the child's word on its walls; a `Failed` means it never came up."""
        with self._time_limit(_START_SECONDS, stopped) as deadline:
            try:
                write_frame(self._to_child, self._limits.to_bytes())
                self.isolation = Isolation.from_bytes(read_frame(self._from_child, _REPORT_BYTES))
            except (OSError, FrameBroken, FrameTooBig, ValueError, KeyError, TypeError):
                self._usable = False
                death = self._death(deadline)
                return death if deadline.stopped else Failed(FailureCode.NOT_STARTED, death.detail)
        return None

    def _exchange(self, function: str, payload: bytes, deadline: _Deadline) -> Outcome:
        try:
            write_frame(self._to_child, function.encode())
            write_frame(self._to_child, payload)
            answer = read_frame(self._from_child, self._limits.output_bytes + 1)
        except FrameTooBig as fault:
            return Failed(FailureCode.TOO_BIG, str(fault))
        except (OSError, FrameBroken):
            return self._death(deadline)
        return _read_answer(answer)

    def _death(self, deadline: _Deadline) -> Failed:
        """Name the end of a child that closed its pipe."""
        self._kill()  # a dying child keeps its own exit code; one that only closed its pipe must die
        code = self._process.wait()
        if deadline.stopped:
            return Failed(FailureCode.STOPPED, "")
        if deadline.passed or (sys.platform != "win32" and code == -signal.SIGXCPU):
            return Failed(FailureCode.TIMED_OUT, f"{self._limits.seconds:g} s")
        return Failed(FailureCode.CRASHED, f"exit code {code}")

    @contextlib.contextmanager
    def _time_limit(self, seconds: float, stopped: Stopped | None) -> Iterator[_Deadline]:
        """Kill the child when its time is over or nobody wants its answer; what it answered before stands."""
        deadline, answered, end = _Deadline(), threading.Event(), monotonic() + seconds

        def watch() -> None:
            while not answered.wait(_pause(end, stopped)):
                deadline.stopped = stopped is not None and stopped()
                deadline.passed = not deadline.stopped and monotonic() >= end
                if deadline.stopped or deadline.passed:
                    self._kill()
                    return

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield deadline
        finally:
            answered.set()
            watcher.join()

    def _kill(self) -> None:
        """Kill the child's whole session: a process it made must not outlive it and hold the pipe."""
        if self._process.returncode is not None:
            return  # its number may already be another's
        if sys.platform == "win32":
            self._process.kill()
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    @property
    def _to_child(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def _from_child(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout


def start_worker(command: ChildCommand, limits: Limits, stopped: Stopped | None = None) -> Worker | Failed:
    """Start a child in an empty directory of its own and confine it; `stopped` ends the wait for it."""
    home = Path(tempfile.mkdtemp(prefix="sandbox-"))
    environment = {"LANG": "C.UTF-8", "HOME": str(home), "TMPDIR": str(home), **dict(command.environment)}
    try:
        process = subprocess.Popen(  # noqa: S603 - the words come from the program, never from a file
            command.words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=home,
            env=environment,
            start_new_session=True,
            creationflags=_NO_CONSOLE,
        )
    except OSError as fault:
        shutil.rmtree(home, ignore_errors=True)
        return Failed(FailureCode.NOT_STARTED, type(fault).__name__)
    worker = Worker(process, home, limits)
    failed = worker.greet(stopped)
    if failed is not None:
        worker.stop()
        return failed
    return worker


def _pause(end: float, stopped: Stopped | None) -> float:
    left = max(0.0, end - monotonic())
    return left if stopped is None else min(LOOK_SECONDS, left)


def _read_answer(answer: bytes) -> Outcome:
    try:
        status = Status(answer[:1])
    except ValueError:
        return Failed(FailureCode.CRASHED, "the answer cannot be read")
    if status is Status.DONE:
        return Done(answer[1:])
    return Failed(_CODES[status], answer[1:201].decode(errors="replace"))
