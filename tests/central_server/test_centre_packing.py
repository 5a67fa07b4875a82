"""States of dossiers are packed for their table, rows laid out as arrays for PostgreSQL: whole, or refused."""

import hashlib

import pytest
from sqlalchemy import Column, Date, Numeric

from central_server.storage import packing, schema
from central_server.storage.columns import packers, texts
from central_server.storage.packing import pack_state, unpack_state, unpacked
from central_sync.protocol.codec import WireFault, encode_state
from dossier.state import Dossier
from tests.central_server.acts_of_day import Hand
from tests.central_server.centre_bench import World
from tests.central_server.test_centre_clashes import state_of


@pytest.fixture
def state(world: World) -> Dossier:
    """A dossier that was received."""
    desk = world.desk()
    desk.do(Hand.of(world, desk).receive())
    found = state_of(world, desk)
    assert found is not None
    return found


def test_a_state_is_packed_small_and_whole(state: Dossier) -> None:
    """Less than half of its plain text, which an older centre kept and which is still read."""
    plain = encode_state(state)
    packed = pack_state(state)
    assert unpack_state(packed) == unpack_state(plain) == state
    assert unpacked(packed) == plain
    assert len(packed) * 2 < len(plain)


def test_a_state_of_an_older_centre_is_read_where_it_lies(world: World, state: Dossier) -> None:
    """The rows of a database that was brought up are not written anew."""
    with world.centre.store.engine.begin() as connection:
        table = schema.dossier
        connection.execute(table.update().where(table.c.id == state.id).values(state=encode_state(state)))
    found = world.centre.store.read(lambda unit: unit.search.by_id(state.id))
    assert found is not None
    assert found.state == state


@pytest.mark.parametrize("body", [b"", b"\x02{}", b"\x01{}", b"{", b"\x01"])
def test_bytes_that_are_no_state_are_told_as_such(body: bytes) -> None:
    """Another mark, no frame, half a text: never another state."""
    with pytest.raises(WireFault, match="state_malformed"):
        unpack_state(body)


def test_the_words_of_packed_states_never_change() -> None:
    """What lies in a table opens with these alone; better ones would need another mark beside them."""
    words = hashlib.sha256(packing._FIRST_WORDS.encode()).hexdigest()
    assert words == "0629eab9d9c9f1018ee7fe75511d8cc4e7de64ac6d63360b360aea4fa872dd7e"


def test_a_column_without_an_array_is_refused() -> None:
    """A new kind of column in a table of the hot path is seen at its first row."""
    with pytest.raises(TypeError):
        packers([Column("x", Date())])
    with pytest.raises(TypeError):
        packers([Column("x", Numeric())])
    assert len(texts([])) == 20
