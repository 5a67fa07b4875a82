"""Answers what a leader asks from his desk about his deputies; the rules are those of `deputies`.

Whoever asks has to be of the desk's office and to type his own password; only so many requests count in a while.
"""

from dataclasses import dataclass

from central_server.ports.storage import Storage
from central_server.ports.world import Clock, PasswordHash
from central_server.services.deputies import Deputies, DeputyRefused, Standin, Term
from central_server.services.password_door import PasswordDoor, Stranger
from central_sync.protocol.deputies import DeputyReply, LendRequest, TakeBackRequest
from dossier.identifiers import OfficeId, PersonId
from dossier.roles import Role

LENT_AT_DESK = (Role.LEADER, Role.HEAD)
"""What may be lent from a desk: the right to sign and to lead; the rest is entered by the administrator."""


@dataclass(frozen=True, slots=True)
class DeputyParts:
    """What the service works with."""

    storage: Storage
    clock: Clock
    passwords: PasswordHash
    deputies: Deputies


class DeputyRequests:
    """Lends and ends for the person who asks, and for nobody else."""

    def __init__(self, parts: DeputyParts) -> None:
        self._parts = parts
        self._door = PasswordDoor(parts.storage, parts.clock, parts.passwords)

    def lend(self, office: OfficeId, asked: LendRequest) -> DeputyReply:
        """Let a deputy sign; what the asker holds there by himself of `LENT_AT_DESK` is lent."""
        lender, today = PersonId(asked.lender), self._parts.clock.now().date()
        refused = self._stranger(office, lender, asked.password)
        if refused is not None:
            return refused
        if asked.since < today:
            return DeputyReply("past")
        held = self._held(office, lender, asked)
        if not held:
            return DeputyReply("not_held")
        standin = Standin(PersonId(asked.deputy), lender, office, held, asked.signing)
        enter = self._parts.deputies.absent if asked.away else self._parts.deputies.delegate
        try:
            enter(standin, Term(asked.since, asked.until, asked.basis.strip()))
        except DeputyRefused as refusal:
            return DeputyReply(refusal.code, refusal.detail)
        return DeputyReply()

    def take_back(self, office: OfficeId, asked: TakeBackRequest) -> DeputyReply:
        """End what the asker lent to one deputy; nothing left to end is no fault, it was ended before."""
        lender, today = PersonId(asked.lender), self._parts.clock.now().date()
        refused = self._stranger(office, lender, asked.password)
        if refused is None:
            self._parts.deputies.take_back(lender, PersonId(asked.deputy), office, today)
        return refused or DeputyReply()

    def _held(self, office: OfficeId, lender: PersonId, asked: LendRequest) -> tuple[Role, ...]:
        """The roles of `LENT_AT_DESK` that are his own there on the first day, or were when he lent them away."""
        grants = self._parts.storage.read(lambda unit: unit.registry.grants_of(office))
        return tuple(
            role
            for role in LENT_AT_DESK
            if any(
                one.role is role
                and one.runs_on(asked.since)
                and one.seconded_from is None
                and (one.on_behalf_of or one.person) == lender
                for one in grants
            )
        )

    def _stranger(self, office: OfficeId, person: PersonId, password: str) -> DeputyReply | None:
        """Why the asker is not let in, or None."""
        found = self._door.enter(office, person, password)
        return DeputyReply(found.code, found.detail) if isinstance(found, Stranger) else None
