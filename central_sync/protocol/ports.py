"""What the protocol needs from a desk's store, a key and a file shelf; values in, values out, never a session."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from central_sync.protocol.messages import FeedHead, FileKey, Row, Verdict


@dataclass(frozen=True, slots=True)
class StoredAct:
    """One act of the outbox: its sequence, exact line, link after it, and the group it must not be cut from."""

    seq: int
    line: bytes
    hash: bytes
    group: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a desk stands in its office's feed: epoch, last applied row and its link."""

    epoch: str
    after: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a desk stands with the centre: who it is, last sequence acknowledged, its feed cursor."""

    device: str
    office: str
    acked: int
    cursor: Cursor


class Signer(Protocol):
    """The device's private key behind the key store: signs, never shows itself."""

    def sign(self, statement: bytes) -> bytes:
        """Ed25519 signature (64 bytes)."""
        ...


class DeskJournal(Protocol):
    """The desk's store as the protocol sees it.

    Every method returns only after its effect is durable, and the effect of every call before it; `apply` alone may
    be asked for less.
    """

    def standing(self) -> Standing:
        """Who and where this desk is."""
        ...

    def hash_before(self, seq: int) -> bytes:
        """The link of act `seq - 1` (ZERO before the first)."""
        ...

    def outbox(self, after: int, limit: int) -> Sequence[StoredAct]:
        """Acts with a sequence above `after`, in order, at most `limit`."""
        ...

    def answered(self, acked: int, verdicts: Sequence[Verdict]) -> None:
        """Keep the centre's answers; one transaction. A refused or claimed act leaves the view with its task."""
        ...

    def apply(
        self, rows: Sequence[Row], lines: Sequence[bytes], upto: FeedHead, cursor: Cursor, *, more: bool = False
    ) -> Sequence[str]:
        """Apply a proved page and move the cursor, in order and each row with the cursor that names it.

        Gives the ids of the dossiers that changed. `lines` are the rows' exact bytes, `upto` is the page's signed head.
        `more`: another page follows at once, so this one may still be on its way to the disk when this returns, and
        `standing` names the place after it; a fault of its writing then comes out of a later call.
        Raises WireFault where a row holds what only a newer program reads: it and what follows it are not applied;
        PageUnkept where there is no room for them.
        """
        ...

    def settle(self) -> None:
        """Return when everything applied is durable."""
        ...

    def rewind(self, epoch: str) -> None:
        """The centre began a new epoch: read the feed from its start and offer own acts again."""
        ...

    def rules_wanted(self) -> Sequence[str]:
        """Versions of the rules that the feed named and this desk does not hold."""
        ...

    def keep_rules(self, version: str, body: bytes) -> None:
        """Keep a fetched version (the caller has checked its hash)."""
        ...

    def frozen(self, why: str) -> None:
        """The centre cut this device off; nothing is deleted, the screens say so."""
        ...


class FileShelf(Protocol):
    """The desk's files as the blob lane sees them: plain leaves in and out, encryption is the shelf's affair."""

    def unproved(self, limit: int) -> Sequence[FileKey]:
        """Files whose acts the centre has and whose bytes it has not proved, nearest deadline first."""
        ...

    def read_leaf(self, sha256: str, index: int) -> bytes:
        """Plain bytes of one leaf (`messages.LEAF` long, the last one shorter); raises `faults.LeafUnreadable`."""
        ...

    def sent(self, sha256: str, leaves: Sequence[int]) -> None:
        """The centre holds these leaves of the file, all of them so far (for the progress that a person sees)."""
        ...

    def proved(self, sha256: str) -> None:
        """The centre hashed the whole file and keeps it."""
        ...

    def wanted(self, limit: int) -> Sequence[FileKey]:
        """Files a screen asked for that are not here."""
        ...

    def write_leaf(self, key: FileKey, index: int, plain: bytes) -> bool:
        """Keep a downloaded leaf; True when the file is whole and its hash was verified."""
        ...
