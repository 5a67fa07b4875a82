"""The disk of the centre's server is full: desks are told so, and all goes on once there is room."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.central_server.acts_of_day import Hand
from tests.central_server.centre_bench import World, fault_of

_APART = ["unshare", "--user", "--map-root-user", "--mount"]


def test_a_centre_whose_disk_is_full_says_so_and_loses_nothing(tmp_path: Path) -> None:
    """A real small disk, filled to the last byte: an act and a leaf are told the same, and taken once there is room.

    So is what a citizen fills in: he is told that it may not have been saved, and how to send it again.
    """
    if subprocess.run([*_APART, "true"], capture_output=True, check=False).returncode:
        pytest.skip("NO DISK OF ONE'S OWN HERE, none was filled")
    command = [*_APART, sys.executable, "-m", "tests.central_server.full_disk", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    full = [507, "centre_full"]
    assert told == {
        "push": full,
        "leaf": full,
        "again": full,
        "citizen": [500, True, 303],
        "parts": [],
        "acked": 3,
        "verdicts": ["accepted"],
        "whole": True,
    }


@pytest.mark.slow
@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_a_full_disk_of_postgresql_is_told_as_one(world: World) -> None:
    """The server's own error, wherever in the flush it comes; another error stays a database that is away."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.do(hand.receive())
    desk.write([hand.receive(dossier=2)])
    told = []
    for code in ("53100", "53200"):
        _refuse_writing(world, code)
        reply = world.client.post("/sync/v1/push", content=desk.frame(2, 2), headers=desk.headers)
        told.append((reply.status_code, fault_of(reply).code.value))
    assert told == [(507, "centre_full"), (503, "centre_busy")]
    with world.centre.store.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER no_room ON event"))
    assert desk.push(2).acked == 2


def _refuse_writing(world: World, code: str) -> None:
    """From now on the server answers every new event by this error."""
    body = f"BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '{code}'; END"
    refusing = f"CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
    with world.centre.store.engine.begin() as connection:
        connection.exec_driver_sql(refusing)
        connection.execute(text("CREATE OR REPLACE TRIGGER no_room BEFORE INSERT ON event EXECUTE FUNCTION refuse()"))
