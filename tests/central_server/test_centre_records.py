"""What is kept holds together: snapshot equals refold, chains verify, migrations give the schema, settings are told."""

import tomllib
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, select

from central_server.bootstrap.clocks import RehearsalClock, make_clock
from central_server.bootstrap.keys import make_keys, read_keys
from central_server.bootstrap.province import load_province
from central_server.ports.faults import CentreFault
from central_server.ports.storage import Work
from central_server.services.rulebook import Rulebook
from central_server.settings import SETTINGS, SettingsFault, load_settings
from central_server.storage import schema
from central_server.storage.engine import open_engine
from central_server.storage.migrate import SCHEMA, bring_up, schema_stamp
from central_server.storage.writer import OneWriter
from central_sync.protocol.bundle import encode_bundle
from central_sync.protocol.chain import ZERO, batch_statement, link, links
from central_sync.protocol.codec import decode, decode_act, encode_row
from central_sync.protocol.keys import verified
from central_sync.protocol.messages import RulesRow
from dossier.acts import Act, Note
from dossier.events import Ruling
from dossier.evolve import event_of, evolve
from dossier.identifiers import DeviceId
from dossier.state import Dossier
from tests.central_server.acts_of_day import Hand, dossier_of
from tests.central_server.centre_bench import TestDesk, World


def lived(world: World) -> TestDesk:
    """A desk with a dossier of some age, in two batches."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    acts = hand.until_signing()
    desk.do(*acts[:3])
    desk.do(*acts[3:], hand.act(Note("xong")))
    return desk


def test_a_snapshot_equals_the_refold_of_its_events_and_its_chain_verifies(world: World) -> None:
    """The oracle: the kept acts and rulings say the same as the kept state."""
    desk = lived(world)
    key = dossier_of(desk, 1)
    state: Dossier | None = None
    head = ZERO
    with world.centre.store.engine.connect() as connection:
        joined = schema.event.join(
            schema.act, (schema.act.c.device == schema.event.c.device) & (schema.act.c.seq == schema.event.c.seq)
        )
        query = select(schema.event.c.rev, schema.event.c.ruling, schema.event.c.hash, schema.act.c.body)
        rows = connection.execute(
            query.select_from(joined).where(schema.event.c.dossier == key).order_by(schema.event.c.rev)
        ).all()
    for rev, ruling, hash_, body in rows:
        act = decode_act(body)
        assert isinstance(act, Act)
        state = evolve(state, event_of(act, rev, decode(ruling, Ruling)))
        head = link(head, body + b"\n" + ruling)
        assert head == hash_
    record = world.centre.store.read(lambda unit: unit.search.by_id(key))
    assert record is not None
    assert (record.state, record.head) == (state, head)


def test_the_kept_batches_prove_every_act_of_a_device(world: World) -> None:
    """Each signature covers the links recomputed from the kept lines."""
    desk = lived(world)
    with world.centre.store.engine.connect() as connection:
        batches = connection.execute(select(schema.batch).order_by(schema.batch.c.first_seq)).all()
        lines = list(connection.execute(select(schema.act.c.body).order_by(schema.act.c.seq)).scalars())
    after = links(ZERO, lines)
    assert [(one.first_seq, one.n) for one in batches] == [(1, 3), (4, 4)]
    for one in batches:
        last = one.first_seq + one.n - 1
        statement = batch_statement(desk.known.device, one.first_seq, last, after[last - 1])
        assert verified(desk.signer.public_hex, statement, one.sig.hex())


def test_feed_rows_read_back_are_the_bytes_that_were_chained(world: World) -> None:
    """Event rows are put together from kept parts; their encoding is the wire's own."""
    desk = lived(world)
    desk.pull()
    last = world.centre.store.read(lambda unit: unit.feed.head(desk.known.office))  # type: ignore[arg-type]  # an office id as text
    assert desk.cursor.hash == last.hash
    assert links(ZERO, [encode_row(row) for row in desk.rows])[-1] == last.hash


def test_new_rules_reach_every_office_once(world: World) -> None:
    """A version in force is a row on every feed; the old one is kept for the acts that name it."""
    desk = world.desk()
    desk.pull()
    old = desk.known.rules
    changed = load_province("binhthuan_2019")
    body = encode_bundle(changed)
    assert not world.centre.rulebook.load(body)
    other = body.replace(b'"0252 0000 000"', b'"0252 0000 001"')
    assert world.centre.rulebook.load(other)
    fresh = desk.pull()
    assert [type(row) for row in fresh] == [RulesRow]
    assert isinstance(fresh[0], RulesRow)
    assert fresh[0].version != old
    found = world.client.get(f"/sync/v1/rules/{old}", headers=desk.headers)
    assert found.status_code == 200
    assert Rulebook(world.centre.store, world.clock).find(old) is not None
    assert world.client.get(f"/sync/v1/rules/{'0' * 64}", headers=desk.headers).status_code == 404


def test_the_migrations_give_exactly_the_schema(tmp_path: Path) -> None:
    """Nothing is missing, nothing is left over, and a second run does nothing."""
    engine = open_engine(f"sqlite:///{tmp_path / 'new.db'}")
    assert schema_stamp(engine) == ""
    assert bring_up(engine)
    assert not bring_up(engine)
    assert schema_stamp(engine) == SCHEMA
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        found = [one for one in compare_metadata(context, schema.metadata) if "alembic_version" not in repr(one)]
    engine.dispose()
    assert found == []


def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    """Told, not touched."""
    engine = open_engine(f"sqlite:///{tmp_path / 'new.db'}")
    bring_up(engine)
    with engine.begin() as connection:
        connection.execute(schema.meta.update().where(schema.meta.c.name == "schema").values(value="9999"))
    with pytest.raises(CentreFault, match="schema_newer"):
        bring_up(engine)
    engine.dispose()


def test_the_embedded_database_promises_durable_writes(tmp_path: Path) -> None:
    """WAL with FULL on every connection; another kind of database is refused."""
    engine = open_engine(f"sqlite:///{tmp_path / 'new.db'}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
    engine.dispose()
    assert create_engine("sqlite://").dialect.name == "sqlite"
    with pytest.raises(CentreFault, match="database_kind"):
        open_engine("mysql://nobody@127.0.0.1/none")


def test_one_thread_writes_and_passes_on_what_went_wrong() -> None:
    """A job's fault is the caller's; the next job runs; a job cannot wait for itself."""
    writer = OneWriter()
    with pytest.raises(ZeroDivisionError):
        writer.run(lambda: 1 // 0)
    with pytest.raises(RuntimeError):
        writer.run(lambda: writer.run(lambda: 1))
    assert writer.run(lambda: 7) == 7
    writer.close()


def test_a_unit_of_work_that_raises_leaves_nothing(world: World) -> None:
    """Rollback of every half."""

    def work(unit: Work) -> None:
        unit.registry.set_meta("half", "x")
        unit.search.add_try("code", 1)
        raise LookupError

    with pytest.raises(LookupError):
        world.centre.store.write(work)
    assert world.centre.store.read(lambda unit: unit.registry.meta("half")) == ""
    assert world.centre.store.read(lambda unit: unit.search.tries("code", 0)) == []


def test_a_rehearsal_clock_runs_on_from_its_start() -> None:
    """Start plus the real time since the base; the milliseconds are those of +07:00."""
    clock = RehearsalClock(datetime(2019, 3, 14, 8, 5), 1000.0, lambda: 1090.5)
    assert clock.now() == datetime(2019, 3, 14, 8, 6, 30, 500_000)
    assert clock.milliseconds() == 1_552_525_590_500
    assert isinstance(make_clock("rehearsal:2019-03-14T08:05:00@1000"), RehearsalClock)
    for wrong in ("rehearsal:", "2019-03-14@1", "rehearsal:2019-03-14T08:05:00+07:00@1", "rehearsal:x@y"):
        with pytest.raises(SettingsFault):
            make_clock(wrong)


def test_settings_come_from_the_file_then_from_the_environment(tmp_path: Path) -> None:
    """An unknown name, a wrong type and a wrong number are told."""
    assert load_settings(tmp_path, {}).province == "binhthuan_2019"
    (tmp_path / "centre.toml").write_text('province = "other"\nsecret_tries = 7\n', encoding="utf-8")
    found = load_settings(tmp_path, {"MOTCUA_PROVINCE": "third"})
    assert (found.province, found.secret_tries) == ("third", 7)
    for text in ("provinz = 'x'", "secret_tries = 'x'", "secret_tries = true", "= broken"):
        (tmp_path / "centre.toml").write_text(text, encoding="utf-8")
        with pytest.raises(SettingsFault):
            load_settings(tmp_path, {})
    (tmp_path / "centre.toml").unlink()
    with pytest.raises(SettingsFault):
        load_settings(tmp_path, {"MOTCUA_SECRET_TRIES": "no"})


def test_keys_that_others_can_read_are_refused(tmp_path: Path) -> None:
    """Mode 0600, made once."""
    assert make_keys(tmp_path / "keys")
    first = read_keys(tmp_path / "keys")
    assert not make_keys(tmp_path / "keys")
    assert read_keys(tmp_path / "keys") == first
    assert "feed" not in repr(first)
    (tmp_path / "keys" / "feed.key").chmod(0o644)
    with pytest.raises(CentreFault, match="keys_open"):
        read_keys(tmp_path / "keys")


def test_both_languages_say_the_same_sentences_with_the_same_places() -> None:
    """Keys and placeholders agree, and every setting has its words."""
    tables = [
        tomllib.loads((files("resources") / "messages" / f"centre.{one}.toml").read_text(encoding="utf-8"))
        for one in ("vi", "en")
    ]
    assert list(tables[0]) == list(tables[1])
    for key in tables[0]:
        places = [sorted(part.split("}")[0] for part in table[key].split("{")[1:]) for table in tables]
        assert places[0] == places[1], key
    assert all(row.text in tables[0] for row in SETTINGS)
    assert DeviceId("d") == "d"


def test_desks_that_push_at_once_all_get_through_and_every_feed_stays_whole(world: World) -> None:
    """Eight desks of one office, each in a thread of its own, race for one feed head."""
    desks = [world.desk(seed=bytes([number])) for number in range(1, 9)]
    hands = [Hand.of(world, desk) for desk in desks]
    for desk, hand in zip(desks, hands, strict=True):
        desk.write([hand.receive(dossier=number) for number in range(1, 11)])
        desk.ask_token()
    with ThreadPoolExecutor(len(desks)) as pool:
        replies = list(pool.map(lambda desk: desk.push(), desks))
    assert {one.verdict.value for reply in replies for one in reply.verdicts} == {"accepted"}
    reader = world.desk(seed=b"z")
    reader.pull()
    assert len(reader.events()) == 80
