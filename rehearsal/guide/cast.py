"""Decides who comes to the counter next: in turn somebody new and somebody whom the office knows already."""

from datetime import date
from random import Random

from desk_client.store.queries import Queries
from dossier.events import Stage
from dossier.state import Dossier
from rehearsal.people import Invented, invent

_SEED = 1403
_FIRST_NEW = 500
"""Running figure of the first new person, beyond those of the office's past."""
_KNOWN = 60


class Cast:
    """The citizens of one day; `present` is the one who stands at the counter."""

    def __init__(self, queries: Queries) -> None:
        self._queries = queries
        self._came = 0
        self.present: Invented | None = None

    def next(self) -> Invented:
        """The next person steps up: a new one, then a known one, and so on."""
        number, known = self._came, self._known() if self._came % 2 else ()
        self._came += 1
        self.present = (
            known[(number * 7) % len(known)] if known else invent(Random(_SEED + number), _FIRST_NEW + number)
        )
        return self.present

    def here(self) -> Invented:
        """Who stands at the counter, or the next one."""
        return self.present or self.next()

    def _known(self) -> tuple[Invented, ...]:
        states = self._queries.by_stage((Stage.RETURNED,), _KNOWN)
        return tuple(person for state in states if (person := _person(state)) is not None)


def _person(state: Dossier) -> Invented | None:
    """The applicant as somebody with a card; None for one whose day of birth is not known."""
    who = state.applicant
    try:
        return Invented(who, date.fromisoformat(who.born))
    except ValueError:
        return None
