"""Keeps a second window off the same data: a lock on a file that the system lets go when the program ends or dies."""

import sys
from pathlib import Path
from typing import BinaryIO

from desk_client.ports import DeskFault, disk_fault


class OneWindow:
    """The right of one program to the desk's folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "window.lock"
        self._file: BinaryIO | None = None

    def take(self) -> None:
        """Take the right, once. Raises DeskFault `already_open` while another program has it."""
        if self._file is not None:
            return
        try:
            file = self._path.open("ab")
        except OSError as fault:
            raise disk_fault(fault) from fault
        try:
            _lock(file)
        except OSError as fault:
            file.close()
            raise DeskFault("already_open", retry=True) from fault
        self._file = file

    def leave(self) -> None:
        """Let go; the file stays, since removing it would let two others hold two locks."""
        if self._file is not None:
            _unlock(self._file)
            self._file.close()
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

    def _unlock(file: BinaryIO) -> None:
        """Windows lets go of a closed file's lock some time later: the next program must not find it by chance."""
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
