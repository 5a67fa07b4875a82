"""A town in one process: a centre and its desks on real files, a line that loses things, one clock, one seed."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import msgspec
from sqlalchemy import Engine, event

from central_server.api import sync as routes
from central_server.api.replies import complaint_handlers
from central_server.api.sync import SyncParts
from central_server.bootstrap.build import Centre, Injected, build_centre
from central_server.commands.prepare import prepare
from central_server.ports.world import ZONE, SignedBy
from central_server.services.complaints import Complain
from central_server.services.enrolment import CodeOrder
from central_server.services.people import NewOfficial
from central_server.storage import schema
from central_sync.protocol.codec import WireFault
from central_sync.protocol.desk import DeskSession
from central_sync.protocol.exchange import BLOB, BLOB_HAVE, PULL, PUSH, RULES, TOKEN, Request, Response
from central_sync.protocol.faults import FaultCode
from central_sync.protocol.keys import KeySigner
from central_sync.protocol.lane import BlobLane
from central_sync.protocol.messages import EnrolReply, EnrolRequest
from central_sync.protocol.round import Carry, DeskTools
from desk_client.bootstrap import Machine, open_machine
from desk_client.services.session import Session
from desk_client.store import meta, rulebook
from desk_client.store.rulebook import Rulebook
from dossier.identifiers import OfficeId, PersonId
from dossier.roles import Role
from tests.central_server.centre_bench import PEOPLE, FakeCheck, settings_in
from tests.desk_client.store.feeding import Counter
from tests.fakes import office as desk_fakes
from tests.fakes.people import OFFICE, OTHER_OFFICE
from tests.fakes.rules import encode_bundle, shipped_bundle, shipped_rules

CERTIFICATE = "c" * 64
START = datetime(2019, 3, 14, 8, 5)
NAMES = ("a", "b", "x")
"""Two desks of one office, and one of another that sees a dossier only when it is handed over to it."""


class Killed(BaseException):
    """A process dies here."""


@dataclass
class Moment:
    """The one clock: desks and centre read it, nobody else moves it."""

    at: datetime = START
    rehearsal: bool = True

    def now(self) -> datetime:
        return self.at

    def unix_ms(self) -> int:
        return int(self.at.replace(tzinfo=ZONE).timestamp() * 1000)

    def milliseconds(self) -> int:
        return self.unix_ms()

    def monotonic(self) -> float:
        return self.unix_ms() / 1000

    def correct(self, offset_ms: int) -> None:
        return None


@dataclass
class SeededChance:
    """Bytes of one seed."""

    random: Random

    def bytes(self, count: int) -> bytes:
        return self.random.randbytes(count)


@dataclass(frozen=True)
class Asked:
    """A request as a route reads it."""

    headers: dict[str, str]


@contextmanager
def dying(engine: Engine, at: int) -> Iterator[None]:
    """The process dies at its n-th statement, or at the COMMIT that comes instead."""
    left = [at]

    def count(*_rest: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Killed

    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", count)
        event.remove(engine, "commit", count)


@dataclass
class Hall:
    """The centre and the door that the desks' requests go through."""

    folder: Path
    moment: Moment
    centre: Centre = field(init=False)
    epochs: int = 0

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        """Start the centre's program on what is on the disk."""
        check = FakeCheck(SignedBy(intact=True, certificate_sha256=CERTIFICATE, trusted=True))
        self.centre = build_centre(settings_in(self.folder), Injected(self.moment, check))
        c = self.centre
        self.parts = SyncParts(c.clock, c.desks, c.acceptance, c.pages, c.files, c.rulebook)
        self.complaints = complaint_handlers(self.moment.milliseconds)

    def reopen(self) -> None:
        """The program ends and starts again."""
        self.centre.close()
        self.open()

    def keep(self, into: Path) -> None:
        """A backup of the whole directory, taken between two transactions."""
        self.centre.close()
        shutil.rmtree(into, ignore_errors=True)
        shutil.copytree(self.folder, into)
        self.open()

    def restore(self, kept: Path) -> None:
        """Put the backup back: what was accepted since is gone, and a new epoch says so."""
        self.centre.close()
        shutil.rmtree(self.folder)
        shutil.copytree(kept, self.folder)
        self.open()
        self.epochs += 1
        name = f"restored-{self.epochs}"
        self.centre.store.write(lambda unit: unit.registry.set_meta("epoch", name))

    def serve(self, request: Request) -> Response:
        """Answer as the real routes do; an unexpected exception is a finding, not a 500."""
        headers = {name.lower(): value for name, value in request.headers}
        asked = Asked(_AnyCase(headers))
        try:
            reply = self._route(request, asked)
        except (Complain, WireFault) as fault:
            reply = self.complaints[type(fault)](None, fault)
        return Response(reply.status_code, reply.content)

    def _route(self, request: Request, asked: Asked):  # type: ignore[no-untyped-def]  # a response of the web framework
        path, parts, body = request.path, self.parts, request.body
        if path == TOKEN:
            return routes.token.fn(parts, body)
        if path == PUSH:
            return routes.push.fn(asked, parts, body)
        if path == PULL:
            return routes.pull.fn(asked, parts, body)
        if path.startswith(f"{RULES}/"):
            return routes.rules.fn(asked, parts, path.rpartition("/")[2])
        if path == BLOB_HAVE:
            return routes.blob_have.fn(asked, parts, body)
        sha256, last = path.removeprefix(f"{BLOB}/").split("/")
        if last == "commit":
            return routes.blob_commit.fn(asked, parts, sha256, body)
        if request.method == "PUT":
            return routes.blob_put.fn(asked, parts, sha256, int(last), body)
        return routes.blob_get.fn(asked, parts, sha256, int(last))


class _AnyCase(dict[str, str]):
    """Headers by name in any writing."""

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]  # as the framework's headers do
        return super().get(name.lower(), default)


@dataclass
class Post:
    """One desk: its folder, its program while it runs, what its person was told is saved."""

    name: str
    folder: Path
    moment: Moment
    chance: SeededChance
    book: Rulebook
    saved: list[bytes] = field(default_factory=list)
    folded: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    """Refolds that were compared already: number of events and the state's bytes by dossier."""
    carry: Carry = field(default_factory=Carry)
    counter: Counter = field(init=False)

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        """Start the desk's program on what is on the disk."""
        made = open_machine(desk_fakes.settings_in(self.folder), self.moment)
        machine: Machine = replace(made, chance=self.chance, rulebook=self.book)  # type: ignore[arg-type]  # seeded bytes
        self.counter = Counter.over(replace(machine, journal=_journal(machine)))
        self.carry = Carry()

    def reopen(self) -> None:
        """The program ends, or dies, and starts again."""
        self.counter.close()
        self.open()

    def sessions(self) -> dict[str, Session]:
        """The sessions of the people of this office by login, as the desk knows them now."""
        with self.counter.parts.engine.connect() as connection:
            known = meta.people(connection)
        office = OfficeId(self.counter.parts.identity.office)
        return {one.person.login: Session(one.person, office, known.grants) for one in known.accounts}

    def tools(self) -> DeskTools:
        """What a round works with."""
        return DeskTools(
            journal=self.counter.machine.journal,
            signer=self.counter.machine.signer,
            centre_key=self.counter.parts.identity.centre_key.hex(),
            clock_ms=self.moment.unix_ms,
            nonce=lambda: self.chance.bytes(16).hex(),
        )


def _journal(machine: Machine):  # type: ignore[no-untyped-def]  # the journal of the machine's own parts
    from desk_client.store.journal import Journal

    return Journal(machine.engine, machine.writer, machine.rulebook, machine.clock)


@dataclass
class Line:
    """Between a desk and the centre: each request or reply may get lost."""

    hall: Hall
    random: Random
    loss: float = 0.0
    lost_requests: int = 0
    lost_replies: int = 0

    def round(self, post: Post, meanwhile: Callable[[], None] | None = None) -> DeskSession:
        """One round of a desk until it is over or something got lost; `meanwhile` runs while a request flies."""
        session = DeskSession(post.tools(), post.carry)
        while (request := session.next_request()) is not None:
            response = self._carry(request)
            if response is None:
                session.failed(FaultCode.CUT)
                break
            if meanwhile is not None:
                meanwhile()
            session.take(response)
        post.carry = session.carry
        return session

    def files(self, post: Post) -> BlobLane:
        """One run of the file lane over one connection."""
        bearer = post.carry.bearer
        lane = BlobLane(post.counter.parts.shelf, "" if bearer is None else bearer.token)
        while (request := lane.next_request(0)) is not None:
            response = self._carry(request)
            if response is None:
                lane.failed(0, FaultCode.CUT)
                break
            lane.take(0, response)
        return lane

    def _carry(self, request: Request) -> Response | None:
        if self.random.random() < self.loss:
            self.lost_requests += 1
            return None
        response = self.hall.serve(request)
        if self.random.random() < self.loss:
            self.lost_replies += 1
            return None
        return response


def found_town(folder: Path) -> None:
    """Found the template of every town: a prepared centre with people, three enrolled desks that hold the rules."""
    moment = Moment()
    prepare(settings_in(folder / "centre"))
    hall = Hall(folder / "centre", moment)
    for office, prefix in ((OFFICE, ""), (OTHER_OFFICE, "x-")):
        for login, name, role in PEOPLE:
            new = NewOfficial(name, "Công chức", prefix + login, "mật khẩu")
            hall.centre.people.add(new, [(office, role, date(2018, 1, 1))])
    for name in NAMES:
        _found_desk(folder / name, hall, OTHER_OFFICE if name == "x" else OFFICE)
    hall.centre.close()


def _found_desk(folder: Path, hall: Hall, office: OfficeId) -> None:
    machine = open_machine(desk_fakes.settings_in(folder), hall.moment)
    signer: KeySigner = machine.signer
    order = CodeOrder(office, valid_from=date(2018, 1, 1), valid_until=date(2030, 12, 31))
    ticket = hall.centre.enrolment.order(order)
    reply = hall.centre.desks.enrol(EnrolRequest(ticket.code, signer.public_hex, "Quầy"))
    machine.keep_enrolment(reply)
    version, body = shipped_rules().version, encode_bundle(shipped_bundle())
    assert reply.rules == version
    machine.writer.run(lambda connection: rulebook.keep(connection, version, body))
    machine.writer.close()
    machine.engine.dispose()


@dataclass
class Town:
    """The centre, its desks and the line of one seed."""

    folder: Path
    random: Random
    book: Rulebook
    names: str = "ab"
    moment: Moment = field(default_factory=Moment)
    hall: Hall = field(init=False)
    posts: dict[str, Post] = field(init=False)
    line: Line = field(init=False)

    def __post_init__(self) -> None:
        self.hall = Hall(self.folder / "centre", self.moment)
        chance = SeededChance(Random(self.random.random()))
        self.posts = {name: Post(name, self.folder / name, self.moment, chance, self.book) for name in self.names}
        self.line = Line(self.hall, self.random)

    def pass_time(self) -> None:
        """Some minutes, now and then a day."""
        self.moment.at += timedelta(minutes=self.random.randint(1, 20))
        if self.random.random() < 0.02 or self.moment.at.hour >= 17:
            self.moment.at = datetime.combine(self.moment.at.date() + timedelta(days=1), START.time())

    def person(self, login: str) -> PersonId:
        """The id of a person."""
        official = self.hall.centre.people.by_login(login)
        assert official is not None
        return official.id

    def role(self, login: str) -> Role:
        """The one role of a person."""
        return next(role for name, _, role in PEOPLE if name == login.removeprefix("x-"))

    def mix_up_slices(self, *, at_centre: bool) -> None:
        """Desk b prints desk a's numbers, as a restored machine would; `at_centre`: the centre believes it may."""
        mine, theirs = self.posts["b"].counter, self.posts["a"].counter.parts.identity

        def change(connection) -> None:  # type: ignore[no-untyped-def]  # a Connection
            told = msgspec.json.decode(meta.get(connection, "enrolment"), type=EnrolReply)
            other = msgspec.structs.replace(told, slices=theirs.slices)
            meta.put(connection, "enrolment", msgspec.json.encode(other).decode())

        mine.machine.writer.run(change)
        self.posts["b"].reopen()
        if at_centre:
            table, part = schema.number_slice, theirs.slices[0]
            where = table.c.device == self.posts["b"].counter.parts.identity.device
            with self.hall.centre.store.engine.begin() as connection:
                connection.execute(table.update().where(where).values(first=part.first, last=part.last))

    def close(self) -> None:
        """End every program."""
        for post in self.posts.values():
            post.counter.close()
        self.hall.centre.close()
