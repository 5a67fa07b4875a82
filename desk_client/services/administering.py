"""Accounts of this office and procedures, for its IT administrator: read here, changed by asking the centre.

Nothing here opens a dossier.
"""

from dataclasses import dataclass
from datetime import date

from central_sync.client.asking import Asker
from central_sync.protocol.administering import AccountAct, AccountOrder, ProcedureLine, ProceduresRequest
from desk_client.services.asked import Answered, ask_centre
from desk_client.services.parts import Parts
from desk_client.services.session import Session
from desk_client.store import meta
from dossier.identifiers import PersonId
from dossier.messages import Message, message
from dossier.roles import Grant, Person, Role
from dossier.text import collation_key

IN_FORCE = "in_force"


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role of a person in this office: from when until when; whose right it is where it is lent ("" = his own)."""

    role: Role
    since: date
    until: date | None
    lender: str = ""
    seconded: bool = False

    @property
    def own(self) -> bool:
        """Whether it is entered here, and ended here."""
        return not self.lender and not self.seconded


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account of the office: `roles` run today or will, `locked` may not log in; `me` is who sits here."""

    person: Person
    roles: tuple[RoleLine, ...]
    locked: bool
    me: bool

    @property
    def endable(self) -> tuple[RoleLine, ...]:
        """Roles that the administrator may let end."""
        return () if self.me else tuple(one for one in self.roles if one.own)


@dataclass(frozen=True, slots=True)
class AdminSight:
    """What this desk knows: accounts by name, procedures in force; `line`: there is a centre to ask."""

    today: date
    accounts: tuple[AccountLine, ...]
    in_force: tuple[ProcedureLine, ...]
    line: bool


@dataclass(frozen=True, slots=True)
class RoleEnd:
    """Which role of a person ends, and its last day."""

    role: RoleLine
    until: date


@dataclass(frozen=True, slots=True)
class Proposed:
    """Procedures on their way into force, or why there is no answer."""

    lines: tuple[ProcedureLine, ...]
    trouble: Message | None = None


class Administering:
    """Use cases of the administrator's screen."""

    def __init__(self, parts: Parts, asker: Asker | None) -> None:
        self._parts = parts
        self._asker = asker

    def look(self, session: Session) -> AdminSight:
        """What is known here of the office's accounts, and what is in force today."""
        today, office = self._parts.clock.now().date(), session.office
        with self._parts.engine.connect() as connection:
            known = meta.people(connection)
        names = {account.person.id: account.person.name for account in known.accounts}
        grants = tuple(one for one in known.grants if one.office == office)
        accounts = tuple(
            AccountLine(
                account.person,
                _roles(account.person.id, grants, names, today),
                locked=account.until is not None and account.until < today,
                me=account.person.id == session.person.id,
            )
            for account in sorted(known.accounts, key=lambda one: collation_key(one.person.name))
        )
        procedures = (one for one in self._parts.rules().bundle.procedures if one.is_valid_on(today))
        in_force = tuple(ProcedureLine(one.code, one.name, IN_FORCE, valid_from=one.valid_from) for one in procedures)
        return AdminSight(today, accounts, in_force, line=self._asker is not None)

    def do(self, session: Session, account: AccountLine, act: AccountAct, password: str) -> Answered:
        """Ask the centre to lock or open an account, or for a password for once."""
        return self._ask(AccountOrder(session.person.id, password, account.person.id, act), account)

    def end_role(self, session: Session, account: AccountLine, end: RoleEnd, password: str) -> Answered:
        """Ask the centre to let a role end."""
        order = AccountOrder(session.person.id, password, account.person.id, AccountAct.END_ROLE)
        order.role, order.since, order.until = end.role.role, end.role.since, end.until
        return self._ask(order, account)

    def proposed(self, session: Session) -> Proposed:
        """Ask the centre which procedures are on their way, what each lacks first."""
        reply = ask_centre(self._asker, "admin", lambda asker: asker.procedures(ProceduresRequest(session.person.id)))
        if isinstance(reply, Message):
            return Proposed((), reply)
        rows = (one for one in reply.lines if one.state != IN_FORCE)
        return Proposed(tuple(sorted(rows, key=lambda one: (_FAR.get(one.state, 0), one.code))))

    def _ask(self, order: AccountOrder, account: AccountLine) -> Answered:
        reply = ask_centre(self._asker, "admin", lambda asker: asker.account(order))
        if isinstance(reply, Message):
            return Answered(done=False, message=reply)
        words = message(f"admin.done.{order.act.value}", name=account.person.name)
        return Answered(done=True, message=words, secret=reply.secret)


_FAR = {"reviewed": 0, "proposed": 1, "imported": 2}
"""What is nearest to coming into force stands first."""


def _roles(
    person: PersonId, grants: tuple[Grant, ...], names: dict[PersonId, str], today: date
) -> tuple[RoleLine, ...]:
    """What runs or will run, oldest first."""
    found = [
        RoleLine(
            one.role,
            one.valid_from,
            one.valid_until,
            lender="" if one.on_behalf_of is None else names.get(one.on_behalf_of, one.on_behalf_of),
            seconded=one.seconded_from is not None,
        )
        for one in grants
        if one.person == person and (one.valid_until is None or one.valid_until >= today)
    ]
    return tuple(sorted(found, key=lambda one: (one.since, one.role.value)))
