"""`motcua-centre procedure enter|propose|review|publish|show`: an imported procedure on its way into force."""

from argparse import Namespace
from collections.abc import Callable

import msgspec

from central_server.commands.administer import opened
from central_server.commands.output import CommandFault, Console, Exit
from central_server.services.national_catalogue import Way
from central_server.services.publication import (
    LEFT_OUT,
    FeeEntry,
    LimitEntry,
    PaperEntered,
    Publication,
    PublishFault,
    Shape,
    remaining_gaps,
    to_review,
)
from central_server.services.publishing import Decision, Published, Publishing
from central_server.settings import Settings
from dossier.limits import LimitUnit
from dossier.papers import Need

_WAYS: tuple[Way, ...] = ("direct", "online", "post")


class PublishSaid(msgspec.Struct):
    """How far a procedure is, what it still lacks, and the rules' version once it is in force."""

    code: str
    state: str
    gaps: list[str]
    rules: str = ""
    review: list[str] = []
    """Rows that may be papers or instructions, with their places; optional papers until somebody says what they are."""
    lost: list[str] = []
    """What the version before had and the published one has not."""


def enter(arguments: Namespace, settings: Settings, console: Console) -> None:
    """Enter limits, fees and numbers of papers that the national catalogue does not say."""
    limits = tuple(_limit(text, arguments.basis) for text in arguments.limit)
    fees = tuple(_fee(text, arguments.basis) for text in arguments.fee)
    papers = tuple(_paper(text) for text in arguments.paper)

    def change(before: Publication) -> Publication:
        ways, priced = {one.way for one in limits}, {one.way for one in fees}
        places = {one.place for one in papers}
        return msgspec.structs.replace(
            before,
            limits=(*(one for one in before.limits if one.way not in ways), *limits),
            fees=(*(one for one in before.fees if one.way not in priced), *fees),
            papers=(*(one for one in before.papers if one.place not in places), *papers),
        )

    _do(settings, console, arguments.code, lambda way: _quiet(way.enter(arguments.code, change, arguments.by)))


def propose(arguments: Namespace, settings: Settings, console: Console) -> None:
    """The unit proposes how the province carries it out."""
    shape = Shape(
        receivers=tuple(one.strip() for one in arguments.receivers.split(",") if one.strip()),
        decided_by=arguments.decided_by,
        workflow=arguments.workflow,
        result_kind=arguments.result_kind,
        sector=arguments.sector,
        short_name=arguments.short_name,
    )
    code, office, by = arguments.code, arguments.office, arguments.by
    _do(settings, console, code, lambda way: _quiet(way.propose(code, office, shape, by)))


def review(arguments: Namespace, settings: Settings, console: Console) -> None:
    """The Department reviews it."""
    _do(settings, console, arguments.code, lambda way: _quiet(way.review(arguments.code, arguments.by)))


def publish(arguments: Namespace, settings: Settings, console: Console) -> None:
    """Put it in force by a decision."""
    decision = Decision(arguments.decision, arguments.decided_on, arguments.from_day, arguments.drop_form)
    _do(settings, console, arguments.code, lambda way: way.publish(arguments.code, decision, arguments.by))


def show(arguments: Namespace, settings: Settings, console: Console) -> None:
    """How far it is and what it lacks."""
    _do(settings, console, arguments.code, lambda _: _NOTHING)


_NOTHING = Published("", ())


def _quiet(_: Publication) -> Published:
    """No version of the rules came of it."""
    return _NOTHING


def _do(settings: Settings, console: Console, code: str, work: Callable[[Publishing], Published]) -> None:
    with opened(settings) as centre:
        way = Publishing(centre.store, centre.clock, centre.rulebook)
        try:
            done = work(way)
            proposal, publication = way.look(code)
        except PublishFault as fault:
            raise CommandFault(f"centre.publish.{fault.code}", Exit.FAILURE, found=_spoken(fault, console)) from None
    gaps = list(remaining_gaps(proposal, publication))
    review = [
        console.words("centre.published.review", place=str(place), row=row)
        for place, row in to_review(proposal, publication)
    ]
    said = PublishSaid(code, publication.state.value, gaps, done.rules, review, list(done.lost))
    words = ", ".join(console.words(f"centre.gap.{gap}") for gap in gaps) or console.words("centre.publish.nothing")
    state = console.words(f"centre.publish.state.{publication.state.value}")
    console.tell(said, "centre.publish.told", procedure=code, name=proposal.name, state=state, gaps=words)
    if review:
        console.add("centre.published.to_review", rows="".join(f"\n  {row}" for row in review))
    if done.lost:
        lost = "; ".join(console.words(f"centre.published.lost.{one}") for one in done.lost)
        console.add("centre.published.lost", lost=lost)


def _spoken(fault: PublishFault, console: Console) -> str:
    if fault.code == "gaps":
        return ", ".join(console.words(f"centre.gap.{gap}") for gap in fault.detail.split(", "))
    return console.words(f"centre.publish.state.{fault.detail}") if fault.code == "state" else fault.detail


def _limit(text: str, basis: str) -> LimitEntry:
    way, value = _way(text)
    amount, _, unit = value.partition(",")
    if not amount.isdigit() or unit not in {one.value for one in LimitUnit} or not basis.strip():
        raise CommandFault("centre.publish.limit_form", Exit.USAGE, found=text)
    return LimitEntry(way, int(amount), unit, basis)


def _fee(text: str, basis: str) -> FeeEntry:
    way, value = _way(text)
    if not value.isdigit() or not basis.strip():
        raise CommandFault("centre.publish.fee_form", Exit.USAGE, found=text)
    return FeeEntry(way, int(value), basis)


def _paper(text: str) -> PaperEntered:
    """Read "2=1,0", "2=1,0,always" or "2=none": place, originals, copies, what the row is."""
    place, _, value = text.partition("=")
    originals, copies, need = (*value.split(","), "", "")[:3] if value != LEFT_OUT else ("0", "0", LEFT_OUT)
    known = {"", LEFT_OUT, *(one.value for one in Need)}
    counted = place.isdigit() and originals.isdigit() and copies.isdigit()
    if not counted or int(place) < 1 or need not in known or value.count(",") > 2:
        raise CommandFault("centre.publish.paper_form", Exit.USAGE, found=text)
    return PaperEntered(int(place), int(originals), int(copies), need)


def _way(text: str) -> tuple[Way, str]:
    name, _, value = text.partition("=")
    for way in _WAYS:
        if way == name:
            return way, value
    raise CommandFault("centre.publish.way_form", Exit.USAGE, found=text)
