"""Who signs at this desk and for whom: the person who sits here, and the office that văn thư seals for."""

from collections.abc import Mapping

import msgspec

from desk_client.services.parts import Parts
from desk_client.services.people_names import Names
from desk_client.services.session import Session
from desk_client.services.tokens import Rights
from desk_client.store import meta
from dossier.identifiers import OfficeId, PersonId
from dossier.roles import Role
from dossier.signers import Binding, Signer
from token_signing.certificate import CertificateFacts
from token_signing.kinds import SigningKind

_BY_HAND = (SigningKind.LEADER, SigningKind.CLERK)
"""What a person signs with his own certificate; all else is the office's."""
_KINDS = {kind.value: kind for kind in SigningKind}


def own_hand(parts: Parts, session: Session) -> Signer:
    """The person who sits here."""
    return Signer(session.person.id, session.person.name, _bound(parts))


def office_hand(parts: Parts) -> Signer:
    """The office of this desk."""
    office = OfficeId(parts.identity.office)
    return Signer(office, _office_name(parts), _bound(parts))


class CertificateHolders:
    """See `tokens.Holders`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def rights(self, session: Session) -> Rights:
        """His own certificates for what he signs himself, those of the office for what văn thư signs for it."""
        day = self._parts.clock.now().date()
        own, office = own_hand(self._parts, session), office_hand(self._parts)
        seals = Role.RECORDS in session.roles_on(day)

        def owns(kind: SigningKind, facts: CertificateFacts) -> bool:
            if kind in _BY_HAND:
                return own.owns(facts.sha256, facts.common_name, day)
            return seals and office.owns(facts.sha256, facts.common_name, day)

        return Rights(owns, self._chosen(session.person.id))

    def choose(self, session: Session, kind: SigningKind, certificate: str) -> None:
        """Remember which of several certificates this person signs with."""
        person = session.person.id
        kept = {one.value: sha256 for one, sha256 in self._chosen(person).items()} | {kind.value: certificate}
        body = msgspec.json.encode(kept).decode()
        self._parts.writer.run(lambda connection: meta.put(connection, _key(person), body))

    def bound(self) -> Mapping[str, str]:
        """By the hash of a certificate whose it is today: people and the office of this desk."""
        day, names = self._parts.clock.now().date(), Names.read(self._parts)
        holding = [one for one in _bound(self._parts) if one.holds_on(day)]
        return {one.sha256: self._owner(names, one.owner) for one in holding}

    def _owner(self, names: Names, owner: PersonId | OfficeId) -> str:
        if owner == self._parts.identity.office:
            return _office_name(self._parts)
        return names.name(PersonId(owner))

    def _chosen(self, person: PersonId) -> dict[SigningKind, str]:
        """What was chosen; a kind of signature that another version of the program knows is left out."""
        body = meta.look(self._parts.engine, _key(person)).get(_key(person), "{}")
        kept = msgspec.json.decode(body, type=dict[str, str])
        return {_KINDS[kind]: sha256 for kind, sha256 in kept.items() if kind in _KINDS}


def _key(person: PersonId) -> str:
    return f"certificates:{person}"


def _office_name(parts: Parts) -> str:
    unit = parts.rules().unit(OfficeId(parts.identity.office))
    return "" if unit is None else unit.name


def _bound(parts: Parts) -> tuple[Binding, ...]:
    with parts.engine.connect() as connection:
        return meta.people(connection).certificates
