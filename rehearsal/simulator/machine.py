"""A machine of a town: a program on a folder, ended, started again, and put back as a copy of it was."""

import os
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rehearsal.simulator.founded import Founded


@dataclass(frozen=True)
class Copy:
    """A folder as it was at one moment, held in memory: the bytes of each file by its place below the folder."""

    files: dict[str, bytes]
    stamps: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    """Node, size and time of each file as it was last put back: one that has them still is that file."""

    @classmethod
    def of(cls, folder: Path) -> "Copy":
        """A copy, taken while nothing is written."""
        paths = [path for path in folder.rglob("*") if path.is_file()]
        return cls({str(path.relative_to(folder)): path.read_bytes() for path in paths})

    def put_back(self, folder: Path, but: str = "") -> None:
        """The folder holds exactly this again; nobody but its owner may read it. What is named like the database `but`
        stays as it is.
        """
        still = set(self._emptied(str(folder), "", but))
        for place, body in self.files.items():
            if place in still or (but and place.startswith(but)):
                continue
            path = f"{folder}/{place}"
            os.makedirs(path.rpartition("/")[0], exist_ok=True)  # noqa: PTH103  plain calls: it runs for every seed
            handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(body)
            self.stamps[place] = _stamp(os.stat(path))  # noqa: PTH116

    def _emptied(self, folder: str, below: str, but: str = "") -> list[str]:
        """Nothing is below it any more but files named like `but`, and those that are as they were put back: these."""
        still: list[str] = []
        with os.scandir(f"{folder}/{below}") as found:
            for one in found:
                place = below + one.name
                if one.is_dir(follow_symlinks=False):
                    kept = self._emptied(folder, f"{place}/")
                    still += kept
                    if not kept:
                        os.rmdir(one.path)  # noqa: PTH106
                elif _stamp(one.stat(follow_symlinks=False)) == self.stamps.get(place):
                    still.append(place)
                elif not but or not one.name.startswith(but):
                    os.unlink(one.path)  # noqa: PTH108
        return still


def _stamp(of: os.stat_result) -> tuple[int, int, int]:
    return of.st_ino, of.st_size, of.st_mtime_ns


class Machine(ABC):
    """What a seed does to the centre's machine as to a desk's.

    `database` is a file in the folder; `founded` are its rows as towns begin with them.
    """

    folder: Path
    database: str
    founded: Founded | None = None

    @property
    @abstractmethod
    def driver(self) -> Any:
        """The driver's module, which opens the database."""

    @property
    @abstractmethod
    def at_rest(self) -> bool:
        """Whether the program runs and is inside no transaction."""

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

    def found(self, kept: Copy, beside: Path) -> None:
        """Towns begin with this copy from now on; its database lies at `beside`."""
        self._let_go()
        beside.write_bytes(kept.files[self.database])
        self.founded = Founded(self.driver, self.folder / self.database, beside)

    def begin_anew(self, kept: Copy) -> None:
        """The machine as it was founded, its program started."""
        if self.founded is not None and self.at_rest:
            self.founded.put_back()
            kept.put_back(self.folder, self.database)
        else:
            self.end()
            kept.put_back(self.folder)
        self.open()

    def end(self) -> None:
        """Nothing is open any more."""
        self._let_go()
        self.close()

    def _let_go(self) -> None:
        if self.founded is not None:
            self.founded.let_go()

    def keep(self) -> Copy:
        """A copy of the whole machine, taken while nothing is written."""
        self.end()
        kept = Copy.of(self.folder)
        self.open()
        return kept

    def restore(self, kept: Copy) -> None:
        """The machine comes back as it was when the copy was taken."""
        self.end()
        kept.put_back(self.folder)
        self.open()
