"""Who signs at this desk and for whom: the person who sits here, and the office that văn thư seals for."""

from desk_client.services.parts import Parts
from desk_client.services.session import Session
from desk_client.services.tokens import OwnCertificate
from desk_client.store import meta
from dossier.identifiers import OfficeId
from dossier.roles import Role
from dossier.signers import Binding, Signer


def own_hand(parts: Parts, session: Session) -> Signer:
    """The person who sits here."""
    return Signer(session.person.id, session.person.name, _bound(parts))


def office_hand(parts: Parts) -> Signer:
    """The office of this desk."""
    office = OfficeId(parts.identity.office)
    unit = parts.rules().unit(office)
    return Signer(office, "" if unit is None else unit.name, _bound(parts))


def may_use(parts: Parts, session: Session) -> OwnCertificate:
    """Which certificates this person may sign with today: his own, and that of the office he seals for."""
    day = parts.clock.now().date()
    hands = [own_hand(parts, session)]
    if Role.RECORDS in session.roles_on(day):
        hands.append(office_hand(parts))
    return lambda facts: any(hand.owns(facts.sha256, facts.common_name, day) for hand in hands)


def _bound(parts: Parts) -> tuple[Binding, ...]:
    with parts.engine.connect() as connection:
        return meta.people(connection).certificates
