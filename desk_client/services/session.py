"""Decides who sits at the desk: offline login by Argon2id verifier, lock-out, roles of the day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from sqlalchemy import Connection, Engine

from central_sync.protocol.messages import Account
from desk_client.ports import Clock
from desk_client.services.clock_watch import clock_doubt
from desk_client.store import meta
from desk_client.store.writer import Writer
from dossier.identifiers import OfficeId
from dossier.messages import Message
from dossier.roles import Grant, Person, Role, roles_on

_TRIES = 5
_PAUSE = timedelta(minutes=5)


class LoginFault(str, Enum):
    """Why a login failed; message ids are `login.<value>`."""

    WRONG = "wrong"
    LOCKED = "locked"
    EXPIRED = "expired"
    NO_ROLE = "no_role"


@dataclass(frozen=True, slots=True)
class Session:
    """A person at the desk: who, in which office, with which grants."""

    person: Person
    office: OfficeId
    grants: tuple[Grant, ...]

    def roles_on(self, day: date) -> frozenset[Role]:
        """The roles of that day."""
        return roles_on(self.grants, self.person.id, self.office, day)

    def away_on(self, day: date) -> bool:
        """Whether somebody stands in for him on that day, so that his own right rests."""
        return any(
            one.away and one.on_behalf_of == self.person.id and one.office == self.office and one.runs_on(day)
            for one in self.grants
        )


class Sessions:
    """Opens sessions from the accounts that the centre sent."""

    def __init__(self, engine: Engine, writer: Writer, clock: Clock, office: str) -> None:
        self._engine = engine
        self._writer = writer
        self._clock = clock
        self._office = OfficeId(office)

    def accounts(self) -> tuple[Person, ...]:
        """The people who may log in here."""
        return self.look(None)[0]

    def look(self, session: Session | None) -> tuple[tuple[Person, ...], LoginFault | None]:
        """The people who may log in here as the centre has them now, and why who sits here may no longer."""
        with self._engine.connect() as connection:
            known = meta.people(connection)
        people = tuple(account.person for account in known.accounts)
        if session is None:
            return people, None
        account = next((one for one in known.accounts if one.person.id == session.person.id), None)
        stands = LoginFault.EXPIRED if account is None else self._standing(account, known.grants)
        return people, stands if isinstance(stands, LoginFault) else None

    def colleagues(self, role: Role) -> tuple[Person, ...]:
        """The people of this office who hold a role today."""
        day = self._clock.now().date()
        with self._engine.connect() as connection:
            known = meta.people(connection)
        people = (account.person for account in known.accounts)
        return tuple(p for p in people if role in roles_on(known.grants, p.id, self._office, day))

    def login(self, login: str, password: str) -> Session | LoginFault:
        """A session, or why not; five wrong passwords lock the account for five minutes."""
        login = login.strip().lower()
        with self._engine.connect() as connection:
            known = meta.people(connection)
            locked = self._locked(connection, login)
            counted = meta.get(connection, f"wrong:{login}") != ""
        account = next((a for a in known.accounts if a.person.login == login), None)
        if locked:
            return LoginFault.LOCKED
        if account is None or not _verify(account, password):
            self._writer.run(lambda connection: self._count_wrong(connection, login))
            return LoginFault.WRONG
        if counted:
            self._writer.run(lambda connection: meta.put(connection, f"wrong:{login}", ""))
        return self._standing(account, known.grants)

    def tries_left(self, login: str) -> int:
        """Wrong passwords that this login may still enter before it is locked for a while."""
        with self._engine.connect() as connection:
            return max(0, _TRIES - self._wrong(connection, login.strip().lower()))

    def clock_doubt(self) -> Message | None:
        """Why the machine's clock should be looked at before anybody works, or None."""
        with self._engine.connect() as connection:
            return clock_doubt(connection, self._clock.now())

    def _standing(self, account: Account, grants: tuple[Grant, ...]) -> Session | LoginFault:
        """The session of who proved to be that person, or why he may not work today."""
        today = self._clock.now().date()
        if account.until is not None and account.until < today:
            return LoginFault.EXPIRED
        session = Session(account.person, self._office, grants)
        return session if session.roles_on(today) or session.away_on(today) else LoginFault.NO_ROLE

    def _locked(self, connection: Connection, login: str) -> bool:
        return self._wrong(connection, login) >= _TRIES

    def _wrong(self, connection: Connection, login: str) -> int:
        """Wrong passwords that still count; a clock that was set back does not stretch the pause to years."""
        count, _, since = meta.get(connection, f"wrong:{login}").partition("@")
        if not since or abs(self._clock.now() - datetime.fromisoformat(since)) >= _PAUSE:
            return 0
        return int(count)

    def _count_wrong(self, connection: Connection, login: str) -> None:
        number, now = self._wrong(connection, login) + 1, self._clock.now()
        meta.put(connection, f"wrong:{login}", f"{number}@{now.isoformat(timespec='seconds')}")


def load_password_check() -> None:
    """Load what checks a password, while the person still types it."""
    import argon2  # noqa: F401, PLC0415  only a login needs it


def _verify(account: Account, password: str) -> bool:
    from argon2 import PasswordHasher  # noqa: PLC0415  only a login needs it
    from argon2.exceptions import Argon2Error, InvalidHashError  # noqa: PLC0415

    try:
        return PasswordHasher().verify(account.verifier, password)
    except (Argon2Error, InvalidHashError):
        return False
