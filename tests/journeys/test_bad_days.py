"""A small sample of the campaigns of bad days: the whole ones are `make campaign-kill`, `-faults` and `-disk`."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from random import Random

import pytest

from rehearsal.bad_days.audit import Findings
from rehearsal.bad_days.faults import Faults
from rehearsal.bad_days.kill import Kills
from rehearsal.bad_days.stage import Stage
from rehearsal.bad_days.tracer import TracerFault

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One bare province for the tests of this file; each leaves it whole."""
    made = Stage(tmp_path_factory.mktemp("bad-days") / "province")
    yield made
    made.close()


def test_desk_and_centre_are_killed_under_load_and_nothing_is_lost(stage: Stage) -> None:
    """Two deaths of the desk, one of the centre, at random moments: every acknowledged dossier is there once."""
    findings = Findings()
    kills = Kills(stage, Random(), findings)
    kills.desk(2)
    kills.centre(1)
    stage.end(findings)
    assert (findings.lost, findings.twice, findings.broken) == (0, 0, [])
    assert len(stage.acknowledged) > 3


def test_some_failing_calls_of_a_save_are_told_and_lose_nothing(stage: Stage) -> None:
    """EIO, a full disk and a death at some of the writes of one save; the next save is done each time."""
    findings = Findings()
    faults = Faults(stage, findings, step=19)
    try:
        faults.phase("save", ("pwrite64", "fsync"))
    except TracerFault as fault:
        pytest.skip(f"NOTHING CAN BE TRACED HERE, no call was made to fail: {fault}")
    finally:
        faults.close()
    stage.end(findings)
    assert (findings.lost, findings.twice, findings.broken) == (0, 0, [])
    assert set(faults.said) == {"disk_full", "disk_failed", "died"}


def test_a_disk_filled_to_some_points_is_told_and_the_reserve_finishes_the_work() -> None:
    """Four fillings of a real small disk, half of them with the room that is held back."""
    command = [sys.executable, "-m", "rehearsal.bad_days.disk", "--points", "4"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))
    told = json.loads(done.stdout)
    if done.returncode == 3:
        pytest.skip(f"NO DISK OF ONE'S OWN HERE, none was filled: {told['error']}")
    assert done.returncode == 0, (told, done.stderr)
    assert (told["points"], told["lost"], told["broken"]) == (12, 0, [])
    assert {"did", "disk_full"} <= set(told["said"])


def test_the_audit_sees_what_is_lost_doubled_and_damaged(stage: Stage) -> None:
    """A code that is nowhere, a sequence that does not fit the acts, a file with another bit: each is a finding."""
    hand = stage.ready_hand()
    answer = hand.ask("scan")
    assert answer is not None
    hand.close()
    clean, lost, damaged = Findings(), Findings(), Findings()
    stage.look(clean, files=True)
    assert clean.broken == []
    stage.acknowledged.add("000.04.31.H11-190314-9999")
    stage.look(lost)
    stage.acknowledged.discard("000.04.31.H11-190314-9999")
    assert (lost.lost, lost.broken) == (1, ["desk: 000.04.31.H11-190314-9999 is lost"])
    with stage.desk() as desk:
        path = desk.parts.shelf._path(str(answer["file"]))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes((whole[-1] ^ 1,)))
    _bend_register(stage, "-1")
    stage.look(damaged, files=True)
    path.write_bytes(whole)
    _bend_register(stage, "+1")
    assert len(damaged.broken) == 2
    assert any("the last should be" in line for line in damaged.broken)
    assert any("file_damaged" in line for line in damaged.broken)


def _bend_register(stage: Stage, by: str) -> None:
    """Make the store believe that it wrote one act less, or more."""
    with stage.desk() as desk:
        desk.machine.writer.run(
            lambda connection: connection.exec_driver_sql(
                f"UPDATE meta SET v = cast(cast(v AS integer) {by} AS text) WHERE k = 'last_seq'"
            ).close()
        )
