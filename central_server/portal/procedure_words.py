"""Puts limits, fees, papers and places of a procedure into the words of a page; computes none of them."""

from dataclasses import dataclass

from central_server.portal.moments import Say
from central_server.services.catalogue import levels_of, limits_of
from dossier.acts import Channel
from dossier.fees import FeeKind, FeeRule
from dossier.limits import Limit, LimitUnit
from dossier.papers import Need, PaperRequirement
from dossier.procedures import Procedure
from dossier.text import format_money

_COUNTED = frozenset(set(LimitUnit) - {LimitUnit.IMMEDIATE, LimitUnit.SAME_DAY})


@dataclass(frozen=True, slots=True)
class PaperWords:
    """One paper on the page: name, how many of it, when it is needed (empty: always)."""

    name: str
    quantity: str
    when: str


@dataclass(frozen=True, slots=True)
class ProcedureWords:
    """A procedure in words; lines of fee and limit one each."""

    limits: tuple[str, ...]
    fees: tuple[str, ...]
    exemptions: tuple[str, ...]
    places: tuple[str, ...]
    papers: tuple[PaperWords, ...]
    online: bool
    """Whether the catalogue lets it be filed online; otherwise what is sent online waits for the citizen's visit."""


def words_of(procedure: Procedure, say: Say) -> ProcedureWords:
    """All of it, in the language of `say`; names of papers and places stay Vietnamese."""
    return ProcedureWords(
        limits=tuple(_limit(procedure, limit, say) for limit in limits_of(procedure)),
        fees=_fees(procedure.fee, say),
        exemptions=tuple(one.name for one in procedure.fee.exemptions),
        places=tuple(say(f"services.level.{level.value}") for level in levels_of(procedure)),
        papers=tuple(_paper(paper, say) for paper in procedure.papers),
        online=procedure.takes(Channel.ONLINE),
    )


def _limit(procedure: Procedure, limit: Limit, say: Say) -> str:
    counted = limit.unit in _COUNTED
    words = say(f"services.limit.{limit.unit.value}", **({"count": str(limit.amount)} if counted else {}))
    if limit.cutoff is not None:
        words += " " + say("services.limit.cutoff", hour=f"{limit.cutoff:%H:%M}")
    rows = [row for row in procedure.limits if row.limit == limit]
    if len(limits_of(procedure)) > 1:
        channels = ", ".join(say(f"services.channel.{channel.value}") for row in rows for channel in row.channels)
        words = say("services.limit.for", limit=words, channels=channels)
    return words


def _fees(rule: FeeRule, say: Say) -> tuple[str, ...]:
    amount = format_money(rule.amount)
    match rule.kind:
        case FeeKind.NONE:
            return (say("services.fee.none"),)
        case FeeKind.FIXED:
            return (amount,)
        case FeeKind.BY_CHANNEL:
            rows = rule.by_channel
            return tuple(
                say("services.fee.by_channel", channel=say(f"services.channel.{row.channel.value}"),
                    amount=format_money(row.amount))
                for row in rows
            )  # fmt: skip
        case FeeKind.PER_PAGE_TIERED:
            return _tiers(rule, say)
        case _:
            return (say(f"services.fee.{rule.kind.value}", amount=amount),)


def _tiers(rule: FeeRule, say: Say) -> tuple[str, ...]:
    lines = [say("services.fee.page", amount=format_money(rule.amount))]
    if rule.next_amount:
        lines.append(
            say("services.fee.page_next", first=str(rule.tier_pages + 1), amount=format_money(rule.next_amount))
        )
    if rule.cap:
        lines.append(say("services.fee.cap", amount=format_money(rule.cap)))
    return tuple(lines)


def _paper(paper: PaperRequirement, say: Say) -> PaperWords:
    if paper.present_only:
        quantity = say("services.paper.shown")
    else:
        parts = [say("services.paper.originals", count=str(paper.originals))] if paper.originals else []
        parts += [say("services.paper.copies", count=str(paper.copies))] if paper.copies else []
        quantity = ", ".join(parts)
    return PaperWords(paper.name, quantity, _when(paper, say))


def _when(paper: PaperRequirement, say: Say) -> str:
    match paper.required:
        case Need.ALWAYS:
            return ""
        case Need.OPTIONAL:
            optional = say("services.paper.optional")
            return f"{optional}. {paper.condition}" if paper.condition else optional
        case Need.WHEN:
            return say("services.paper.when", when=paper.condition)
