"""Decide what a dossier costs, line by line with its basis; never whether or how the money was paid.

Amounts are whole đồng.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from dossier.acts import Channel
from dossier.messages import Message, message
from dossier.text import format_money


class FeeKind(str, Enum):
    """How a fee is counted."""

    NONE = "none"
    FIXED = "fixed"
    PER_PAGE_TIERED = "per_page_tiered"
    PER_COPY = "per_copy"
    PER_CASE = "per_case"
    PER_PERSON = "per_person"
    BY_CHANNEL = "by_channel"


@dataclass(frozen=True, slots=True)
class ChannelAmount:
    """The amount for one way of filing."""

    channel: Channel
    amount: int


@dataclass(frozen=True, slots=True)
class Exemption:
    """A group of people who pay less or nothing; `percent` is what is taken off."""

    code: str
    name: str
    percent: int = 100
    basis: str = ""


@dataclass(frozen=True, slots=True)
class FeeRule:
    """Mức phí, lệ phí of a procedure.

    `amount` is per dossier, page, copy or person by `kind`; for PER_PAGE_TIERED it is the price of the first
    `tier_pages` pages of a document, `next_amount` that of every further page, `cap` the most for one copy.
    """

    kind: FeeKind = FeeKind.NONE
    amount: int = 0
    name: str = ""
    basis: str = ""
    tier_pages: int = 0
    next_amount: int = 0
    cap: int = 0
    by_channel: tuple[ChannelAmount, ...] = ()
    exemptions: tuple[Exemption, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentCount:
    """One document to be copied or certified: pages of its original and how many copies are made."""

    pages: int = 1
    copies: int = 1
    name: str = ""


@dataclass(frozen=True, slots=True)
class FeeFacts:
    """What the fee of one dossier depends on; `exemption` is the code of the row that applies, or empty."""

    documents: tuple[DocumentCount, ...] = (DocumentCount(),)
    persons: int = 1
    channel: Channel = Channel.DIRECT
    exemption: str = ""

    @classmethod
    def of(cls, pages: int, copies: int = 1, persons: int = 1, channel: Channel = Channel.DIRECT) -> FeeFacts:
        """Build the facts of a dossier with one document."""
        return cls((DocumentCount(pages, copies),), persons, channel)


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line of the calculation; an exemption is a negative line."""

    message: Message
    amount: int
    basis: str


@dataclass(frozen=True, slots=True)
class FeeDue:
    """What is to be paid in đồng, and how it came about."""

    total: int
    lines: tuple[FeeLine, ...]


def price_of_copy(rule: FeeRule, pages: int) -> int:
    """Return the price of one copy of a document with that many pages, tiered and capped."""
    first = min(pages, rule.tier_pages) * rule.amount
    price = first + max(0, pages - rule.tier_pages) * rule.next_amount
    return min(price, rule.cap) if rule.cap else price


def _document_line(rule: FeeRule, document: DocumentCount) -> FeeLine:
    """Return the line of one document, whose pages and copies must not be negative."""
    if document.pages < 1 or document.copies < 0:
        raise ValueError("a document has at least one page and no negative number of copies")
    if rule.kind in (FeeKind.PER_COPY, FeeKind.PER_CASE):
        words = message(f"fee.{rule.kind.value}", copies=str(document.copies), price=format_money(rule.amount))
        return FeeLine(words, document.copies * rule.amount, rule.basis)
    price = price_of_copy(rule, document.pages)
    counts = {"pages": str(document.pages), "copies": str(document.copies), "price": format_money(price)}
    uncapped = rule.cap == 0 or price < rule.cap
    words = message("fee.per_page" if uncapped else "fee.per_page_capped", **counts)
    return FeeLine(words, document.copies * price, rule.basis)


def _channel_amount(rule: FeeRule, channel: Channel) -> int:
    return next((row.amount for row in rule.by_channel if row.channel is channel), rule.amount)


def _basic_lines(rule: FeeRule, facts: FeeFacts) -> tuple[FeeLine, ...]:
    """Return the lines before any exemption."""
    match rule.kind:
        case FeeKind.NONE:
            return (FeeLine(message("fee.none"), 0, rule.basis),)
        case FeeKind.FIXED:
            words = message("fee.fixed", name=rule.name, price=format_money(rule.amount))
            return (FeeLine(words, rule.amount, rule.basis),)
        case FeeKind.PER_PERSON:
            words = message("fee.per_person", persons=str(facts.persons), price=format_money(rule.amount))
            return (FeeLine(words, facts.persons * rule.amount, rule.basis),)
        case FeeKind.BY_CHANNEL:
            amount = _channel_amount(rule, facts.channel)
            words = message(f"fee.by_channel.{facts.channel.value}", price=format_money(amount))
            return (FeeLine(words, amount, rule.basis),)
        case FeeKind.PER_COPY | FeeKind.PER_CASE | FeeKind.PER_PAGE_TIERED:
            return tuple(_document_line(rule, document) for document in facts.documents)
        case _ as never:
            assert_never(never)


def exemption_of(rule: FeeRule, code: str) -> Exemption | None:
    """Return the exemption row with that code, or None."""
    return next((row for row in rule.exemptions if row.code == code), None)


def compute_fee(rule: FeeRule, facts: FeeFacts) -> FeeDue:
    """Return the fee of a dossier; an exemption that the rule does not know changes nothing."""
    lines = _basic_lines(rule, facts)
    total = sum(line.amount for line in lines)
    exemption = exemption_of(rule, facts.exemption)
    if exemption is None or total == 0:
        return FeeDue(total, lines)
    off = total * exemption.percent // 100
    words = message("fee.exempt", name=exemption.name, percent=str(exemption.percent))
    return FeeDue(total - off, (*lines, FeeLine(words, -off, exemption.basis or rule.basis)))
