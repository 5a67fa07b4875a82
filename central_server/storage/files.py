"""Remembers which files acts named and which are proved whole; the bytes lie on the shelf (`shelf`)."""

from collections.abc import Sequence

from sqlalchemy import Connection

from central_server.ports.values import FileClaim, FilePlace
from central_server.storage import schema
from central_server.storage.query import Query, add_new_rows
from central_sync.protocol.messages import FileKey
from dossier.identifiers import DossierId, OfficeId

_NAMED = (
    "SELECT named.office, named.size, blob.sha256 FROM file_named AS named LEFT JOIN blob"
    " ON blob.office = named.office AND blob.sha256 = named.sha256 AND blob.size = named.size WHERE named.sha256 = ?"
)
_OWN = Query(f"{_NAMED} AND named.office = ? ORDER BY blob.sha256 IS NULL, named.dossier LIMIT 1")
_SEEN = Query(  # two literals of this file, no value among them
    f"{_NAMED} AND (named.office = ? OR named.dossier IN (SELECT dossier FROM audience WHERE office = ?))"  # noqa: S608
    " ORDER BY blob.sha256 IS NULL, named.office != ?, named.office, named.dossier LIMIT 1"
)
"""A whole file before one that is not, then the office's own."""
_NAMING = Query("SELECT DISTINCT dossier FROM file_named WHERE sha256 = ? ORDER BY dossier")


class SqlFiles:
    """The files of one transaction. A file belongs to the office whose act named it, also when bytes are equal."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def name(self, claims: Sequence[FileClaim]) -> None:
        rows = [(one.file.sha256, one.office, one.dossier, one.file.size) for one in claims]
        add_new_rows(self._connection, schema.file_named, rows)

    def own(self, office: OfficeId, sha256: str) -> FilePlace | None:
        return self._first(_OWN, sha256, office)

    def place(self, office: OfficeId, sha256: str) -> FilePlace | None:
        return self._first(_SEEN, sha256, office, office, office)

    def naming(self, sha256: str) -> Sequence[DossierId]:
        return [DossierId(dossier) for (dossier,) in _NAMING.rows(self._connection, sha256)]

    def _first(self, query: Query, sha256: str, *offices: OfficeId) -> FilePlace | None:
        for office, size, proved in query.rows(self._connection, sha256, *offices):
            return FilePlace(OfficeId(office), FileKey(sha256, size), proved is not None)
        return None

    def proved(self, office: OfficeId, sha256: str, size: int, proved_ms: int) -> None:
        add_new_rows(self._connection, schema.blob, [(office, sha256, size, proved_ms)])
