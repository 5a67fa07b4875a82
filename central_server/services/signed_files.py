"""Has signed results checked before the transaction that needs the answer; a file that is not whole is not checked."""

import base64
import hashlib
from collections.abc import Mapping, Sequence

from central_server.ports.storage import Storage
from central_server.ports.values import FilePlace
from central_server.ports.world import FileStore, MeantSignature, SignatureCheck, SignedBy
from central_sync.protocol.blobs import LeafPlan
from dossier.acts import Act
from dossier.identifiers import OfficeId
from dossier.signing import CarriedSignature, carried_signature


class SignedFiles:
    """Reads whole files from the shelf and asks the signature check."""

    def __init__(self, storage: Storage, files: FileStore, check: SignatureCheck) -> None:
        self._storage = storage
        self._files = files
        self._check = check

    def check(self, office: OfficeId, acts: Sequence[Act]) -> Mapping[str, SignedBy]:
        """What was found in each signed file that is here whole, by its SHA-256."""
        found: dict[str, SignedBy] = {}
        for act in acts:
            carried = carried_signature(act.data)
            whole = None if carried is None else self._whole(office, carried.file.sha256)
            before = None if carried is None or whole is None else self._whole(office, carried.made_from)
            if carried is None or whole is None or before is None:
                continue  # the act waits for its file, or for the one it was made from
            sha256 = carried.file.sha256
            if len(before) >= len(whole) or not whole.startswith(before):
                found[sha256] = SignedBy(intact=False, detail="not made from the file that was signed")
                continue
            found[sha256] = self._check.check(whole, act.at, meant_by(carried, len(before)))
        return found

    def _whole(self, office: OfficeId, sha256: str) -> bytes | None:
        place = self._place(office, sha256)
        return read_whole(self._files, place) if place is not None and place.complete else None

    def _place(self, office: OfficeId, sha256: str) -> FilePlace | None:
        return self._storage.read(lambda unit: unit.files.place(office, sha256))


def meant_by(carried: CarriedSignature, since: int) -> MeantSignature:
    """The signature that an act names by digest and CMS, behind so many bytes; an act from before names none."""
    if not carried.cms:
        return MeantSignature(since=since)
    try:
        cms = base64.b64decode(carried.cms, validate=True)
    except ValueError:
        cms = b""  # no signature has such a CMS: the act means none that is there
    return MeantSignature(carried.digest, hashlib.sha256(cms).hexdigest(), since)


def read_whole(files: FileStore, place: FilePlace) -> bytes:
    """All bytes of a file; shorter when leaves are damaged, which no hash survives."""
    leaves = (files.read(place.office, place.file.sha256, index) for index in range(LeafPlan(place.file.size).count))
    return b"".join(leaf for leaf in leaves if leaf is not None)
