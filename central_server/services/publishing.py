"""Brings an imported procedure into force: what is missing entered, proposed by its unit, reviewed, published (art. 7).

Nothing is guessed: whatever the national catalogue does not say in a usable way is entered by a person, with its basis;
until then the procedure cannot be published. Publishing makes a new version of the rules; dossiers keep theirs.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import Enum

import msgspec
from msgspec import structs

from central_server.ports.storage import Storage, Work
from central_server.ports.values import KeptPublication
from central_server.ports.world import Clock
from central_server.services.national_catalogue import Proposal, Way, Wayfaring
from central_server.services.rulebook import Rulebook
from central_sync.protocol.bundle import encode_bundle
from dossier.acts import Channel
from dossier.fees import ChannelAmount, FeeKind, FeeRule
from dossier.identifiers import OfficeId, PersonId
from dossier.limits import Limit, LimitUnit
from dossier.papers import Need, PaperRequirement
from dossier.procedures import (
    ChannelLimit,
    Level,
    Procedure,
    ResultKind,
    ResultPaper,
    Source,
    procedure_problems,
)
from dossier.roles import Role, roles_on
from dossier.rules import RulesBundle

_PROPOSERS = frozenset({Role.LEADER, Role.OFFICE_ADMIN})
_LONGEST_SHORT_NAME = 60


class State(str, Enum):
    """Where a procedure stands on its way into force."""

    IMPORTED = "imported"
    PROPOSED = "proposed"
    REVIEWED = "reviewed"
    IN_FORCE = "in_force"


class LimitEntry(msgspec.Struct, frozen=True):
    """The limit of one way of filing as a person entered it, with the paper that says so."""

    way: Way
    amount: int
    unit: str
    basis: str


class PaperEntered(msgspec.Struct, frozen=True):
    """How many originals and copies of the n-th paper (from 1)."""

    place: int
    originals: int
    copies: int


class FeeEntry(msgspec.Struct, frozen=True):
    """The fee of one way of filing in đồng, with its basis."""

    way: Way
    amount: int
    basis: str


class Shape(msgspec.Struct, frozen=True):
    """How the province carries a procedure out: who receives, who decides, by which workflow, what comes of it."""

    receivers: tuple[str, ...]
    decided_by: str
    workflow: str
    result_kind: str
    sector: str = ""
    short_name: str = ""


class Mark(msgspec.Struct, frozen=True):
    """Who did what when (ms since 1970)."""

    what: str
    person: str
    ms: int


class Publication(msgspec.Struct, frozen=True):
    """What was entered for a procedure and how far it is."""

    code: str
    state: State = State.IMPORTED
    limits: tuple[LimitEntry, ...] = ()
    fees: tuple[FeeEntry, ...] = ()
    papers: tuple[PaperEntered, ...] = ()
    shape: Shape | None = None
    office: str = ""
    decision: str = ""
    decided_on: date | None = None
    valid_from: date | None = None
    marks: tuple[Mark, ...] = ()


class PublishFault(Exception):
    """A step that may not be taken: `code` is the message `centre.publish.<code>`, with what it speaks of."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


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
            if _last(before, "propose") == self._person(unit, login):
                raise PublishFault("second_person", login)
            return structs.replace(before, state=State.REVIEWED)

        return self._step(code, login, "review", work)

    def publish(self, code: str, decision: str, days: tuple[date, date], login: str) -> str:
        """Put it in force by a decision, from a day on (`days`: decided on, in force from); the new version's hash."""

        def work(unit: Work, before: Publication) -> Publication:
            self._must_be(before, State.REVIEWED)
            self._must_administer(unit, login)
            if not decision.strip() or days[1] < days[0]:
                raise PublishFault("decision", decision)
            dated = structs.replace(before, decision=decision, decided_on=days[0], valid_from=days[1])
            after = structs.replace(dated, state=State.IN_FORCE)
            self._check(_find(unit, code)[0], after)
            return after

        self._step(code, login, "publish", work)
        rules = self._rulebook.current()
        if rules is None:
            raise PublishFault("no_rules")
        self._rulebook.load(encode_bundle(self.with_published(rules.bundle)))
        current = self._rulebook.current()
        return "" if current is None else current.version

    def with_published(self, bundle: RulesBundle) -> RulesBundle:
        """The bundle with every procedure that was published here: a later version ends the one before."""
        for procedure in self._storage.read(_published):
            bundle = replace(bundle, procedures=_added(bundle.procedures, procedure))
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

    def _check(self, proposal: Proposal, publication: Publication) -> None:
        gaps = remaining_gaps(proposal, publication)
        if gaps:
            raise PublishFault("gaps", ", ".join(gaps))
        problems = procedure_problems(made(proposal, publication))
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


def remaining_gaps(proposal: Proposal, publication: Publication) -> tuple[str, ...]:
    """What a person still has to enter before it may be proposed; message ids `centre.gap.<gap>`."""
    ways = {way.way for way in proposal.ways}
    limits = {one.way for one in publication.limits} | {way.way for way in proposal.ways if way.amount is not None}
    fees = {one.way for one in publication.fees} | {way.way for way in proposal.ways if way.fee is not None}
    counted = {one.place for one in publication.papers}
    unsure = [
        place
        for place, paper in enumerate(proposal.papers, 1)
        if (paper.originals is None or paper.copies is None) and place not in counted
    ]
    found = ["limit.unclear"] if not ways or ways - limits else []
    found += ["fee"] if ways - fees else []
    found += ["papers_count"] if unsure else []
    found += [] if proposal.results else ["results"]
    return tuple(found)


def made(proposal: Proposal, publication: Publication) -> Procedure:
    """The procedure that comes into force; raises PublishFault `shape` for words this program does not know."""
    shape = publication.shape
    if shape is None:
        raise PublishFault("shape", "")
    try:
        receivers = tuple(Level(one) for one in shape.receivers)
        decided_by, kind = Level(shape.decided_by), ResultKind(shape.result_kind)
    except ValueError as fault:
        raise PublishFault("shape", str(fault)) from fault
    return Procedure(
        code=proposal.code,
        version=proposal.decision or publication.decision,
        name=proposal.name,
        short_name=(shape.short_name or proposal.name)[:_LONGEST_SHORT_NAME],
        field=proposal.field,
        receivers=receivers,
        decided_by=decided_by,
        workflow=shape.workflow,
        limits=tuple(_limit(way, proposal, publication) for way in _ways(proposal)),
        results=tuple(ResultPaper(one.code, one.name, kind) for one in proposal.results),
        source=Source(proposal.decision, f"Danh mục quốc gia; công bố theo {publication.decision}"),
        valid_from=publication.valid_from or date.max,
        sector=shape.sector,
        subjects=tuple(one.strip() for one in proposal.subjects.split(",") if one.strip()),
        papers=_papers(proposal, publication),
        fee=_fee(proposal, publication),
        at_once=shape.workflow == "at_once",
        legal_basis=proposal.legal_basis,
    )


def _ways(proposal: Proposal) -> tuple[Wayfaring, ...]:
    return tuple({way.way: way for way in reversed(proposal.ways)}.values())


def _limit(way: Wayfaring, proposal: Proposal, publication: Publication) -> ChannelLimit:
    entered = next((one for one in publication.limits if one.way == way.way), None)
    if entered is not None:
        limit = Limit(entered.amount, LimitUnit(entered.unit), entered.basis)
    else:
        limit = Limit(way.amount or 0, LimitUnit(way.unit), proposal.decision)
    return ChannelLimit((Channel(way.way),), limit)


def _papers(proposal: Proposal, publication: Publication) -> tuple[PaperRequirement, ...]:
    entered = {one.place: one for one in publication.papers}
    found = []
    for place, paper in enumerate(proposal.papers, 1):
        mine = entered.get(place)
        originals = mine.originals if mine is not None else paper.originals or 0
        copies = mine.copies if mine is not None else paper.copies or 0
        need = Need.WHEN if paper.case else Need.ALWAYS
        found.append(PaperRequirement(f"G{place:02d}", paper.name, originals, copies, need, paper.case))
    return tuple(found)


def _fee(proposal: Proposal, publication: Publication) -> FeeRule:
    entered = {one.way: one for one in publication.fees}
    amounts: dict[Way, int] = {}
    for way in _ways(proposal):
        amounts[way.way] = entered[way.way].amount if way.way in entered else way.fee or 0
    basis = "; ".join(sorted({one.basis for one in publication.fees})) or proposal.decision
    if not any(amounts.values()):
        return FeeRule(FeeKind.NONE, basis=basis)
    if len(set(amounts.values())) == 1:
        return FeeRule(FeeKind.FIXED, next(iter(amounts.values())), basis=basis)
    by_channel = tuple(ChannelAmount(Channel(way), amount) for way, amount in amounts.items())
    return FeeRule(FeeKind.BY_CHANNEL, basis=basis, by_channel=by_channel)


def _find(unit: Work, code: str) -> tuple[Proposal, Publication]:
    kept = next((one for one in unit.proposals.all() if one.code == code), None)
    if kept is None:
        raise PublishFault("unknown", code)
    published = unit.proposals.publication(code)
    reading = msgspec.json.decode(kept.body, type=Proposal)
    if published is None:
        return reading, Publication(code)
    return reading, msgspec.json.decode(published.body, type=Publication)


def _published(unit: Work) -> Sequence[Procedure]:
    found = []
    for kept in unit.proposals.published():
        proposal, publication = _find(unit, kept.code)
        found.append(made(proposal, publication))
    return found


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


def _last(publication: Publication, what: str) -> str:
    return next((mark.person for mark in reversed(publication.marks) if mark.what == what), "")
