"""Numbers, chains and gives back the rows of the offices' feeds; what a row says comes from elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from central_server.ports.faults import CentreFault
from central_server.ports.storage import Later
from central_server.ports.values import Appended, EventRef, FeedStanding, Head, NewRow
from central_server.storage import schema
from central_server.storage.query import Query, add_new_rows, add_rows
from central_sync.protocol.chain import ZERO, link
from central_sync.protocol.codec import encode, encode_row
from central_sync.protocol.messages import GrantRow, PeopleRow, RulesRow, VerdictRow
from dossier.identifiers import OfficeId

_HEADS = Query(
    "SELECT office, last, hash, (SELECT value FROM meta WHERE name = 'epoch') FROM feed_head"
    " WHERE office {among} ORDER BY office {locked}"
)
_HEAD = Query("SELECT last, hash FROM feed_head WHERE office = ?")
_MOVE = Query("UPDATE feed_head SET last = ?, hash = ? WHERE office = ?")
_KNOWN = Query("SELECT office FROM feed_head WHERE office {among}")
_STANDING = Query(
    "SELECT (SELECT value FROM meta WHERE name = 'epoch'), last, hash,"
    " (SELECT feed.hash FROM feed WHERE feed.office = feed_head.office AND feed.seq = ?)"
    " FROM feed_head WHERE office = ?"
)
_LINES = Query(
    "SELECT feed.seq, feed.kind, feed.dossier, feed.rev, feed.body, event.ruling, act.body FROM feed"
    " LEFT JOIN event ON feed.kind = 'E' AND event.dossier = feed.dossier AND event.rev = feed.rev"
    " LEFT JOIN act ON feed.kind = 'E' AND act.device = feed.device AND act.seq = feed.act_seq"
    " WHERE feed.office = ? AND feed.seq > ? ORDER BY feed.seq LIMIT ?"
)


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

    def append(self, rows: Sequence[NewRow]) -> Mapping[OfficeId, Appended]:
        if not rows:
            return {}
        before = self._lock_heads(sorted({row.office for row in rows}))
        heads = {office: (one.before.last, one.before.hash) for office, one in before.items()}
        lines: dict[OfficeId, list[bytes]] = {office: [] for office in before}
        written: list[tuple[object, ...]] = []
        for row in rows:
            last, previous = heads[row.office]
            place, line = _number(row, last + 1)
            chained = link(previous, line)
            heads[row.office] = (last + 1, chained)
            lines[row.office].append(line)
            written.append((row.office, last + 1, *place, chained))
        add_rows(self._connection, schema.feed, written)
        _MOVE.each(self._connection, [(last, hash_, office) for office, (last, hash_) in heads.items()])
        return {office: replace(one, lines=lines[office]) for office, one in before.items()}

    def _lock_heads(self, offices: Sequence[OfficeId]) -> dict[OfficeId, Appended]:
        found = {
            OfficeId(office): Appended(epoch or "", Head(OfficeId(office), last, hash_), ())
            for office, last, hash_, epoch in _HEADS.rows(self._connection, offices)
        }
        for office in offices:
            if office not in found:
                raise CentreFault("office_unknown", office)
        return found

    def head(self, office: OfficeId) -> Head:
        rows = _HEAD.rows(self._connection, office)
        if not rows:
            raise CentreFault("office_unknown", office)
        last, hash_ = rows[0]
        return Head(office, last, hash_)

    def standing(self, office: OfficeId, after: int) -> FeedStanding:
        rows = _STANDING.rows(self._connection, after, office)
        if not rows:
            raise CentreFault("office_unknown", office)
        epoch, last, hash_, link_after = rows[0]
        return FeedStanding(epoch or "", Head(office, last, hash_), ZERO if after == 0 else link_after)

    def lines(self, office: OfficeId, after: int, limit: int) -> Sequence[bytes]:
        return [_line(row) for row in _LINES.rows(self._connection, office, after, limit)]

    def offices(self) -> Sequence[OfficeId]:
        query = select(schema.feed_head.c.office).order_by(schema.feed_head.c.office)
        return [OfficeId(office) for office in self._connection.execute(query).scalars()]

    def known(self, offices: Sequence[OfficeId]) -> Later[frozenset[OfficeId]]:
        rows = _KNOWN.ask(self._connection, list(offices)) if offices else tuple
        return lambda: frozenset(OfficeId(office) for (office,) in rows())

    def open(self, offices: Sequence[OfficeId]) -> None:
        add_new_rows(self._connection, schema.feed_head, [(office, 0, ZERO) for office in sorted(set(offices))])


def _line(row: Sequence[Any]) -> bytes:
    seq, kind, dossier, rev, body, ruling, line = row
    return _event_line(seq, dossier, rev, line, ruling) if kind == "E" else bytes(body)


def _event_line(n: int, dossier: str, rev: int, line: bytes, ruling: bytes) -> bytes:
    return encode(_EventLine(n, dossier, rev, line.decode(), msgspec.Raw(ruling)))


def _number(row: NewRow, n: int) -> tuple[tuple[object, ...], bytes]:
    """The columns `kind` … `body` of `schema.feed` and the exact line of a new feed row under its number."""
    content = row.content
    if isinstance(content, EventRef):
        event = content.event
        line = _event_line(n, event.dossier, event.rev, content.line, event.ruling)
        return ("E", event.dossier, event.rev, event.device, event.seq, b""), line
    line = encode_row(msgspec.structs.replace(content, n=n))
    dossier = content.dossier if isinstance(content, GrantRow | VerdictRow) else ""
    return (_kind(content), dossier, 0, "", 0, line), line


def _kind(content: GrantRow | VerdictRow | RulesRow | PeopleRow) -> str:
    return str(content.__struct_config__.tag)
