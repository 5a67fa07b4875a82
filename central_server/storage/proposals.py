"""Keeps what the national catalogue says of procedures, the newest reading of each code; puts none in force."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from central_server.ports.values import KeptProposal
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
