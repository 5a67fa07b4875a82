"""The bench tells honestly what it measured, what it missed and what it could not have."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.figures import Figure, at_least, at_most
from benchmarks.run import chosen, run
from benchmarks.subject import Subject
from benchmarks.timing import quantile


def good(_: Path) -> Iterator[Figure]:
    """A subject with one figure on each side of its goal and one without a goal."""
    yield Figure("fast", 3.0, "ms", at_most(5), "1 ms, one fsync")
    yield Figure("slow", 799.0, "1/s", at_least(800))
    yield Figure("size", 12.0, "MB")


def broken(_: Path) -> Iterator[Figure]:
    """A subject that has one figure and then breaks."""
    yield Figure("before", 1.0, "s")
    raise OSError("no such server")


def test_the_list_holds_every_figure_with_its_goal_and_whether_it_is_met(tmp_path: Path) -> None:
    """The file has the agreed keys, a missed goal is missed, and no goal is met."""
    said: list[str] = []
    run([Subject("all", good)], tmp_path, said.append)
    rows = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert rows == [
        {"figure": "fast", "value": 3.0, "unit": "ms", "goal": "≤ 5", "met": True, "compared_with": "1 ms, one fsync"},
        {"figure": "slow", "value": 799.0, "unit": "1/s", "goal": "≥ 800", "met": False, "compared_with": None},
        {"figure": "size", "value": 12.0, "unit": "MB", "goal": None, "met": True, "compared_with": None},
    ]
    assert [line.split()[0] for line in said[1:]] == ["figure", "fast", "slow", "size"]
    assert " NO" in said[3]


def test_a_subject_that_breaks_keeps_its_figures_and_is_not_met(tmp_path: Path) -> None:
    """What was measured before stays, the break has a row, the next subject runs, the folder goes."""
    figures = run([Subject("broken", broken), Subject("all", good)], tmp_path, [].append)
    assert [(one.name, one.met) for one in figures[:2]] == [("before", True), ("broken", False)]
    assert figures[1].compared_with == "broke: OSError"
    assert figures[2].name == "fast"
    assert [path.name for path in tmp_path.iterdir()] == ["bench.json"]


def test_a_word_chooses_the_subjects_that_have_it_in_their_name() -> None:
    """ONLY runs a part."""
    subjects = [Subject("centre-sqlite", good), Subject("centre-postgresql", good), Subject("desk-save", good)]
    assert [one.name for one in chosen(subjects, "centre")] == ["centre-sqlite", "centre-postgresql"]
    assert len(chosen(subjects, "")) == 3


@pytest.mark.parametrize(("share", "value"), [(0.01, 1), (0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100)])
def test_a_quantile_is_a_measured_value(share: float, value: float) -> None:
    """The 99th of a hundred values is the one that only one exceeds."""
    assert quantile([float(n) for n in range(100, 0, -1)], share) == value
