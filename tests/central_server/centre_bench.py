"""A small centre under test and small desks that speak the real wire to it, in one process."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from litestar import Litestar
from litestar.testing import TestClient

from central_server.bootstrap.build import Centre
from central_server.ports.world import ZONE, MeantSignature, SignedBy
from central_server.services.enrolment import CodeOrder
from central_server.services.people import NewOfficial
from central_server.settings import Settings, load_settings
from central_sync.protocol.chain import ZERO, batch_statement, frame, links, token_statement, unframe
from central_sync.protocol.codec import decode, encode, encode_act, pack, unpack
from central_sync.protocol.exchange import LEAF_HEADER, Response
from central_sync.protocol.exchange import read_complaint as read_fault
from central_sync.protocol.faults import Fault
from central_sync.protocol.feed import FeedReader, NewEpoch, ProvedPage, prove_page
from central_sync.protocol.keys import KeySigner
from central_sync.protocol.messages import (
    LEAF,
    BatchHead,
    CommitReply,
    EnrolReply,
    EnrolRequest,
    EventRow,
    FileKey,
    HaveReply,
    HaveRequest,
    PullRequest,
    PushReply,
    Row,
    TokenReply,
    TokenRequest,
)
from central_sync.protocol.ports import Cursor
from dossier.acts import Act
from dossier.identifiers import OfficeId, PersonId
from dossier.roles import Role
from tests.fakes.people import OFFICE, OTHER_OFFICE

NINE = datetime(2019, 3, 14, 9, 0)
PEOPLE = (
    ("hoa", "Nguyễn Thị Hoa", Role.INTAKE),
    ("loc", "Phạm Văn Lộc", Role.OFFICER),
    ("minh", "Trần Văn Minh", Role.LEADER),
    ("suong", "Đặng Thị Sương", Role.RECORDS),
)


@dataclass
class StandingClock:
    """A clock that stands until a test moves it."""

    at: datetime = NINE

    def now(self) -> datetime:
        return self.at

    def milliseconds(self) -> int:
        return int(self.at.replace(tzinfo=ZONE).timestamp() * 1000)


@dataclass
class FakeCheck:
    """A signature check that says what a test wants of every file."""

    found: SignedBy = field(default_factory=lambda: SignedBy(intact=False))
    asked: list[int] = field(default_factory=list)
    sealed: bytes = b"numbered and sealed"
    """What stands in a file that văn thư issued."""

    def check(self, pdf: bytes, at: datetime, meant: MeantSignature) -> SignedBy:
        """The file is the leader's, or one that văn thư issued."""
        self.asked.append(len(pdf))
        if self.sealed not in pdf:
            return replace(self.found, name=self.found.name or "Trần Văn Minh")
        issue = ("21/UBND-XN", "ngày 14 tháng 3 năm 2019")
        return replace(self.found, name="Ủy ban nhân dân phường Phú Thủy", issue=issue)

    def close(self) -> None:
        pass


def settings_in(folder: Path, database: str = "") -> Settings:
    """Settings of a centre for tests: cheap passwords, its own folder."""
    made = load_settings(folder, {"MOTCUA_DATABASE": database} if database else {})
    return replace(made, password_memory_kib=64, password_rounds=1)


@dataclass
class World:
    """The centre, a client of its application, and the people of two offices by login."""

    centre: Centre
    client: TestClient[Litestar]
    clock: StandingClock
    check: FakeCheck
    people: dict[str, PersonId] = field(default_factory=dict)

    def staff(self, office: OfficeId = OFFICE, prefix: str = "") -> None:
        """Four officials of an office."""
        for login, name, role in PEOPLE:
            new = NewOfficial(name, "Công chức", prefix + login, "mật khẩu")
            self.people[prefix + login] = self.centre.people.add(new, [(office, role, date(2018, 1, 1))])

    def code(self, office: OfficeId = OFFICE) -> str:
        """A one-time code of an office."""
        return self.centre.enrolment.order(CodeOrder(office)).code

    def desk(self, office: OfficeId = OFFICE, seed: bytes = b"1") -> "TestDesk":
        """An enrolled desk."""
        return TestDesk.enrol(self, self.code(office), seed)

    def two_offices(self) -> None:
        """People in both offices."""
        self.staff()
        self.staff(OTHER_OFFICE, "x-")


@dataclass
class TestDesk:
    """A desk without a store: keeps its chain and its cursor in memory and proves every page."""

    __test__ = False

    world: World
    signer: KeySigner
    known: EnrolReply
    lines: list[bytes] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)
    token: str = ""
    cursor: Cursor = field(default_factory=lambda: Cursor("", 0, ZERO))
    rows: list[Row] = field(default_factory=list)
    nonces: int = 0

    @classmethod
    def enrol(cls, world: World, code: str, seed: bytes = b"1") -> "TestDesk":
        """Show the code and get what an enrolled desk holds."""
        signer = KeySigner(seed * 32)
        body = pack(encode(EnrolRequest(code, signer.public_hex, "Quầy")))
        reply = world.client.post("/sync/v1/enrol", content=body)
        assert reply.status_code == 200, fault_of(reply)
        known = decode(unpack(reply.content), EnrolReply)
        return cls(world, signer, known, cursor=Cursor(known.epoch, 0, ZERO))

    def ask_token(self) -> str:
        """A fresh session token."""
        self.nonces += 1
        ms, nonce = self.world.clock.milliseconds(), f"nonce-{self.nonces:04d}"
        sig = self.signer.sign(token_statement(self.known.device, ms, nonce)).hex()
        body = pack(encode(TokenRequest(self.known.device, ms, nonce, sig)))
        reply = self.world.client.post("/sync/v1/token", content=body)
        assert reply.status_code == 200, fault_of(reply)
        self.token = decode(unpack(reply.content), TokenReply).token
        return self.token

    @property
    def headers(self) -> dict[str, str]:
        """What proves a request."""
        return {"Authorization": f"Bearer {self.token or self.ask_token()}"}

    def write(self, acts: Iterable[Act]) -> None:
        """Put acts on the desk's chain."""
        for act in acts:
            self.write_line(encode_act(act))

    def write_line(self, line: bytes) -> None:
        """Put an exact line on the desk's chain."""
        self.lines.append(line)
        self.hashes += links(self.hashes[-1] if self.hashes else ZERO, [line])

    def frame(self, first: int, last: int) -> bytes:
        """The packed batch of acts `first` … `last`."""
        head = self.hashes[last - 1]
        sig = self.signer.sign(batch_statement(self.known.device, first, last, head)).hex()
        after = self.cursor.after
        said = BatchHead(self.known.device, first, last - first + 1, head.hex(), sig, after, self.cursor.epoch)
        return pack(frame(encode(said), self.lines[first - 1 : last]))

    def push(self, first: int = 1, last: int | None = None) -> PushReply:
        """Send acts; take the page behind the answer."""
        body = self.frame(first, len(self.lines) if last is None else last)
        reply = self.world.client.post("/sync/v1/push", content=body, headers=self.headers)
        assert reply.status_code == 200, fault_of(reply)
        head, lines = unframe(unpack(reply.content))
        answer = decode(head, PushReply)
        if answer.page:
            self.take(lines[0], lines[1:])
        return answer

    def do(self, *acts: Act) -> PushReply:
        """Write acts and send exactly these."""
        first = len(self.lines) + 1
        self.write(acts)
        return self.push(first)

    def pull(self, limit: int = 500) -> list[Row]:
        """Read the feed to its head; the new rows, all proved."""
        fresh: list[Row] = []
        more = True
        while more:
            body = pack(encode(PullRequest(self.cursor.after, self.cursor.epoch, limit)))
            reply = self.world.client.post("/sync/v1/pull", content=body, headers=self.headers)
            assert reply.status_code == 200, fault_of(reply)
            head, lines = unframe(unpack(reply.content))
            page = self.take(head, lines)
            fresh += page.rows
            more = page.more
        return fresh

    def take(self, head: bytes, lines: Sequence[bytes]) -> ProvedPage:
        """Prove a page and move on."""
        page = prove_page(FeedReader(self.known.office, self.known.centre_key, self.cursor), head, lines)
        assert isinstance(page, ProvedPage), page if isinstance(page, Fault | NewEpoch) else head
        self.cursor = page.cursor
        self.rows += page.rows
        return page

    def events(self) -> list[EventRow]:
        """The event rows read so far."""
        return [row for row in self.rows if isinstance(row, EventRow)]

    def have(self, *files: FileKey) -> HaveReply:
        """What the centre has of some files."""
        body = pack(encode(HaveRequest(list(files))))
        reply = self.world.client.post("/sync/v1/blob/have", content=body, headers=self.headers)
        assert reply.status_code == 200, fault_of(reply)
        return decode(unpack(reply.content), HaveReply)

    def put(self, data: bytes, index: int) -> Response:
        """One leaf of a file."""
        leaf = data[index * LEAF : (index + 1) * LEAF]
        path = f"/sync/v1/blob/{sha256(data)}/{index}"
        headers = self.headers | {LEAF_HEADER: sha256(leaf)}
        reply = self.world.client.put(path, content=leaf, headers=headers)
        return Response(reply.status_code, reply.content)

    def get(self, digest: str, index: int) -> Response:
        """One leaf back."""
        reply = self.world.client.get(f"/sync/v1/blob/{digest}/{index}", headers=self.headers)
        return Response(reply.status_code, reply.content)

    def commit(self, data: bytes) -> CommitReply:
        """Say that a file is whole."""
        body = pack(encode(key_of(data)))
        path = f"/sync/v1/blob/{sha256(data)}/commit"
        reply = self.world.client.post(path, content=body, headers=self.headers)
        assert reply.status_code == 200, fault_of(reply)
        return decode(unpack(reply.content), CommitReply)

    def upload(self, data: bytes) -> CommitReply:
        """Send every leaf and commit."""
        for index in range(-(-len(data) // LEAF)):
            assert self.put(data, index).status == 200
        return self.commit(data)


def fault_of(reply: object) -> Fault:
    """The complaint in an HTTP reply."""
    return read_fault(Response(reply.status_code, reply.content))  # type: ignore[attr-defined]  # httpx's response


def sha256(data: bytes) -> str:
    """Hex of SHA-256."""
    return hashlib.sha256(data).hexdigest()


def key_of(data: bytes) -> FileKey:
    """A file's key."""
    return FileKey(sha256(data), len(data))
