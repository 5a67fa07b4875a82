"""Two desks, another office and a centre through seeded bad days: nothing lost, nothing twice, everybody equal."""

import os
import shutil
from collections import Counter as Tally
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from desk_client.store.rulebook import Rulebook
from dossier.evolve import EvolveFault
from tests.scenarios_sync.campaign import Campaign, Played
from tests.scenarios_sync.town import found_town

FAST = os.environ.get("MOTCUA_SEEDS", "0:24")
"""First and last + 1 of the seeds to play, as `MOTCUA_SEEDS=17:18` for one or `0:5000` for a night."""


WANTED = (
    "refused",
    "noted",
    "merged",
    "claimed",
    "held on the way",
    "numbers twice",
    "clashes",
    "desk deaths",
    "centre deaths",
    "restores",
    "lost",
)


@pytest.fixture(scope="module")
def template() -> Iterator[Path]:
    """A founded town that every seed copies; in memory where the system has such a folder, deaths are played here."""
    memory = Path("/dev/shm")
    folder = Path(mkdtemp(prefix="motcua-town-", dir=memory if memory.is_dir() else None))
    found_town(folder / "template")
    yield folder / "template"
    shutil.rmtree(folder)


def play(template: Path, seed: int, book: Rulebook) -> Played:
    """One seed in its own folder, which goes afterwards."""
    return Campaign(template, template.with_name(f"seed-{seed}"), seed, book).play()


def play_all(template: Path, seeds: range) -> tuple[Tally[str], list[str]]:
    """What was met in these seeds, and each that failed with its number."""
    met: Tally[str] = Tally()
    failed: list[str] = []
    book = Rulebook()
    for seed in seeds:
        try:
            played = play(template, seed, book)
        except (AssertionError, EvolveFault) as fault:
            failed.append(f"seed {seed}: {fault}")
        else:
            met += played.outcomes + played.met
    print(f"\n{len(seeds)} seeds: {dict(sorted(met.items()))}")
    return met, failed


@pytest.mark.parametrize("told", [FAST, pytest.param("24:124", marks=pytest.mark.slow)])
def test_every_seed_ends_with_everybody_equal(template: Path, told: str) -> None:
    """All invariants in every seed; a campaign that met few refusals, clashes or deaths proves nothing and fails."""
    first, _, end = told.partition(":")
    seeds = range(int(first), int(end))
    met, failed = play_all(template, seeds)
    assert not failed, "\n".join(failed)
    needed = len(seeds) // 10
    few = {name: met[name] for name in WANTED if met[name] < needed}
    assert not few, f"too little happened to prove anything, at least {needed} wanted of each: {few}"


def test_a_seed_tells_the_same_story_twice(template: Path) -> None:
    """Nothing outside the seed decides: what fails once fails again."""
    book = Rulebook()
    stories = [play(template, 7, book).story for _ in range(2)]
    assert stories[0] == stories[1]
    assert len(stories[0]) > 20
