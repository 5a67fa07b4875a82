"""Keeps drafts sealed by the centre's key under the hash of the citizen's token; forgets them in time."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from central_server.ports.storage import Storage, Work
from central_server.ports.values import KeptDraft
from central_server.ports.world import Chance, Clock, FileStore
from central_server.services.filing.draft import Draft
from dossier.identifiers import OfficeId, secret_from, uuid7

DRAFT_DAYS = 30
_FILED_HOURS = 24
"""So long the page with request number and secret can be seen again in the browser that filed."""
_NONCE = 12
_TOKEN = 32
_SWEPT_AT_ONCE = 100

_DECODER = msgspec.json.Decoder(Draft)


class DraftGone(Exception):
    """No such draft: its time is over, it was thrown away, or the token is nobody's."""


@dataclass(frozen=True, slots=True)
class DraftParts:
    """What the service works with; `key` (32 bytes) seals the drafts."""

    storage: Storage
    clock: Clock
    chance: Chance
    files: FileStore
    key: bytes


class Drafts:
    """The drafts."""

    def __init__(self, parts: DraftParts) -> None:
        self._parts = parts
        self._cipher = AESGCM(parts.key)

    def begin(self, procedure: str) -> str:
        """A new draft; its token (hex), which only the citizen's browser keeps."""
        chance, ms = self._parts.chance.take, self._parts.clock.milliseconds()
        token = chance(_TOKEN).hex()
        secret = secret_from(chance(8))
        draft = Draft(procedure, uuid7(ms, chance(10)), uuid7(ms, chance(10)), secret)
        self._parts.storage.write(lambda unit: self._put(unit, draft_name(token), draft))
        return token

    def load(self, token: str, procedure: str) -> Draft | None:
        """The draft of a token for a procedure, or None."""
        name = draft_name(token)
        kept = self._parts.storage.read(lambda unit: unit.drafts.get(name))
        draft = self._open(kept)
        return draft if draft is not None and draft.procedure == procedure else None

    def change(self, token: str, change: Callable[[Draft], Draft]) -> Draft:
        """Change a draft that is not filed yet; a filed one comes back as it is. Raises DraftGone."""

        def work(unit: Work) -> Draft:
            draft = self.locked(unit, token)
            if draft.filed is not None:
                return draft
            changed = change(draft)
            self._put(unit, draft_name(token), changed)
            return changed

        return self._parts.storage.write(work)

    def locked(self, unit: Work, token: str) -> Draft:
        """The draft with its row locked until the transaction ends; raises DraftGone."""
        draft = self._open(unit.drafts.lock(draft_name(token)))
        if draft is None:
            raise DraftGone
        return draft

    def keep(self, unit: Work, token: str, draft: Draft) -> None:
        """Keep a changed draft inside somebody's transaction."""
        self._put(unit, draft_name(token), draft)

    def drop(self, token: str) -> None:
        """Throw a draft and its papers away."""
        name = draft_name(token)
        draft = self._open(self._parts.storage.read(lambda unit: unit.drafts.get(name)))
        self._parts.storage.write(lambda unit: unit.drafts.drop(name))
        self._drop_papers(name, draft)

    def sweep(self) -> int:
        """Throw away drafts whose time is over, some at a time; how many went."""
        now = self._parts.clock.milliseconds()
        over = self._parts.storage.read(lambda unit: unit.drafts.over(now, _SWEPT_AT_ONCE))
        for kept in over:
            self._drop_papers(kept.id, self._unsealed(kept))
            self._parts.storage.write(lambda unit, name=kept.id: unit.drafts.drop(name))  # type: ignore[misc]  # bound now
        return len(over)

    def _drop_papers(self, name: str, draft: Draft | None) -> None:
        """The draft's own copies, and what a filing that never came to its act left on the office's shelf."""
        if draft is None:
            return
        for paper in draft.papers:
            self._parts.files.drop(draft_shelf(name), paper.sha256)
            office = OfficeId(draft.office)
            named = self._parts.storage.read(lambda unit, o=office, p=paper: unit.files.own(o, p.sha256))  # type: ignore[misc]  # bound now
            if office and named is None:
                self._parts.files.drop(office, paper.sha256)

    def _put(self, unit: Work, name: str, draft: Draft) -> None:
        left = timedelta(hours=_FILED_HOURS) if draft.filed is not None else timedelta(days=DRAFT_DAYS)
        expires = self._parts.clock.milliseconds() + int(left.total_seconds() * 1000)
        nonce = self._parts.chance.take(_NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, msgspec.json.encode(draft), name.encode())
        unit.drafts.put(KeptDraft(name, sealed, expires))

    def _open(self, kept: KeptDraft | None) -> Draft | None:
        if kept is None or kept.expires_ms < self._parts.clock.milliseconds():
            return None
        return self._unsealed(kept)

    def _unsealed(self, kept: KeptDraft) -> Draft | None:
        try:
            plain = self._cipher.decrypt(kept.sealed[:_NONCE], kept.sealed[_NONCE:], kept.id.encode())
            return _DECODER.decode(plain)
        except (InvalidTag, ValueError, msgspec.MsgspecError):
            return None


def draft_name(token: str) -> str:
    """What is kept of a token: its hash, so that the table opens no draft."""
    return hashlib.sha256(f"motcua-draft-1\n{token}".encode()).hexdigest()


def draft_shelf(name: str) -> OfficeId:
    """Where a draft's papers lie on the shelf: a place that no office has and no desk can ask for."""
    return OfficeId(f"draft/{name}")
