"""A town of one seed: what stands where, founded once a process and put back for every seed."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

import msgspec

from central_server.bootstrap.province import load_province
from central_server.commands.prepare import prepare
from central_server.services.enrolment import CodeOrder
from central_server.services.people import NewOfficial
from central_server.storage import schema
from central_sync.protocol.bundle import bundle_version, encode_bundle
from central_sync.protocol.messages import EnrolReply, EnrolRequest
from desk_client.store import meta
from dossier.identifiers import OfficeId, PersonId
from dossier.procedures import ChannelLimit
from dossier.roles import Role
from dossier.rules import Rules
from dossier.workflow import Workflow
from rehearsal.simulator.hall import Hall, town_settings
from rehearsal.simulator.line import Line
from rehearsal.simulator.machine import Copy
from rehearsal.simulator.post import Post
from rehearsal.simulator.watch import versions_of
from rehearsal.simulator.world import START, Moment, SeededChance

OFFICE = OfficeId("000.04.31.H11")
OTHER_OFFICE = OfficeId("000.05.31.H11")
PROVINCE_LOGIN = "tinh"
"""Who changes the province's calendar."""
PEOPLE = (
    ("hoa", "Nguyễn Thị Hoa", Role.INTAKE),
    ("loc", "Phạm Văn Lộc", Role.OFFICER),
    ("minh", "Trần Văn Minh", Role.LEADER),
    ("suong", "Đặng Thị Sương", Role.RECORDS),
    ("dung", "Ngô Thị Dung", Role.FINANCE),
)
DESKS = {"a": OFFICE, "b": OFFICE, "c": OFFICE, "x": OTHER_OFFICE}
"""Two desks of one office, a third that is a spare where it does not take part, and one of another office."""
_KEYS = ("feed", "token", "files", "portal", "salt")
BEFORE = START - timedelta(days=2)
"""When the office did what its towns begin with."""
LONG_AGO = date(2018, 1, 1)
_LONG_TIME = date(2030, 12, 31)


def bundles() -> tuple[bytes, bytes]:
    """The shipped rules of the province, and a later version of them in which every limit is one longer.

    What began to hold after the days of the town (NĐ 30/2020) holds in both: it is played too.
    """
    shipped = load_province("binhthuan_2019")
    bundle = replace(shipped, workflows=tuple(map(_undated, shipped.workflows)))
    longer = tuple(replace(one, limits=tuple(map(_longer, one.limits))) for one in bundle.procedures)
    return encode_bundle(bundle), encode_bundle(replace(bundle, procedures=longer))


def _undated(flow: Workflow) -> Workflow:
    return replace(flow, steps=tuple(replace(step, valid_from=None) for step in flow.steps))


def _longer(row: ChannelLimit) -> ChannelLimit:
    return replace(row, limit=replace(row.limit, amount=row.limit.amount + 1))


@dataclass
class Ground:
    """The folder that towns stand on, and everything that lives as long as the process: engines, the template."""

    root: Path
    moment: Moment = field(default_factory=lambda: Moment(BEFORE))
    chance: SeededChance = field(default_factory=lambda: SeededChance(Random(0)))
    hall: Hall = field(init=False)
    posts: dict[str, Post] = field(init=False)
    people: dict[str, PersonId] = field(default_factory=dict)
    rules: tuple[bytes, bytes] = field(default_factory=bundles, repr=False)
    versions: dict[str, Rules] = field(default_factory=dict, repr=False)
    """Every version that any seed played with, decoded once."""
    copies: dict[str, Copy] = field(default_factory=dict, repr=False)
    began: datetime = START
    began_ms: int = 0

    def __post_init__(self) -> None:
        """Found the template: a prepared centre with people, enrolled desks that hold the rules."""
        stand, centre = self.root / "town", self.root / "town" / "centre"
        self.versions |= versions_of(self.rules)
        _write_keys(centre / "keys")
        prepare(town_settings(centre))
        self.hall = Hall(centre, self.moment, self.chance)
        decoded: dict[str, Rules] = {}
        self.posts = {name: Post(name, stand / name, self.moment, self.chance, decoded) for name in DESKS}
        self.hall.open()
        self.hall.centre.store.write(lambda unit: unit.registry.set_meta("epoch", "first"))
        self.hall.centre.rulebook.load(self.rules[0])
        for office, prefix in ((OFFICE, ""), (OTHER_OFFICE, "x-")):
            for login, name, role in PEOPLE:
                new = NewOfficial(name, "Công chức", prefix + login, "mật khẩu")
                self.people[prefix + login] = self.hall.centre.people.add(new, [(office, role, LONG_AGO)])
        self._add_administrator()
        for name, office in DESKS.items():
            self._enrol(self.posts[name], office)
        line = Line(self.hall, Random(0), lambda: None)
        for post in self.posts.values():
            post.open()
            line.round(post)
            post.close()
        self.hall.close()
        self.settle()

    def _add_administrator(self) -> None:
        new = NewOfficial("Lê Văn Tỉnh", "Quản trị hệ thống", PROVINCE_LOGIN, "mật khẩu")
        (rules, _) = self.versions.values()
        office = OfficeId(rules.bundle.province.administrator)
        self.hall.centre.people.add(new, [(office, Role.PROVINCE_ADMIN, LONG_AGO)])

    def settle(self) -> None:
        """Every seed begins from what stands here now."""
        founded = self.root / "founded"
        founded.mkdir(exist_ok=True)
        for name, machine in {**self.posts, "centre": self.hall}.items():
            self.copies[name] = Copy.of(machine.folder)
            machine.found(self.copies[name], founded / f"{name}.db")
        self.began, self.began_ms = self.moment.at, self.moment.unix_ms()
        self.moment.at += timedelta(seconds=1)

    def close(self) -> None:
        """End every program."""
        for machine in (*self.posts.values(), self.hall):
            machine.end()

    def _enrol(self, post: Post, office: OfficeId) -> None:
        order = CodeOrder(office, valid_from=LONG_AGO, valid_until=_LONG_TIME)
        ticket = self.hall.centre.enrolment.order(order)
        reply = self.hall.centre.desks.enrol(EnrolRequest(ticket.code, post.signer.public_hex, "Quầy"))
        body = self.rules[0]
        post.enrol(reply, (bundle_version(body), body))

    def put_back(self, random: Random) -> None:
        """The centre as it was founded, its program started, with chance of a new seed."""
        self.moment.at = self.began
        self.chance.random = Random(random.random())
        self.hall.alarm.heard.clear()
        self.hall.restores = self.hall.deaths = 0
        self.hall.begin_anew(self.copies["centre"])

    def put_back_post(self, name: str) -> Post:
        """A desk as it was founded, its program started."""
        post = self.posts[name]
        post.retired = ""
        post.begin_anew(self.copies[name])
        return post


def _write_keys(folder: Path) -> None:
    """Keys that are the same in every process: a seed must tell one story everywhere."""
    folder.mkdir(parents=True)
    for name in _KEYS:
        path = folder / f"{name}.key"
        path.write_bytes(sha256(name.encode()).digest())
        path.chmod(0o600)


@dataclass
class Town:
    """The centre and the desks that take part in one seed."""

    ground: Ground
    random: Random
    names: str

    def __post_init__(self) -> None:
        self.ground.put_back(self.random)
        self.moment, self.hall = self.ground.moment, self.ground.hall
        self.posts = {name: self.ground.put_back_post(name) for name in self.names}

    def add(self, name: str) -> Post:
        """Another machine takes part from now on."""
        post = self.posts[name] = self.ground.put_back_post(name)
        self.names += name
        return post

    def at_work(self) -> list[Post]:
        """The desks that were not taken out of service."""
        return [post for post in self.posts.values() if not post.retired]

    def pass_time(self) -> None:
        """Mostly moments, sometimes minutes, now and then a day."""
        way = self.random.random()
        if way < 0.75:
            self.moment.at += timedelta(seconds=self.random.randint(1, 50))
        else:
            self.moment.at += timedelta(minutes=self.random.randint(1, 8))
        if way > 0.98 or self.moment.at.hour >= 17:
            self.moment.at = datetime.combine(self.moment.at.date() + timedelta(days=1), START.time())

    def mix_up_slices(self, *, at_centre: bool) -> None:
        """Desk b prints desk a's numbers, as a machine from an old copy would; `at_centre`: the centre believes it."""
        post, theirs = self.posts["b"], self.posts["a"].parts.identity.slices
        with post.parts.engine.connect() as connection:
            told = msgspec.json.decode(meta.get(connection, "enrolment"), type=EnrolReply)
        body = msgspec.json.encode(msgspec.structs.replace(told, slices=theirs)).decode()
        post.parts.writer.run(lambda connection: meta.put(connection, "enrolment", body))
        post.reopen()
        if at_centre:
            table, part = schema.number_slice, theirs[0]
            where = table.c.device == post.parts.identity.device
            with self.hall.centre.store.engine.begin() as connection:
                connection.execute(table.update().where(where).values(first=part.first, last=part.last))

    def close(self) -> None:
        """End every program."""
        for machine in (*self.posts.values(), self.hall):
            machine.close()
