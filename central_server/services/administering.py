"""Does what an office's IT administrator asks from his desk: accounts of his office, and how far procedures are.

Who asks types his own password and holds the role on that day by his own right; he does nothing to himself, to who
belongs to another office too, and to an administrator of the province. Every act leaves a line: who, what, to whom.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import msgspec

from central_server.ports.storage import Storage, Work
from central_server.ports.values import AdministrationLine, Official
from central_server.ports.world import Chance, Clock, PasswordHash
from central_server.services.enrolment import spoken_code
from central_server.services.national_catalogue import kept_proposal
from central_server.services.password_door import PasswordDoor, Stranger
from central_server.services.people import tell_people
from central_server.services.publication import Publication, remaining_gaps, to_review
from central_sync.protocol.administering import (
    AccountAct,
    AccountOrder,
    AccountReply,
    ProcedureLine,
    ProceduresReply,
    ProceduresRequest,
)
from dossier.identifiers import OfficeId, PersonId
from dossier.roles import Grant, Role, roles_on

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AdministerParts:
    """What the service works with."""

    storage: Storage
    clock: Clock
    chance: Chance
    passwords: PasswordHash


@dataclass(frozen=True, slots=True)
class _Case:
    """One order inside its transaction: whose account, with all that the person holds anywhere."""

    unit: Work
    office: OfficeId
    today: date
    order: AccountOrder
    official: Official
    grants: tuple[Grant, ...]
    verifier: str


class Administering:
    """Answers administrators at their desks."""

    def __init__(self, parts: AdministerParts) -> None:
        self._parts = parts
        self._door = PasswordDoor(parts.storage, parts.clock, parts.passwords)

    def account(self, office: OfficeId, order: AccountOrder) -> AccountReply:
        """Do it, or say why not; asked again after a lost answer it is done again, which changes nothing more."""
        found = self._door.enter(office, PersonId(order.admin), order.password)
        if isinstance(found, Stranger):
            return AccountReply(found.code, found.detail)
        secret = spoken_code(self._parts.chance) if order.act is AccountAct.NEW_PASSWORD else ""
        verifier = self._parts.passwords.verifier(secret) if secret else ""

        def work(unit: Work) -> AccountReply:
            case = self._case(unit, office, order, verifier)
            if isinstance(case, AccountReply):
                return case
            refused = _ACTS[order.act](case)
            if refused is not None:
                return refused
            unit.registry.note_administration(self._line(case))
            tell_people(unit, sorted({grant.office for grant in case.grants}))
            return AccountReply(secret=secret)

        return self._parts.storage.write(work)

    def procedures(self, office: OfficeId, asked: ProceduresRequest) -> ProceduresReply:
        """Every imported procedure with its state and what it lacks."""
        today = self._parts.clock.now().date()

        def work(unit: Work) -> ProceduresReply:
            if not _administers(unit, office, PersonId(asked.admin), today):
                return ProceduresReply("right")
            return ProceduresReply(lines=_procedure_lines(unit))

        return self._parts.storage.read(work)

    def _case(self, unit: Work, office: OfficeId, order: AccountOrder, verifier: str) -> _Case | AccountReply:
        """The case, or why he may not."""
        person, today = PersonId(order.person), self._parts.clock.now().date()
        official = next(iter(unit.registry.officials([person])), None)
        grants = unit.registry.grants_of_people([person])()
        own = [one for one in grants if _own(one) and (one.valid_until is None or one.valid_until >= today)]
        refusals = (
            (not _administers(unit, office, PersonId(order.admin), today), "right"),
            (official is None or not any(one.office == office for one in grants), "not_of_office"),
            (order.person == order.admin, "self"),
            (any(one.role is Role.PROVINCE_ADMIN for one in own), "province"),
            (order.act is not AccountAct.END_ROLE and any(one.office != office for one in own), "elsewhere"),
        )
        code = next((code for wrong, code in refusals if wrong), "")
        if code or official is None:
            return AccountReply(code)
        return _Case(unit, office, today, order, official, grants, verifier)

    def _line(self, case: _Case) -> AdministrationLine:
        order = case.order
        detail = "" if order.role is None else f"{order.role.value} {order.since} {order.until}"
        return AdministrationLine(
            self._parts.clock.milliseconds(),
            case.office,
            PersonId(order.admin),
            order.act.value,
            case.official.id,
            detail,
        )


def _own(grant: Grant) -> bool:
    return grant.on_behalf_of is None and grant.seconded_from is None


def _administers(unit: Work, office: OfficeId, person: PersonId, day: date) -> bool:
    """By his own right: nobody lends it, and nobody has it by a list of another day."""
    own = tuple(one for one in unit.registry.grants_of(office) if _own(one))
    official = next(iter(unit.registry.officials([person])), None)
    open_ = official is not None and (official.until is None or official.until >= day)
    return open_ and Role.OFFICE_ADMIN in roles_on(own, person, office, day)


def _lock(case: _Case) -> None:
    _keep(case, replace(case.official, until=case.today - _DAY))


def _unlock(case: _Case) -> None:
    _keep(case, replace(case.official, until=None))


def _new_password(case: _Case) -> None:
    _keep(case, replace(case.official, verifier=case.verifier))


def _keep(case: _Case, official: Official) -> None:
    case.unit.registry.add_official(official)


def _end_role(case: _Case) -> AccountReply | None:
    """Let one row of his own end; what was done by it until then stands, so no day before today is taken."""
    order, registry = case.order, case.unit.registry
    of_role = [one for one in case.grants if one.office == case.office and one.role is order.role and _own(one)]
    found = next((one for one in of_role if one.valid_from == order.since), None)
    if found is None or order.until is None:
        return AccountReply("no_role")
    if order.until < case.today:
        return AccountReply("past")
    lent = (one for one in registry.grants_of(case.office) if one.on_behalf_of == case.official.id)
    if any(one.role is order.role and (one.valid_until or date.max) > order.until for one in lent):
        return AccountReply("lent")
    registry.remove_grant(found)
    if found.valid_from <= order.until:
        registry.add_grant(replace(found, valid_until=min(order.until, found.valid_until or date.max)))
    return None


_ACTS: Mapping[AccountAct, Callable[[_Case], AccountReply | None]] = {
    AccountAct.LOCK: _lock,
    AccountAct.UNLOCK: _unlock,
    AccountAct.NEW_PASSWORD: _new_password,
    AccountAct.END_ROLE: _end_role,
}


def _procedure_lines(unit: Work) -> tuple[ProcedureLine, ...]:
    kept = {one.code: one for one in unit.proposals.publications()}
    lines = []
    for row in unit.proposals.all():
        proposal, known = kept_proposal(row), kept.get(row.code)
        far = Publication(row.code) if known is None else msgspec.json.decode(known.body, type=Publication)
        gaps, review = remaining_gaps(proposal, far), len(to_review(proposal, far))
        line = ProcedureLine(row.code, proposal.name, far.state.value, far.office, far.valid_from, gaps, review)
        lines.append(line)
    return tuple(lines)
