"""What an office's IT administrator asks of the centre: to lock an account, a password for once, the end of a role.

The desk's token proves the office, his password the person; the centre judges his role at that moment, keeps a line of
what was done, and tells the office's desks with their next page. A dossier is read by none of it.
"""

from datetime import date
from enum import Enum

import msgspec

from dossier.roles import Role

ACCOUNT = "/administer/account"
PROCEDURES = "/administer/procedures"


class AccountAct(str, Enum):
    """What is done to an account."""

    LOCK = "lock"
    UNLOCK = "unlock"
    NEW_PASSWORD = "new_password"  # noqa: S105 - the name of an act
    END_ROLE = "end_role"


class AccountOrder(msgspec.Struct, forbid_unknown_fields=True):
    """Do `act` to the account of `person`; END_ROLE names the role, its first day, and its last day from now on."""

    admin: str
    password: str
    person: str
    act: AccountAct
    role: Role | None = None
    since: date | None = None
    until: date | None = None

    def __repr__(self) -> str:
        """Who asks what of whom, and no password."""
        return f"AccountOrder({self.admin}, {self.act.value}, {self.person})"


class AccountReply(msgspec.Struct, forbid_unknown_fields=True):
    """Durable at the centre (`code` empty), or why not: one of `admin.refused.<code>`, with what it is about.

    `secret` is the password for once of NEW_PASSWORD: it is told here and kept nowhere.
    """

    code: str = ""
    detail: str = ""
    secret: str = ""

    def __repr__(self) -> str:
        """Without the secret."""
        return f"AccountReply({self.code}, {self.detail})"


class ProceduresRequest(msgspec.Struct, forbid_unknown_fields=True):
    """Which procedures are on their way into force."""

    admin: str


class ProcedureLine(msgspec.Struct, forbid_unknown_fields=True):
    """An imported procedure: how far it is, who proposed it, what it lacks (`centre.gap.<gap>`), rows to look at."""

    code: str
    name: str
    state: str
    office: str = ""
    valid_from: date | None = None
    gaps: tuple[str, ...] = ()
    review: int = 0


class ProceduresReply(msgspec.Struct, forbid_unknown_fields=True):
    """All of them by code, or why not (`code` as in AccountReply)."""

    code: str = ""
    lines: tuple[ProcedureLine, ...] = ()
