"""Writes what a citizen did on the portal as an act of the centre's own hand, on a chain like any desk's.

Each office has one such hand: a device row, a gapless sequence, a key of its own. The act is decided by the same code,
in one transaction with all that belongs to it; one that does not fit leaves nothing behind.
"""

from collections.abc import Callable
from dataclasses import dataclass

from central_server.ports.faults import CentreFault
from central_server.ports.storage import Storage, Work
from central_server.ports.values import PORTAL_DEVICE, Batch, Device, DeviceState
from central_server.ports.world import Clock, HandKeys, RulesShelf
from central_server.services.arrival import Arrived, read_line
from central_server.services.held import HeldActs
from central_server.services.sitting import Case, Moment, Seat, decide_all
from central_sync.protocol.chain import ZERO, batch_statement, link
from central_sync.protocol.codec import encode_act
from central_sync.protocol.messages import Verdict, VerdictKind
from dossier.acts import KINDS, Act, Payload
from dossier.identifiers import ActId, DeviceId, DossierId, OfficeId
from dossier.roles import CITIZEN, Role

_FITS = frozenset({VerdictKind.ACCEPTED, VerdictKind.MERGED})


class NotTaken(Exception):
    """The act does not fit the dossier as it stands now; nothing of it is kept. `code` is the refusal's."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(f"{verdict.verdict.value} {verdict.code}")
        self.code = verdict.code


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a citizen wants written: where, under which names, seen at which revision, by which rules.

    `role` is what the portal has made sure he is to the dossier, or the province's where the centre writes for it.
    `payload` is asked inside the transaction, before the act is decided: what it writes is durable with the act or
    not at all; what it raises ends the transaction.
    """

    office: OfficeId
    act: ActId
    dossier: DossierId
    base: int
    rules: str
    payload: Callable[[Work], Payload]
    role: Role


@dataclass(frozen=True, slots=True)
class OwnParts:
    """What the service works with."""

    storage: Storage
    clock: Clock
    rules: RulesShelf
    keys: HandKeys
    held: HeldActs


class OwnActs:
    """The centre's own hand."""

    def __init__(self, parts: OwnParts) -> None:
        self._parts = parts

    def write(self, wanted: Wanted) -> Verdict:
        """Write one act; it is durable when this returns. A second time with the same id only gives the first answer.

        Raises NotTaken, CentreFault `hand_stopped`, and whatever `payload` raises.
        """
        verdict, some_held = self._parts.storage.write(lambda unit: self._write(unit, wanted))
        if some_held:
            self._parts.held.retry()
        return verdict

    def _write(self, unit: Work, wanted: Wanted) -> tuple[Verdict, bool]:
        moment = Moment(self._parts.clock.now(), self._parts.clock.milliseconds())
        device = self._hand(unit, wanted.office, moment)
        known = unit.ledger.answers([wanted.act])().get(wanted.act)
        if known is not None:
            return known, False
        act = self._act(wanted, device, moment, wanted.payload(unit))
        line = encode_act(act)
        arrived = Arrived(device.id, act.seq, line, link(device.last_hash, line), read_line(device.id, act.seq, line))
        case = Case(device, self._parts.rules, moment, {}, wanted.role)
        decided = decide_all(unit, [Seat(case, [arrived])], [self._proof(wanted.office, arrived, moment)])
        ((verdict,),) = decided.answers
        if verdict.verdict not in _FITS:
            raise NotTaken(verdict)
        return verdict, decided.some_held

    def _hand(self, unit: Work, office: OfficeId, moment: Moment) -> Device:
        """The office's portal device, its row locked; made when the first citizen comes."""
        name = DeviceId(PORTAL_DEVICE + office)
        device = unit.ledger.lock_devices([name]).get(name)
        if device is None:
            public = self._parts.keys.of(office).public()
            unit.registry.open_portal(Device(name, office, public, DeviceState.OK, 0, ZERO, 0, "Cổng"), moment.ms)
            device = unit.ledger.lock_devices([name])[name]
        if device.state is not DeviceState.OK:
            raise CentreFault("hand_stopped", device.id)
        return device

    def _act(self, wanted: Wanted, device: Device, moment: Moment, payload: Payload) -> Act:
        return Act(
            id=wanted.act,
            device=device.id,
            seq=device.last_seq + 1,
            at=moment.local.replace(microsecond=0),
            clock=f"{moment.ms}.0.{device.id}",
            actor=CITIZEN,
            office=wanted.office,
            dossier=wanted.dossier,
            kind=KINDS[type(payload)],
            version=1,
            base=wanted.base,
            rules=wanted.rules,
            data=payload,
        )

    def _proof(self, office: OfficeId, arrived: Arrived, moment: Moment) -> Batch:
        statement = batch_statement(arrived.device, arrived.seq, arrived.seq, arrived.hash)
        signature = self._parts.keys.of(office).sign(statement)
        return Batch(arrived.device, arrived.seq, 1, arrived.hash, signature, moment.ms)
