"""Decides held acts again when what they waited for may have come: a dossier, a file, rules, another program."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from central_server.ports.faults import CentreFault
from central_server.ports.storage import Storage, Work
from central_server.ports.values import Device, StoredAct
from central_server.ports.world import Alarm, Clock, RulesShelf, SignedBy
from central_server.services.arrival import UNREAD, Arrived, read_line
from central_server.services.signed_files import SignedFiles
from central_server.services.sitting import Case, Moment, Seat, decide_again
from central_sync.protocol.messages import VerdictKind
from dossier.acts import Act
from dossier.identifiers import DeviceId

WAITING_FOR_US = UNREAD | {"fault"}
"""Held acts that only another version of this program can read; the others wait for the world."""

_MOST_HELD = 500
"""Read and decided in one go."""


@dataclass(frozen=True, slots=True)
class HeldParts:
    """What the service works with."""

    storage: Storage
    clock: Clock
    rules: RulesShelf
    signed_files: SignedFiles
    alarm: Alarm


class HeldActs:
    """The acts that wait."""

    def __init__(self, parts: HeldParts) -> None:
        self._parts = parts

    def retry(self, *, all_reasons: bool = False) -> int:
        """Decide again, device by device and in order, until a round changes nothing; how many got an answer.

        An answer may be what an act of another device waited for, so one round may make room for the next.
        """
        total = 0
        while (count := self._round(all_reasons)) > 0:
            total += count
        return total

    def _round(self, all_reasons: bool) -> int:
        """All held acts, some at a time: many that wait for ever must not keep the others from their turn."""
        answered, after = 0, ("", 0)
        while held := self._some(after):
            after = (held[-1].device, held[-1].seq)
            waiting = [one for one in held if all_reasons or one.answer.code not in WAITING_FOR_US]
            for device in sorted({one.device for one in waiting}):
                answered += self._retry(device, [one for one in waiting if one.device == device])
        return answered

    def _some(self, after: tuple[str, int]) -> Sequence[StoredAct]:
        return self._parts.storage.read(lambda unit: unit.ledger.held(_MOST_HELD, after))

    def _retry(self, device_id: DeviceId, waiting: Sequence[StoredAct]) -> int:
        device = self._parts.storage.read(lambda unit: unit.registry.device(device_id))
        if device is None:
            return 0
        arrived = [
            Arrived(one.device, one.seq, one.line, one.hash, read_line(one.device, one.seq, one.line))
            for one in waiting
        ]
        acts = [one.content for one in arrived if isinstance(one.content, Act)]
        signatures = self._parts.signed_files.check(device.office, acts)
        try:
            return self._parts.storage.write(lambda unit: self._decide(unit, device, arrived, signatures))
        except CentreFault:
            raise
        except Exception as fault:
            self._parts.alarm.raise_("retry_fault", (device_id, type(fault).__name__))
            return 0

    def _decide(
        self, unit: Work, device: Device, arrived: Sequence[Arrived], signatures: Mapping[str, SignedBy]
    ) -> int:
        locked = unit.ledger.lock_devices([device.id]).get(device.id)
        kept = unit.ledger.acts(device.id, arrived[0].seq, arrived[-1].seq)
        still = {one.seq for one in kept if one.answer.verdict is VerdictKind.HELD}
        again = [one for one in arrived if one.seq in still]
        if locked is None or not again:
            return 0
        moment = Moment(self._parts.clock.now(), self._parts.clock.milliseconds())
        verdicts = decide_again(unit, Seat(Case(locked, self._parts.rules, moment, signatures), again))
        return sum(verdict.verdict is not VerdictKind.HELD for verdict in verdicts)
