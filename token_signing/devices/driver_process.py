"""One running child with its driver: asked, waited for, ended; never asked a second time by itself."""

from __future__ import annotations

import contextlib
import queue
import subprocess
import sys
import threading
from enum import Enum, unique

from sandbox.command import ChildCommand
from sandbox.frames import FrameBroken, FrameTooBig, read_frame, write_frame

from .driver_wire import MOST_BYTES, Words, pack, unpack
from .port import Pkcs11Place

_LEAVE_SECONDS = 2.0
if sys.platform == "win32":
    _NO_CONSOLE = subprocess.CREATE_NO_WINDOW
else:
    _NO_CONSOLE = 0


@unique
class Lost(Enum):
    """How a driver was lost: it did not answer in time, or it ended its process."""

    HUNG = "hung"
    CRASHED = "crashed"


class DriverProcess:
    """A child with one driver; asked by one thread at a time."""

    def __init__(self, command: ChildCommand, place: Pkcs11Place) -> None:
        self._frames: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._process = subprocess.Popen(  # noqa: S603 - the words come from the program
            command.words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(command.environment),
            creationflags=_NO_CONSOLE,
        )
        self._reader = threading.Thread(target=self._read, name="token-driver", daemon=True)
        self._reader.start()
        self._send({"module": str(place.module), "label": place.label, "in_reader": place.in_reader})

    @property
    def pid(self) -> int:
        """Process id of the child."""
        return self._process.pid

    def ask(self, question: Words, seconds: float) -> Words | Lost:
        """The answer, or how the driver was lost."""
        self._send(question)
        try:
            frame = self._frames.get(timeout=seconds)
        except queue.Empty:
            return Lost.HUNG
        try:
            return Lost.CRASHED if frame is None else unpack(frame)
        except ValueError:
            return Lost.CRASHED

    def end(self) -> None:
        """Let the child leave; one that does not is killed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(OSError):  # it may be gone already
            self._process.stdin.close()
        try:
            self._process.wait(timeout=_LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        self._process.stdout.close()

    def _send(self, words: Words) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # a child that is gone is told by its answer, which never comes
            write_frame(self._process.stdin, pack(words))

    def _read(self) -> None:
        assert self._process.stdout is not None
        with contextlib.suppress(FrameBroken, FrameTooBig, OSError, ValueError):
            while True:
                self._frames.put(read_frame(self._process.stdout, MOST_BYTES))
        self._frames.put(None)
