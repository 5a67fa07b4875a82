"""Measures a known citizen at the counter by real keys in the whole window: how many, and how long it takes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.desk.clerk import MOMENT, BenchFault
from benchmarks.figures import Figure, at_most
from benchmarks.subject import Subject
from rehearsal.province import clock_setting, ready_world

_NOBODY = "http://127.0.0.1:9"
_ROWS = (
    ("later", "known citizen from ID scan to receipt, one paper scanned"),
    ("at_once", "known citizen from ID scan to the file sent to be signed, result at once"),
)


def measure(folder: Path) -> Iterator[Figure]:
    """The desk of the rehearsal without a line; no pause of a person is in the seconds, the drawing of the PDF is."""
    world = ready_world(folder.parent / "province", folder / "world", print)
    own = world.desk_environment(clock_setting(MOMENT), _NOBODY)
    environment = {**os.environ, **own, "QT_QPA_PLATFORM": "offscreen"}
    call = [sys.executable, "-m", "benchmarks.desk.played_counter", str(world.root), str(folder / "pictures")]
    done = subprocess.run(call, capture_output=True, text=True, check=False, env=environment)  # noqa: S603
    if done.returncode != 0:
        raise BenchFault((done.stderr.strip().splitlines() or ["the play ended"])[-1])
    said = json.loads(done.stdout.splitlines()[-1])
    for name, words in _ROWS:
        yield Figure(f"{words}: keys", said[name]["keys"], "keys", at_most(25))
        yield Figure(f"{words}: time", said[name]["seconds"], "s", at_most(3), "the first of a fresh program")


SUBJECT = Subject("desk counter", measure)
