"""Numbers, chains and gives back the rows of the offices' feeds; what a row says comes from elsewhere."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, and_, insert, select, update

from central_server.ports.faults import CentreFault
from central_server.ports.values import EventRef, Head, NewRow
from central_server.storage import schema
from central_server.storage.dialect import insert_new
from central_sync.protocol.chain import ZERO, link
from central_sync.protocol.codec import encode, encode_row
from central_sync.protocol.messages import GrantRow, PeopleRow, RulesRow, VerdictRow
from dossier.identifiers import OfficeId


class _EventLine(msgspec.Struct, tag="E"):
    """An event row put together from kept bytes: the ruling is never encoded a second time."""

    n: int
    dossier: str
    rev: int
    line: str
    ruling: msgspec.Raw


class SqlFeed:
    """The feeds of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def append(self, rows: Sequence[NewRow]) -> None:
        if not rows:
            return
        heads = self._lock_heads(sorted({row.office for row in rows}))
        written: list[dict[str, object]] = []
        for row in rows:
            last, previous = heads[row.office]
            values, line = _number(row, last + 1)
            chained = link(previous, line)
            heads[row.office] = (last + 1, chained)
            written.append(values | {"hash": chained})
        self._connection.execute(insert(schema.feed), written)
        for office, (last, hash_) in heads.items():
            where = schema.feed_head.c.office == office
            self._connection.execute(update(schema.feed_head).where(where).values(last=last, hash=hash_))

    def _lock_heads(self, offices: Sequence[OfficeId]) -> dict[OfficeId, tuple[int, bytes]]:
        head = schema.feed_head.c
        query = select(schema.feed_head).where(head.office.in_(offices)).order_by(head.office).with_for_update()
        found = {OfficeId(row.office): (row.last, row.hash) for row in self._connection.execute(query)}
        for office in offices:
            if office not in found:
                raise CentreFault("office_unknown", office)
        return found

    def head(self, office: OfficeId) -> Head:
        head = schema.feed_head.c
        row = self._connection.execute(select(schema.feed_head).where(head.office == office)).one_or_none()
        if row is None:
            raise CentreFault("office_unknown", office)
        return Head(office, row.last, row.hash)

    def link_at(self, office: OfficeId, seq: int) -> bytes:
        if seq == 0:
            return ZERO
        feed = schema.feed.c
        query = select(feed.hash).where(feed.office == office, feed.seq == seq)
        return bytes(self._connection.execute(query).scalar_one())

    def lines(self, office: OfficeId, after: int, limit: int) -> Sequence[bytes]:
        feed, event, act = schema.feed.c, schema.event.c, schema.act.c
        joined = schema.feed.outerjoin(
            schema.event, and_(feed.kind == "E", event.dossier == feed.dossier, event.rev == feed.rev)
        ).outerjoin(schema.act, and_(feed.kind == "E", act.device == feed.device, act.seq == feed.act_seq))
        query = (
            select(feed.seq, feed.kind, feed.dossier, feed.rev, feed.body, event.ruling, act.body.label("line"))
            .select_from(joined)
            .where(feed.office == office, feed.seq > after)
            .order_by(feed.seq)
            .limit(limit)
        )
        return [_line(row) for row in self._connection.execute(query)]

    def offices(self) -> Sequence[OfficeId]:
        query = select(schema.feed_head.c.office).order_by(schema.feed_head.c.office)
        return [OfficeId(office) for office in self._connection.execute(query).scalars()]

    def open(self, offices: Sequence[OfficeId]) -> None:
        rows = [{"office": office, "last": 0, "hash": ZERO} for office in sorted(set(offices))]
        if rows:
            self._connection.execute(insert_new(self._connection, schema.feed_head), rows)


def _line(row: Row[*tuple[Any, ...]]) -> bytes:
    if row.kind != "E":
        return bytes(row.body)
    return _event_line(row.seq, row.dossier, row.rev, row.line, row.ruling)


def _event_line(n: int, dossier: str, rev: int, line: bytes, ruling: bytes) -> bytes:
    return encode(_EventLine(n, dossier, rev, line.decode(), msgspec.Raw(ruling)))


def _number(row: NewRow, n: int) -> tuple[dict[str, object], bytes]:
    """The table row and the exact line of a new feed row under its number."""
    blank: dict[str, object] = {"dossier": "", "rev": 0, "device": "", "act_seq": 0, "body": b""}
    content = row.content
    base = {"office": row.office, "seq": n}
    if isinstance(content, EventRef):
        event = content.event
        line = _event_line(n, event.dossier, event.rev, content.line, event.ruling)
        place = {"dossier": event.dossier, "rev": event.rev, "device": event.device, "act_seq": event.seq}
        return blank | base | place | {"kind": "E"}, line
    line = encode_row(msgspec.structs.replace(content, n=n))
    dossier = content.dossier if isinstance(content, GrantRow | VerdictRow) else ""
    return blank | base | {"kind": _kind(content), "dossier": dossier, "body": line}, line


def _kind(content: GrantRow | VerdictRow | RulesRow | PeopleRow) -> str:
    return str(content.__struct_config__.tag)
