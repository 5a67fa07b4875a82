"""Keeps signed papers as files of a folder: written beside, forced to the disk, read again, then given their name."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

_PART = ".part"


class FolderKeeper:
    """One file a paper, named as the paper; a name stands for a whole signed file, never for a part of one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, paper: str) -> Path:
        """Where a paper is kept."""
        return self._folder / paper

    def kept(self, paper: str) -> bytes | None:
        """The file of this name, None when there is none."""
        try:
            return self.path(paper).read_bytes()
        except FileNotFoundError:
            return None

    def keep(self, paper: str, pdf: bytes, holds: Callable[[bytes], bool]) -> bool:
        """Write, force to the disk, read again, rename, force the folder; OSError when the disk would not."""
        part = self._folder / (paper + _PART)
        with part.open("w+b") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            good = holds(file.read())
        if not good:
            part.unlink()
            return False
        part.replace(self.path(paper))
        _force(self._folder)
        return True


def _force(folder: Path) -> None:
    """The new name survives a power cut; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
