"""Keeps the officials of offices and their roles, and tells the office's desks; never decides what a role may do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from central_server.ports.storage import Storage, Work
from central_server.ports.values import NewRow, Official
from central_server.ports.world import Chance, Clock, PasswordHash
from central_sync.protocol.messages import Account, PeopleRow
from dossier.identifiers import OfficeId, PersonId, uuid7
from dossier.roles import Grant, Person, Role
from dossier.signers import Binding


@dataclass(frozen=True, slots=True)
class NewOfficial:
    """A person to be entered: name and title as printed under a signature; `email` is checked by whoever enters it."""

    name: str
    title: str
    login: str
    password: str
    email: str = ""


class LoginTaken(Exception):
    """Another person already has this login name."""


class People:
    """Enters officials and their roles."""

    def __init__(self, storage: Storage, clock: Clock, chance: Chance, passwords: PasswordHash) -> None:
        self._storage = storage
        self._clock = clock
        self._chance = chance
        self._passwords = passwords

    def add(self, new: NewOfficial, grants: Sequence[tuple[OfficeId, Role, date]]) -> PersonId:
        """Enter a person with roles from a day on; raises LoginTaken."""
        person = PersonId(uuid7(self._clock.milliseconds(), self._chance.take(10)))
        verifier = self._passwords.verifier(new.password)
        official = Official(person, new.name, new.title, new.login, verifier, None, new.email)

        def work(unit: Work) -> None:
            if unit.registry.official_by_login(new.login) is not None:
                raise LoginTaken(new.login)
            unit.registry.add_official(official)
            for office, role, since in grants:
                unit.registry.add_grant(Grant(person, office, role, since))
            tell_people(unit, sorted({office for office, _, _ in grants}))

        self._storage.write(work)
        return person

    def grant(self, grant: Grant) -> None:
        """Give a role; the office's desks learn it with their next page."""

        def work(unit: Work) -> None:
            unit.registry.add_grant(grant)
            tell_people(unit, [grant.office])

        self._storage.write(work)

    def revoke(self, person: PersonId, office: OfficeId, last_day: date) -> int:
        """Let all roles of a person in an office end on a day; how many ended."""

        def work(unit: Work) -> int:
            count = unit.registry.end_grants(person, office, last_day)
            tell_people(unit, [office])
            return count

        return self._storage.write(work)

    def write_to(self, person: PersonId, address: str) -> None:
        """Say where the centre writes to an official ("" = nowhere); desks are told nothing."""

        def work(unit: Work) -> None:
            (now,) = unit.registry.officials([person])
            unit.registry.add_official(replace(now, email=address))

        self._storage.write(work)

    def bind_certificate(self, binding: Binding) -> None:
        """Say whose a signing certificate is, and until when; the desks of its offices learn it."""

        def work(unit: Work) -> None:
            unit.registry.bind_certificate(binding)
            grants = unit.registry.grants_of_people([PersonId(binding.owner)])()
            offices = {grant.office for grant in grants} or {OfficeId(binding.owner)}
            tell_people(unit, sorted(offices & set(unit.feed.offices())))

        self._storage.write(work)

    def by_login(self, login: str) -> Official | None:
        """The person of a login name."""
        return self._storage.read(lambda unit: unit.registry.official_by_login(login))


def accounts_of(unit: Work, office: OfficeId) -> tuple[Account, ...]:
    """The accounts of everybody who has or had a role in the office."""
    people = sorted({grant.person for grant in unit.registry.grants_of(office)})
    return tuple(
        Account(Person(one.id, one.name, one.title, one.login), one.verifier, one.until)
        for one in unit.registry.officials(people)
    )


def bindings_of(unit: Work, office: OfficeId) -> tuple[Binding, ...]:
    """The signing certificates of the office and of everybody who has or had a role in it."""
    return unit.registry.bindings((), [office, *sorted({grant.person for grant in unit.registry.grants_of(office)})])()


def tell_people(unit: Work, offices: Sequence[OfficeId]) -> None:
    """Put the people of these offices, whole, on their feeds."""
    unit.feed.append([NewRow(office, _people_row(unit, office)) for office in offices])


def _people_row(unit: Work, office: OfficeId) -> PeopleRow:
    return PeopleRow(0, accounts_of(unit, office), unit.registry.grants_of(office), bindings_of(unit, office))
