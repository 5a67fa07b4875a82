"""A machine of a town: a program on a folder, ended, started again, and put back as a copy of it was."""

import os
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
        paths = [path for path in folder.rglob("*") if path.is_file()]
        return cls({str(path.relative_to(folder)): path.read_bytes() for path in paths})

    def put_back(self, folder: Path) -> None:
        """The folder holds exactly this again; nobody but its owner may read it."""
        _clear(str(folder))
        for place, body in self.files.items():
            path = f"{folder}/{place}"
            os.makedirs(path.rpartition("/")[0], exist_ok=True)  # noqa: PTH103  plain calls: it runs for every seed
            handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(body)


def _clear(folder: str) -> None:
    """Nothing is below the folder any more."""
    with os.scandir(folder) as below:
        for one in below:
            if one.is_dir(follow_symlinks=False):
                _clear(one.path)
                os.rmdir(one.path)  # noqa: PTH106
            else:
                os.unlink(one.path)  # noqa: PTH108


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
