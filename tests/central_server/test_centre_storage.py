"""What the centre keeps in memory is never believed against the database; what the driver says comes out as ours."""

from dataclasses import replace

import pytest
from msgspec import structs
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from central_server.ports.storage import Work
from central_server.ports.values import Claim, Record, StoredEvent
from central_server.services.accept import Acceptance, Pushed
from central_server.storage import schema, states
from central_server.storage.engine import open_engine
from central_server.storage.query import Query, add_new_rows, add_rows, put_rows, unwaited
from central_server.storage.states import StateShelf
from central_sync.protocol.centre import read_batch
from dossier.acts import Note
from dossier.identifiers import DeviceId, DossierId, OfficeId
from tests.central_server.acts_of_day import Hand, dossier_of
from tests.central_server.centre_bench import World
from tests.central_server.conftest import Postgres
from tests.central_server.test_centre_clashes import Dying, state_of


def record_of(world: World, dossier: DossierId) -> Record:
    """The record of a dossier, read from the database."""
    found = world.centre.store.read(lambda unit: unit.search.by_id(dossier))
    assert found is not None
    return found


def test_a_decoded_state_counts_only_under_the_head_that_was_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another head finds nothing; the one put there longest ago makes room."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.do(hand.receive())
    record = record_of(world, dossier_of(desk, 1))
    shelf, name = StateShelf(), record.state.id
    shelf.keep([record])
    assert shelf.find({name: record.head}) == {name: record.state}
    assert shelf.find({name: b"another"}) == {}
    monkeypatch.setattr(states, "_MOST", 1)
    shelf.keep([structs.replace(record, state=replace(record.state, id=DossierId("x")))])
    assert shelf.find({name: record.head}) == {}


def test_a_state_of_a_transaction_that_was_never_committed_is_forgotten(world: World) -> None:
    """A note is decided and its transaction dies; the next note stands on the reception alone."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.do(hand.receive())
    kept = (list(desk.lines), list(desk.hashes))
    desk.write([hand.act(Note("chết"))])
    body = desk.frame(2, 2)
    device = world.centre.store.read(lambda unit: unit.registry.device(DeviceId(desk.known.device)))
    assert device is not None
    with pytest.raises(KeyboardInterrupt):
        Acceptance(replace(world.centre.acceptance._parts, storage=Dying(world.centre.store))).take(
            [Pushed(device, read_batch(body), body)]
        )
    desk.lines, desk.hashes = kept
    hand.maker.seq -= 1
    assert [one.verdict.value for one in desk.do(hand.act(Note("sống"))).verdicts] == ["accepted"]
    state = state_of(world, desk)
    assert state is not None
    assert [line.text for line in state.trail] == ["", "sống"]


def test_of_two_claims_of_one_number_the_first_one_stands(world: World) -> None:
    """Whatever the ids of the dossiers; a claim that is repeated by its own dossier is free."""
    late, early = Claim("sổ", 7, DossierId("a")), Claim("sổ", 7, DossierId("z"))
    other = Claim("sổ", 8, DossierId("a"))
    assert world.centre.store.write(lambda unit: unit.ledger.claim([other, early, late])()) == {late}
    assert world.centre.store.write(lambda unit: unit.ledger.claim([late, other, early])()) == {late}


@pytest.mark.parametrize("count", [1, 300])
def test_rows_go_in_whole_by_every_way(world: World, count: int) -> None:
    """Waited for or not: the same rows with every letter; a row that is there is a fault."""
    rows = [("sổ\t\n\\N\"'", number, f"hồ sơ {number}") for number in range(count)]
    found = Query("SELECT book, number, dossier FROM number ORDER BY number")
    with world.centre.store.engine.begin() as connection:
        add_rows(connection, schema.number, rows)
        assert [tuple(row) for row in found.rows(connection)] == rows
    with world.centre.store.engine.begin() as connection:
        with unwaited(connection):
            add_new_rows(connection, schema.number, [("sổ\t\n\\N\"'", 0, "khác")])
            put_rows(connection, schema.meta, [("một", "1")])
            put_rows(connection, schema.meta, [("một", "2")])
        assert [tuple(row) for row in found.rows(connection)] == rows
        value = Query("SELECT value FROM meta WHERE name = ?").rows(connection, "một")
        assert [tuple(row) for row in value] == [("2",)]
    with pytest.raises(IntegrityError), world.centre.store.engine.begin() as connection:
        add_rows(connection, schema.number, rows)
    with pytest.raises(DBAPIError), world.centre.store.engine.begin() as connection:
        Query("SELECT nothing FROM nowhere").rows(connection)


def test_what_goes_wrong_late_leaves_nothing(world: World) -> None:
    """Nobody waited for the statement that failed: the unit of work is told of it, and nothing of it is kept."""
    event = StoredEvent(DossierId("hồ sơ"), 1, DeviceId("máy"), 1, b"{}", b"")

    def twice(unit: Work) -> None:
        unit.end_unwaited()
        unit.ledger.keep_audience([(event.dossier, OfficeId("cơ quan"))])
        unit.ledger.keep_events([event, event])
        unit.ledger.keep_audience([(event.dossier, OfficeId("khác"))])

    with pytest.raises(IntegrityError):
        world.centre.store.write(twice)
    with world.centre.store.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(schema.audience)).scalar() == 0
    world.centre.store.write(lambda unit: unit.ledger.keep_events([event]))


@pytest.mark.slow
def test_connections_that_died_while_resting_are_replaced(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL was started again over lunch: the next unit of work does not even notice."""
    monkeypatch.setattr("central_server.storage.engine._REST_SECONDS", 0.0)
    postgres.run("CREATE DATABASE lunch")
    engine = open_engine(postgres.url("lunch"))
    with engine.begin() as connection:
        first = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    postgres.run(f"SELECT pg_terminate_backend({first}, 5000)")
    with engine.begin() as connection:
        assert connection.execute(text("SELECT pg_backend_pid()")).scalar_one() != first
    engine.dispose()
    postgres.run("DROP DATABASE lunch")


@pytest.mark.slow
def test_a_connection_to_postgresql_plans_by_keys_and_compresses_quickly(postgres: Postgres) -> None:
    """Every new connection, also after a rollback; a server without the quick method keeps its own."""
    postgres.run("CREATE DATABASE plans")
    engine = open_engine(postgres.url("plans"))
    try:
        with engine.connect() as connection:
            connection.rollback()
            shown = [
                connection.execute(text(f"SHOW {name}")).scalar_one()
                for name in ("enable_seqscan", "jit", "default_toast_compression")
            ]
            able = connection.execute(
                text("SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'")
            ).scalar_one()
        assert shown == ["off", "off", "lz4" if able else "pglz"]
    finally:
        engine.dispose()
