"""Remembers which files acts named and which are proved whole; the bytes lie on the shelf (`shelf`)."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, and_, case, select

from central_server.ports.values import FileClaim, FilePlace
from central_server.storage import schema
from central_server.storage.dialect import insert_new
from central_server.storage.query import add_new_rows
from central_sync.protocol.messages import FileKey
from dossier.identifiers import OfficeId


class SqlFiles:
    """The files of one transaction. A file belongs to the office whose act named it, also when bytes are equal."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def name(self, claims: Sequence[FileClaim]) -> None:
        rows = [(one.file.sha256, one.office, one.dossier, one.file.size) for one in claims]
        add_new_rows(self._connection, schema.file_named, rows)

    def own(self, office: OfficeId, sha256: str) -> FilePlace | None:
        return self._first(sha256, office, schema.file_named.c.office == office)

    def place(self, office: OfficeId, sha256: str) -> FilePlace | None:
        mine = self.own(office, sha256)
        if mine is not None and mine.complete:
            return mine
        audience = schema.audience.c
        seen = select(audience.dossier).where(audience.office == office)
        return self._first(sha256, office, schema.file_named.c.dossier.in_(seen)) or mine

    def _first(self, sha256: str, office: OfficeId, where: ColumnElement[bool]) -> FilePlace | None:
        named, blob = schema.file_named.c, schema.blob.c
        joined = schema.file_named.outerjoin(
            schema.blob, and_(blob.office == named.office, blob.sha256 == named.sha256, blob.size == named.size)
        )
        whole = case((blob.sha256.is_(None), 1), else_=0)
        other = case((named.office == office, 0), else_=1)
        query = (
            select(named.office, named.size, blob.sha256.label("proved"))
            .select_from(joined)
            .where(named.sha256 == sha256, where)
            .order_by(whole, other, named.office, named.dossier)
            .limit(1)
        )
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return None
        return FilePlace(OfficeId(row.office), FileKey(sha256, row.size), row.proved is not None)

    def proved(self, office: OfficeId, sha256: str, size: int, proved_ms: int) -> None:
        values = {"office": office, "sha256": sha256, "size": size, "proved_ms": proved_ms}
        self._connection.execute(insert_new(self._connection, schema.blob), values)
