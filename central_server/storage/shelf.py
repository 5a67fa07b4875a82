"""Keeps leaves of files on a disk, each encrypted by itself, under names that say nothing; knows no database."""

import errno
import hashlib
import hmac
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from central_server.ports.faults import DISK_FULL, CentreFault
from dossier.identifiers import OfficeId

_NONCE = 12
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


class LeafShelf:
    """A directory of leaves: AES-256-GCM per leaf, a directory per file named by a keyed hash.

    `key` is at least 32 random bytes. A leaf is written beside its place, flushed to the disk and renamed, so
    that one that is there is whole.
    """

    def __init__(self, root: Path, key: bytes, chance: Callable[[int], bytes]) -> None:
        if len(key) < 32:
            raise ValueError("the key of the shelf needs 32 bytes")
        self._root = root
        self._names = hmac.digest(key, b"motcua-shelf-names", "sha256")
        self._cipher = AESGCM(hmac.digest(key, b"motcua-shelf-leaves", "sha256"))
        self._chance = chance

    def present(self, office: OfficeId, sha256: str) -> list[int]:
        """Indices of the leaves kept, in order."""
        place = self._place(office, sha256)
        if not place.is_dir():
            return []
        return sorted(int(one.name) for one in place.iterdir() if one.name.isdigit())

    def write(self, office: OfficeId, sha256: str, index: int, plain: bytes) -> None:
        """Keep a leaf; returns after it is durable."""
        place = self._place(office, sha256)
        nonce = self._chance(_NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, plain, _bound(place, index))
        # Two connections may bring the same leaf at once; each has a part of its own.
        part = place / f"{index}.{nonce.hex()}.part"
        try:
            place.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            part.replace(place / str(index))
            for folder in (place, place.parent):
                _flush_folder(folder)
        except OSError as fault:
            part.unlink(missing_ok=True)
            if fault.errno in _NO_ROOM:
                raise CentreFault(DISK_FULL, "leaf", retry=True) from fault
            raise

    def read(self, office: OfficeId, sha256: str, index: int) -> bytes | None:
        """The plain leaf, or None when it is not here or was damaged."""
        place = self._place(office, sha256)
        try:
            sealed = (place / str(index)).read_bytes()
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(place, index))
        except (FileNotFoundError, InvalidTag, ValueError):
            return None

    def drop(self, office: OfficeId, sha256: str) -> None:
        """Throw away all leaves of a file."""
        shutil.rmtree(self._place(office, sha256), ignore_errors=True)

    def _place(self, office: OfficeId, sha256: str) -> Path:
        name = hmac.new(self._names, f"{office}\n{sha256}".encode(), hashlib.sha256).hexdigest()
        return self._root / name[:2] / name


def _bound(place: Path, index: int) -> bytes:
    """A leaf opens only as this leaf of this file."""
    return f"{place.name}/{index}".encode()


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
