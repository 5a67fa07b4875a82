"""Finds dossiers for people who may look, and counts wrong secrets; compares none."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert

from central_server.ports.values import Record
from central_server.storage import schema
from central_server.storage.ledger import offices_of
from central_server.storage.packing import unpack_state
from central_server.storage.query import Query
from dossier.identifiers import DossierId
from dossier.state import Dossier

# Two dossiers may bear one printed code after a clash; the older one (UUIDv7 order) keeps the page.
_BY_CODE = Query("SELECT id, head, state FROM dossier WHERE code = ? ORDER BY id LIMIT 1")
_BY_ID = Query("SELECT id, head, state FROM dossier WHERE id = ?")
_BY_NUMBER = Query(
    "SELECT id, head, state FROM dossier WHERE id = (SELECT dossier FROM number WHERE book = ? AND number = ?)"
)
_OPEN = Query("SELECT state FROM dossier WHERE open AND id > ? ORDER BY id LIMIT ?")
_TRIES = Query("SELECT at_ms FROM secret_try WHERE code = ? AND at_ms > ? ORDER BY at_ms")


class SqlSearch:
    """The searches of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_code(self, code: str) -> Record | None:
        return self._one(_BY_CODE, code)

    def by_id(self, dossier: DossierId) -> Record | None:
        return self._one(_BY_ID, dossier)

    def by_number(self, book: str, number: int) -> Record | None:
        return self._one(_BY_NUMBER, book, number)

    def open_after(self, dossier: DossierId, limit: int) -> Sequence[Dossier]:
        return [unpack_state(state) for (state,) in _OPEN.rows(self._connection, dossier, limit)]

    def _one(self, query: Query, *key: str | int) -> Record | None:
        rows = query.rows(self._connection, *key)
        if not rows:
            return None
        dossier, head, state = rows[0]
        offices = offices_of(self._connection, [dossier]).get(dossier, frozenset())
        return Record(unpack_state(state), head, offices)

    def tries(self, code: str, since_ms: int) -> Sequence[int]:
        return [at_ms for (at_ms,) in _TRIES.rows(self._connection, code, since_ms)]

    def add_try(self, code: str, at_ms: int) -> None:
        self._connection.execute(insert(schema.secret_try), {"code": code, "at_ms": at_ms})

    def forget_tries(self, before_ms: int) -> None:
        self._connection.execute(delete(schema.secret_try).where(schema.secret_try.c.at_ms < before_ms))
