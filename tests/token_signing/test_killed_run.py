"""A desk killed amid a batch signs nothing twice, loses nothing and gives no number twice (see `killed_run`)."""

from __future__ import annotations

from pathlib import Path

import pytest
from batch_campaign import LABELS, PAPERS, deaths_in, played, steps_in, wrong_in
from softhsm import find_module

EVERY = 13
"""`make campaign-batch` dies at every step."""


@pytest.mark.slow
def test_after_a_kill_every_paper_is_signed_once_and_numbered_once(tmp_path: Path) -> None:
    """Whatever the step: one signing act a paper, one number a result, all green, nothing left over."""
    assert find_module() is not None, "SoftHSM2 is one of the packages of the tests"
    told = played(tmp_path, EVERY, 1)
    steps = steps_in(told)
    assert list(steps) == LABELS
    assert all(count > 5 * PAPERS for count in steps.values())
    assert len(deaths_in(told)) == sum(len(range(1, count + 1, EVERY)) for count in steps.values())
    assert wrong_in(told) == []


def test_a_paper_that_was_signed_twice_is_told() -> None:
    """The campaign fails by what it says of one death."""
    good = {"signed": [1] * PAPERS, "issued": [0] * PAPERS, "numbers": [], "green": ["green"] * PAPERS}
    ended = [{"steps": 2, "label": "leader"}, {"steps": 0, "label": "agency"}]
    assert wrong_in([good, ended[0], ended[1]]) == []
    for hurt in ({"signed": [1, 2, 1]}, {"numbers": [1]}, {"green": ["green", "red", "green"]}):
        assert len(wrong_in([good, good | hurt, *ended])) == 1
