"""Has signed results checked before the transaction that needs the answer; a file that is not whole is not checked."""

from collections.abc import Mapping, Sequence

from central_server.ports.storage import Storage
from central_server.ports.values import FilePlace
from central_server.ports.world import FileStore, MeantSignature, SignatureCheck, SignedBy
from central_sync.protocol.blobs import LeafPlan
from dossier.acts import Act, Sign
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
            if not isinstance(act.data, Sign):
                continue
            sha256 = act.data.result.sha256
            place = self._place(office, sha256)
            if place is not None and place.complete:
                found[sha256] = self._check.check(read_whole(self._files, place), act.at, MeantSignature())
        return found

    def _place(self, office: OfficeId, sha256: str) -> FilePlace | None:
        return self._storage.read(lambda unit: unit.files.place(office, sha256))


def read_whole(files: FileStore, place: FilePlace) -> bytes:
    """All bytes of a file; shorter when leaves are damaged, which no hash survives."""
    leaves = (files.read(place.office, place.file.sha256, index) for index in range(LeafPlan(place.file.size).count))
    return b"".join(leaf for leaf in leaves if leaf is not None)
