"""Names the people of the office for papers: who took, gave, signed; an unknown id stays as it is."""

from desk_client.services.parts import Parts
from desk_client.store import meta
from dossier.identifiers import PersonId
from dossier.roles import Person


class Names:
    """The people that the centre sent, read once."""

    def __init__(self, people: dict[PersonId, Person]) -> None:
        self._people = people

    @classmethod
    def read(cls, parts: Parts) -> "Names":
        """The people of this moment."""
        with parts.engine.connect() as connection:
            return cls({account.person.id: account.person for account in meta.people(connection).accounts})

    def person(self, who: PersonId | None) -> Person | None:
        """A person of this office, or None."""
        return None if who is None else self._people.get(who)

    def name(self, who: PersonId | None) -> str:
        """The name; the id where the person is of another office; nothing for nobody."""
        known = self.person(who)
        return ("" if who is None else str(who)) if known is None else known.name
