"""Lets in whoever asks from a desk of his office and types his own password; only so many tries count in a while."""

import hashlib
from dataclasses import dataclass

from central_server.ports.storage import Storage, Work
from central_server.ports.values import Official
from central_server.ports.world import Clock, PasswordHash
from dossier.identifiers import OfficeId, PersonId

TRIES = 10
"""Requests of one person in a quarter of an hour, right and wrong, whatever they ask."""
_WINDOW_MS = 15 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Stranger:
    """Why the asker is not let in: `password` (not of the office, his account closed, or not his password; tries left),
    `locked` (minutes).
    """

    code: str
    detail: str


class PasswordDoor:
    """One door for everything that a person asks of the centre in his own name."""

    def __init__(self, storage: Storage, clock: Clock, passwords: PasswordHash) -> None:
        self._storage = storage
        self._clock = clock
        self._passwords = passwords

    def enter(self, office: OfficeId, person: PersonId, *passwords: str) -> Official | Stranger:
        """The person, when one of these is his password.

        The try is counted before a password is looked at, so that many at once count too.
        """
        key, now, today = _key(person), self._clock.milliseconds(), self._clock.now().date()

        def work(unit: Work) -> tuple[Official | None, int]:
            before = len(unit.search.tries(key, now - _WINDOW_MS))
            if before < TRIES:
                unit.search.add_try(key, now)
            known = any(one.person == person for one in unit.registry.grants_of(office))
            found = unit.registry.officials([person]) if known else ()
            open_ = (one for one in found if one.until is None or one.until >= today)
            return next(open_, None), TRIES - before - 1

        official, left = self._storage.write(work)
        if left < 0:
            return Stranger("locked", str(_WINDOW_MS // 60_000))
        if official is None or not any(self._passwords.matches(official.verifier, one) for one in passwords):
            return Stranger("password", str(left))
        return official


def _key(person: PersonId) -> str:
    """What tries are counted under: as long as the table allows."""
    return f"asker:{hashlib.sha256(person.encode()).hexdigest()[:24]}"
