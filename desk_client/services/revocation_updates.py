"""Fetches the revocation lists that the centre judges by, so that this desk judges alike, also without a line.

Asked for beside the rounds, piece by piece: an act never waits for more than a piece. A list counts once it is whole,
was read in the sandbox and lies on the disk; those before it count until then. Their authorities signed them: the
centre only carries them.
"""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from central_sync.client.asking import Asker
from central_sync.protocol.faults import Fault
from central_sync.protocol.keys import from_hex
from central_sync.protocol.messages import FileKey
from central_sync.protocol.revocations import MOST_LISTS, list_plan
from desk_client.adapters.clock import VIETNAM
from desk_client.ports import disk_fault
from desk_client.services.parts import Parts
from desk_client.services.revocations import is_whole
from desk_client.store import meta
from desk_client.store.writer import Priority
from token_signing.revocation_list import ListFacts

EVERY_SECONDS = 15 * 60.0
"""Between two questions for what is new; its answer is some hundred bytes."""
AT_A_TIME_SECONDS = 2.0
"""After so long a round is looked at again before the next piece."""
_KEY = "revocations"

Describe = Callable[[bytes], ListFacts | None]


class ListHeld(msgspec.Struct, frozen=True):
    """A list that is here: its hash, its issuer, when it was made and the next one is due (local), None: not said."""

    sha256: str
    issuer: str
    made: datetime
    until: datetime | None


class ListsKnown(msgspec.Struct, frozen=True):
    """What this desk holds, as of the local moment when it had all that the centre named.

    `left_out` did not come: too long, too many, or unreadable.
    """

    asked: datetime
    lists: tuple[ListHeld, ...]
    left_out: int = 0

    @property
    def made(self) -> datetime | None:
        """The moment of the oldest list; what was taken back later this desk may not know."""
        return min((one.made for one in self.lists), default=None)

    def overdue(self, now: datetime) -> datetime | None:
        """Since when the next list of an authority should be here; None where none is late."""
        late = [one.until for one in self.lists if one.until is not None and one.until < now]
        return min(late, default=None)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the centre named, and the pieces that came of those that are not here."""

    keys: tuple[FileKey, ...]
    left_out: int
    pieces: dict[str, list[bytes]]


class RevocationUpdates:
    """One step after each good round, always in the same thread; `standing` from any."""

    def __init__(self, parts: Parts, folder: Path, describe: Describe) -> None:
        self._parts = parts
        self._folder = folder
        self._describe = describe
        self._wanted: _Wanted | None = None
        self._next = 0.0
        self._facts: dict[str, ListFacts | None] = {}

    def standing(self) -> ListsKnown | None:
        """What is here; None before the centre was heard."""
        body = meta.look(self._parts.engine, _KEY).get(_KEY, "")
        return msgspec.json.decode(body, type=ListsKnown) if body else None

    def step(self, asker: Asker) -> None:
        """Ask what there is when it is time, and fetch for a short while; the next step goes on. Raises DeskFault."""
        clock = self._parts.clock
        if self._wanted is None and clock.monotonic() >= self._next:
            self._next = clock.monotonic() + EVERY_SECONDS
            self._wanted = self._ask(asker)
        if self._wanted is None:
            return
        until = clock.monotonic() + AT_A_TIME_SECONDS
        for key in self._wanted.keys:
            if not self._is_here(key) and not self._fetch(asker, key, self._wanted.pieces, until):
                return
        self._settle(self._wanted)
        self._wanted = None

    def _ask(self, asker: Asker) -> _Wanted | None:
        reply = asker.revocations()
        if isinstance(reply, Fault):
            return None
        keys = tuple(key for key in reply.lists[:MOST_LISTS] if list_plan(key.size) and from_hex(key.sha256, 32))
        return _Wanted(keys, reply.left_out + len(reply.lists) - len(keys), {})

    def _is_here(self, key: FileKey) -> bool:
        """Whether nothing is left to fetch of it; one that could not be read is not asked for again in this run."""
        unreadable = key.sha256 in self._facts and self._facts[key.sha256] is None
        return unreadable or is_whole(self._path(key.sha256))

    def _fetch(self, asker: Asker, key: FileKey, pieces: dict[str, list[bytes]], until: float) -> bool:
        """Whether it is whole now, or never will be; False: the line or the time is over."""
        plan, got = list_plan(key.size), pieces.setdefault(key.sha256, [])
        while plan is not None and len(got) < plan.count:
            if self._parts.clock.monotonic() >= until:
                return False
            piece = asker.revocation_piece(key.sha256, len(got))
            if isinstance(piece, Fault):
                self._wanted = (
                    self._wanted if piece.line_down else None
                )  # exchanged at the centre: ask anew what there is
                return False
            got.append(piece)
        self._take(key.sha256, b"".join(pieces.pop(key.sha256)))
        return True

    def _take(self, sha256: str, body: bytes) -> None:
        facts = self._describe(body) if hashlib.sha256(body).hexdigest() == sha256 else None
        if facts is not None:
            _write(self._path(sha256), body)
        self._facts[sha256] = facts

    def _settle(self, wanted: _Wanted) -> None:
        """All that could come is here: tell so, and let go of those that the centre goes by no more."""
        held = tuple(one for one in (self._held(key.sha256) for key in wanted.keys) if one is not None)
        known = ListsKnown(self._parts.clock.now(), held, wanted.left_out + len(wanted.keys) - len(held))
        body = msgspec.json.encode(known).decode()
        self._parts.writer.run(lambda connection: meta.put(connection, _KEY, body), Priority.FEED)
        names = {one.sha256 for one in held}
        for path in self._folder.glob("*.crl"):
            if path.stem not in names:
                path.unlink(missing_ok=True)

    def _held(self, sha256: str) -> ListHeld | None:
        path = self._path(sha256)
        if sha256 not in self._facts:  # of an earlier run
            self._facts[sha256] = self._describe(path.read_bytes())
        facts = self._facts[sha256]
        if facts is None:
            return None
        until = None if facts.until is None else _local(facts.until)
        return ListHeld(sha256, facts.issuer, _local(facts.made), until)

    def _path(self, sha256: str) -> Path:
        return self._folder / f"{sha256}.crl"


def _local(moment: datetime) -> datetime:
    return moment.astimezone(VIETNAM).replace(tzinfo=None)


def _write(path: Path, body: bytes) -> None:
    """Durably and whole, or not at all; raises DeskFault `disk_full`, `disk_failed`."""
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as fault:
        part.unlink(missing_ok=True)
        raise disk_fault(fault) from fault
