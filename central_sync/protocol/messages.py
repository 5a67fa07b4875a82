"""The messages of the wire, version 1, as typed structs; unknown fields are refused, never guessed.

Every body is JSON, or a frame (`chain.frame`) of one JSON head and exact lines, compressed with zstd.
Hashes are lower-case hex of SHA-256, signatures and keys are hex of Ed25519, times are ms since 1970 (UTC).
"""

from datetime import date
from enum import Enum

import msgspec

from dossier.events import Ruling
from dossier.identifiers import NumberSlice
from dossier.roles import Grant, Person
from dossier.signers import Binding

PATH = "/sync/v1"
MAX_ACTS = 200
MAX_BODY = 4 * 1024 * 1024
"""Bytes of one request or reply after decompression."""
LEAF = 64 * 1024
"""Bytes of one leaf of a file; the last one may be shorter."""


class VerdictKind(str, Enum):
    """The centre's one answer to every act (DESIGN section 1)."""

    ACCEPTED = "accepted"
    MERGED = "merged"
    NOTED = "noted"
    DUPLICATE = "duplicate"
    HELD = "held"
    REFUSED = "refused"
    CLAIMED = "claimed"


class BatchHead(msgspec.Struct, forbid_unknown_fields=True):
    """Head of a push frame; the lines after it are the acts `first` … `first + n - 1`."""

    device: str
    first: int
    n: int
    head: str
    sig: str
    after: int
    """Cursor of the desk in its office's feed, so that the reply may carry the first page."""
    epoch: str


class Verdict(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """The answer to one act; `code` and `params` explain a refusal or a hold."""

    seq: int
    id: str
    verdict: VerdictKind
    code: str = ""
    params: tuple[tuple[str, str], ...] = ()
    rev: int | None = None


class FeedHead(msgspec.Struct, forbid_unknown_fields=True):
    """Signed head of an office's feed: number and link of its last row, or of the last row of a page."""

    epoch: str
    office: str
    last: int
    hash: str
    sig: str


class PageHead(msgspec.Struct, forbid_unknown_fields=True):
    """Head of a feed page frame: rows `after + 1` … `upto` follow as exact lines.

    `head` is signed for row `upto`, so that every page is proved by itself; `more`: the feed goes on after it.
    """

    after: int
    upto: int
    more: bool
    head: FeedHead


class PushReply(msgspec.Struct, forbid_unknown_fields=True):
    """Head of the push reply frame: first line after it is a PageHead, then its rows (when `page`).

    `acked`: every act up to here is durable at the centre. `send_from`: a gap was seen, send again from there.
    `frozen`: this device is a copy of another or was cut off; its acts are kept in quarantine.
    """

    acked: int
    verdicts: list[Verdict]
    server_ms: int
    send_from: int | None = None
    frozen: str = ""
    page: bool = False


class PullRequest(msgspec.Struct, forbid_unknown_fields=True):
    """Ask for feed rows after a cursor."""

    after: int
    epoch: str
    limit: int = 1000


class EventRow(msgspec.Struct, tag="E", forbid_unknown_fields=True):
    """An event of a dossier: the act's own bytes and the ruling on them."""

    n: int
    dossier: str
    rev: int
    line: str
    ruling: Ruling


class GrantRow(msgspec.Struct, tag="G", forbid_unknown_fields=True):
    """The office sees this dossier from now on: its whole state; events up to `rev` are ignored."""

    n: int
    dossier: str
    rev: int
    state: msgspec.Raw


class VerdictRow(msgspec.Struct, tag="V", forbid_unknown_fields=True):
    """An act of this office that made no event (refused, claimed, held): a task for a human."""

    n: int
    dossier: str
    verdict: Verdict
    device: str
    line: str


class RulesRow(msgspec.Struct, tag="C", forbid_unknown_fields=True):
    """A version of the rules is in force from this row on; fetch it by its hash."""

    n: int
    version: str


class Account(msgspec.Struct, forbid_unknown_fields=True):
    """A person of the office who may log in offline: Argon2id verifier of the password."""

    person: Person
    verifier: str
    until: date | None = None


class PeopleRow(msgspec.Struct, tag="P", forbid_unknown_fields=True, omit_defaults=True):
    """The people of the office, their grants and signing certificates, whole, replacing what was known."""

    n: int
    accounts: tuple[Account, ...]
    grants: tuple[Grant, ...]
    certificates: tuple[Binding, ...] = ()
    """Theirs and the office's own; left out where none is bound."""


Row = EventRow | GrantRow | VerdictRow | RulesRow | PeopleRow


class EnrolRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A new desk shows its one-time code and its public key."""

    code: str
    public_key: str
    desk_name: str


class EnrolReply(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What an enrolled desk holds: who it is, whose feed it reads, which numbers are its own.

    `desk_number` tells desks of one office apart on paper ("Quầy 2"); `secret_salt` keys the hash of look-up
    secrets so that desk and centre compute the same one; `code_prefix` is unused by slices of other agencies.
    """

    device: str
    office: str
    desk_number: int
    centre_key: str
    epoch: str
    rules: str
    slices: tuple[NumberSlice, ...]
    accounts: tuple[Account, ...]
    grants: tuple[Grant, ...]
    secret_salt: str
    trust_anchors: tuple[str, ...]
    """DER of the certification authorities whose signatures count, in hex."""
    portal: str
    """Address of the look-up page, as printed in the QR of a receipt."""
    certificates: tuple[Binding, ...] = ()
    """As in `PeopleRow`."""


class TokenRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A signed request for a session token; `sig` covers `chain.token_statement`."""

    device: str
    ms: int
    nonce: str
    sig: str


class TokenReply(msgspec.Struct, forbid_unknown_fields=True):
    """A bearer token for pull, push and files, and the centre's clock."""

    token: str
    seconds: int
    server_ms: int


class Complaint(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Why a request was not served (HTTP 4xx/5xx): a stable code; `server_ms` helps a wrong clock."""

    code: str
    detail: str = ""
    server_ms: int = 0


class FileKey(msgspec.Struct, forbid_unknown_fields=True):
    """A file by content and size."""

    sha256: str
    size: int


class HaveRequest(msgspec.Struct, forbid_unknown_fields=True):
    """Which leaves of these files are already there? Only files named by acts of the device's office answer."""

    files: list[FileKey]


class FileState(msgspec.Struct, forbid_unknown_fields=True):
    """Leaves present (indices) and whether the whole file is verified; `known` False: no act names it yet."""

    sha256: str
    known: bool
    complete: bool
    leaves: list[int]


class HaveReply(msgspec.Struct, forbid_unknown_fields=True):
    """The answer to HaveRequest, in its order."""

    files: list[FileState]


class CommitReply(msgspec.Struct, forbid_unknown_fields=True):
    """After the last leaf: the whole file was hashed and is kept (`complete`), or what is missing."""

    complete: bool
    missing: list[int]
