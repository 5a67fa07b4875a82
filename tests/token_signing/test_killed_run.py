"""A desk killed amid a batch signs nothing twice, loses nothing and gives no number twice (see `killed_run`)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from softhsm import find_module

PAPERS = 3
EVERY = int(os.environ.get("MOTCUA_KILL_EVERY", "13"))
FIRST = int(os.environ.get("MOTCUA_KILL_FIRST", "1"))
"""Every n-th step is died at, from the first on. The whole campaign is n runs of the n-th step, from 1 to n."""


@pytest.mark.slow
def test_after_a_kill_every_paper_is_signed_once_and_numbered_once(tmp_path: Path) -> None:
    """Whatever the step: one signing act a paper, one number a result, all green, nothing left over."""
    assert find_module() is not None, "SoftHSM2 is one of the packages of the tests"
    root, here = Path(__file__).parents[2], Path(__file__).parent
    environment = os.environ | {"PYTHONPATH": f"{root}:{here}", "QT_QPA_PLATFORM": "offscreen"}
    command = (sys.executable, str(here / "killed_run.py"), str(tmp_path), str(EVERY), str(FIRST))
    done = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told = [json.loads(line) for line in done.stdout.splitlines()]
    counted = [one for one in told if "steps" in one]
    assert [one["label"] for one in counted] == ["leader", "agency"]
    assert all(one["steps"] > 5 * PAPERS for one in counted)
    deaths = [one for one in told if "signed" in one]
    assert len(deaths) == sum(len(range(FIRST, one["steps"] + 1, EVERY)) for one in counted)
    leader = [one for one in deaths if not one["numbers"]]
    for one in leader:
        assert (one["signed"], one["issued"]) == ([1] * PAPERS, [0] * PAPERS)
    for one in deaths[len(leader) :]:
        assert (one["signed"], one["issued"]) == ([1] * PAPERS, [1] * PAPERS)
        assert one["numbers"] == list(range(1, PAPERS + 1))
    assert all(one["green"] == ["green"] * PAPERS for one in deaths)
