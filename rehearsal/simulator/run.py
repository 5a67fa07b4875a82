"""Runs seeds one after the other on one ground and tells what came of them: `make simulate SEEDS=N [FROM=K]`."""

import gc
import shutil
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from rehearsal.simulator.campaign import Campaign, Played
from rehearsal.simulator.morning import found
from rehearsal.simulator.summary import Summary
from rehearsal.simulator.town import Ground
from rehearsal.simulator.watch import Broken, Harm

_SEEDS_A_COLLECTION = 40
_MEMORY = Path("/dev/shm")  # noqa: S108  only asked for; the folder in it has a name of its own


@contextmanager
def fresh_ground() -> Iterator[Ground]:
    """Ground in memory where the system has such a folder: deaths are played here, no power is cut."""
    folder = Path(mkdtemp(prefix="motcua-town-", dir=_MEMORY if _MEMORY.is_dir() else None))
    try:
        ground = found(folder)
        try:
            yield ground
        finally:
            ground.close()
    finally:
        shutil.rmtree(folder)


@contextmanager
def in_a_row() -> Iterator[None]:
    """What stands now stays; what seeds leave behind is collected every few of them (`play`), not in between."""
    before = gc.isenabled()
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if before:
            gc.enable()


def play(ground: Ground, seed: int, summary: Summary) -> Played:
    """One seed, added to the summary; what it did, up to where it broke."""
    campaign = Campaign(ground, seed)
    try:
        campaign.play()
    except Broken as fault:
        summary.fail(seed, fault.harm, str(fault))
    except Exception as fault:  # whatever else ends a seed is a finding as well
        summary.fail(seed, Harm.WRONG, f"{type(fault).__name__}: {fault}")
    else:
        summary.add(campaign.played)
    if summary.seeds % _SEEDS_A_COLLECTION == 0:
        gc.collect()
    return campaign.played


def main(arguments: list[str], tell: Callable[[str], None] = print) -> int:
    """Play the seeds; 0 when every invariant held in all of them and enough of everything was met."""
    parser = ArgumentParser(prog="motcua-rehearsal simulate", description=__doc__)
    parser.add_argument("seeds", type=int, help="how many seeds to play")
    parser.add_argument("first", type=int, nargs="?", default=0, help="the first of them (0)")
    asked = parser.parse_args(arguments)
    summary = Summary()
    with fresh_ground() as ground, in_a_row():
        began = time.process_time()
        for seed in range(asked.first, asked.first + asked.seeds):
            played = play(ground, seed, summary)
            if asked.seeds == 1:
                tell("\n".join(played.story))
        spent = time.process_time() - began
    for said in summary.failed:
        tell(said)
    tell(summary.told())
    for name in summary.too_few():
        tell(f"too few to prove anything: {name}")
    tell(summary.line(spent))
    sys.stdout.flush()
    return 0 if summary.proves() else 1
