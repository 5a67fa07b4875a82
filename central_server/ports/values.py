"""Values that storage and services exchange; plain, frozen, with no session or connection in them.

Those that are made for every act are structs, which are made in a tenth of the time of a frozen dataclass.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

import msgspec

from central_sync.protocol.messages import FileKey, GrantRow, PeopleRow, RulesRow, Verdict, VerdictRow
from dossier.identifiers import ActId, DeviceId, DossierId, NumberSlice, OfficeId, PersonId
from dossier.state import Dossier


class DeviceState(str, Enum):
    """Whether a desk's acts count: only those of an `ok` device do, others are kept in quarantine."""

    OK = "ok"
    FROZEN = "frozen"
    REVOKED = "revoked"


PORTAL_DEVICE = "portal-"
"""The device of an office by which the centre writes what citizens do: this and the office's code. Desks' names are
UUIDs, made here too, so no desk can be one.
"""


@dataclass(frozen=True, slots=True)
class Device:
    """A desk as the centre knows it: whose it is, its key, and the end of its chain."""

    id: DeviceId
    office: OfficeId
    public_key: bytes
    state: DeviceState
    last_seq: int
    last_hash: bytes
    desk_number: int
    name: str

    @property
    def is_portal(self) -> bool:
        """Whether it is the centre's own hand, which writes for citizens, and no desk."""
        return self.id.startswith(PORTAL_DEVICE)


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """Where a device's chain ends now: its last sequence and the link after it."""

    device: DeviceId
    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """A signed batch as it arrived: the proof of authorship that is kept for ever."""

    device: DeviceId
    first: int
    count: int
    head: bytes
    signature: bytes
    received_ms: int


class StoredAct(msgspec.Struct, frozen=True):
    """An act line with its answer, as it lies in the act table; `at` is local text, empty when unreadable."""

    device: DeviceId
    seq: int
    id: ActId
    dossier: DossierId
    office: OfficeId
    kind: str
    at: str
    rules: str
    hash: bytes
    line: bytes
    received_ms: int
    answer: Verdict


class StoredEvent(msgspec.Struct, frozen=True):
    """A revision of a dossier: the act it came from, the exact bytes of its ruling, the dossier's chain."""

    dossier: DossierId
    rev: int
    device: DeviceId
    seq: int
    ruling: bytes
    hash: bytes


class Record(msgspec.Struct, frozen=True):
    """A dossier of record: its state, the head of its own chain, the offices that see it."""

    state: Dossier
    head: bytes
    offices: frozenset[OfficeId]


class Claim(msgspec.Struct, frozen=True):
    """A printed number: of which book, which number, for which dossier."""

    book: str
    number: int
    dossier: DossierId


class FileClaim(msgspec.Struct, frozen=True):
    """An office's act names a file of a dossier."""

    office: OfficeId
    dossier: DossierId
    file: FileKey


class EventRef(msgspec.Struct, frozen=True):
    """An event row of a feed: a reference; `line` is the act's exact line, needed for the chain only."""

    event: StoredEvent
    line: bytes


class NewRow(msgspec.Struct, frozen=True):
    """A row to be put on an office's feed; its number `n` is given when it is appended."""

    office: OfficeId
    content: EventRef | GrantRow | VerdictRow | RulesRow | PeopleRow


@dataclass(frozen=True, slots=True)
class Head:
    """Head of an office's feed: last row and its link."""

    office: OfficeId
    last: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Appended:
    """What a unit of work put on an office's feed: the centre's epoch, the head before, the exact new rows."""

    epoch: str
    before: Head
    lines: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class FeedStanding:
    """How an office's feed stands to a reader: the centre's epoch, the head, and the link after the reader's row.

    `link` is None for a row that the feed does not have.
    """

    epoch: str
    head: Head
    link: bytes | None


@dataclass(frozen=True, slots=True)
class Official:
    """A person with the verifier of the password, and until when the account is open (None = open).

    `email` is where the centre writes to an official about the office's work; it goes to no desk.
    """

    id: PersonId
    name: str
    title: str
    login: str
    verifier: str
    until: date | None
    email: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """A person to whom the centre may write about an office, with the address as it was entered."""

    office: OfficeId
    person: PersonId
    email: str


@dataclass(frozen=True, slots=True)
class AdministrationLine:
    """What an administrator of an office did to an account: when (ms), who, the act, whose account, what of it."""

    ms: int
    office: OfficeId
    actor: PersonId
    act: str
    person: PersonId
    detail: str


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """A one-time code (its hash) for a new desk of an office, with the numbers the desk will get."""

    hash: str
    office: OfficeId
    slices: tuple[NumberSlice, ...]
    expires_ms: int
    used_by: DeviceId | None


@dataclass(frozen=True, slots=True)
class FilePlace:
    """Where a file's bytes lie: the office whose act brought it, its key, whether it was proved whole."""

    office: OfficeId
    file: FileKey
    complete: bool


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Bytes that did not count, kept as they came: a clone's batch, a cut-off device's acts."""

    device: DeviceId
    reason: str
    received_ms: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Counts:
    """Sizes for the status command and the health page."""

    devices: int
    acts: int
    held: int
    dossiers: int
    quarantined: int
    files: int


@dataclass(frozen=True, slots=True)
class KeptPublication:
    """How far an imported procedure is on its way into force: state, when it changed, JSON of all that was entered."""

    code: str
    state: str
    changed_ms: int
    body: str


@dataclass(frozen=True, slots=True)
class KeptProposal:
    """A procedure as the national catalogue had it: hash and JSON of the reading, whether its limits are usable."""

    code: str
    hash: str
    complete: bool
    imported_ms: int
    body: str


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A citizen's draft as it lies in its table: sealed by the centre, named by the hash of the citizen's token."""

    id: str
    sealed: bytes
    expires_ms: int
