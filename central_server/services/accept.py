"""Accepts pushed batches: proves authorship, places them on the device's chain, decides each act, answers each.

Batches that come together share one transaction. A fault of ours on one act is isolated: the batches go
again one by one, then the batch act by act, the culprit is held under `fault` and an alarm is raised; a database that
is away is no act's fault and is told as such.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from central_server.ports.faults import CentreFault
from central_server.ports.storage import Storage, Work
from central_server.ports.values import Appended, Batch, Device, DeviceState, Quarantined
from central_server.ports.world import Alarm, Clock, RulesShelf, SignedBy
from central_server.services.arrival import UNREAD, Arrived, Unreadable, read_line
from central_server.services.complaints import Complain
from central_server.services.held import HeldActs
from central_server.services.signed_files import SignedFiles
from central_server.services.sitting import Case, Decided, Moment, Seat, decide_all, hold_aside
from central_sync.protocol.batch import act_name
from central_sync.protocol.centre import (
    Clone,
    DeviceMark,
    Fresh,
    Gap,
    Judgement,
    Known,
    Overlap,
    PushedBatch,
    batch_signed,
    judge,
)
from central_sync.protocol.codec import WireFault
from central_sync.protocol.faults import FaultCode
from central_sync.protocol.messages import PushReply, Verdict, VerdictKind
from dossier.acts import Act
from dossier.identifiers import DeviceId, OfficeId


@dataclass(frozen=True, slots=True)
class AcceptParts:
    """What the service works with."""

    storage: Storage
    clock: Clock
    rules: RulesShelf
    signed_files: SignedFiles
    alarm: Alarm
    held: HeldActs


@dataclass(frozen=True, slots=True)
class Pushed:
    """A batch from a device; `body` is the request as it came, for quarantine."""

    device: Device
    batch: PushedBatch
    body: bytes


Answer = PushReply | Complain | CentreFault
"""What one batch is told."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The answer to each batch, in order, and what one transaction for all of them put on the offices' feeds."""

    answers: Sequence[Answer]
    appended: Mapping[OfficeId, Appended]


@dataclass(frozen=True, slots=True)
class _Push:
    """A batch with the device that signed it, whole as it came, and what was found in its signed files."""

    batch: PushedBatch
    body: bytes
    contents: Sequence[Act | Unreadable]
    """What each line says: read before the database is asked."""
    signatures: Mapping[str, SignedBy]

    @property
    def device(self) -> DeviceId:
        """Who sent it."""
        return DeviceId(self.batch.head.device)


@dataclass(frozen=True, slots=True)
class _Group:
    """What one transaction over some batches gave; `some_held`: an act waits at the centre."""

    answers: Sequence[Answer]
    some_held: bool
    appended: Mapping[OfficeId, Appended]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A batch whose place on its device's chain is known: the answers to acts that are there, and the new ones."""

    push: _Push
    device: Device
    known: list[Verdict]
    arrived: list[Arrived]


class Acceptance:
    """Takes acts up."""

    def __init__(self, parts: AcceptParts) -> None:
        self._parts = parts

    def take(self, pushed: Sequence[Pushed]) -> Taken:
        """Store and decide batches of different devices; every act that is answered is durable when this returns."""
        proved = [self._proved(one) for one in pushed]
        taken = self._answer([one for one in proved if isinstance(one, _Push)])
        answers = iter(taken.answers)
        return Taken([next(answers) if isinstance(one, _Push) else one for one in proved], taken.appended)

    def _proved(self, pushed: Pushed) -> _Push | PushReply | Complain:
        """A batch that its device signed, read; one that brings nothing is answered."""
        device, batch = pushed.device, pushed.batch
        if batch.head.device != device.id:
            return Complain(FaultCode.REQUEST_REFUSED, "device")
        if not batch.lines:
            return self._reply(device.last_seq, [])
        if not batch_signed(batch, device.public_key.hex()):
            return Complain(FaultCode.SIGNATURE_BAD)
        contents = [read_line(device.id, seq, line) for seq, line in enumerate(batch.lines, batch.first)]
        signatures = self._parts.signed_files.check(device.office, [one for one in contents if isinstance(one, Act)])
        return _Push(batch, pushed.body, contents, signatures)

    def _answer(self, pushes: Sequence[_Push]) -> Taken:
        if not pushes:
            return Taken([], {})
        try:
            group = self._parts.storage.write(lambda unit: self._accept(unit, pushes))
        except Exception as fault:
            if len(pushes) == 1:
                return Taken([self._alone(pushes[0], fault)], {})
            return Taken([answer for push in pushes for answer in self._answer([push]).answers], {})
        if group.some_held:
            for push, answer in zip(pushes, group.answers, strict=True):
                self._alarm_unread(push.device, _verdicts(answer))
        if group.some_held and any(
            verdict.rev is not None for answer in group.answers for verdict in _verdicts(answer)
        ):
            self._parts.held.retry()
            return Taken(group.answers, {})  # what was decided again follows on the feeds
        return Taken(group.answers, group.appended)

    def _alone(self, push: _Push, fault: Exception) -> Answer:
        """What becomes of a batch that could not be taken whole."""
        if isinstance(fault, Complain | CentreFault):
            return fault
        self._parts.alarm.raise_("batch_fault", (push.device, type(fault).__name__))
        try:
            reply = self._one_by_one(push)
            self._parts.held.retry()
        except (Complain, CentreFault) as told:
            return told
        return reply

    def _accept(self, unit: Work, pushes: Sequence[_Push]) -> _Group:
        devices = unit.ledger.lock_devices([push.device for push in pushes])
        places = [self._place(unit, devices.get(push.device), push) for push in pushes]
        fresh = [place for place in places if isinstance(place, _Placed)]
        decided = self._decide(unit, fresh) if fresh else Decided([], unit.ledger.any_held()(), {})
        verdicts = iter(decided.answers)
        answers: list[Answer] = [
            self._told(place, next(verdicts)) if isinstance(place, _Placed) else place for place in places
        ]
        return _Group(answers, decided.some_held, decided.appended)

    def _told(self, place: _Placed, verdicts: list[Verdict]) -> PushReply:
        return self._reply(place.push.batch.last, place.known + verdicts)

    def _place(self, unit: Work, device: Device | None, push: _Push) -> _Placed | PushReply | Complain:
        """Where the batch lies; a batch that brings nothing new is answered, a device's fault is its own."""
        if device is None:
            return Complain(FaultCode.DEVICE_UNKNOWN)
        if device.state is not DeviceState.OK:
            return self._set_aside(unit, device, push, device.state.value)
        try:
            judged = self._judged(unit, device, push.batch)
        except Complain as fault:
            return fault
        match judged:
            case Gap(send_from=send_from):
                return self._reply(device.last_seq, [], send_from=send_from)
            case Clone():
                unit.ledger.set_state(device.id, DeviceState.FROZEN)
                self._parts.alarm.raise_("device_cloned", (device.id,))
                return self._set_aside(unit, device, push, "clone")
            case Known():
                return self._reply(device.last_seq, _answered(unit, push.batch, len(push.batch.lines)))
            case Fresh(lines=lines, hashes=hashes):
                known: list[Verdict] = []
            case Overlap(skip=skip, lines=lines, hashes=hashes):
                known = _answered(unit, push.batch, skip)
        fresh = zip(lines, hashes, push.contents[len(known) :], strict=True)
        arrived = [
            Arrived(device.id, seq, line, link, content)
            for seq, (line, link, content) in enumerate(fresh, push.batch.first + len(known))
        ]
        return _Placed(push, device, known, arrived)

    def _locked(self, unit: Work, push: _Push) -> Device:
        device = unit.ledger.lock_devices([push.device]).get(push.device)
        if device is None:
            raise Complain(FaultCode.DEVICE_UNKNOWN)
        return device

    def _judged(self, unit: Work, device: Device, batch: PushedBatch) -> Judgement:
        def link_at(seq: int) -> bytes:
            link = unit.ledger.link_at(device.id, seq)
            if link is None:
                raise CentreFault("chain_broken", f"{device.id} {seq}")
            return link

        try:
            return judge(batch, DeviceMark(device.last_seq, device.last_hash, link_at))
        except WireFault as fault:
            raise Complain(FaultCode.REQUEST_REFUSED, fault.code) from fault

    def _proof(self, batch: PushedBatch) -> Batch:
        return Batch(
            device=DeviceId(batch.head.device),
            first=batch.first,
            count=len(batch.lines),
            head=batch.claimed,
            signature=bytes.fromhex(batch.head.sig),
            received_ms=self._parts.clock.milliseconds(),
        )

    def _decide(self, unit: Work, places: Sequence[_Placed]) -> Decided:
        seats = [Seat(self._case(place.device, place.push), place.arrived) for place in places]
        return decide_all(unit, seats, [self._proof(place.push.batch) for place in places])

    def _case(self, device: Device, push: _Push) -> Case:
        moment = Moment(self._parts.clock.now(), self._parts.clock.milliseconds())
        return Case(device, self._parts.rules, moment, push.signatures)

    def _set_aside(self, unit: Work, device: Device, push: _Push, why: str) -> PushReply:
        ms = self._parts.clock.milliseconds()
        unit.ledger.quarantine(Quarantined(device.id, why, ms, push.body))
        return self._reply(device.last_seq, [], frozen=why)

    def _one_by_one(self, push: _Push) -> PushReply:
        """Each act in a transaction of its own, so that one that meets a fault of ours holds up no other."""
        batch = push.batch
        reply = self._reply(batch.first - 1, [])
        verdicts: list[Verdict] = []
        for index in range(len(batch.lines)):
            try:
                reply = self._parts.storage.write(self._single(push, index, hold=False))
            except (Complain, CentreFault):
                raise
            except Exception as fault:
                self._parts.alarm.raise_("act_fault", (batch.head.device, type(fault).__name__))
                reply = self._parts.storage.write(self._single(push, index, hold=True))
            if reply.frozen or reply.send_from is not None:
                return reply
            verdicts += reply.verdicts
        self._alarm_unread(push.device, verdicts)
        return self._reply(reply.acked, verdicts)

    def _alarm_unread(self, device: str, verdicts: Sequence[Verdict]) -> None:
        """What only another version of this program can read waits for an operator, however long the world goes on."""
        for one in verdicts:
            if one.verdict is VerdictKind.HELD and one.code in UNREAD:
                self._parts.alarm.raise_("act_unread", (device, str(one.seq), one.code))

    def _single(self, push: _Push, index: int, *, hold: bool) -> Callable[[Work], PushReply]:
        batch = push.batch

        def work(unit: Work) -> PushReply:
            device = self._locked(unit, push)
            if device.state is not DeviceState.OK:
                return self._set_aside(unit, device, push, device.state.value)
            judged = self._judged(unit, device, batch)
            seq = batch.first + index
            if isinstance(judged, Known) or seq <= device.last_seq:
                kept = unit.ledger.acts(device.id, seq, seq)
                return self._reply(device.last_seq, [_first_answer(batch, one.seq, one.answer) for one in kept])
            if not isinstance(judged, Fresh | Overlap):
                return self._reply(device.last_seq, [], send_from=device.last_seq + 1)
            link = judged.hashes[len(judged.hashes) - len(batch.lines) + index]
            line = batch.lines[index]
            arrived = Arrived(device.id, seq, line, link, push.contents[index])
            if not hold:
                (verdicts,) = self._decide(unit, [_Placed(push, device, [], [arrived])]).answers
                return self._reply(seq, verdicts)
            unit.ledger.keep_batches([self._proof(batch)])
            return self._reply(seq, [hold_aside(unit, self._case(device, push), arrived, "fault")])

        return work

    def _reply(
        self, acked: int, verdicts: list[Verdict], *, send_from: int | None = None, frozen: str = ""
    ) -> PushReply:
        return PushReply(acked, verdicts, self._parts.clock.milliseconds(), send_from, frozen)


def _verdicts(answer: Answer) -> list[Verdict]:
    return answer.verdicts if isinstance(answer, PushReply) else []


def _answered(unit: Work, batch: PushedBatch, count: int) -> list[Verdict]:
    kept = unit.ledger.acts(DeviceId(batch.head.device), batch.first, batch.first + count - 1)
    return [_first_answer(batch, one.seq, one.answer) for one in kept]


def _first_answer(batch: PushedBatch, seq: int, answer: Verdict) -> Verdict:
    """The answer that was given first, under the id that the line carries."""
    name = act_name(batch.lines[seq - batch.first])
    return Verdict(seq, name, answer.verdict, answer.code, answer.params, answer.rev)
