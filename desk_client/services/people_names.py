"""Names the people of the office for papers: who took, gave, signed; an unknown id stays as it is."""

from desk_client.services.parts import Parts
from desk_client.store import meta
from dossier.identifiers import PersonId
from dossier.roles import Grant, Person, Role, acting_for
from dossier.state import TrailLine


class Names:
    """The people that the centre sent, read once."""

    def __init__(self, people: dict[PersonId, Person], grants: tuple[Grant, ...] = ()) -> None:
        self._people = people
        self._grants = grants

    @classmethod
    def read(cls, parts: Parts) -> "Names":
        """The people of this moment."""
        with parts.engine.connect() as connection:
            known = meta.people(connection)
        return cls({account.person.id: account.person for account in known.accounts}, known.grants)

    def person(self, who: PersonId | None) -> Person | None:
        """A person of this office, or None."""
        return None if who is None else self._people.get(who)

    def lender(self, line: TrailLine, roles: frozenset[Role]) -> Person | None:
        """Whose right an act was done by that needs one of these roles, where it was not the actor's own."""
        lent = acting_for(self._grants, (line.actor, line.office, line.at.date()), roles)
        return None if lent is None else self.person(lent.on_behalf_of)

    def name(self, who: PersonId | None) -> str:
        """The name; the id where the person is of another office; nothing for nobody."""
        known = self.person(who)
        return ("" if who is None else str(who)) if known is None else known.name
