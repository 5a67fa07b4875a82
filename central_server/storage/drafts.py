"""Keeps citizens' drafts as sealed bytes; opens none."""

from collections.abc import Sequence

from sqlalchemy import Connection, Row, delete, select

from central_server.ports.values import KeptDraft
from central_server.storage import schema
from central_server.storage.dialect import insert_or_replace


class SqlDrafts:
    """The drafts of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, draft: str) -> KeptDraft | None:
        return self._one(draft, lock=False)

    def lock(self, draft: str) -> KeptDraft | None:
        return self._one(draft, lock=True)

    def put(self, draft: KeptDraft) -> None:
        values = {"id": draft.id, "sealed": draft.sealed, "expires_ms": draft.expires_ms}
        self._connection.execute(insert_or_replace(self._connection, schema.draft), values)

    def drop(self, draft: str) -> None:
        self._connection.execute(delete(schema.draft).where(schema.draft.c.id == draft))

    def over(self, now_ms: int, limit: int) -> Sequence[KeptDraft]:
        table = schema.draft
        query = select(table).where(table.c.expires_ms < now_ms).order_by(table.c.expires_ms).limit(limit)
        return [_draft_of(row) for row in self._connection.execute(query)]

    def _one(self, draft: str, *, lock: bool) -> KeptDraft | None:
        query = select(schema.draft).where(schema.draft.c.id == draft)
        row = self._connection.execute(query.with_for_update() if lock else query).one_or_none()
        return None if row is None else _draft_of(row)


def _draft_of(row: Row[tuple[str, bytes, int]]) -> KeptDraft:
    return KeptDraft(row.id, row.sealed, row.expires_ms)
