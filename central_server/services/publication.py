"""What a procedure is on its way into force, and the procedure that comes of it: pure values, nothing guessed."""

from collections.abc import Callable
from datetime import date
from enum import Enum

import msgspec

from central_server.services.national_catalogue import PaperRow, Proposal, Way, Wayfaring
from central_server.services.paper_sentences import short_name
from dossier.acts import Channel
from dossier.fees import ChannelAmount, FeeKind, FeeRule
from dossier.instructions import Instructions
from dossier.limits import Limit, LimitUnit
from dossier.papers import Need, PaperRequirement
from dossier.procedures import (
    ChannelLimit,
    Level,
    Procedure,
    ResultKind,
    ResultPaper,
    Source,
)

_LONGEST_SHORT_NAME = 60
LEFT_OUT = "none"


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
    """How many originals and copies of the n-th paper (from 1), and what the row is.

    `need` is a `Need`, `LEFT_OUT` for a row that is no paper, or empty: as it was read.
    """

    place: int
    originals: int
    copies: int
    need: str = ""


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
    drop_form: bool = False
    """Whether the form of the version before is left out; else the new version keeps it."""


class PublishFault(Exception):
    """A step that may not be taken: `code` is the message `centre.publish.<code>`, with what it speaks of."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def remaining_gaps(proposal: Proposal, publication: Publication) -> tuple[str, ...]:
    """What a person still has to enter before it may be proposed; message ids `centre.gap.<gap>`."""
    ways = {way.way for way in proposal.ways}
    limits = {one.way for one in publication.limits} | _agreed(proposal, _written_limit)
    fees = {one.way for one in publication.fees} | _agreed(proposal, lambda way: way.fee)
    counted = {one.place for one in publication.papers}
    unsure = [
        place
        for place, paper in enumerate(proposal.papers, 1)
        if (paper.originals is None or paper.copies is None) and place not in counted and not paper.unclear
    ]
    found = ["limit.unclear"] if not ways or ways - limits else []
    found += ["fee"] if ways - fees else []
    found += ["papers_count"] if unsure else []
    found += [] if proposal.results else ["results"]
    return tuple(found)


def _agreed(proposal: Proposal, said: Callable[[Wayfaring], object]) -> set[Way]:
    """Ways of filing of which every row says the same; of several cases nobody takes one unless a person entered it."""
    rows: dict[Way, set[object]] = {}
    for way in proposal.ways:
        rows.setdefault(way.way, set()).add(said(way))
    return {way for way, found in rows.items() if len(found) == 1 and None not in found}


def _written_limit(way: Wayfaring) -> tuple[int, str] | None:
    return None if way.amount is None else (way.amount, way.unit)


def to_review(proposal: Proposal, publication: Publication) -> tuple[tuple[int, str], ...]:
    """Rows of the papers (place from 1, the row) of which nobody said what they are: optional till then."""
    decided = {one.place for one in publication.papers if one.need}
    return tuple(
        (place, paper.name)
        for place, paper in enumerate(proposal.papers, 1)
        if paper.unclear and not paper.case and place not in decided
    )


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
        instructions=proposal.instructions if proposal.instructions != Instructions() else None,
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
        need = mine.need if mine is not None else ""
        if need != LEFT_OUT:
            originals = mine.originals if mine is not None else paper.originals or 0
            copies = mine.copies if mine is not None else paper.copies or 0
            found.append(_paper(f"G{place:02d}", paper, (originals, copies), need))
    return tuple(found)


def _paper(code: str, paper: PaperRow, counts: tuple[int, int], need: str) -> PaperRequirement:
    """One paper: an unclear row nobody decided on is optional, with the whole sentence as its note."""
    if not need and not paper.case and paper.unclear:
        return PaperRequirement(code, short_name(paper.name), *counts, Need.OPTIONAL, paper.name)
    wanted = Need(need) if need else Need.WHEN if paper.case else Need.ALWAYS
    return PaperRequirement(code, paper.name, *counts, wanted, paper.case)


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


def last_hand(publication: Publication, what: str) -> str:
    """Who did this last; empty when nobody did."""
    return next((mark.person for mark in reversed(publication.marks) if mark.what == what), "")
