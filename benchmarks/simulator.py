"""Measures how many towns of desks and centre the simulator plays in a second of one core, and that none breaks."""

import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, at_least, at_most
from benchmarks.subject import Subject
from rehearsal.simulator.run import fresh_ground, in_a_row, play
from rehearsal.simulator.summary import Summary

_WARM, _SEEDS = 5, 100


def measure(_: Path) -> Iterator[Figure]:
    """The first seeds, after a few that fill the caches; processor time, as one core of its own would spend it."""
    with fresh_ground() as ground:
        for seed in range(_WARM):
            play(ground, seed, Summary())
        summary = Summary()
        with in_a_row():
            began, started = time.process_time(), time.perf_counter()
            for seed in range(_SEEDS):
                play(ground, seed, summary)
            spent, waited = time.process_time() - began, time.perf_counter() - started
    told = f"{_SEEDS} seeds, {summary.outcomes['acts']} acts; {_SEEDS / waited:.0f}/s by the clock"
    yield Figure("simulator, seeds a second of a core", _SEEDS / spent, "1/s", at_least(20), told)
    yield Figure("simulator, seeds that broke an invariant", len(summary.failed), "", at_most(0), told)


SUBJECT = Subject("simulator", measure)
