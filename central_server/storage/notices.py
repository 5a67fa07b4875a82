"""Keeps what citizens are told and what came back, and how far the feeds were folded; sends nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select

from central_server.ports.notices import (
    CallMark,
    DuePlace,
    FeedPart,
    Mark,
    NewNotice,
    Notice,
    NoticeChannel,
    NoticeState,
    OpenDossier,
    ReceiptMark,
    Wanted,
)
from central_server.storage import schema
from central_server.storage.dialect import insert_new
from central_server.storage.packing import unpack_state
from central_server.storage.query import Query, put_rows
from dossier.identifiers import DossierId, OfficeId
from dossier.state import Dossier

_PLACES = msgspec.json.Decoder(dict[str, str])
_JSON = msgspec.json.Encoder()
_RUNNER = "runner"
_LONGEST_ANSWER = 200

_COLUMNS = ", ".join(column.name for column in schema.notice.columns)
_NEW = [column.name for column in schema.notice.columns if column.name != "id"]
_ADD = Query(
    f"INSERT INTO notice ({', '.join(_NEW)}) VALUES ({', '.join('?' for _ in _NEW)})"  # noqa: S608  our own names
    " ON CONFLICT DO NOTHING RETURNING id"
)
_BEHIND = Query(
    "SELECT feed_head.office FROM feed_head LEFT JOIN notice_cursor ON notice_cursor.office = feed_head.office"
    " WHERE feed_head.last > COALESCE(notice_cursor.last, 0) ORDER BY feed_head.office"
)
_ENDS = Query(
    "SELECT feed_head.last, COALESCE(notice_cursor.last, 0) FROM feed_head"
    " LEFT JOIN notice_cursor ON notice_cursor.office = feed_head.office WHERE feed_head.office = ?"
)
# An event stands on the feed of every office that sees the dossier; it is folded where its own act came from.
_PART = Query(
    "SELECT act.body, event.ruling FROM feed"
    " JOIN act ON act.device = feed.device AND act.seq = feed.act_seq AND act.office = feed.office"
    " JOIN event ON event.dossier = feed.dossier AND event.rev = feed.rev"
    " WHERE feed.office = ? AND feed.seq > ? AND feed.seq <= ? AND feed.kind = 'E' AND act.kind {among}"
    " ORDER BY feed.seq"
)
_MOVE = Query(
    "INSERT INTO notice_cursor (office, last) VALUES (?, ?) ON CONFLICT (office)"
    " DO UPDATE SET last = excluded.last WHERE notice_cursor.last = ? RETURNING office"
)
_STATES = Query("SELECT id, state FROM dossier WHERE id {among}")
_PAST_DUE = Query(
    "SELECT dossier.due, dossier.id FROM dossier WHERE dossier.open AND dossier.due <> '' AND dossier.due < ?"
    " AND (dossier.due, dossier.id) > (?, ?)"
    " AND dossier.stage {among} AND NOT EXISTS (SELECT 1 FROM notice"
    " WHERE notice.dossier = dossier.id AND notice.cause = 'past_due/' || dossier.due)"
    " ORDER BY dossier.due, dossier.id LIMIT ?"
)
_OPEN = Query(
    "SELECT dossier.due, dossier.id, dossier.state FROM dossier WHERE dossier.open"
    " AND (dossier.due, dossier.id) > (?, ?) ORDER BY dossier.due, dossier.id LIMIT ?"
)
_CLAIM = Query(
    "SELECT id FROM notice WHERE channel = ? AND state IN ('waiting', 'sending') AND next_ms <= ?"
    " ORDER BY next_ms, id LIMIT ? {locked}"
)
_TAKE = Query("UPDATE notice SET state = 'sending', next_ms = ? WHERE id = ?")
_BY_IDS = Query(f"SELECT {_COLUMNS} FROM notice WHERE id {{among}} ORDER BY next_ms, id")  # noqa: S608  our own names
_MARK = Query(
    "UPDATE notice SET state = ?, next_ms = ?, answer = ?, answered_ms = ?, attempts = attempts + ?, text = ?,"
    " sent_to = ?, provider_id = ? WHERE id = ? AND state = 'sending'"
)
_OF_DOSSIER = Query(
    f"SELECT {_COLUMNS} FROM notice WHERE dossier = ? AND channel = ? ORDER BY at DESC, id DESC"  # noqa: S608  as above
)
_CALLS = Query(
    f"SELECT {_COLUMNS} FROM notice WHERE channel = 'call' AND state = 'waiting' AND office = ?"  # noqa: S608  as above
    " ORDER BY id LIMIT ?"
)
_CLOSE = Query(
    "UPDATE notice SET state = ?, answer = ?, answered_ms = ?, attempts = attempts + 1"
    " WHERE dossier = ? AND channel = 'call' AND state = 'waiting' RETURNING id"
)
_DROP = Query(
    "UPDATE notice SET state = 'dropped', answer = ?, answered_ms = ?"
    " WHERE id = ? AND channel = 'call' AND state = 'waiting'"
)
_PART_OF = Query("UPDATE notice_part SET state = ? WHERE channel = ? AND provider_id = ? RETURNING notice")
_PART_STATES = Query("SELECT state FROM notice_part WHERE notice = ?")
_SETTLE = Query("UPDATE notice SET state = ?, answer = ?, answered_ms = ? WHERE id = ? AND state = 'sent' RETURNING id")
_RETRY = (
    "UPDATE notice SET state = 'waiting', attempts = 0, next_ms = ?, answer = ''"
    " WHERE state IN ('failed', 'dropped') AND channel IN ('email', 'sms', 'zalo')"
)
_RETRY_ALL = Query(f"{_RETRY} RETURNING id")
_RETRY_SOME = Query(f"{_RETRY} AND id {{among}} RETURNING id")
_TALLY = Query("SELECT channel, state, COUNT(*) FROM notice GROUP BY channel, state ORDER BY channel, state")
_LEASE = Query(
    "UPDATE notice_runner SET holder = ?, until_ms = ? WHERE name = ? AND (holder = ? OR until_ms <= ?) RETURNING name"
)


class SqlNotices:
    """The notices of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def behind(self) -> Sequence[OfficeId]:
        return [OfficeId(office) for (office,) in _BEHIND.rows(self._connection)]

    def part(self, office: OfficeId, kinds: Sequence[str], length: int) -> FeedPart:
        # The head is read first: every row up to it is committed (ADR 0003).
        last, after = _ENDS.rows(self._connection, office)[0]
        upto = min(last, after + length)
        rows = _PART.rows(self._connection, office, after, upto, list(kinds))
        return FeedPart(office, after, upto, tuple((bytes(line), bytes(ruling)) for line, ruling in rows))

    def move(self, part: FeedPart) -> bool:
        return bool(_MOVE.rows(self._connection, part.office, part.upto, part.after))

    def states(self, dossiers: Sequence[DossierId]) -> Mapping[DossierId, Dossier]:
        rows = _STATES.rows(self._connection, sorted(set(dossiers))) if dossiers else ()
        return {DossierId(dossier): unpack_state(state) for dossier, state in rows}

    def add(self, notices: Sequence[NewNotice]) -> int:
        return sum(len(_ADD.rows(self._connection, *_new_row(one))) for one in notices)

    def past_due(self, stages: Sequence[str], before: str, after: DuePlace, limit: int) -> Sequence[DuePlace]:
        rows = _PAST_DUE.rows(self._connection, before, after.due, after.dossier, list(stages), limit)
        return [DuePlace(due, dossier) for due, dossier in rows]

    def open_dossiers(self, after: DuePlace, limit: int) -> Sequence[OpenDossier]:
        rows = _OPEN.rows(self._connection, after.due, after.dossier, limit)
        return [OpenDossier(DuePlace(due, name), unpack_state(state)) for due, name, state in rows]

    def claim(self, channel: NoticeChannel, now_ms: int, until_ms: int, limit: int) -> Sequence[Notice]:
        ids = [one for (one,) in _CLAIM.rows(self._connection, channel.value, now_ms, limit)]
        _TAKE.each(self._connection, [(until_ms, one) for one in ids])
        return self._by_ids(ids)

    def _by_ids(self, ids: Sequence[int]) -> list[Notice]:
        return [_notice_of(row) for row in _BY_IDS.rows(self._connection, list(ids))] if ids else []

    def mark(self, channel: NoticeChannel, marks: Sequence[Mark]) -> None:
        _MARK.each(self._connection, [_mark_row(one) for one in marks])
        sent = NoticeState.SENT.value
        parts = [(channel.value, name[:128], one.id, sent) for one in marks for name in one.provider_ids]
        put_rows(self._connection, schema.notice_part, parts)

    def receipt(self, channel: NoticeChannel, provider_id: str, mark: ReceiptMark) -> Notice | None:
        state = NoticeState.DELIVERED if mark.delivered else NoticeState.FAILED
        found = _PART_OF.rows(self._connection, state.value, channel.value, provider_id[:128])
        if not found:
            return None
        (notice,) = found[0]
        parts = {part for (part,) in _PART_STATES.rows(self._connection, notice)}
        if mark.delivered and parts != {NoticeState.DELIVERED.value}:
            return None
        answer = mark.answer[:_LONGEST_ANSWER]
        if not _SETTLE.rows(self._connection, state.value, answer, mark.at_ms, notice):
            return None
        return self._by_ids([notice])[0]

    def of_dossier(self, dossier: DossierId, channel: NoticeChannel) -> Sequence[Notice]:
        return [_notice_of(row) for row in _OF_DOSSIER.rows(self._connection, dossier, channel.value)]

    def calls(self, office: OfficeId, limit: int) -> Sequence[Notice]:
        return [_notice_of(row) for row in _CALLS.rows(self._connection, office, limit)]

    def drop_calls(self, ids: Sequence[int], answer: str, at_ms: int) -> None:
        _DROP.each(self._connection, [(answer, at_ms, one) for one in ids])

    def close_calls(self, dossier: DossierId, mark: CallMark) -> int:
        state = NoticeState.DONE if mark.reached else NoticeState.WAITING
        return len(_CLOSE.rows(self._connection, state.value, mark.answer[:_LONGEST_ANSWER], mark.at_ms, dossier))

    def listing(self, wanted: Wanted) -> Sequence[Notice]:
        table = schema.notice.c
        query = select(schema.notice).where(table.id > wanted.after).order_by(table.id).limit(wanted.limit)
        if wanted.channel is not None:
            query = query.where(table.channel == wanted.channel.value)
        if wanted.state is not None:
            query = query.where(table.state == wanted.state.value)
        if wanted.office:
            query = query.where(table.office == wanted.office)
        return [_notice_of(tuple(row)) for row in self._connection.execute(query)]

    def retry(self, ids: Sequence[int], now_ms: int) -> int:
        found = (
            _RETRY_SOME.rows(self._connection, now_ms, list(ids)) if ids else _RETRY_ALL.rows(self._connection, now_ms)
        )
        return len(found)

    def tally(self) -> Mapping[tuple[NoticeChannel, NoticeState], int]:
        rows = _TALLY.rows(self._connection)
        return {(NoticeChannel(channel), NoticeState(state)): count for channel, state, count in rows}

    def take_lease(self, holder: str, now_ms: int, until_ms: int) -> bool:
        nobody = {"name": _RUNNER, "holder": "", "until_ms": 0}
        self._connection.execute(insert_new(self._connection, schema.notice_runner), nobody)
        return bool(_LEASE.rows(self._connection, holder, until_ms, _RUNNER, holder, now_ms))

    def end_lease(self, holder: str) -> None:
        runner = schema.notice_runner
        self._connection.execute(delete(runner).where(runner.c.holder == holder))


def _new_row(one: NewNotice) -> tuple[object, ...]:
    """The columns of `schema.notice` after the id, in their order."""
    return (
        one.dossier,
        one.cause,
        one.template,
        one.channel.value,
        one.office,
        one.at,
        _JSON.encode(dict(one.places)).decode(),
        one.state.value,
        one.made_ms,
        one.next_ms,
        one.call,
        one.text,
        0,
        "",
        "",
        "",
        one.made_ms if one.state is NoticeState.DELIVERED else 0,
    )


def _mark_row(one: Mark) -> tuple[object, ...]:
    first = one.provider_ids[0][:128] if one.provider_ids else ""
    answer = one.answer[:_LONGEST_ANSWER]
    return (
        one.state.value,
        one.next_ms,
        answer,
        one.answered_ms,
        int(one.tried),
        one.text,
        one.sent_to,
        first,
        one.id,
    )


def _notice_of(row: Sequence[Any]) -> Notice:
    """The notice of a row of its table, columns in their order."""
    (name, dossier, cause, template, channel, office, at, places, state, made_ms, next_ms, call, *rest) = row
    text, attempts, sent_to, provider_id, answer, answered_ms = rest
    return Notice(
        id=name,
        dossier=DossierId(dossier),
        cause=cause,
        template=template,
        channel=NoticeChannel(channel),
        office=OfficeId(office),
        at=at,
        places=_PLACES.decode(places),
        state=NoticeState(state),
        made_ms=made_ms,
        next_ms=next_ms,
        call=bool(call),
        text=text,
        attempts=attempts,
        sent_to=sent_to,
        provider_id=provider_id,
        answer=answer,
        answered_ms=answered_ms,
    )
