"""Gives an official another password when he proves the old one; tells the desks of his offices the verifier alone."""

from dataclasses import replace

from central_server.ports.storage import Storage, Work
from central_server.ports.world import PasswordHash
from central_server.services.password_door import PasswordDoor, Stranger
from central_server.services.people import tell_people
from central_sync.protocol.own_password import LEAST_LETTERS, MOST_LETTERS, PasswordReply, PasswordRequest
from dossier.identifiers import OfficeId, PersonId


class OwnPasswords:
    """Changes the password of the person who asks, and of nobody else."""

    def __init__(self, storage: Storage, passwords: PasswordHash, door: PasswordDoor) -> None:
        self._storage = storage
        self._passwords = passwords
        self._door = door

    def change(self, office: OfficeId, asked: PasswordRequest) -> PasswordReply:
        """Let the new one count from now on; where it does already, an answer was lost, and it is given again."""
        person = PersonId(asked.person)
        official = self._door.enter(office, person, asked.password, asked.new)
        if isinstance(official, Stranger):
            return PasswordReply(official.code, official.detail)
        if not LEAST_LETTERS <= len(asked.new) <= MOST_LETTERS:
            return PasswordReply("length", str(LEAST_LETTERS))
        if self._passwords.matches(official.verifier, asked.new):
            return PasswordReply()
        verifier = self._passwords.verifier(asked.new)

        def work(unit: Work) -> PasswordReply:
            now = next(iter(unit.registry.officials([person])))
            if now.verifier != official.verifier:
                return PasswordReply("changed")
            unit.registry.add_official(replace(now, verifier=verifier))
            grants = unit.registry.grants_of_people([person])()
            tell_people(unit, sorted({grant.office for grant in grants}))
            return PasswordReply()

        return self._storage.write(work)
