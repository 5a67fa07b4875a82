"""A desk's journal, a shelf and a whole centre in memory, and a link that loses what it is told to lose."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from central_sync.protocol.blobs import check_leaf, leaf_hash, leaf_plan
from central_sync.protocol.centre import (
    Clone,
    DeviceMark,
    FeedPage,
    FeedSlice,
    Fresh,
    Gap,
    Known,
    Overlap,
    PushedBatch,
    batch_signed,
    build_page,
    judge,
    page_body,
    push_body,
    read_batch,
    rows_that_fit,
)
from central_sync.protocol.chain import ZERO, link
from central_sync.protocol.codec import decode, decode_act, encode, encode_act, encode_row, pack, unpack
from central_sync.protocol.exchange import (
    BLOB,
    BLOB_HAVE,
    LEAF_HEADER,
    PULL,
    PUSH,
    RULES,
    TOKEN,
    Request,
    Response,
    complain,
)
from central_sync.protocol.faults import Fault, FaultCode, LeafUnreadable
from central_sync.protocol.keys import KeySigner
from central_sync.protocol.messages import (
    LEAF,
    CommitReply,
    EventRow,
    FeedHead,
    FileKey,
    FileState,
    HaveReply,
    HaveRequest,
    PullRequest,
    PushReply,
    Row,
    RulesRow,
    TokenRequest,
    Verdict,
    VerdictKind,
    VerdictRow,
)
from central_sync.protocol.ports import Cursor, Standing, StoredAct
from central_sync.protocol.round import DeskTools
from central_sync.protocol.tokens import TokenDesk, bearer_of
from dossier.acts import Act, ActKind, Note
from dossier.events import Outcome, Ruling
from dossier.identifiers import ActId, DeviceId, DossierId, OfficeId, PersonId

OFFICE = "000.05.24.H11"
DEVICE = "desk-1"
NOON = 1_552_525_500_000
DESK_KEY = KeySigner(bytes([1]) * 32)
CENTRE_KEY = KeySigner(bytes([2]) * 32)


def act_line(seq: int, text: str = "note", *, group: str = "", device: str = DEVICE) -> bytes:
    """The exact line of a small act."""
    return encode_act(
        Act(
            id=ActId(f"{device}-{seq}-{text[:8]}"),
            device=DeviceId(device),
            seq=seq,
            at=datetime(2019, 3, 14, 8, 5),
            clock=f"{NOON + seq}.0.{device}",
            actor=PersonId("hoa"),
            office=OfficeId(OFFICE),
            dossier=DossierId(f"d{seq % 3}"),
            kind=ActKind.NOTE,
            version=1,
            base=0,
            rules="r1",
            data=Note(text),
            group=group,
        )
    )


class MemoryJournal:
    """A desk's store: every call is durable at once, and no call may leave what must not be."""

    def __init__(self, epoch: str = "e1") -> None:
        self.acts: list[StoredAct] = []
        self.acked = 0
        self.cursor = Cursor(epoch, 0, ZERO)
        self.lines: list[bytes] = []
        self.verdicts: dict[int, Verdict] = {}
        self.rules: dict[str, bytes] = {}
        self.wanted: list[str] = []
        self.why_frozen = ""
        self.rewinds = 0

    def write(self, text: str = "note", group: str = "") -> None:
        """A person does something."""
        seq = len(self.acts) + 1
        line = act_line(seq, text, group=group)
        before = self.acts[-1].hash if self.acts else ZERO
        self.acts.append(StoredAct(seq, line, link(before, line), group))

    def standing(self) -> Standing:
        """Who and where."""
        return Standing(DEVICE, OFFICE, self.acked, self.cursor)

    def hash_before(self, seq: int) -> bytes:
        """Link of the act before."""
        return self.acts[seq - 2].hash if seq > 1 else ZERO

    def outbox(self, after: int, limit: int) -> Sequence[StoredAct]:
        """Acts above `after`."""
        return self.acts[after : after + limit]

    def answered(self, acked: int, verdicts: Sequence[Verdict]) -> None:
        """Keep the answers."""
        assert acked <= len(self.acts)
        self.acked = max(self.acked, acked)
        for verdict in verdicts:
            self.verdicts.setdefault(verdict.seq, verdict)

    def apply(self, rows: Sequence[Row], lines: Sequence[bytes], upto: FeedHead, cursor: Cursor) -> Sequence[str]:
        """Apply a page; it must continue exactly what is here."""
        assert [row.n for row in rows] == list(range(self.cursor.after + 1, cursor.after + 1))
        assert upto.last == cursor.after == len(self.lines) + len(rows)
        self.lines += lines
        self.cursor = cursor
        for row in rows:
            if isinstance(row, RulesRow) and row.version not in self.rules:
                self.wanted.append(row.version)
        return [row.dossier for row in rows if isinstance(row, EventRow)]

    def rewind(self, epoch: str) -> None:
        """Begin again."""
        self.rewinds += 1
        self.cursor = Cursor(epoch, 0, ZERO)
        self.lines = []
        self.acked = 0

    def rules_wanted(self) -> Sequence[str]:
        """Versions that are missing."""
        return [version for version in self.wanted if version not in self.rules]

    def keep_rules(self, version: str, body: bytes) -> None:
        """Keep one."""
        assert hashlib.sha256(body).hexdigest() == version
        self.rules[version] = body

    def frozen(self, why: str) -> None:
        """Cut off."""
        self.why_frozen = why

    def snapshot(self) -> tuple[object, ...]:
        """All that a bad reply must not change."""
        return (self.acked, self.cursor, tuple(self.lines), dict(self.verdicts), dict(self.rules), self.why_frozen)


@dataclass
class Clock:
    """A clock that stands until it is moved; every nonce is new."""

    ms: int = NOON
    nonces: int = 0

    def now(self) -> int:
        """Milliseconds since 1970."""
        return self.ms

    def nonce(self) -> str:
        """A text never given before."""
        self.nonces += 1
        return f"nonce-{self.nonces:06d}"


def tools_of(journal: MemoryJournal, clock: Clock | None = None) -> DeskTools:
    """What a session works with."""
    clock = clock or Clock()
    return DeskTools(journal, DESK_KEY, CENTRE_KEY.public_hex, clock.now, clock.nonce)


@dataclass
class StoredFile:
    """A file as the centre holds it."""

    size: int
    leaves: dict[int, bytes] = field(default_factory=dict)
    complete: bool = False


class FakeCentre:
    """A centre of one office and one device, built on the product's own arithmetic; `handle` is its whole face."""

    def __init__(self, epoch: str = "e1", page_rows: int = 3) -> None:
        self.clock = Clock()
        self.tokens = TokenDesk(bytes([7]) * 32, self.clock.now)
        self.epoch = epoch
        self.page_rows = page_rows
        self.acts: list[bytes] = []
        self.hashes: list[bytes] = []
        self.verdicts: list[Verdict] = []
        self.frozen = ""
        self.quarantine: list[bytes] = []
        self.feed: list[bytes] = []
        self.feed_hashes: list[bytes] = []
        self.rules: dict[str, bytes] = {}
        self.files: dict[str, StoredFile] = {}
        self.seen: list[Request] = []

    def handle(self, request: Request) -> Response:
        """Serve one request."""
        self.seen.append(request)
        if request.path == TOKEN:
            return self._token(request)
        device = self.tokens.check(bearer_of(dict(request.headers).get("Authorization", "")))
        if isinstance(device, Fault):
            return complain(device)
        if request.path == PUSH:
            return self._push(request)
        if request.path == PULL:
            return self._pull(request)
        if request.path.startswith(f"{RULES}/"):
            body = self.rules.get(request.path.rsplit("/", 1)[1])
            return complain(Fault(FaultCode.RULES_MISSING)) if body is None else Response(200, pack(body))
        return self._blob(request)

    def publish_rules(self, body: bytes) -> str:
        """Put a version of the rules in force."""
        version = hashlib.sha256(body).hexdigest()
        self.rules[version] = body
        self.add_row(RulesRow(n=len(self.feed) + 1, version=version))
        return version

    def add_row(self, row: Row) -> None:
        """Append to the office's feed."""
        line = encode_row(row)
        self.feed_hashes.append(link(self.feed_hashes[-1] if self.feed_hashes else ZERO, line))
        self.feed.append(line)

    def restore(self, acts: int, epoch: str) -> None:
        """The centre's disk is lost: a backup with only the first acts comes back under a new epoch."""
        kept = self.acts[:acts]
        self.acts, self.hashes, self.verdicts, self.feed, self.feed_hashes = [], [], [], [], []
        self.epoch = epoch
        for line in kept:
            self._accept(line, link(self.hashes[-1] if self.hashes else ZERO, line))

    def page(self, after: int, epoch: str) -> FeedPage:
        """The signed page after a cursor."""
        if epoch != self.epoch or after > len(self.feed):
            last = 0 if epoch != self.epoch else len(self.feed)
            before = self.feed_hashes[last - 1] if last else ZERO
            return build_page(FeedSlice(self.epoch, OFFICE, last, before, ()), CENTRE_KEY)
        rest = self.feed[after:]
        lines = rest[: rows_that_fit(rest, self.page_rows)]
        before = self.feed_hashes[after - 1] if after else ZERO
        more = after + len(lines) < len(self.feed)
        return build_page(FeedSlice(self.epoch, OFFICE, after, before, lines, more), CENTRE_KEY)

    def _token(self, request: Request) -> Response:
        answer = self.tokens.issue(decode(unpack(request.body), TokenRequest), DESK_KEY.public_hex)
        return complain(answer) if isinstance(answer, Fault) else Response(200, pack(encode(answer)))

    def _push(self, request: Request) -> Response:
        batch = read_batch(request.body)
        if not batch_signed(batch, DESK_KEY.public_hex):
            return complain(Fault(FaultCode.SIGNATURE_BAD))
        if self.frozen:
            self.quarantine.append(request.body)
            return Response(200, push_body(self._reply(len(self.acts), frozen=self.frozen)))
        mark = DeviceMark(len(self.acts), self.hashes[-1] if self.hashes else ZERO, lambda seq: self.hashes[seq - 1])
        match judge(batch, mark):
            case Gap(send_from=send_from):
                return Response(200, push_body(self._reply(len(self.acts), send_from=send_from)))
            case Clone(at=at):
                self.frozen = f"clone at {at}"
                self.quarantine.append(request.body)
                return Response(200, push_body(self._reply(len(self.acts), frozen=self.frozen)))
            case Known():
                pass
            case Fresh(lines=lines, hashes=hashes) | Overlap(lines=lines, hashes=hashes):
                for line, after in zip(lines, hashes, strict=True):
                    self._accept(line, after)
        return self._answer(batch)

    def _answer(self, batch: PushedBatch) -> Response:
        verdicts = self.verdicts[batch.first - 1 : batch.last]
        page = self.page(batch.head.after, batch.head.epoch)
        return Response(200, push_body(self._reply(len(self.acts), verdicts, page=True), page))

    def _reply(
        self,
        acked: int,
        verdicts: Sequence[Verdict] = (),
        *,
        frozen: str = "",
        send_from: int | None = None,
        page: bool = False,
    ) -> PushReply:
        return PushReply(acked, list(verdicts), self.clock.ms, send_from, frozen, page)

    def _accept(self, line: bytes, after: bytes) -> None:
        act = decode_act(line)
        assert isinstance(act, Act)
        assert isinstance(act.data, Note)
        kind = {"bad": VerdictKind.REFUSED, "wait": VerdictKind.HELD}.get(act.data.text, VerdictKind.ACCEPTED)
        verdict = Verdict(act.seq, act.id, kind, rev=act.seq if kind is VerdictKind.ACCEPTED else None)
        self.acts.append(line)
        self.hashes.append(after)
        self.verdicts.append(verdict)
        n = len(self.feed) + 1
        if kind is VerdictKind.ACCEPTED:
            self.add_row(EventRow(n, act.dossier, act.seq, line.decode(), Ruling(Outcome.APPLIED)))
        else:
            self.add_row(VerdictRow(n, act.dossier, verdict, act.device, line.decode()))

    def _pull(self, request: Request) -> Response:
        wish = decode(unpack(request.body), PullRequest)
        return Response(200, page_body(self.page(wish.after, wish.epoch)))

    def _blob(self, request: Request) -> Response:
        if request.path == BLOB_HAVE:
            keys = decode(unpack(request.body), HaveRequest).files
            return Response(200, pack(encode(HaveReply(files=[self._state(key) for key in keys]))))
        sha256, last = request.path.removeprefix(f"{BLOB}/").split("/")
        stored = self.files.get(sha256)
        if stored is None:
            return complain(Fault(FaultCode.FILE_UNKNOWN))
        if last == "commit":
            return Response(200, pack(encode(self._commit(sha256, stored))))
        if request.method == "GET":
            return Response(200, stored.leaves[int(last)])
        plan = leaf_plan(stored.size)
        assert plan is not None
        fault = check_leaf(plan, int(last), request.body, dict(request.headers)[LEAF_HEADER])
        if fault is not None:
            return complain(fault)
        stored.leaves[int(last)] = request.body
        return Response(200, leaf_hash(request.body).encode())

    def _state(self, key: FileKey) -> FileState:
        stored = self.files.get(key.sha256)
        if stored is None:
            return FileState(key.sha256, known=False, complete=False, leaves=[])
        return FileState(key.sha256, known=True, complete=stored.complete, leaves=sorted(stored.leaves))

    def _commit(self, sha256: str, stored: StoredFile) -> CommitReply:
        plan = leaf_plan(stored.size)
        assert plan is not None
        missing = plan.missing(frozenset(stored.leaves))
        whole = b"".join(stored.leaves[index] for index in sorted(stored.leaves))
        stored.complete = not missing and hashlib.sha256(whole).hexdigest() == sha256
        return CommitReply(complete=stored.complete, missing=missing)


class MemoryShelf:
    """A desk's files in memory."""

    def __init__(self) -> None:
        self.here: dict[str, bytes] = {}
        self.to_prove: list[FileKey] = []
        self.to_fetch: list[FileKey] = []
        self.unreadable: set[str] = set()
        self.acknowledged: dict[str, set[int]] = {}
        self.fetched: dict[str, dict[int, bytes]] = {}

    def keep(self, plain: bytes) -> FileKey:
        """A finished file that must go up."""
        key = FileKey(hashlib.sha256(plain).hexdigest(), len(plain))
        self.here[key.sha256] = plain
        self.to_prove.append(key)
        return key

    def unproved(self, limit: int) -> Sequence[FileKey]:
        """Files to send."""
        return self.to_prove[:limit]

    def read_leaf(self, sha256: str, index: int) -> bytes:
        """One leaf."""
        if sha256 in self.unreadable:
            raise LeafUnreadable(sha256)
        return self.here[sha256][index * LEAF : (index + 1) * LEAF]

    def sent(self, sha256: str, leaves: Sequence[int]) -> None:
        """Progress; it never goes back."""
        before = self.acknowledged.setdefault(sha256, set())
        assert before <= set(leaves)
        before.update(leaves)

    def proved(self, sha256: str) -> None:
        """The centre has it."""
        self.to_prove = [key for key in self.to_prove if key.sha256 != sha256]

    def wanted(self, limit: int) -> Sequence[FileKey]:
        """Files to fetch."""
        return self.to_fetch[:limit]

    def write_leaf(self, key: FileKey, index: int, plain: bytes) -> bool:
        """Keep a leaf."""
        leaves = self.fetched.setdefault(key.sha256, {})
        leaves[index] = plain
        whole = b"".join(leaves[one] for one in sorted(leaves))
        if hashlib.sha256(whole).hexdigest() != key.sha256:
            return False
        self.here[key.sha256] = whole
        self.to_fetch = [one for one in self.to_fetch if one != key]
        return True


class Fate(Enum):
    """What the link does to one exchange."""

    FINE = "fine"
    LOSE_REQUEST = "lose_request"
    LOSE_REPLY = "lose_reply"
    TWICE = "twice"
    CRASH = "crash"
    """The request arrives, the desk dies before the reply."""
    PORTAL = "portal"
    """A captive portal answers instead."""
    HALF = "half"
    """Only half of the reply arrives."""


def carry_over(centre: FakeCentre, request: Request, fate: Fate) -> Response | None:
    """The reply that reaches the desk, or None."""
    if fate is Fate.LOSE_REQUEST:
        return None
    if fate is Fate.PORTAL:
        return Response(200, b"<html>log in to the network</html>")
    reply = centre.handle(request)
    if fate is Fate.TWICE:
        reply = centre.handle(request)
    if fate in (Fate.LOSE_REPLY, Fate.CRASH):
        return None
    if fate is Fate.HALF:
        return Response(reply.status, reply.body[: len(reply.body) // 2])
    return reply
