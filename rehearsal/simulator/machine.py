"""A machine of a town: a program on a folder, ended, started again, and put back as a copy of it was."""

import os
import shutil
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Copy:
    """A folder as it was at one moment, held in memory: the bytes of each file by its place below the folder."""

    files: dict[str, bytes]

    @classmethod
    def of(cls, folder: Path) -> "Copy":
        """A copy, taken while nothing is written."""
        below = len(str(folder)) + 1
        paths = [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names]  # noqa: PTH118  hot
        return cls({path[below:]: Path(path).read_bytes() for path in paths})

    def put_back(self, folder: Path) -> None:
        """The folder holds exactly this again; nobody but its owner may read it."""
        shutil.rmtree(folder, ignore_errors=True)
        for place, body in self.files.items():
            path = folder / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_bytes(body)


class Machine(ABC):
    """What a seed does to the centre's machine as to a desk's."""

    folder: Path

    @abstractmethod
    def open(self) -> None:
        """Start the program on what is on the disk."""

    @abstractmethod
    def close(self) -> None:
        """End the program."""

    def reopen(self) -> None:
        """The program ends, or died, and starts again."""
        self.close()
        self.open()

    def keep(self) -> Copy:
        """A copy of the whole machine, taken while nothing is written."""
        self.close()
        kept = Copy.of(self.folder)
        self.open()
        return kept

    def restore(self, kept: Copy) -> None:
        """The machine comes back as it was when the copy was taken."""
        self.close()
        kept.put_back(self.folder)
        self.open()
