"""Gathers what lies outside a dossier for the acts of some desks: rights, numbers, people, certificates, files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from central_server.ports.storage import Later, Work
from central_server.ports.values import Claim, Device
from central_server.ports.world import SignedBy
from dossier.acts import Act, Assign, HandOver, Number, Receive, SignOnPaper
from dossier.copying import CopyDocument
from dossier.facts import Facts
from dossier.identifiers import NumberSlice, OfficeId, PersonId
from dossier.numbers import claims_of, copy_book, document_book, lies_in
from dossier.roles import Grant, Role, roles_on, seconded_on
from dossier.rules import Rules
from dossier.signers import Binding, Signer
from dossier.signing import CarriedSignature, carried_signature

_LONGEST_BOOK = 120
_LARGEST = 2**62
_NONE: frozenset[tuple[Role, OfficeId]] = frozenset()


@dataclass(frozen=True, slots=True)
class Outside:
    """Everything that the facts of one desk's acts are made of; fetched once, before the first decision."""

    device: Device
    grants: tuple[Grant, ...]
    slices: tuple[NumberSlice, ...]
    """Only for a desk that receives."""
    taken: frozenset[Claim]
    bound: tuple[Binding, ...]
    """Whose the certificates of the acts are, and what else is bound to who signs and to the office."""
    names: Mapping[str, str]
    """The names of those who sign, by id."""
    signatures: Mapping[str, SignedBy]
    """What the sandbox found in each whole signed file, by its SHA-256."""
    offices: frozenset[OfficeId]
    """Those of the offices named by hand-overs that exist."""
    hand: Role | None = None
    """Who acts by the centre's own hand: what the portal has made sure that the citizen is to the dossier, or the
    province (`services/own_acts`).
    """
    _roles: dict[tuple[PersonId, OfficeId, date], frozenset[Role]] = field(default_factory=dict)

    def facts(self, act: Act, rules: Rules) -> Facts:
        """The facts of one act. Its office counts only when it is the device's own."""
        day = act.at.date()
        ours = act.office == self.device.office
        return Facts(
            roles=self._roles_of(act.actor, act.office, day) if ours else frozenset(),
            number_free=not self.taken or self.taken.isdisjoint(claims(act, self.slices)),
            number_ours=not isinstance(act.data, Receive) or lies_in(self.slices, act.data.code),
            assignee_fit=self._fit(act),
            signer_fit=self._may_sign(act),
            signature_ok=self._signed(act, rules),
            seconded=seconded_on(self.grants, act.actor, act.office, day) if ours and self._some_seconded else _NONE,
        )

    @property
    def _some_seconded(self) -> bool:
        return any(one.seconded_from for one in self.grants)

    def _roles_of(self, person: PersonId, office: OfficeId, day: date) -> frozenset[Role]:
        key = (person, office, day)
        if self.device.is_portal:
            return frozenset() if self.hand is None else frozenset({self.hand})
        known = self._roles.get(key)
        if known is None:
            known = self._roles[key] = roles_on(self.grants, person, office, day)
        return known

    def _fit(self, act: Act) -> bool:
        if not isinstance(act.data, Assign):
            return True
        return Role.OFFICER in self._roles_of(act.data.person, act.office, act.at.date())

    def _may_sign(self, act: Act) -> bool:
        if not isinstance(act.data, SignOnPaper):
            return True
        return Role.LEADER in self._roles_of(act.data.signer, act.office, act.at.date())

    def misses_file(self, act: Act) -> bool:
        """Whether its signed file, or the one that was signed, is not here whole."""
        carried = carried_signature(act.data)
        return carried is not None and carried.file.sha256 not in self.signatures

    def _signed(self, act: Act, rules: Rules) -> bool:
        """Whether its signature holds; while the file is on its way, whether the certificate it names may be its."""
        carried = carried_signature(act.data)
        if carried is None:
            return True
        signer, day = self._signer(act, carried, rules), act.at.date()
        found = self.signatures.get(carried.file.sha256)
        if found is None:
            return signer.owns(carried.certificate_sha256, signer.name, day)
        if not found.trusted or found.certificate_sha256 != carried.certificate_sha256:
            return False
        return found.issue == carried.issue and signer.owns(found.certificate_sha256, found.name, day)

    def _signer(self, act: Act, carried: CarriedSignature, rules: Rules) -> Signer:
        """Who has to have signed: the actor, or for a seal his office."""
        if not carried.by_office:
            return Signer(act.actor, self.names.get(act.actor, ""), self.bound)
        unit = rules.unit(act.office)
        return Signer(act.office, "" if unit is None else unit.name, self.bound)


@dataclass(frozen=True, slots=True)
class Desired:
    """Whose acts need facts, with what the sandbox found in their signed files."""

    device: Device
    acts: Sequence[Act]
    signatures: Mapping[str, SignedBy]
    hand: Role | None = None


def gather(work: Work, wanted: Sequence[Desired]) -> Later[list[Outside]]:
    """Claim the printed numbers of all acts, first come first served, and ask what else their facts need."""
    receiving = [one.device.id for one in wanted if any(isinstance(act.data, Receive) for act in one.acts)]
    slices = work.registry.slices_of_all(receiving)()
    acts = [(act, slices.get(one.device.id, ())) for one in wanted for act in one.acts]
    taken = work.ledger.claim([claim for act, own in acts for claim in claims(act, own)])
    grants = work.registry.grants_of_people(sorted({person for act, _ in acts for person in _people(act)}))
    signed = [(act, one) for act, _ in acts if (one := carried_signature(act.data)) is not None]
    signers = sorted({act.actor for act, _ in signed})
    named = sorted({one.certificate_sha256 for _, one in signed} - {""})
    bound = work.registry.bindings(named, sorted({*signers, *(act.office for act, _ in signed)}))
    names = work.registry.names(signers)
    offices = work.feed.known(sorted({act.data.to_office for act, _ in acts if isinstance(act.data, HandOver)}))

    def outsides() -> list[Outside]:
        rights, used, owners, called, there = grants(), taken(), bound(), names(), offices()
        return [
            Outside(
                one.device, rights, slices.get(one.device.id, ()), used, owners, called, one.signatures, there, one.hand
            )
            for one in wanted
        ]

    return outsides


def claims(act: Act, slices: tuple[NumberSlice, ...]) -> tuple[Claim, ...]:
    """The numbers this act uses up. A code outside the device's slices claims nothing: it is not its to take.

    A number in another office's register of documents, or of copies, is put into a book of its own, so that no office
    can use up another's numbers.
    """
    if isinstance(act.data, Receive) and not lies_in(slices, act.data.code):
        return ()
    found = []
    for claim in claims_of(act):
        book = claim.book
        if not book.startswith(_own_books(act)):
            book = f"{act.office}/{book}"
        if 0 <= claim.number <= _LARGEST:
            found.append(Claim(book[:_LONGEST_BOOK].replace("\x00", ""), claim.number, act.dossier))
    return tuple(found)


def _own_books(act: Act) -> str:
    """With what the name of a book must begin that the act may number in."""
    match act.data:
        case Number():
            return document_book(act.office, 0)[:-1]
        case CopyDocument():
            return copy_book(act.office, 0)[:-1]
        case _:
            return ""


def _people(act: Act) -> tuple[PersonId, ...]:
    match act.data:
        case Assign(person=other) | SignOnPaper(signer=other):
            return (act.actor, other)
        case _:
            return (act.actor,)
