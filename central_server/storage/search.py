"""Finds dossiers for people who may look, and counts wrong secrets; compares none."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from central_server.ports.values import Record
from central_server.storage import schema
from central_server.storage.ledger import offices_of
from central_sync.protocol.codec import decode_state
from dossier.identifiers import DossierId


class SqlSearch:
    """The searches of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_code(self, code: str) -> Record | None:
        return self._one(schema.dossier.c.code == code)

    def by_id(self, dossier: DossierId) -> Record | None:
        return self._one(schema.dossier.c.id == dossier)

    def _one(self, where: ColumnElement[bool]) -> Record | None:
        table = schema.dossier
        # Two dossiers may bear one printed code after a clash; the older one (UUIDv7 order) keeps the page.
        row = self._connection.execute(select(table).where(where).order_by(table.c.id).limit(1)).one_or_none()
        if row is None:
            return None
        key = DossierId(row.id)
        offices = offices_of(self._connection, [key]).get(key, frozenset())
        return Record(decode_state(row.state), row.head, offices)

    def tries(self, code: str, since_ms: int) -> Sequence[int]:
        table = schema.secret_try
        query = select(table.c.at_ms).where(table.c.code == code, table.c.at_ms > since_ms).order_by(table.c.at_ms)
        return list(self._connection.execute(query).scalars())

    def add_try(self, code: str, at_ms: int) -> None:
        self._connection.execute(insert(schema.secret_try), {"code": code, "at_ms": at_ms})

    def forget_tries(self, before_ms: int) -> None:
        self._connection.execute(delete(schema.secret_try).where(schema.secret_try.c.at_ms < before_ms))
