"""Turns acts, rows and states into exact bytes and back; an unknown kind or newer version stays raw, never guessed."""

import threading
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TypeVar

import msgspec
import zstandard

from central_sync.protocol.messages import MAX_BODY, Row
from dossier.acts import KINDS, PAYLOADS, Act, ActKind, Payload
from dossier.identifiers import ActId, DeviceId, DossierId, OfficeId, PersonId
from dossier.state import Dossier

ACT_VERSION = 1
T = TypeVar("T")


class WireFault(Exception):
    """Bytes that are no message of this protocol; `code` is stable and safe to log (no content)."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


class _Line(msgspec.Struct, omit_defaults=True):
    """The act line as it lies on the wire and in both stores."""

    ev: int
    id: str
    dev: str
    seq: int
    at: datetime
    hlc: str
    actor: str
    office: str
    ent: str
    kind: str
    kv: int
    base: int
    rules: str
    data: msgspec.Raw
    dep: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class UnknownAct:
    """An act of a kind or version this program does not know: kept raw and held."""

    id: ActId
    device: DeviceId
    seq: int
    dossier: DossierId
    office: OfficeId
    kind: str
    version: int


class _Contexts(threading.local):
    """What compresses and decompresses in one thread: to make one costs more than most bodies do."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=3)
        self.decompressor = zstandard.ZstdDecompressor()


_HERE = _Contexts()
_ENCODE = msgspec.json.Encoder()
_LINE = msgspec.json.Decoder(_Line)
_ROW: msgspec.json.Decoder[Row] = msgspec.json.Decoder(Row)
_STATE = msgspec.json.Decoder(Dossier)
_KIND_VALUES = frozenset(kind.value for kind in ActKind)


@cache
def _payload_decoder(kind: ActKind) -> msgspec.json.Decoder[Payload]:
    return msgspec.json.Decoder(PAYLOADS[kind])


def encode_act(act: Act) -> bytes:
    """The act as one JSON line (UTF-8, no newline): the bytes that are hashed, signed and kept for ever."""
    line = _Line(
        ev=1,
        id=act.id,
        dev=act.device,
        seq=act.seq,
        at=act.at,
        hlc=act.clock,
        actor=act.actor,
        office=act.office,
        ent=act.dossier,
        kind=act.kind.value,
        kv=act.version,
        base=act.base,
        rules=act.rules,
        data=msgspec.Raw(_ENCODE.encode(act.data)),
        dep=tuple(act.needs),
        group=act.group,
    )
    return _ENCODE.encode(line)


def decode_act(line: bytes) -> Act | UnknownAct:
    """The act of a line; UnknownAct for a newer kind or version; raises WireFault for anything malformed."""
    try:
        raw = _LINE.decode(line)
        if raw.ev != 1 or raw.kind not in _KIND_VALUES or raw.kv != ACT_VERSION:
            return UnknownAct(
                ActId(raw.id), DeviceId(raw.dev), raw.seq, DossierId(raw.ent), OfficeId(raw.office), raw.kind, raw.kv
            )
        kind = ActKind(raw.kind)
        data = _payload_decoder(kind).decode(raw.data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise WireFault("act_malformed", type(fault).__name__) from fault
    if raw.at.tzinfo is not None:
        raise WireFault("act_malformed", "zone")
    return Act(
        id=ActId(raw.id),
        device=DeviceId(raw.dev),
        seq=raw.seq,
        at=raw.at,
        clock=raw.hlc,
        actor=PersonId(raw.actor),
        office=OfficeId(raw.office),
        dossier=DossierId(raw.ent),
        kind=kind,
        version=raw.kv,
        base=raw.base,
        rules=raw.rules,
        data=data,
        needs=tuple(ActId(need) for need in raw.dep),
        group=raw.group,
    )


def kind_of(payload: Payload) -> ActKind:
    """The kind of a payload."""
    return KINDS[type(payload)]


def encode_state(state: Dossier) -> bytes:
    """A dossier's state as JSON."""
    return _ENCODE.encode(state)


def decode_state(body: bytes) -> Dossier:
    """The state of `encode_state`; raises WireFault."""
    try:
        return _STATE.decode(body)
    except msgspec.MsgspecError as fault:
        raise WireFault("state_malformed", type(fault).__name__) from fault


def encode_row(row: Row) -> bytes:
    """A feed row as one JSON line: the bytes its office's chain is made of."""
    return _ENCODE.encode(row)


def decode_row(line: bytes) -> Row:
    """The row of a line; raises WireFault."""
    try:
        return _ROW.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise WireFault("row_malformed", type(fault).__name__) from fault


def encode(message: msgspec.Struct) -> bytes:
    """Any message as JSON."""
    return _ENCODE.encode(message)


def decode(body: bytes, kind: type[T]) -> T:
    """A message of the given type; raises WireFault."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise WireFault("message_malformed", type(fault).__name__) from fault


def pack(body: bytes, *, slow_line: bool = False) -> bytes:
    """Compress a body: zstd level 3, or 19 for a line under 256 kbit/s (SYNC section 2.10)."""
    return (zstandard.ZstdCompressor(level=19) if slow_line else _HERE.compressor).compress(body)


def unpack(body: bytes, limit: int = MAX_BODY) -> bytes:
    """Decompress with a hard cap; raises WireFault `too_big`, `not_compressed` or `cut_short`.

    Every body is packed whole, so its frame tells its length: a body cut on the way is seen here and never
    passes for a shorter message.
    """
    try:
        size = zstandard.frame_content_size(body)
        if size > limit:
            raise WireFault("too_big")
        # One byte more than it may hold shows a frame that is longer than it says.
        most = size if 0 <= size <= limit else limit
        out = _HERE.decompressor.stream_reader(body).read(most + 1)
    except zstandard.ZstdError as fault:
        raise WireFault("not_compressed") from fault
    if len(out) > limit:
        raise WireFault("too_big")
    if size != len(out):
        raise WireFault("cut_short")
    return out
