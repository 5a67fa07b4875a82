"""The simulator: every recorded seed ends well, tells one story everywhere, and finds each planted bug."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from central_sync.protocol.codec import encode_act
from central_sync.protocol.messages import VerdictKind
from dossier.acts import ActKind, Note
from rehearsal.simulator.campaign import Played
from rehearsal.simulator.ending import Arrived, accepted_kinds
from rehearsal.simulator.run import fresh_ground, main, play
from rehearsal.simulator.summary import ENOUGH_FOR_EVERY_KIND, ENOUGH_SEEDS, Summary
from rehearsal.simulator.town import Ground
from rehearsal.simulator.watch import Harm
from tests.fakes.people import ActMaker
from tests.rehearsal.simulator import plants
from tests.rehearsal.simulator.plants import Plant

FIXED = range(200)
EVER_FAILED: tuple[int, ...] = (640, 22857, 34992)
"""Every seed that ever found a bug of the product, also when the campaign has changed since."""

PLANTED: tuple[tuple[Plant, int, Harm], ...] = (
    (plants.duplicate_check_removed, 1, Harm.DUPLICATED),
    (plants.answer_before_commit, 11, Harm.LOST),
    (plants.no_redecide_on_arrival, 1, Harm.WRONG),
    (plants.no_redecide_after_a_refusal, 5, Harm.LOST),
    (plants.overlay_dropped_at_the_verdict, 1, Harm.LOST),
    (plants.foreign_row_in_the_feed, 1, Harm.OUT_OF_SCOPE),
    (plants.number_reused_after_a_restore, 1, Harm.DUPLICATED),
    (plants.retry_under_a_new_id, 1, Harm.DUPLICATED),
    (plants.pressed_again_is_another_act, 334, Harm.DUPLICATED),
)


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    """Ground that was founded once; every seed puts it back."""
    with fresh_ground() as founded:
        yield founded


def played(ground: Ground, seed: int) -> tuple[Summary, Played]:
    """One seed and what came of it."""
    summary = Summary()
    return summary, play(ground, seed, summary)


def test_the_fixed_seeds_end_well_and_prove_something(ground: Ground) -> None:
    """Nothing lost, doubled, stuck or shown to strangers; enough was refused, held, merged and noted, and every kind of
    act that the core knows was accepted.
    """
    summary = Summary()
    for seed in sorted({*FIXED, *EVER_FAILED}):
        play(ground, seed, summary)
    print(summary.told())
    assert summary.failed == []
    assert summary.too_few() == []
    assert {kind for kind in ActKind if not summary.kinds[kind]} == set()
    assert summary.outcomes["held"] * 1000 >= summary.outcomes["acts"] * 13
    assert summary.proves()
    wanted = (
        "claimed",
        "own hand died",
        "numbers twice",
        "centre restored",
        "desk restored",
        "desks taken out",
        "late",
        "new rules",
    )
    deaths = [
        f"{who} died at {how}" for who in ("desk", "centre") for how in ("statement", "before commit", "after commit")
    ]
    ways = ("request lost", "reply lost", "repeated", "request cut", "reply cut", "delayed")
    missing = [name for name in (*wanted, *deaths, *ways) if not (summary.outcomes + summary.met)[name]]
    assert missing == []


@pytest.mark.parametrize(("plant", "seed", "harm"), PLANTED, ids=[row[0].__name__ for row in PLANTED])
def test_a_planted_bug_is_found_by_its_seed(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, plant: Plant, seed: int, harm: Harm
) -> None:
    """With the guard taken out the seed is broken, as it says; with the guard in place it is not."""
    with monkeypatch.context() as patch:
        plant(patch)
        summary, _ = played(ground, seed)
    assert list(summary.harms) == [harm], summary.failed
    assert f"FROM={seed}" in summary.failed[0]
    assert not summary.proves()
    summary, _ = played(ground, seed)
    assert summary.failed == []


def test_a_seed_tells_the_same_story_in_every_process(ground: Ground) -> None:
    """Nothing outside the seed decides: what fails once fails again, on another machine too."""
    script = (
        "import hashlib\n"
        "from rehearsal.simulator.run import fresh_ground, play\n"
        "from rehearsal.simulator.summary import Summary\n"
        "with fresh_ground() as ground:\n"
        "    for seed in (3, 11):\n"
        "        print(hashlib.sha256('\\n'.join(play(ground, seed, Summary()).story).encode()).hexdigest())\n"
    )
    environment = os.environ | {"PYTHONHASHSEED": "77"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    for seed, told in zip((11, 3), reversed(done.stdout.split()), strict=True):
        story = played(ground, seed)[1].story
        assert len(story) > 10
        assert hashlib.sha256("\n".join(story).encode()).hexdigest() == told


def test_the_command_ends_with_one_line_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    """The last line is the summary; a single seed tells its story before it."""
    assert main(["1", "5"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 10
    said = json.loads(lines[-1])
    names = "seeds lost duplicated stuck out_of_scope wrong refused held merged noted per_second"
    assert list(said) == names.split()
    assert said["seeds"] == 1
    assert said["per_second"] > 0


@pytest.mark.parametrize("plant", [plants.retry_under_a_new_id, plants.no_redecide_on_arrival])
def test_the_command_fails_with_the_seed_and_how_to_see_it_again(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, plant: Plant
) -> None:
    """A broken seed ends the run with a code that no script can overlook, and is counted under what it harms."""
    plant(monkeypatch)
    plant_seed, harm = next((seed, harm) for one, seed, harm in PLANTED if one is plant)
    assert main(["1", str(plant_seed)]) == 1
    told = capsys.readouterr().out.splitlines()
    said = json.loads(told[-1])
    assert {one: said[one.value] for one in Harm if said[one.value]} == {harm: 1}
    assert any(line.endswith(f"(again: make simulate SEEDS=1 FROM={plant_seed})") for line in told)


def test_a_kind_that_is_played_and_never_accepted_does_not_count() -> None:
    """Only accepted and merged acts tell of their kind; one that was refused, held or noted moved nothing."""
    line = encode_act(ActMaker().make(Note("đã gọi điện")))
    acts = [Arrived("d", 1, "a", line, verdict, "", "x", "o", 1) for verdict in VerdictKind]
    assert accepted_kinds(acts) == {ActKind.NOTE: 2}


def test_a_long_run_that_met_too_little_proves_nothing() -> None:
    """Under one act in a hundred refused, held, merged or noted is no proof, nor a kind of act that was never accepted;
    a short run is not judged by it.
    """
    few = Summary(seeds=ENOUGH_SEEDS)
    few.outcomes.update({"acts": 1000, "refused": 10, "held": 9, "merged": 50, "noted": 50})
    assert few.too_few() == ["held"]
    assert not few.proves()
    few.outcomes["held"] = 10
    assert few.proves()
    few.seeds = ENOUGH_FOR_EVERY_KIND
    few.kinds.update(set(ActKind) - {ActKind.SUPPLY})
    assert few.too_few() == ["supply"]
    assert not few.proves()
    few.seeds, few.outcomes["held"] = ENOUGH_SEEDS - 1, 9
    assert few.proves()
    assert not Summary().proves()
