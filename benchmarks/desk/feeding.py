"""Measures what the feed costs a desk: ten thousand events with no clerk at work, and waiting acts decided again."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter

from sqlalchemy import Connection, Engine, text

from benchmarks.desk.backlog import EVENTS, behind
from benchmarks.desk.clerk import MOMENT, BenchFault, Clerk
from benchmarks.desk.crowd import copy_of
from benchmarks.figures import Figure, at_most
from benchmarks.subject import Subject
from benchmarks.timing import quantile
from central_sync.client.transport import HttpTransport, Trust
from central_sync.protocol.desk import DeskSession
from central_sync.protocol.exchange import Response
from central_sync.protocol.messages import FeedHead, PeopleRow
from central_sync.protocol.round import PAGE_ROWS, DeskTools
from desk_client.services.centre import known_centre
from desk_client.store import meta
from desk_client.store.engine import checkpoint
from desk_client.store.writer import Priority
from rehearsal.processes import Children
from rehearsal.province import clock_setting, serve

_DOSSIERS = 100_000
_PENDING = 100
_AGAIN = 9


def measure(folder: Path) -> Iterator[Figure]:
    """The pages are fetched from the real centre first and then taken from memory: the desk alone is measured."""
    world = behind(folder.parent, _DOSSIERS, print)
    replies = _fetched(folder)
    clerk = Clerk(copy_of(world, folder / "taking"))
    try:
        seconds = _take(clerk, replies)
        bare = _bare_seconds(clerk.desk.machine.engine)
        times, commits = seconds / bare, EVENTS // PAGE_ROWS
        beside = f"{times:.1f} × the same lines put into one bare table, {commits} commits ({bare:.2f} s)"
        yield Figure("10,000 events into a desk with no clerk at work", seconds, "s", at_most(1), beside)
        for _ in range(_PENDING):
            clerk.receive(clerk.form())
        again, deciding = _decided_again(clerk)
        name = f"decide again {_PENDING} pending, with their commit"
        yield Figure(name, again, "ms", at_most(15), f"{again / deciding:.1f} × reading their rows and acts only")
    finally:
        clerk.close()


def _tools(clerk: Clerk) -> DeskTools:
    machine, known = clerk.desk.machine, clerk.desk.parts.identity
    chance = clerk.desk.parts.chance
    return DeskTools(
        journal=machine.journal,
        signer=machine.signer,
        centre_key=known.centre_key.hex(),
        clock_ms=clerk.clock.unix_ms,
        nonce=lambda: chance.bytes(16).hex(),
    )


def _fetched(folder: Path) -> list[Response]:
    """Every reply of a whole round of a copy of the desk."""
    world = copy_of(behind(folder.parent, _DOSSIERS, print), folder / "fetching")
    children = Children(folder / "logs")
    clerk: Clerk | None = None
    try:
        clerk = Clerk(world, f"http://127.0.0.1:{serve(world, children, clock_setting(MOMENT))}")
        centre = known_centre(clerk.desk.machine.engine, clerk.desk.machine.settings.centre)
        if centre is None:
            raise BenchFault("no centre")
        transport, session, replies = HttpTransport(Trust(centre.address)), DeskSession(_tools(clerk)), []
        while (request := session.next_request()) is not None:
            replies.append(transport.send(request))
            session.take(replies[-1])
        if session.fault is not None or session.report.received < EVENTS:
            raise BenchFault(f"{session.report.received} rows, {session.fault}")
        return replies
    finally:
        if clerk is not None:
            clerk.close()
        children.end_all()


def _take(clerk: Clerk, replies: list[Response]) -> float:
    """Seconds in which the desk proves and applies everything."""
    session, left = DeskSession(_tools(clerk)), iter(replies)
    began = perf_counter()
    while session.next_request() is not None:
        session.take(next(left))
    seconds = perf_counter() - began
    if session.fault is not None or session.report.received < EVENTS:
        raise BenchFault(f"{session.report.received} rows, {session.fault}")
    checkpoint(clerk.desk.machine.engine)
    return seconds


def _bare_seconds(engine: Engine) -> float:
    """Seconds in which the lines of as many events go into a table without an index, in as many commits."""
    with engine.connect().execution_options(writes=True) as connection:
        with connection.begin():
            query = text("SELECT dossier, line FROM event LIMIT :n")
            rows = [{"d": row.dossier, "l": row.line} for row in connection.execute(query, {"n": EVENTS})]
            connection.execute(text("CREATE TABLE bare(dossier TEXT, line BLOB)"))
        began = perf_counter()
        for first in range(0, len(rows), PAGE_ROWS):
            with connection.begin():
                put = text("INSERT INTO bare(dossier, line) VALUES (:d, :l)")
                connection.execute(put, rows[first : first + PAGE_ROWS])
        return perf_counter() - began


def _decided_again(clerk: Clerk) -> tuple[float, float]:
    """Milliseconds in which all waiting acts are decided again, and in which their rows are only read; medians."""
    machine = clerk.desk.machine
    standing = machine.journal.standing()
    with machine.engine.connect() as connection:
        people = meta.people(connection)
    row = PeopleRow(standing.cursor.after, people.accounts, people.grants)
    head = FeedHead(standing.cursor.epoch, standing.office, standing.cursor.after, standing.cursor.hash.hex(), "")
    deciding, reading = [], []
    for _ in range(_AGAIN):
        began = perf_counter()
        changed = machine.journal.apply([row], [b""], head, standing.cursor)
        deciding.append((perf_counter() - began) * 1000)
        if len(changed) != _PENDING:
            raise BenchFault(f"{len(changed)} dossiers decided again")
        began = perf_counter()
        # No person's work, after which the next page would rest first (`writer`): that is not deciding.
        machine.writer.run(partial(_read, dossiers=changed), Priority.FEED)
        reading.append((perf_counter() - began) * 1000)
    return quantile(deciding, 0.5), quantile(reading, 0.5)


def _read(connection: Connection, dossiers: Sequence[str]) -> None:
    for dossier in dossiers:
        connection.execute(text("SELECT state FROM dossier WHERE id = :d"), {"d": dossier}).scalar()
        connection.execute(text("SELECT body FROM act WHERE dossier = :d"), {"d": dossier}).all()


SUBJECT = Subject("desk feed", measure)
