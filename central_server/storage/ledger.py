"""Reads and writes devices, acts, events, dossiers and printed numbers inside one transaction; decides nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, update

from central_server.ports.storage import Later
from central_server.ports.values import (
    Batch,
    ChainEnd,
    Claim,
    Device,
    DeviceState,
    Quarantined,
    Record,
    StoredAct,
    StoredEvent,
)
from central_server.storage import schema
from central_server.storage.packing import pack_state, unpack_state
from central_server.storage.query import Query, add_new_rows, add_rows, put_rows
from central_server.storage.states import StateShelf
from central_sync.protocol.messages import Verdict, VerdictKind
from dossier.events import OPEN_STAGES
from dossier.identifiers import ActId, DeviceId, DossierId, OfficeId
from dossier.state import Dossier
from dossier.text import fold

_PARAMS = msgspec.json.Decoder(tuple[tuple[str, str], ...])
_ENCODE = msgspec.json.Encoder()
_NO_PARAMS = "[]"

_DEVICES = Query(
    "SELECT id, office, public_key, state, last_seq, last_hash, desk_number, name FROM device"
    " WHERE id {among} ORDER BY id {locked}"
)
_LAST_MOMENTS = Query(
    "SELECT device.id, act.at FROM device JOIN act ON act.device = device.id AND act.seq = device.last_seq"
    " WHERE device.id {among}"
)
_ADVANCE = Query("UPDATE device SET last_seq = ?, last_hash = ? WHERE id = ?")
_ANSWER_AGAIN = Query("UPDATE act SET verdict = ?, code = ?, params = ?, rev = ? WHERE device = ? AND seq = ?")
_ANSWERS = Query("SELECT id, seq, verdict, code, params, rev FROM act WHERE id {among}")
_HELD_DOSSIERS = Query(
    "SELECT device, dossier, min(seq) FROM act WHERE device {among} AND verdict = 'held' GROUP BY device, dossier"
)
_ACT = (
    "SELECT device, seq, id, dossier, office, kind, at, rules, hash, body, received_ms, verdict, code, params, rev"
    " FROM act WHERE"
)
_ACTS = Query(f"{_ACT} device = ? AND seq BETWEEN ? AND ? ORDER BY seq")
_NAMED = Query(f"{_ACT} id = ?")
_HELD = Query(f"{_ACT} verdict = 'held' AND (device, seq) > (?, ?) ORDER BY device, seq LIMIT ?")
_LINK = Query("SELECT hash FROM act WHERE device = ? AND seq = ?")
_ANY_HELD = Query("SELECT 1 FROM act WHERE verdict = 'held' LIMIT 1")
_OWNERS = Query("SELECT book, number, dossier FROM number WHERE book {among} AND number {among}")
_HEADS = Query("SELECT id, head FROM dossier WHERE id {among} ORDER BY id {locked}")
_STATES = Query("SELECT id, state FROM dossier WHERE id {among}")
_AUDIENCE = Query("SELECT dossier, office FROM audience WHERE dossier {among}")


class SqlLedger:
    """The ledger of one transaction."""

    def __init__(self, connection: Connection, states: StateShelf) -> None:
        self._connection = connection
        self._states = states

    def lock_devices(self, devices: Sequence[DeviceId]) -> Mapping[DeviceId, Device]:
        rows = _DEVICES.rows(self._connection, sorted(set(devices)))
        return {DeviceId(row[0]): device_of(row) for row in rows}

    def last_moments(self, devices: Sequence[DeviceId]) -> Later[Mapping[DeviceId, datetime]]:
        rows = _LAST_MOMENTS.ask(self._connection, list(devices))
        return lambda: {DeviceId(device): datetime.fromisoformat(at) for device, at in rows() if at}

    def advance(self, ends: Sequence[ChainEnd]) -> None:
        _ADVANCE.each(self._connection, [(one.seq, one.hash, one.device) for one in ends])

    def set_state(self, device: DeviceId, state: DeviceState) -> None:
        where = schema.device.c.id == device
        self._connection.execute(update(schema.device).where(where).values(state=state.value))

    def link_at(self, device: DeviceId, seq: int) -> bytes | None:
        found = _LINK.rows(self._connection, device, seq)
        return found[0][0] if found else None

    def acts(self, device: DeviceId, first: int, last: int) -> Sequence[StoredAct]:
        return [_act_of(row) for row in _ACTS.rows(self._connection, device, first, last)]

    def act(self, name: ActId) -> StoredAct | None:
        found = _NAMED.rows(self._connection, name)
        return _act_of(found[0]) if found else None

    def answers(self, ids: Sequence[ActId]) -> Later[Mapping[ActId, Verdict]]:
        rows = _ANSWERS.ask(self._connection, sorted(set(ids))) if ids else tuple
        return lambda: {
            ActId(name): Verdict(seq, name, VerdictKind(verdict), code, _params_of(params), rev)
            for name, seq, verdict, code, params, rev in rows()
        }

    def held_dossiers(self, devices: Sequence[DeviceId]) -> Mapping[DeviceId, Mapping[DossierId, int]]:
        found: dict[DeviceId, dict[DossierId, int]] = {device: {} for device in devices}
        for device, dossier, seq in _HELD_DOSSIERS.rows(self._connection, list(devices)):
            found[DeviceId(device)][DossierId(dossier)] = seq
        return found

    def any_held(self) -> Later[bool]:
        rows = _ANY_HELD.ask(self._connection)
        return lambda: bool(rows())

    def held(self, limit: int, after: tuple[str, int] = ("", 0)) -> Sequence[StoredAct]:
        return [_act_of(row) for row in _HELD.rows(self._connection, *after, limit)]

    def claim(self, claims: Sequence[Claim]) -> Later[frozenset[Claim]]:
        # In one order for all, so that no two transactions wait for each other; of two claims the earlier act's wins.
        wanted = sorted(dict.fromkeys(claims), key=lambda claim: (claim.book, claim.number))
        if not wanted:
            return frozenset
        books, numbers = sorted({one.book for one in wanted}), sorted({one.number for one in wanted})
        add_new_rows(self._connection, schema.number, [(one.book, one.number, one.dossier) for one in wanted])
        rows = _OWNERS.ask(self._connection, books, numbers)

        def taken() -> frozenset[Claim]:
            owners = {(book, number): owner for book, number, owner in rows()}
            return frozenset(one for one in wanted if owners[one.book, one.number] != one.dossier)

        return taken

    def lock_records(self, ids: Sequence[DossierId]) -> Later[Mapping[DossierId, Record]]:
        wanted = sorted(set(ids))
        if not wanted:
            return dict
        new = self._states.unknown(wanted)
        locked = _HEADS.ask(self._connection, wanted)
        seeing = _AUDIENCE.ask(self._connection, wanted)
        read = _STATES.ask(self._connection, list(new)) if new else tuple

        def records() -> Mapping[DossierId, Record]:
            heads = {DossierId(dossier): head for dossier, head in locked()}
            offices, states = _offices(seeing()), self._states_at(heads, read())
            return {one: Record(states[one], head, offices.get(one, frozenset())) for one, head in heads.items()}

        return records

    def _states_at(
        self, heads: Mapping[DossierId, bytes], read: Sequence[tuple[str, bytes]]
    ) -> Mapping[DossierId, Dossier]:
        """The states whose heads were just locked: those read behind the lock, those on the shelf, and the ones that
        stood there under another head, read now.
        """
        found = self._states.find(heads)
        found |= {DossierId(dossier): unpack_state(state) for dossier, state in read}
        stale = [dossier for dossier in heads if dossier not in found]
        for dossier, state in _STATES.rows(self._connection, stale) if stale else ():
            found[DossierId(dossier)] = unpack_state(state)
        return found

    def keep_batches(self, batches: Sequence[Batch]) -> None:
        rows = [(one.device, one.first, one.count, one.head, one.signature, one.received_ms) for one in batches]
        add_new_rows(self._connection, schema.batch, rows)

    def keep_acts(self, acts: Sequence[StoredAct]) -> None:
        add_rows(self._connection, schema.act, [_act_row(act) for act in acts])

    def answer_again(self, acts: Sequence[StoredAct]) -> None:
        rows = [
            (one.answer.verdict.value, one.answer.code, _params_text(one.answer), one.answer.rev, one.device, one.seq)
            for one in acts
        ]
        _ANSWER_AGAIN.each(self._connection, rows)

    def keep_events(self, events: Sequence[StoredEvent]) -> None:
        rows = [(one.dossier, one.rev, one.device, one.seq, one.ruling, one.hash) for one in events]
        add_rows(self._connection, schema.event, rows)

    def keep_records(self, records: Sequence[Record]) -> None:
        put_rows(self._connection, schema.dossier, [_record_row(record) for record in records])
        self._states.keep(records)

    def keep_audience(self, seen: Sequence[tuple[DossierId, OfficeId]]) -> None:
        add_new_rows(self._connection, schema.audience, seen)

    def quarantine(self, kept: Quarantined) -> None:
        values = {
            "device": kept.device,
            "reason": kept.reason,
            "received_ms": kept.received_ms,
            "body": kept.body,
        }
        self._connection.execute(insert(schema.quarantine), values)


def device_of(row: Sequence[Any]) -> Device:
    """The device of a row of its table."""
    device, office, public_key, state, last_seq, last_hash, desk_number, name = row[:8]
    return Device(
        DeviceId(device), OfficeId(office), public_key, DeviceState(state), last_seq, last_hash, desk_number, name
    )


def _act_of(row: Sequence[Any]) -> StoredAct:
    """The act of a row that `_ACT` finds."""
    device, seq, name, dossier, office, kind, at, rules, hash_, line, received_ms, verdict, code, params, rev = row
    return StoredAct(
        device=DeviceId(device),
        seq=seq,
        id=ActId(name),
        dossier=DossierId(dossier),
        office=OfficeId(office),
        kind=kind,
        at=at,
        rules=rules,
        hash=hash_,
        line=line,
        received_ms=received_ms,
        answer=Verdict(seq, name, VerdictKind(verdict), code, _params_of(params), rev),
    )


def offices_of(connection: Connection, ids: Sequence[DossierId]) -> Mapping[DossierId, frozenset[OfficeId]]:
    """The offices that see each dossier."""
    return _offices(_AUDIENCE.rows(connection, list(ids)) if ids else ())


def _offices(rows: Sequence[tuple[str, str]]) -> Mapping[DossierId, frozenset[OfficeId]]:
    found: dict[DossierId, set[OfficeId]] = {}
    for dossier, office in rows:
        found.setdefault(DossierId(dossier), set()).add(OfficeId(office))
    return {dossier: frozenset(offices) for dossier, offices in found.items()}


def _params_of(text: str) -> tuple[tuple[str, str], ...]:
    return () if text == _NO_PARAMS else _PARAMS.decode(text)


def _params_text(answer: Verdict) -> str:
    return _ENCODE.encode(answer.params).decode() if answer.params else _NO_PARAMS


def _act_row(act: StoredAct) -> tuple[object, ...]:
    """The columns of `schema.act` in their order."""
    answer = act.answer
    return (
        act.device,
        act.seq,
        act.id,
        act.dossier,
        act.office,
        act.kind,
        act.at,
        act.rules,
        answer.verdict.value,
        answer.code,
        _params_text(answer),
        answer.rev,
        act.hash,
        act.line,
        act.received_ms,
    )


def _record_row(record: Record) -> tuple[object, ...]:
    """The columns of `schema.dossier` in their order."""
    state = record.state
    due = state.clock.due
    return (
        state.id,
        state.rev,
        record.head,
        _clean(state.code)[:32],
        state.office,
        state.custody,
        state.stage.value,
        "" if due is None else due.isoformat(),
        state.stage in OPEN_STAGES,
        _folded(state.applicant.name),
        pack_state(state),
    )


@lru_cache(maxsize=4096)
def _folded(name: str) -> str:
    """A dossier is written ten times under one name."""
    return fold(_clean(name))


def _clean(text: str) -> str:
    """PostgreSQL keeps no NUL in a text column; the exact bytes stay in the state."""
    return text.replace("\x00", "")
