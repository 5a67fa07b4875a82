"""A desk's journal and shelf in memory, a clock that stands, and a link that loses what it is told to lose."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from central_sync.protocol.chain import ZERO, link
from central_sync.protocol.codec import encode_act
from central_sync.protocol.exchange import (
    Request,
    Response,
)
from central_sync.protocol.faults import LeafUnreadable
from central_sync.protocol.keys import KeySigner
from central_sync.protocol.messages import (
    LEAF,
    EventRow,
    FeedHead,
    FileKey,
    Row,
    RulesRow,
    Verdict,
)
from central_sync.protocol.ports import Cursor, Standing, StoredAct
from central_sync.protocol.round import DeskTools
from dossier.acts import Act, ActKind, Note
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

    def settle(self) -> None:
        """Everything is durable already."""

    def apply(
        self, rows: Sequence[Row], lines: Sequence[bytes], upto: FeedHead, cursor: Cursor, *, more: bool = False
    ) -> Sequence[str]:
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


class Handles(Protocol):
    """Whatever serves requests."""

    def handle(self, request: Request) -> Response:
        """Serve one."""
        ...


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


def carry_over(centre: Handles, request: Request, fate: Fate) -> Response | None:
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
