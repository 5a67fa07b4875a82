"""The whole life of notices on each database: folded, sent, receipted, called, listed; and what a migration finds."""

from datetime import timedelta

from sqlalchemy import text

from central_server.bootstrap.watch import build_watch
from central_server.ports.notices import (
    LEADERS_LETTER,
    NoticeChannel,
    NoticeState,
    NotTaken,
    Receipt,
    Taken,
    Trouble,
    Wanted,
)
from central_server.storage.engine import IMMEDIATE
from central_server.storage.schema import metadata
from central_sync.protocol.calls import CALLS, CallsReply
from central_sync.protocol.codec import decode, unpack
from central_sync.protocol.messages import PATH
from dossier.acts import RecordContact
from tests.central_server.centre_bench import World
from tests.central_server.notices.office import EMAIL, REACHABLE, SMS, Office
from tests.fakes.people import OTHER_OFFICE


def test_a_notice_lives_from_its_event_to_the_call(world: World) -> None:
    """Every statement of the store, in the order of a life, on each database."""
    office = Office.of(world, SMS, EMAIL)
    office.senders[EMAIL].answer = lambda _: NotTaken(Trouble.NEVER, "smtp_550")
    office.senders[SMS].answer = lambda message: Taken((f"{message.key}/1", f"{message.key}/2"), "ESME_ROK")
    office.until_ready()
    first = office.rounds.run()
    assert first is not None
    assert (first.made, first.sent) == (3, 1)
    assert office.told(SMS) == [("ready", "sms", "sent")]
    name = office.senders[SMS].sent[-1].key
    office.senders[SMS].receipts = [Receipt(f"{name}/1", True, "DELIVRD"), Receipt(f"{name}/2", False, "UNDELIV")]
    for _ in range(2):
        office.rounds.run()
    assert office.told(EMAIL) == [("ready", "email", "failed")]
    assert [one.text for one in office.calls.of_office(office.office)] == [one.text for one in office.notices()[-1:]]
    office.desk.do(office.hand.act(RecordContact("phone", False, "không bắt máy")))
    office.rounds.run()
    assert [one.tries for one in office.calls.of_office(office.office)] == [1]
    office.desk.do(office.hand.act(RecordContact("phone", True, "hẹn sáng mai")))
    office.rounds.run()
    assert office.calls.of_office(office.office) == []
    (done,) = office.notices(NoticeChannel.CALL)
    assert (done.state, done.answer, done.attempts) == (NoticeState.DONE, "reached", 2)
    tally = world.centre.store.read(lambda unit: unit.notices.tally())
    assert tally[NoticeChannel.CALL, NoticeState.DONE] == 1
    some = world.centre.store.read(
        lambda unit: unit.notices.listing(Wanted(SMS, NoticeState.FAILED, office.office, after=0, limit=1))
    )
    assert [one.template for one in some] == ["ready"]
    assert world.centre.store.write(lambda unit: unit.notices.retry([some[0].id], 0)) == 1
    world.clock.at += timedelta(days=60)
    office.rounds.run()
    office.rounds.end()
    assert world.centre.store.read(lambda unit: unit.notices.behind()) == []


def test_a_desk_gets_the_calls_of_its_own_office(world: World) -> None:
    """Whom, at which number, what to say; another office's desk gets nothing; a stranger is refused."""
    office = Office.of(world)
    office.until_ready()
    office.rounds.run()
    reply = world.client.get(f"{PATH}{CALLS}", headers=office.desk.headers)
    assert reply.status_code == 200
    (row,) = decode(unpack(reply.content), CallsReply).calls
    assert (row.name, row.phone, row.tries) == (REACHABLE.name, REACHABLE.phone, 0)
    assert row.text.startswith(f"Hồ sơ {row.code} đã có kết quả.")
    other = world.desk(OTHER_OFFICE, b"2")
    reply = world.client.get(f"{PATH}{CALLS}", headers=other.headers)
    assert decode(unpack(reply.content), CallsReply).calls == []
    assert world.client.get(f"{PATH}{CALLS}").status_code in (401, 403)


def test_a_centre_that_gets_notices_tells_nobody_about_the_past(world: World) -> None:
    """The migration puts the cursors at the heads of the feeds; what comes after them is news."""
    from central_server.storage import migrate

    office = Office.of(world)
    office.receive()
    engine = world.centre.store.engine
    notices = ("notice", "notice_part", "notice_cursor", "notice_runner")
    later = (*notices, "draft", "publication", "proof", "proof_cursor", "administration")
    tables = [metadata.tables[name] for name in later]
    with engine.execution_options(**{IMMEDIATE: True}).begin() as connection:
        metadata.drop_all(connection, tables=tables)
        connection.execute(text("DROP INDEX ix_dossier_due"))
        connection.execute(text("ALTER TABLE person DROP COLUMN email"))
        connection.execute(text("ALTER TABLE certificate DROP COLUMN valid_until"))
        connection.execute(text("CREATE INDEX ix_act_dossier ON act (dossier)"))
        connection.execute(text("CREATE INDEX ix_dossier_queue ON dossier (holder)"))
        connection.execute(text("UPDATE meta SET value = '0002' WHERE name = 'schema'"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0002'"))
    assert migrate.bring_up(engine)
    office.rounds.run()
    assert office.told() == []
    office.receive(2)
    office.rounds.run()
    assert office.told() == [("accepted", "portal", "delivered")]


def test_a_leaders_letter_lives_on_each_database(world: World) -> None:
    """Who is written to, what lies, one letter however often it is looked, and its end when the address is gone."""
    office = Office.of(world, EMAIL)
    office.receive()
    world.centre.people.write_to(world.people["minh"], "minh@example.vn")
    world.clock.at += timedelta(days=1)
    for _ in range(2):
        watch = build_watch(world.centre)
        while watch.step():
            pass
    letters = [one for one in office.notices(EMAIL) if one.template == LEADERS_LETTER]
    assert [(one.office, one.state) for one in letters] == [(office.office, NoticeState.WAITING)]
    world.centre.people.write_to(world.people["minh"], "")
    office.rounds.run()
    (failed,) = [one for one in office.notices(EMAIL) if one.template == LEADERS_LETTER]
    assert (failed.state, failed.answer) == (NoticeState.FAILED, "no_address")
