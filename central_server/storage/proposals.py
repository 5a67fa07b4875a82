"""Keeps what the national catalogue says of procedures, the newest reading of each code; puts none in force."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from central_server.ports.values import KeptProposal, KeptPublication
from central_server.storage import schema
from central_server.storage.dialect import insert_or_replace


class SqlProposals:
    """The proposals of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, proposals: Sequence[KeptProposal]) -> None:
        rows = [
            {
                "code": one.code,
                "hash": one.hash,
                "complete": one.complete,
                "imported_ms": one.imported_ms,
                "body": one.body,
            }
            for one in proposals
        ]
        if rows:
            self._connection.execute(insert_or_replace(self._connection, schema.proposal), rows)

    def all(self) -> Sequence[KeptProposal]:
        table = schema.proposal
        rows = self._connection.execute(select(table).order_by(table.c.code)).all()
        return [KeptProposal(row.code, row.hash, row.complete, row.imported_ms, row.body) for row in rows]

    def publication(self, code: str) -> KeptPublication | None:
        row = self._connection.execute(select(_TABLE).where(_TABLE.c.code == code)).one_or_none()
        return None if row is None else KeptPublication(row.code, row.state, row.changed_ms, row.body)

    def publications(self) -> Sequence[KeptPublication]:
        rows = self._connection.execute(select(_TABLE).order_by(_TABLE.c.code)).all()
        return [KeptPublication(row.code, row.state, row.changed_ms, row.body) for row in rows]

    def publish(self, publication: KeptPublication) -> None:
        row = {
            "code": publication.code,
            "state": publication.state,
            "changed_ms": publication.changed_ms,
            "body": publication.body,
        }
        self._connection.execute(insert_or_replace(self._connection, _TABLE), row)

    def published(self) -> Sequence[KeptPublication]:
        found = select(_TABLE).where(_TABLE.c.state == "in_force").order_by(_TABLE.c.changed_ms, _TABLE.c.code)
        rows = self._connection.execute(found).all()
        return [KeptPublication(row.code, row.state, row.changed_ms, row.body) for row in rows]


_TABLE = schema.publication
