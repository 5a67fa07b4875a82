"""Reads and writes devices, acts, events, dossiers and printed numbers inside one transaction; decides nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, insert, select, tuple_, update

from central_server.ports.values import (
    Batch,
    Claim,
    Device,
    DeviceState,
    Quarantined,
    Record,
    StoredAct,
    StoredEvent,
)
from central_server.storage import schema
from central_server.storage.dialect import insert_new, insert_or_replace
from central_sync.protocol.codec import decode_state, encode_state
from central_sync.protocol.messages import Verdict, VerdictKind
from dossier.events import OPEN_STAGES
from dossier.identifiers import ActId, DeviceId, DossierId, OfficeId
from dossier.text import fold

_PARAMS = msgspec.json.Decoder(tuple[tuple[str, str], ...])
_ENCODE = msgspec.json.Encoder()


class SqlLedger:
    """The ledger of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lock_device(self, device: DeviceId) -> Device | None:
        query = select(schema.device).where(schema.device.c.id == device).with_for_update()
        row = self._connection.execute(query).one_or_none()
        return None if row is None else device_of(row)

    def advance(self, device: DeviceId, seq: int, link: bytes) -> None:
        self._change(device, last_seq=seq, last_hash=link)

    def set_state(self, device: DeviceId, state: DeviceState) -> None:
        self._change(device, state=state.value)

    def _change(self, device: DeviceId, **values: object) -> None:
        self._connection.execute(update(schema.device).where(schema.device.c.id == device).values(**values))

    def link_at(self, device: DeviceId, seq: int) -> bytes | None:
        act = schema.act.c
        return self._connection.execute(
            select(act.hash).where(act.device == device, act.seq == seq)
        ).scalar_one_or_none()

    def acts(self, device: DeviceId, first: int, last: int) -> Sequence[StoredAct]:
        act = schema.act.c
        query = select(schema.act).where(act.device == device, act.seq.between(first, last)).order_by(act.seq)
        return [act_of(row) for row in self._connection.execute(query)]

    def act(self, name: ActId) -> StoredAct | None:
        row = self._connection.execute(select(schema.act).where(schema.act.c.id == name)).one_or_none()
        return None if row is None else act_of(row)

    def answers(self, ids: Sequence[ActId]) -> Mapping[ActId, Verdict]:
        if not ids:
            return {}
        query = select(schema.act).where(schema.act.c.id.in_(sorted(set(ids))))
        return {ActId(row.id): _answer_of(row) for row in self._connection.execute(query)}

    def held_dossiers(self, device: DeviceId) -> Mapping[DossierId, int]:
        act = schema.act.c
        query = select(act.dossier, act.seq).where(act.device == device, act.verdict == VerdictKind.HELD.value)
        found: dict[DossierId, int] = {}
        for dossier, seq in self._connection.execute(query.order_by(act.seq)):
            found.setdefault(DossierId(dossier), seq)
        return found

    def held(self, limit: int, after: tuple[str, int] = ("", 0)) -> Sequence[StoredAct]:
        act = schema.act.c
        later = tuple_(act.device, act.seq) > after
        query = select(schema.act).where(act.verdict == VerdictKind.HELD.value, later).order_by(act.device, act.seq)
        return [act_of(row) for row in self._connection.execute(query.limit(limit))]

    def claim(self, claims: Sequence[Claim]) -> frozenset[Claim]:
        wanted = sorted(set(claims), key=lambda claim: (claim.book, claim.number, claim.dossier))
        if not wanted:
            return frozenset()
        rows = [{"book": one.book, "number": one.number, "dossier": one.dossier} for one in wanted]
        self._connection.execute(insert_new(self._connection, schema.number), rows)
        number = schema.number.c
        keys = tuple_(number.book, number.number).in_([(one.book, one.number) for one in wanted])
        owners = {(book, n): owner for book, n, owner in self._connection.execute(select(schema.number).where(keys))}
        return frozenset(one for one in wanted if owners[one.book, one.number] != one.dossier)

    def lock_records(self, ids: Sequence[DossierId]) -> Mapping[DossierId, Record]:
        dossier = schema.dossier.c
        wanted = sorted(set(ids))
        query = select(dossier.id, dossier.head, dossier.state).where(dossier.id.in_(wanted))
        rows = self._connection.execute(query.order_by(dossier.id).with_for_update()).all()
        offices = offices_of(self._connection, wanted)
        return {
            DossierId(row.id): Record(decode_state(row.state), row.head, offices.get(DossierId(row.id), frozenset()))
            for row in rows
        }

    def keep_batch(self, batch: Batch) -> None:
        values = {
            "device": batch.device,
            "first_seq": batch.first,
            "n": batch.count,
            "head": batch.head,
            "sig": batch.signature,
            "received_ms": batch.received_ms,
        }
        self._connection.execute(insert_new(self._connection, schema.batch), values)

    def keep_acts(self, acts: Sequence[StoredAct]) -> None:
        if acts:
            self._connection.execute(insert(schema.act), [_act_row(act) for act in acts])

    def answer_again(self, acts: Sequence[StoredAct]) -> None:
        table = schema.act
        for act in acts:
            answer = _answer_row(act.answer)
            where = (table.c.device == act.device, table.c.seq == act.seq)
            self._connection.execute(update(table).where(*where).values(**answer))

    def keep_events(self, events: Sequence[StoredEvent]) -> None:
        rows = [
            {
                "dossier": one.dossier,
                "rev": one.rev,
                "device": one.device,
                "seq": one.seq,
                "ruling": one.ruling,
                "hash": one.hash,
            }
            for one in events
        ]
        if rows:
            self._connection.execute(insert(schema.event), rows)

    def keep_records(self, records: Sequence[Record]) -> None:
        if not records:
            return
        self._connection.execute(
            insert_or_replace(self._connection, schema.dossier), [_record_row(record) for record in records]
        )
        seen = [
            {"dossier": record.state.id, "office": office} for record in records for office in sorted(record.offices)
        ]
        self._connection.execute(insert_new(self._connection, schema.audience), seen)

    def quarantine(self, kept: Quarantined) -> None:
        values = {
            "device": kept.device,
            "reason": kept.reason,
            "received_ms": kept.received_ms,
            "body": kept.body,
        }
        self._connection.execute(insert(schema.quarantine), values)


def device_of(row: Row[*tuple[Any, ...]]) -> Device:
    """The device of a row of its table."""
    return Device(
        id=DeviceId(row.id),
        office=OfficeId(row.office),
        public_key=row.public_key,
        state=DeviceState(row.state),
        last_seq=row.last_seq,
        last_hash=row.last_hash,
        desk_number=row.desk_number,
        name=row.name,
    )


def act_of(row: Row[*tuple[Any, ...]]) -> StoredAct:
    """The act of a row of its table."""
    return StoredAct(
        device=DeviceId(row.device),
        seq=row.seq,
        id=ActId(row.id),
        dossier=DossierId(row.dossier),
        office=OfficeId(row.office),
        kind=row.kind,
        at=row.at,
        rules=row.rules,
        hash=row.hash,
        line=row.body,
        received_ms=row.received_ms,
        answer=_answer_of(row),
    )


def offices_of(connection: Connection, ids: Sequence[DossierId]) -> Mapping[DossierId, frozenset[OfficeId]]:
    """The offices that see each dossier."""
    audience = schema.audience.c
    query = select(audience.dossier, audience.office).where(audience.dossier.in_(ids))
    found: dict[DossierId, set[OfficeId]] = {}
    for dossier, office in connection.execute(query):
        found.setdefault(DossierId(dossier), set()).add(OfficeId(office))
    return {dossier: frozenset(offices) for dossier, offices in found.items()}


def _answer_of(row: Row[*tuple[Any, ...]]) -> Verdict:
    kind = VerdictKind(row.verdict)
    return Verdict(row.seq, row.id, kind, row.code, _PARAMS.decode(row.params), row.rev)


def _answer_row(answer: Verdict) -> dict[str, object]:
    return {
        "verdict": answer.verdict.value,
        "code": answer.code,
        "params": _ENCODE.encode(answer.params).decode(),
        "rev": answer.rev,
    }


def _act_row(act: StoredAct) -> dict[str, object]:
    return _answer_row(act.answer) | {
        "device": act.device,
        "seq": act.seq,
        "id": act.id,
        "dossier": act.dossier,
        "office": act.office,
        "kind": act.kind,
        "at": act.at,
        "rules": act.rules,
        "hash": act.hash,
        "body": act.line,
        "received_ms": act.received_ms,
    }


def _record_row(record: Record) -> dict[str, object]:
    state = record.state
    due = state.clock.due
    return {
        "id": state.id,
        "rev": state.rev,
        "head": record.head,
        "code": _clean(state.code)[:32],
        "office": state.office,
        "holder": state.custody,
        "stage": state.stage.value,
        "due": "" if due is None else due.isoformat(),
        "open": state.stage in OPEN_STAGES,
        "name_folded": fold(_clean(state.applicant.name)),
        "state": encode_state(state),
    }


def _clean(text: str) -> str:
    """PostgreSQL keeps no NUL in a text column; the exact bytes stay in the state."""
    return text.replace("\x00", "")
