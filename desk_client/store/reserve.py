"""Holds some room of the disk back, so that a full disk still lets a person finish what he has begun.

The first write that finds no room gets the reserve and is done; whoever listens tells it. It is filled again as soon
as the disk has room for it and as much besides.
"""

import contextlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

BYTES = 16 * 1024**2
"""A reception with its scan and receipt takes about half a megabyte: enough for what stands at the counter."""
_BLOCK = 1024**2


class Reserve:
    """One file of real bytes beside the store. Every method may be called from any thread."""

    def __init__(self, path: Path, size: int = BYTES) -> None:
        self._path = path
        self._size = size
        self._listeners: list[Callable[[], None]] = []

    def listen(self, told: Callable[[], None]) -> None:
        """Call this, from the thread that writes, whenever the reserve was given up."""
        self._listeners.append(told)

    @property
    def spent(self) -> bool:
        """Whether nothing is held back: the disk is full, or was when the program started."""
        return not self._path.exists()

    @property
    def scarce(self) -> bool:
        """Whether nothing is held back and less than half of it is free: that is for the person at the counter."""
        try:
            return self.spent and shutil.disk_usage(self._path.parent).free < self._size // 2
        except OSError:
            return False

    def fill(self) -> None:
        """Hold the room back when there is enough; a disk without it is no fault of this call."""
        part = self._path.with_suffix(".part")
        try:
            if not self.spent or shutil.disk_usage(self._path.parent).free < 2 * self._size:
                return
            with part.open("wb") as stream:
                for _ in range(self._size // _BLOCK):
                    stream.write(os.urandom(_BLOCK))  # a compressing disk would keep no room for zeros
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(self._path)
        except OSError:
            with contextlib.suppress(OSError):
                part.unlink()

    def give_up(self) -> bool:
        """Give the room to the write that found none; False when there was nothing left to give."""
        try:
            self._path.unlink()
        except OSError:
            return False
        for told in self._listeners:
            told()
        return True
