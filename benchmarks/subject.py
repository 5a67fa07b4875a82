"""Says what a subject of the bench is; each lives in a module of its own and is listed in `subjects`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Figure


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing to measure: the word that ONLY looks for, and what measures it.

    `measure` is given an empty folder on the disk of the repository (never a memory disk, where a commit costs
    nothing) and yields each figure as soon as it has it.
    """

    name: str
    measure: Callable[[Path], Iterator[Figure]]
