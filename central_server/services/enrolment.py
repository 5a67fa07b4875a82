"""Gives out one-time codes for new desks, each with the numbers the desk may print; never reuses a number slice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from central_server.ports.storage import Storage, Work
from central_server.ports.values import DeviceState, EnrolmentCode
from central_server.ports.world import Chance, Clock
from central_server.services.desks import code_hash
from dossier.identifiers import DeviceId, NumberSlice, OfficeId

CODE_HOURS = 24
SLICE_LENGTH = 500
SLICE_DAYS = 730
_LAST_FOR_DESKS = 8999
"""Numbers from 9000 on are the centre's own, for dossiers filed online."""
_LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"
_GROUPS = 3


class EnrolmentRefused(Exception):
    """No code can be given: `reason` is `office_unknown`, `slice_taken`, `slice_malformed` or `numbers_spent`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class CodeOrder:
    """For which office, which agencies' numbers its desk prints (its own when empty), and which slice of them.

    `slice_` None takes the next free one; the days default to today and two years.
    """

    office: OfficeId
    agencies: tuple[OfficeId, ...] = ()
    slice_: tuple[int, int] | None = None
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the administrator carries to the desk."""

    code: str
    office: OfficeId
    slices: tuple[NumberSlice, ...]
    expires_ms: int


class Enrolment:
    """Codes for new desks, and the end of old ones."""

    def __init__(self, storage: Storage, clock: Clock, chance: Chance) -> None:
        self._storage = storage
        self._clock = clock
        self._chance = chance

    def order(self, order: CodeOrder) -> Ticket:
        """A new code; raises EnrolmentRefused."""
        code = spoken_code(self._chance)
        expires = self._clock.milliseconds() + CODE_HOURS * 3600 * 1000
        since = order.valid_from or self._clock.now().date()
        days = (since, order.valid_until or since + timedelta(days=SLICE_DAYS))

        def work(unit: Work) -> Ticket:
            if order.office not in unit.feed.offices():
                raise EnrolmentRefused("office_unknown")
            agencies = order.agencies or (order.office,)
            slices = tuple(_slice(unit, agency, order.slice_, days) for agency in agencies)
            unit.registry.add_code(EnrolmentCode(code_hash(code), order.office, slices, expires, None))
            return Ticket(code, order.office, slices, expires)

        return self._storage.write(work)

    def revoke(self, device: DeviceId) -> bool:
        """Cut a lost or stolen desk off: it reads nothing more, and what it sends is kept in quarantine."""

        def work(unit: Work) -> bool:
            if device not in unit.ledger.lock_devices([device]):
                return False
            unit.ledger.set_state(device, DeviceState.REVOKED)
            return True

        return self._storage.write(work)


def spoken_code(chance: Chance) -> str:
    """Three groups of four letters and digits that are not taken for each other: written down once and typed."""
    letters = "".join(_LETTERS[byte % len(_LETTERS)] for byte in chance.take(4 * _GROUPS))
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def _slice(unit: Work, agency: OfficeId, wanted: tuple[int, int] | None, days: tuple[date, date]) -> NumberSlice:
    if agency not in unit.feed.offices():
        raise EnrolmentRefused("office_unknown")
    given = unit.registry.slices_for(agency)
    first, last = wanted or _next_free(given)
    if not 1 <= first <= last <= _LAST_FOR_DESKS:
        raise EnrolmentRefused("slice_malformed" if wanted else "numbers_spent")
    if any(one.first <= last and first <= one.last for one in given):
        raise EnrolmentRefused("slice_taken")
    return NumberSlice(agency, first, last, *days)


def _next_free(given: Sequence[NumberSlice]) -> tuple[int, int]:
    """The lowest range of the usual length that no desk ever had."""
    first = 1
    for one in sorted(given, key=lambda one: one.first):
        if first + SLICE_LENGTH - 1 < one.first:
            break
        first = max(first, one.last + 1)
    return first, first + SLICE_LENGTH - 2 if first == 1 else first + SLICE_LENGTH - 1
