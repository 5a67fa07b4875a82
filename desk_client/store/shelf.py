"""Keeps finished PDFs on the desk's disk, encrypted leaf by leaf, and tells the blob lane what is still to go.

A file lies under a keyed hash of its SHA-256, so that a look at the disk says nothing; each 64 KiB leaf is
sealed with ChaCha20-Poly1305 under the desk's file key, the file's hash and the leaf's place bound to it.
"""

import contextlib
import hashlib
import hmac
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from sqlalchemy import Engine

from central_sync.protocol.faults import LeafUnreadable
from central_sync.protocol.messages import LEAF, FileKey
from desk_client.ports import Chance, Clock, DeskFault, disk_fault
from desk_client.store.query import Query
from desk_client.store.writer import Priority, Writer
from dossier.acts import FileRef

_NONCE = 12
_SEALED = LEAF + _NONCE + 16
_KEEP = Query(
    "INSERT INTO file(sha256, size, state, dossier, due) VALUES (?, ?, 'local', ?, ?)"
    " ON CONFLICT(sha256) DO UPDATE SET state = 'local' WHERE state = 'wanted'"
)
_WANT = Query(
    "INSERT INTO file(sha256, size, state, dossier, due) VALUES (?, ?, 'wanted', '', '')"
    " ON CONFLICT(sha256) DO UPDATE SET state = 'wanted' WHERE state = 'proved'"
)
_SENT = Query("UPDATE file SET sent = max(sent, ?) WHERE sha256 = ?")
_PROVED = Query("UPDATE file SET state = 'proved', proved_at = ? WHERE sha256 = ?")
_HERE = Query("UPDATE file SET state = 'proved' WHERE sha256 = ?")
_UNPROVED = Query(
    "SELECT sha256, size FROM file WHERE state = 'local' AND act_seq > 0"
    " AND act_seq <= (SELECT cast(v AS integer) FROM meta WHERE k = 'acked')"
    " ORDER BY CASE due WHEN '' THEN '9' ELSE due END, act_seq LIMIT ?"
)
_UNNAMED = Query("SELECT sha256, size FROM file WHERE dossier = ? AND act_seq = 0 AND state = 'local'")
_WANTED = Query("SELECT sha256, size FROM file WHERE state = 'wanted' LIMIT ?")


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals and opens leaves of one shelf; `key` is 32 bytes."""

    key: bytes
    chance: Chance

    def name(self, sha256: str) -> str:
        """The file name: HMAC-SHA-256 of the content's hash."""
        return hmac.new(self.key, sha256.encode(), hashlib.sha256).hexdigest()

    def seal(self, sha256: str, index: int, plain: bytes) -> bytes:
        """A leaf as it lies on the disk."""
        nonce = self.chance.bytes(_NONCE)
        return nonce + ChaCha20Poly1305(self.key).encrypt(nonce, plain, f"{sha256}:{index}".encode())

    def open(self, sha256: str, index: int, sealed: bytes) -> bytes:
        """The plain leaf. Raises DeskFault `file_damaged`."""
        try:
            cipher = ChaCha20Poly1305(self.key)
            return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], f"{sha256}:{index}".encode())
        except (InvalidTag, ValueError) as fault:  # ValueError: shorter than a nonce, a file cut short
            raise DeskFault("file_damaged") from fault


class Shelf:
    """Implements `central_sync.protocol.ports.FileShelf`; `keep` and `read` are for the desk's own use."""

    def __init__(self, folder: Path, sealer: Sealer, engine: Engine, writer: Writer, clock: Clock) -> None:
        self._folder = folder
        self._sealer = sealer
        self._engine = engine
        self._writer = writer
        self._clock = clock
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise disk_fault(fault) from fault

    def keep(self, pdf: bytes, pages: int, dossier: str = "", due: str = "") -> FileRef:
        """Keep a finished PDF durably before any act names it; the same bytes again mend a damaged copy at most.

        Raises DeskFault `disk_full` or `disk_failed`; no part of the file is left then.
        """
        ref = FileRef(hashlib.sha256(pdf).hexdigest(), len(pdf), pages)
        leaves = [pdf[start : start + LEAF] for start in range(0, len(pdf), LEAF)]
        self._write(FileKey(ref.sha256, ref.size), leaves)
        self._writer.run(lambda connection: _KEEP.run(connection, (ref.sha256, ref.size, dossier, due)))
        return ref

    def keep_if(self, pdf: bytes, dossier: str, holds: Callable[[bytes], bool]) -> bool:
        """Keep a PDF if what is read again from the disk `holds`, else nothing of it. Raises as `keep` and `read`."""
        key = FileKey(hashlib.sha256(pdf).hexdigest(), len(pdf))
        self._write(key, [pdf[start : start + LEAF] for start in range(0, len(pdf), LEAF)])
        if not holds(self.read(key.sha256)):
            _drop(self._path(key.sha256))
            return False
        self._writer.run(lambda connection: _KEEP.run(connection, (key.sha256, key.size, dossier, "")))
        return True

    def unnamed(self, dossier: str) -> Sequence[FileKey]:
        """Files kept for a dossier that no act names: what a crash, or a refusal, left between the two."""
        return [FileKey(*row) for row in _UNNAMED.look(self._engine, (dossier,))]

    def read(self, sha256: str) -> bytes:
        """The whole PDF, its hash checked. Raises DeskFault `file_missing` or `file_damaged`."""
        path = self._path(sha256)
        if not path.exists():
            raise DeskFault("file_missing", retry=True)
        try:
            sealed = path.read_bytes()
        except OSError as fault:
            raise DeskFault("file_damaged") from fault
        leaves = (sealed[start : start + _SEALED] for start in range(0, len(sealed), _SEALED))
        plain = b"".join(self._sealer.open(sha256, index, leaf) for index, leaf in enumerate(leaves))
        if hashlib.sha256(plain).hexdigest() != sha256:
            raise DeskFault("file_damaged")
        return plain

    def has(self, sha256: str) -> bool:
        """Whether the whole file is here."""
        return self._path(sha256).exists()

    def want(self, ref: FileRef) -> None:
        """Ask the blob lane to fetch a file that a screen needs and this desk does not hold (any more)."""
        if self.has(ref.sha256):
            return
        self._mark(_WANT, (ref.sha256, ref.size))

    def unproved(self, limit: int) -> Sequence[FileKey]:
        """Files whose acts the centre has and whose bytes it has not proved, nearest deadline first."""
        return [FileKey(*row) for row in _UNPROVED.look(self._engine, (limit,))]

    def read_leaf(self, sha256: str, index: int) -> bytes:
        """Plain bytes of one leaf. Raises LeafUnreadable: one damaged file must not stop the whole lane."""
        try:
            with self._path(sha256).open("rb") as stream:
                stream.seek(index * _SEALED)
                return self._sealer.open(sha256, index, stream.read(_SEALED))
        except (OSError, DeskFault) as fault:
            raise LeafUnreadable from fault

    def sent(self, sha256: str, leaves: Sequence[int]) -> None:
        """The centre acknowledged these leaves."""
        self._mark(_SENT, (len(leaves), sha256))

    def proved(self, sha256: str) -> None:
        """The centre hashed the whole file and keeps it."""
        self._mark(_PROVED, (self._clock.now().isoformat(timespec="seconds"), sha256))

    def wanted(self, limit: int) -> Sequence[FileKey]:
        """Files a screen asked for that are not here."""
        return [FileKey(*row) for row in _WANTED.look(self._engine, (limit,))]

    def write_leaf(self, key: FileKey, index: int, plain: bytes) -> bool:
        """Keep a downloaded leaf; True when the file is whole and its hash was verified. Raises DeskFault as `keep`."""
        part = self._folder / (self._sealer.name(key.sha256) + ".part")
        try:
            with part.open("r+b" if part.exists() else "w+b") as stream:
                stream.seek(index * _SEALED)
                stream.write(self._sealer.seal(key.sha256, index, plain))
                stream.flush()
                os.fsync(stream.fileno())
                whole = stream.seek(0, os.SEEK_END) == _sealed_size(key.size)
            if not whole or not self._is_right(part, key):
                return False
            self._put_in_place(part, key.sha256)
        except OSError as fault:
            _drop(part)
            raise disk_fault(fault) from fault
        self._mark(_HERE, (key.sha256,))
        return True

    def _is_right(self, part: Path, key: FileKey) -> bool:
        digest = hashlib.sha256()
        try:
            if part.stat().st_size != _sealed_size(key.size):
                return False
            with part.open("rb") as stream:
                for index in range(-(-key.size // LEAF)):
                    digest.update(self._sealer.open(key.sha256, index, stream.read(_SEALED)))
        except (OSError, DeskFault):
            return False
        return digest.hexdigest() == key.sha256

    def _write(self, key: FileKey, leaves: Sequence[bytes]) -> None:
        path = self._path(key.sha256)
        if path.exists() and self._is_right(path, key):
            return
        try:
            self._write_new(key.sha256, leaves)
        except DeskFault as fault:
            if fault.code != "disk_full" or not self._writer.reserve.give_up():
                raise
            self._write_new(key.sha256, leaves)

    def _write_new(self, sha256: str, leaves: Sequence[bytes]) -> None:
        part = self._path(sha256).with_suffix(f".{self._sealer.chance.bytes(4).hex()}")
        try:
            with part.open("wb") as stream:
                for index, leaf in enumerate(leaves):
                    stream.write(self._sealer.seal(sha256, index, leaf))
                stream.flush()
                os.fsync(stream.fileno())
            self._put_in_place(part, sha256)
        except OSError as fault:
            _drop(part)
            raise disk_fault(fault) from fault

    def _put_in_place(self, part: Path, sha256: str) -> None:
        part.replace(self._path(sha256))
        _sync_folder(self._folder)

    def _mark(self, query: Query, values: tuple[str | int, ...]) -> None:
        self._writer.run(lambda connection: query.run(connection, values), Priority.FEED)

    def _path(self, sha256: str) -> Path:
        return self._folder / self._sealer.name(sha256)


def _drop(part: Path) -> None:
    """A part that cannot be removed either stays: it counts for nothing."""
    with contextlib.suppress(OSError):
        part.unlink()


def _sealed_size(size: int) -> int:
    leaves = -(-size // LEAF)
    return size + leaves * (_SEALED - LEAF)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable; Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
