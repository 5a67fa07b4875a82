"""Runs subjects one after the other, prints each figure when it is there, and writes the list."""

import os
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.figures import HEADING, Figure, as_json
from benchmarks.subject import Subject

Say = Callable[[str], None]


def chosen(subjects: Sequence[Subject], only: str) -> tuple[Subject, ...]:
    """The subjects whose name holds the word; all for an empty one."""
    return tuple(one for one in subjects if only in one.name)


def run(subjects: Sequence[Subject], build: Path, say: Say) -> tuple[Figure, ...]:
    """Measure, print and write `bench.json` in the folder `build`.

    A subject that breaks leaves the figures it had and one row that says so: nothing that was asked for is missing
    in silence.
    """
    build.mkdir(parents=True, exist_ok=True)
    say(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    say(HEADING)
    figures: list[Figure] = []
    for subject in subjects:
        for figure in _measured(subject, build, say):
            say(figure.line())
            figures.append(figure)
    (build / "bench.json").write_text(as_json(figures), encoding="utf-8")
    return tuple(figures)


def _measured(subject: Subject, build: Path, say: Say) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="bench-", dir=build) as folder:
        try:
            yield from subject.measure(Path(folder))
        except Exception as fault:
            say(traceback.format_exc())
            yield Figure(subject.name, None, "", None, f"broke: {type(fault).__name__}")
