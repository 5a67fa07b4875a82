"""Puts whole files on the shelf in leaves and takes them back, each proved by its hash."""

import hashlib

from central_server.ports.world import FileStore
from central_sync.protocol.blobs import LeafPlan
from central_sync.protocol.messages import LEAF
from dossier.identifiers import OfficeId


def put_whole(files: FileStore, office: OfficeId, data: bytes) -> str:
    """Keep a file durably under an office; its SHA-256. Leaves that are there already are not written again."""
    sha256 = hashlib.sha256(data).hexdigest()
    there = set(files.present(office, sha256))
    for index in range(LeafPlan(len(data)).count):
        leaf = data[index * LEAF : (index + 1) * LEAF]
        if index not in there or files.read(office, sha256, index) != leaf:
            files.write(office, sha256, index, leaf)
    return sha256


def take_whole(files: FileStore, office: OfficeId, sha256: str, size: int) -> bytes | None:
    """The bytes of a file, or None when a leaf is missing or any byte is another."""
    leaves = [files.read(office, sha256, index) for index in range(LeafPlan(size).count)]
    data = b"".join(leaf for leaf in leaves if leaf is not None)
    return data if hashlib.sha256(data).hexdigest() == sha256 else None
