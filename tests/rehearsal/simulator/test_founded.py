"""Every seed begins with exactly the rows that were founded, whatever the seed before left in the open files."""

import sqlite3
from pathlib import Path
from random import Random

import pytest

from rehearsal.simulator.machine import Copy, Machine
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


def test_a_folder_holds_the_copy_and_nothing_else_again(tmp_path: Path) -> None:
    """Files that stand as they were put back are left alone; what was changed, lost or added since is not."""
    folder = tmp_path / "machine"
    for place in ("keys/one.key", "files/ab/leaf", "files/cd/leaf", "base.db"):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(place.encode())
    kept = Copy.of(folder)
    kept.put_back(folder)
    alone = (folder / "files/ab/leaf").stat().st_ino
    replaced = folder / "keys" / "new"
    replaced.write_bytes(b"KEYS/ONE.KEY")  # as long as the one before
    replaced.replace(folder / "keys/one.key")
    (folder / "files/cd/leaf").unlink()
    (folder / "files/ef").mkdir()
    (folder / "files/ef/leaf").write_bytes(b"more")
    (folder / "base.db").write_bytes(b"other rows")
    kept.put_back(folder, "base.db")
    assert Copy.of(folder).files == kept.files | {"base.db": b"other rows"}
    assert not (folder / "files/ef").exists()
    assert (folder / "files/ab/leaf").stat().st_ino == alone
