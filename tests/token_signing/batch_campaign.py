"""`make campaign-batch`: a leader's and văn thư's batch die at every durable step: one JSON line, 1 when wrong.

What has to hold after the next start: one signing act a paper, one number a result and none twice, all green.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

PAPERS = 3
LABELS = ["leader", "agency"]
Told = dict[str, object]


def played(folder: Path, every: int, first: int) -> list[Told]:
    """What `killed_run` told of every `every`-th step from `first` on; AssertionError where it broke off."""
    here = Path(__file__).parent
    root = here.parents[1]
    environment = os.environ | {"PYTHONPATH": f"{root}:{here}", "QT_QPA_PLATFORM": "offscreen"}
    command = (sys.executable, str(here / "killed_run.py"), str(folder), str(every), str(first))
    done = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def steps_in(told: Sequence[Told]) -> dict[str, int]:
    """How many steps each whole run has."""
    return {str(one["label"]): int(str(one["steps"])) for one in told if "steps" in one}


def deaths_in(told: Sequence[Told]) -> list[tuple[str, Told]]:
    """What the desk held after each death, with whose run died."""
    deaths: list[tuple[str, Told]] = []
    for one in told:
        if "steps" in one:
            deaths = [(label or str(one["label"]), death) for label, death in deaths]
        else:
            deaths.append(("", one))
    return deaths


def wrong_in(told: Sequence[Told]) -> list[str]:
    """What is not as it has to be, one line a death."""
    return [f"{label}: {json.dumps(death)}" for label, death in deaths_in(told) if death != _right(label)]


def _right(label: str) -> Told:
    issued = label == LABELS[1]
    return {
        "signed": [1] * PAPERS,
        "issued": [int(issued)] * PAPERS,
        "numbers": list(range(1, PAPERS + 1)) if issued else [],
        "green": ["green"] * PAPERS,
    }


def main() -> int:
    """Every step of both runs."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        told = played(Path(folder), 1, 1)
    steps, deaths, wrong = steps_in(told), deaths_in(told), wrong_in(told)
    for line in wrong:
        print(line, file=sys.stderr)
    whole = list(steps) == LABELS and len(deaths) == sum(steps.values())
    seconds = round(time.monotonic() - began)
    print(json.dumps({"steps": steps, "deaths": len(deaths), "wrong": len(wrong), "seconds": seconds}))
    return 0 if whole and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
