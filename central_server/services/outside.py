"""Gathers what lies outside a dossier for the acts of one batch: rights, numbers, people, certificates, files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from central_server.ports.storage import Work
from central_server.ports.values import Claim, Device
from central_server.ports.world import SignedBy
from dossier.acts import Act, Assign, Number, Receive, Sign
from dossier.decide import Facts
from dossier.identifiers import NumberSlice, OfficeId, PersonId
from dossier.numbers import claims_of, document_book, lies_in
from dossier.roles import Grant, Role, roles_on

_LONGEST_BOOK = 120
_LARGEST = 2**62


@dataclass(frozen=True, slots=True)
class Outside:
    """Everything that the facts of a batch are made of; fetched once, before the first decision."""

    device: Device
    grants: tuple[Grant, ...]
    slices: tuple[NumberSlice, ...]
    taken: frozenset[Claim]
    certificates: Mapping[str, PersonId]
    signatures: Mapping[str, SignedBy]
    """What the sandbox found in each whole signed file, by its SHA-256."""
    offices: frozenset[OfficeId]

    def facts(self, act: Act) -> Facts:
        """The facts of one act. Its office counts only when it is the device's own."""
        day = act.at.date()
        ours = act.office == self.device.office
        return Facts(
            roles=roles_on(self.grants, act.actor, act.office, day) if ours else frozenset(),
            number_free=not any(claim in self.taken for claim in claims(act, self.slices)),
            number_ours=not isinstance(act.data, Receive) or lies_in(self.slices, act.data.code),
            assignee_fit=self._fit(act),
            signature_ok=self._signed(act),
        )

    def _fit(self, act: Act) -> bool:
        if not isinstance(act.data, Assign):
            return True
        return Role.OFFICER in roles_on(self.grants, act.data.person, act.office, act.at.date())

    def _signed(self, act: Act) -> bool:
        if not isinstance(act.data, Sign):
            return True
        found = self.signatures.get(act.data.result.sha256)
        if found is None or not found.intact or found.certificate_sha256 != act.data.certificate_sha256:
            return False
        owner = self.certificates.get(found.certificate_sha256)
        return found.trusted if owner is None else owner == act.actor


def gather(work: Work, device: Device, acts: Sequence[Act], signatures: Mapping[str, SignedBy]) -> Outside:
    """Claim the printed numbers of the acts, then read what their facts need."""
    slices = work.registry.slices_of(device.id)
    taken = work.ledger.claim([claim for act in acts for claim in claims(act, slices)])
    people = sorted({person for act in acts for person in _people(act)})
    named = sorted({act.data.certificate_sha256 for act in acts if isinstance(act.data, Sign)})
    return Outside(
        device=device,
        grants=work.registry.grants_of_people(people) if people else (),
        slices=slices,
        taken=taken,
        certificates=work.registry.certificates(named) if named else {},
        signatures=signatures,
        offices=frozenset(work.feed.offices()),
    )


def claims(act: Act, slices: tuple[NumberSlice, ...]) -> tuple[Claim, ...]:
    """The numbers this act uses up. A code outside the device's slices claims nothing: it is not its to take.

    A number in another office's register of documents is put into a book of its own, so that no office can use
    up another's numbers.
    """
    if isinstance(act.data, Receive) and not lies_in(slices, act.data.code):
        return ()
    found = []
    for claim in claims_of(act):
        book = claim.book
        if isinstance(act.data, Number) and not book.startswith(document_book(act.office, 0)[:-1]):
            book = f"{act.office}/{book}"
        if 0 <= claim.number <= _LARGEST:
            found.append(Claim(book[:_LONGEST_BOOK].replace("\x00", ""), claim.number, act.dossier))
    return tuple(found)


def _people(act: Act) -> tuple[PersonId, ...]:
    return (act.actor, act.data.person) if isinstance(act.data, Assign) else (act.actor,)
