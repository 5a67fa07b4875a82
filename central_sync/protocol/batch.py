"""Cuts the outbox into signed batches and checks the answer to one; never splits a group of acts that fits."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from central_sync.protocol.chain import batch_statement, frame, links
from central_sync.protocol.codec import WireFault, decode, encode
from central_sync.protocol.faults import Fault, FaultCode
from central_sync.protocol.messages import MAX_ACTS, MAX_BODY, BatchHead, PushReply
from central_sync.protocol.ports import Cursor, Signer, StoredAct

SOFT_BYTES = 1024 * 1024
"""A batch stops growing here; only one group that is larger by itself goes beyond."""
_HARD_BYTES = MAX_BODY - 64 * 1024


class _Name(msgspec.Struct):
    id: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Acts `first` … `last` on their way up."""

    acts: tuple[StoredAct, ...]

    @property
    def first(self) -> int:
        """Sequence of the first act."""
        return self.acts[0].seq

    @property
    def last(self) -> int:
        """Sequence of the last act."""
        return self.acts[-1].seq


def cut_batch(acts: Sequence[StoredAct]) -> Batch | Fault:
    """The first acts that fit one request, never ending inside a group, or TOO_BIG for one act that never fits.

    A group that is larger than a request goes up in pieces all the same: waiting for ever would lose more.
    """
    count = _fitting(acts, SOFT_BYTES)
    whole = _whole_groups(acts, count)
    if whole == 0:
        count = _fitting(acts, _HARD_BYTES)
        whole = _whole_groups(acts, count) or count
        end = _group_end(acts)
        whole = min(whole, end)
    if whole == 0:
        return Fault(FaultCode.TOO_BIG, f"act {acts[0].seq}")
    return Batch(tuple(acts[:whole]))


def _fitting(acts: Sequence[StoredAct], limit: int) -> int:
    total = 0
    for count, act in enumerate(acts[:MAX_ACTS]):
        total += len(act.line) + 1
        if total > limit:
            return count
    return min(len(acts), MAX_ACTS)


def _whole_groups(acts: Sequence[StoredAct], count: int) -> int:
    if count >= len(acts) or not acts[count].group:
        return count
    while count > 0 and acts[count - 1].group == acts[count].group:
        count -= 1
    return count


def _group_end(acts: Sequence[StoredAct]) -> int:
    end = 1
    while end < len(acts) and acts[0].group and acts[end].group == acts[0].group:
        end += 1
    return end


def chain_fits(before: bytes, acts: Sequence[StoredAct]) -> bool:
    """Whether the stored links follow from the lines: a damaged outbox is seen here, not at the centre."""
    return links(before, [act.line for act in acts]) == [act.hash for act in acts]


def sign_batch(device: str, batch: Batch, cursor: Cursor, signer: Signer) -> bytes:
    """The frame of a batch, not yet packed."""
    head = batch.acts[-1].hash
    statement = batch_statement(device, batch.first, batch.last, head)
    message = BatchHead(
        device=device,
        first=batch.first,
        n=len(batch.acts),
        head=head.hex(),
        sig=signer.sign(statement).hex(),
        after=cursor.after,
        epoch=cursor.epoch,
    )
    return frame(encode(message), [act.line for act in batch.acts])


def answer_fits(batch: Batch, reply: PushReply) -> bool:
    """Whether the reply answers exactly these acts, one verdict each, and says that they are durable."""
    if reply.acked < batch.last or len(reply.verdicts) != len(batch.acts):
        return False
    for act, verdict in zip(batch.acts, reply.verdicts, strict=True):
        if verdict.seq != act.seq or verdict.id != act_name(act.line):
            return False
    return True


def act_name(line: bytes) -> str:
    """The id that an act's line carries ("" for a line that is no act)."""
    try:
        return decode(line, _Name).id
    except WireFault:
        return ""
