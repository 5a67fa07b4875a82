"""Takes and gives the leaves of files inside a device's scope; a file counts only when its whole hash was proved."""

import hashlib
from dataclasses import dataclass

from central_server.ports.storage import Storage
from central_server.ports.values import Device, FilePlace
from central_server.ports.world import Clock, FileStore
from central_server.services.complaints import Complain
from central_server.services.desks import allowed
from central_server.services.held import HeldActs
from central_sync.protocol.blobs import LeafPlan, check_leaf
from central_sync.protocol.faults import FaultCode
from central_sync.protocol.messages import CommitReply, FileKey, FileState, HaveReply, HaveRequest
from dossier.identifiers import OfficeId

MOST_ASKED = 200


@dataclass(frozen=True, slots=True)
class FilesParts:
    """What the service works with; `largest` is the size in bytes of the largest file taken."""

    storage: Storage
    clock: Clock
    store: FileStore
    held: HeldActs
    largest: int


class Files:
    """The file lane."""

    def __init__(self, parts: FilesParts) -> None:
        self._parts = parts

    def have(self, device: Device, request: HaveRequest) -> HaveReply:
        """What is here of the asked files; one that no act in the device's scope names is simply unknown."""
        office = allowed(device)
        if len(request.files) > MOST_ASKED:
            raise Complain(FaultCode.TOO_BIG, "files")
        return HaveReply([self._state(office, file) for file in request.files])

    def _state(self, office: OfficeId, file: FileKey) -> FileState:
        place = self._parts.storage.read(lambda unit: unit.files.place(office, file.sha256))
        if place is None or place.file.size != file.size:
            return FileState(file.sha256, known=False, complete=False, leaves=[])
        if place.complete:
            return FileState(file.sha256, known=True, complete=True, leaves=list(range(LeafPlan(file.size).count)))
        return FileState(file.sha256, known=True, complete=False, leaves=self._present(place))

    def _present(self, place: FilePlace) -> list[int]:
        count = LeafPlan(place.file.size).count
        return [index for index in self._parts.store.present(place.office, place.file.sha256) if index < count]

    def put(self, device: Device, sha256: str, index: int, leaf: bytes, said: str) -> str:
        """Keep a leaf of a file that an act of this office names; its SHA-256 comes back once it is durable."""
        place = self._own(device, sha256)
        fault = check_leaf(LeafPlan(place.file.size), index, leaf, said)
        if fault is not None:
            raise Complain(fault.code, fault.detail)
        if not place.complete:
            self._parts.store.write(place.office, sha256, index, leaf)
        return said

    def get(self, device: Device, sha256: str, index: int) -> bytes:
        """A leaf of a proved file of a dossier that the office sees."""
        office = allowed(device)
        place = self._parts.storage.read(lambda unit: unit.files.place(office, sha256))
        if place is None or not place.complete:
            raise Complain(FaultCode.FILE_UNKNOWN)
        leaf = self.leaf(place, index)
        if leaf is None:
            raise Complain(FaultCode.FILE_UNKNOWN, "leaf")
        return leaf

    def leaf(self, place: FilePlace, index: int) -> bytes | None:
        """A plain leaf of a file, or None when it is not here or damaged; for whoever reads the record itself."""
        return self._parts.store.read(place.office, place.file.sha256, index)

    def commit(self, device: Device, key: FileKey) -> CommitReply:
        """Hash the whole file; acts that waited for it are decided before this returns."""
        place = self._own(device, key.sha256)
        if place.file.size != key.size:
            raise Complain(FaultCode.LEAF_REFUSED, "size")
        if not place.complete:
            missing = self._prove(place)
            if missing:
                return CommitReply(complete=False, missing=missing)
            ms = self._parts.clock.milliseconds()
            self._parts.storage.write(
                lambda unit: unit.files.proved(place.office, key.sha256, key.size, ms),
            )
        self._parts.held.retry()
        return CommitReply(complete=True, missing=[])

    def _prove(self, place: FilePlace) -> list[int]:
        """The leaves still to be sent: none when the file is what its name says."""
        sha256, plan = place.file.sha256, LeafPlan(place.file.size)
        whole, missing = hashlib.sha256(), []
        for index in range(plan.count):
            leaf = self._parts.store.read(place.office, sha256, index)
            if leaf is None or len(leaf) != plan.length(index):
                missing.append(index)
            else:
                whole.update(leaf)
        if not missing and whole.hexdigest() != sha256:
            self._parts.store.drop(place.office, sha256)
            return plan.missing(frozenset())
        return missing

    def _own(self, device: Device, sha256: str) -> FilePlace:
        office = allowed(device)
        place = self._parts.storage.read(lambda unit: unit.files.own(office, sha256))
        if place is None:
            raise Complain(FaultCode.FILE_UNKNOWN)
        if place.file.size > self._parts.largest:
            raise Complain(FaultCode.TOO_BIG, "file")
        return place
