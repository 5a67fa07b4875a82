"""Every seed begins with exactly the rows that were founded, whatever the seed before left in the open files."""

import sqlite3
from random import Random

import pytest

from rehearsal.simulator.machine import Machine
from rehearsal.simulator.run import fresh_ground, play
from rehearsal.simulator.summary import Summary
from rehearsal.simulator.town import Town


def rows_of(machine: Machine, place: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, read by a connection of its own."""
    eye = machine.driver.connect(place)
    named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name != 'find'"
    try:
        names = sorted(name for (name,) in eye.execute(named).fetchall())
        return {name: eye.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}
    finally:
        eye.close()


@pytest.mark.parametrize("left_inside", [False, True], ids=["at rest", "inside a transaction"])
def test_a_town_begins_as_it_was_founded(*, left_inside: bool) -> None:
    """After two seeds, one of them with other rules and a centre from a backup: every table is as it was founded, and
    a desk finds its dossiers by their words.
    """
    with fresh_ground() as ground:
        for seed in (0, 11):
            play(ground, seed, Summary())
        if left_inside:
            ground.posts["a"].eye.execute("BEGIN IMMEDIATE")
        town = Town(ground, Random(1), "abx")
        for name, machine in {**town.posts, "centre": town.hall}.items():
            founded = rows_of(machine, str(ground.root / "founded" / f"{name}.db"))
            assert rows_of(machine, str(machine.folder / machine.database)) == founded
            assert sum(len(rows) for rows in founded.values()) > 20
        assert len(town.posts["a"].parts.queries.search("bich ngoc")) == 7


def test_a_row_that_stayed_would_be_seen() -> None:
    """The comparison of the test above can fail."""
    with fresh_ground() as ground:
        play(ground, 0, Summary())
        place = str(ground.hall.folder / ground.hall.database)
        assert rows_of(ground.hall, place) != rows_of(ground.hall, str(ground.root / "founded" / "centre.db"))
        assert ground.hall.driver is sqlite3
