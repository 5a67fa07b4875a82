"""The rehearsal's province is built from nothing: a centre, a desk, two tokens, a past that reaches every stage."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from dossier.events import SIDE_STAGES, Stage
from rehearsal.past import Order
from rehearsal.province import PAST_ENDS, World, build_world

pytestmark = pytest.mark.slow

_DOSSIERS = 92
"""Two more than the past leaves open."""


def test_a_past_is_played_and_the_centre_has_it_all(tmp_path: Path) -> None:
    """Received, signed in the leader's token or on paper, numbered, sealed in the office's, returned; all is sent."""
    world, told = World(tmp_path / "province"), list[str]()
    build_world(world, Order(PAST_ENDS, _DOSSIERS, 20), told.append)
    assert told[-1] == "gui_ve_trung_tam"
    with create_engine(f"sqlite:///{world.centre / 'centre.db'}").connect() as connection:
        stages = Counter(connection.scalars(text("SELECT stage FROM dossier")))
        unproved = "SELECT count(*) FROM file_named WHERE sha256 NOT IN (SELECT sha256 FROM blob)"
        missing = connection.scalar(text(unproved))
    assert sum(stages.values()) == _DOSSIERS
    assert {stage.value for stage in set(Stage) - SIDE_STAGES - {Stage.NUMBERED}} <= set(stages)
    assert missing == 0
