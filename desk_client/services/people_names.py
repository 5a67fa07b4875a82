"""Names the people of the office for papers: who took, gave, signed; an unknown id stays as it is."""

from datetime import date

from desk_client.services.parts import Parts
from desk_client.store import meta
from dossier.identifiers import OfficeId, PersonId
from dossier.roles import Grant, Person, Role, acting_for, is_deputy_title, leading_lines, roles_on, signing_lines


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

    def titles(self, act: tuple[PersonId, OfficeId, date], roles: frozenset[Role]) -> tuple[str, ...]:
        """The titles under which somebody signs on a day what needs one of these roles: "KT. Chủ tịch", his own."""
        person = self.person(act[0])
        if person is None:
            return ()
        lent = acting_for(self._grants, act, roles)
        if lent is None and Role.LEADER in roles and self.holds(act, Role.LEADER):
            return leading_lines(person.title)
        lender = None if lent is None else self.person(lent.on_behalf_of)
        return signing_lines(person, lender, None if lent is None else lent.signing)

    def holds(self, act: tuple[PersonId, OfficeId, date], role: Role) -> bool:
        """Whether somebody has a role in an office on a day, his own or lent."""
        return role in roles_on(self._grants, *act)

    def leader(self, office: OfficeId, day: date) -> PersonId | None:
        """Who leads an office on a day: its head before his deputies, who has the right before who was lent it."""
        leading = [one for one in self._grants if one.office == office and one.role is Role.LEADER and one.runs_on(day)]
        known = [one for one in leading if one.person in self._people]
        known.sort(key=lambda one: (one.on_behalf_of is not None, is_deputy_title(self._people[one.person].title)))
        return known[0].person if known else None

    def name(self, who: PersonId | None) -> str:
        """The name; the id where the person is of another office; nothing for nobody."""
        known = self.person(who)
        return ("" if who is None else str(who)) if known is None else known.name
