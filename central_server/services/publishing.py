"""Brings an imported procedure into force: what is missing entered, proposed by its unit, reviewed, published (art. 7).

Nothing is guessed: whatever the national catalogue does not say in a usable way is entered by a person, with its basis;
until then the procedure cannot be published. Publishing makes a new version of the rules; dossiers keep theirs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import msgspec
from msgspec import structs

from central_server.ports.storage import Storage, Work
from central_server.ports.values import KeptPublication
from central_server.ports.world import Clock
from central_server.services.national_catalogue import Proposal
from central_server.services.publication import (
    Mark,
    Publication,
    PublishFault,
    Shape,
    State,
    last_hand,
    made,
    remaining_gaps,
)
from central_server.services.rulebook import Rulebook
from central_sync.protocol.bundle import encode_bundle
from dossier.fees import FeeKind
from dossier.identifiers import OfficeId, PersonId
from dossier.procedures import (
    Procedure,
    procedure_problems,
)
from dossier.roles import Role, roles_on
from dossier.rules import RulesBundle

_PROPOSERS = frozenset({Role.LEADER, Role.OFFICE_ADMIN})


@dataclass(frozen=True, slots=True)
class Decision:
    """By which decision of which day a procedure comes into force, and from when on."""

    number: str
    decided_on: date
    valid_from: date
    drop_form: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """The rules' new version (its hash), and what the version before had that this one has not."""

    rules: str
    lost: tuple[str, ...]


class Publishing:
    """The way of procedures into force; every step by a person with the right, kept with who and when."""

    def __init__(self, storage: Storage, clock: Clock, rulebook: Rulebook) -> None:
        self._storage = storage
        self._clock = clock
        self._rulebook = rulebook

    def look(self, code: str) -> tuple[Proposal, Publication]:
        """The reading of the catalogue and what was entered; raises PublishFault `unknown`."""
        return self._storage.read(lambda work: _find(work, code))

    def enter(self, code: str, change: Callable[[Publication], Publication], login: str) -> Publication:
        """Enter what is missing; what was proposed or reviewed before has to be so again."""
        return self._step(code, login, "enter", lambda _, before: structs.replace(change(before), state=State.IMPORTED))

    def propose(self, code: str, office: str, shape: Shape, login: str) -> Publication:
        """The unit proposes it (art. 7(1)): a leader or IT administrator of that unit."""

        def work(unit: Work, before: Publication) -> Publication:
            if not self._roles(unit, login, office) & _PROPOSERS:
                raise PublishFault("no_right", login)
            after = structs.replace(before, state=State.PROPOSED, office=office, shape=shape)
            self._check(_find(unit, code)[0], after)
            return after

        return self._step(code, login, "propose", work)

    def review(self, code: str, login: str) -> Publication:
        """The Department reviews what was proposed (art. 7(2)): a provincial administrator, not the proposer."""

        def work(unit: Work, before: Publication) -> Publication:
            self._must_be(before, State.PROPOSED)
            self._must_administer(unit, login)
            if last_hand(before, "propose") == self._person(unit, login):
                raise PublishFault("second_person", login)
            return structs.replace(before, state=State.REVIEWED)

        return self._step(code, login, "review", work)

    def publish(self, code: str, decision: Decision, login: str) -> Published:
        """Put it in force by a decision, from a day on; the rules' new version, and what is lost."""
        rules = self._rulebook.current()
        if rules is None:
            raise PublishFault("no_rules")
        catalogue = rules.bundle.procedures

        def work(unit: Work, before: Publication) -> Publication:
            self._must_be(before, State.REVIEWED)
            self._must_administer(unit, login)
            if not decision.number.strip() or decision.valid_from < decision.decided_on:
                raise PublishFault("decision", decision.number)
            after = structs.replace(
                before,
                decision=decision.number,
                decided_on=decision.decided_on,
                valid_from=decision.valid_from,
                drop_form=decision.drop_form,
                state=State.IN_FORCE,
            )
            self._check(_find(unit, code)[0], after, catalogue)
            return after

        after = self._step(code, login, "publish", work)
        new = continued(made(self.look(code)[0], after), catalogue, drop_form=after.drop_form)
        old = before_it(new, catalogue)
        self._rulebook.load(encode_bundle(self.with_published(rules.bundle)))
        current = self._rulebook.current()
        return Published("" if current is None else current.version, () if old is None else losses(old, new))

    def with_published(self, bundle: RulesBundle) -> RulesBundle:
        """The bundle with every procedure that was published here: a later version ends the one before."""
        for procedure, drop_form in self._storage.read(_published):
            new = continued(procedure, bundle.procedures, drop_form=drop_form)
            bundle = replace(bundle, procedures=_added(bundle.procedures, new))
        return bundle

    def _step(self, code: str, login: str, what: str, work: Callable[[Work, Publication], Publication]) -> Publication:
        def all_of_it(unit: Work) -> Publication:
            before = _find(unit, code)[1]
            mark = Mark(what, self._person(unit, login), self._clock.milliseconds())
            after = work(unit, before)
            after = structs.replace(after, marks=(*before.marks, mark))
            body = msgspec.json.encode(after).decode()
            unit.proposals.publish(KeptPublication(code, after.state.value, mark.ms, body))
            return after

        return self._storage.write(all_of_it)

    def _check(self, proposal: Proposal, publication: Publication, catalogue: tuple[Procedure, ...] = ()) -> None:
        gaps = remaining_gaps(proposal, publication)
        if gaps:
            raise PublishFault("gaps", ", ".join(gaps))
        new = continued(made(proposal, publication), catalogue, drop_form=publication.drop_form)
        problems = procedure_problems(new)
        if problems:
            raise PublishFault("contradiction", "; ".join(problems))

    @staticmethod
    def _must_be(publication: Publication, state: State) -> None:
        if publication.state is not state:
            raise PublishFault("state", publication.state.value)

    def _must_administer(self, unit: Work, login: str) -> None:
        rules = self._rulebook.current()
        administrator = "" if rules is None else rules.bundle.province.administrator
        if Role.PROVINCE_ADMIN not in self._roles(unit, login, administrator):
            raise PublishFault("no_right", login)

    def _roles(self, unit: Work, login: str, office: str) -> frozenset[Role]:
        person, day = PersonId(self._person(unit, login)), self._clock.now().date()
        return roles_on(tuple(unit.registry.grants_of(OfficeId(office))), person, OfficeId(office), day)

    @staticmethod
    def _person(unit: Work, login: str) -> str:
        found = unit.registry.official_by_login(login)
        if found is None:
            raise PublishFault("person", login)
        return str(found.id)


def _find(unit: Work, code: str) -> tuple[Proposal, Publication]:
    kept = next((one for one in unit.proposals.all() if one.code == code), None)
    if kept is None:
        raise PublishFault("unknown", code)
    published = unit.proposals.publication(code)
    reading = msgspec.json.decode(kept.body, type=Proposal)
    if published is None:
        return reading, Publication(code)
    return reading, msgspec.json.decode(published.body, type=Publication)


def _published(unit: Work) -> Sequence[tuple[Procedure, bool]]:
    """What is in force by publication, and whether the form of the version before was left out."""
    found = []
    for kept in unit.proposals.published():
        proposal, publication = _find(unit, kept.code)
        found.append((made(proposal, publication), publication.drop_form))
    return found


def before_it(new: Procedure, catalogue: tuple[Procedure, ...]) -> Procedure | None:
    """The version of a procedure that a new one follows, or None."""
    older = [one for one in catalogue if one.code == new.code and one.valid_from < new.valid_from]
    same = [one for one in catalogue if one.code == new.code]
    return max(older or same, key=lambda one: one.valid_from, default=None)


def continued(new: Procedure, catalogue: tuple[Procedure, ...], *, drop_form: bool) -> Procedure:
    """The new version with what its row of the catalogue has not: form, copies asked for, clock of supplements; and how
    it is done, where the row does not tell.
    """
    old = before_it(new, catalogue)
    if old is None:
        return new
    kept = replace(new, supplements=old.supplements, instructions=new.instructions or old.instructions)
    return kept if drop_form else replace(kept, form=old.form, counts_copies=old.counts_copies)


def losses(old: Procedure, new: Procedure) -> tuple[str, ...]:
    """What an older version has that the new one has not; ids of `centre.published.lost.<id>`."""
    plain = {FeeKind.NONE, FeeKind.FIXED, FeeKind.BY_CHANNEL}
    found = ["form"] if old.form is not None and new.form is None else []
    found += ["paper_conditions"] if any(one.needed_if is not None or one.present_only for one in old.papers) else []
    found += ["fee"] if old.fee.kind not in plain or old.fee.exemptions else []
    return tuple(found)


def _added(procedures: tuple[Procedure, ...], new: Procedure) -> tuple[Procedure, ...]:
    """The catalogue with one more version: older ones of the code end the day before it begins."""
    eve = new.valid_from - timedelta(days=1)
    kept = []
    for one in procedures:
        if one.code != new.code:
            kept.append(one)
        elif one.valid_from <= eve:
            ended = one.valid_until is not None and one.valid_until <= eve
            kept.append(one if ended else replace(one, valid_until=eve))
    return (*kept, new)
