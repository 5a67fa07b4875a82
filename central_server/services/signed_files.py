"""Has signed results checked before the transaction that needs the answer; a file that is not whole is not checked."""

import base64
import hashlib
from collections.abc import Mapping, Sequence

from central_server.ports.storage import Storage
from central_server.ports.values import FilePlace
from central_server.ports.world import FileStore, MeantSignature, SignatureCheck, SignedBy
from central_sync.protocol.blobs import LeafPlan
from dossier.acts import Act, Number, Payload, Sign, signed_file
from dossier.identifiers import OfficeId


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
            file = signed_file(act.data)
            whole = None if file is None else self._whole(office, file.sha256)
            if file is None or whole is None:
                continue
            if isinstance(act.data, Number):
                before = self._whole(office, act.data.signed_sha256)
                if before is None:
                    continue  # the act waits for the file it was made from
                if len(before) >= len(whole) or not whole.startswith(before):
                    found[file.sha256] = SignedBy(intact=False, detail="not made from the leader's file")
                    continue
            found[file.sha256] = self._check.check(whole, act.at, meant_by(act.data))
        return found

    def _whole(self, office: OfficeId, sha256: str) -> bytes | None:
        place = self._place(office, sha256)
        return read_whole(self._files, place) if place is not None and place.complete else None

    def _place(self, office: OfficeId, sha256: str) -> FilePlace | None:
        return self._storage.read(lambda unit: unit.files.place(office, sha256))


def meant_by(data: Payload) -> MeantSignature:
    """The signature that an act names by digest and CMS; an act from before names none."""
    if not isinstance(data, Sign | Number) or not data.cms:
        return MeantSignature()
    try:
        cms = base64.b64decode(data.cms, validate=True)
    except ValueError:
        cms = b""  # no signature has such a CMS: the act means none that is there
    return MeantSignature(data.digest, hashlib.sha256(cms).hexdigest())


def read_whole(files: FileStore, place: FilePlace) -> bytes:
    """All bytes of a file; shorter when leaves are damaged, which no hash survives."""
    leaves = (files.read(place.office, place.file.sha256, index) for index in range(LeafPlan(place.file.size).count))
    return b"".join(leaf for leaf in leaves if leaf is not None)
