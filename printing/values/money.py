"""Says what papers about money say; amounts are whole đồng, sums are made of them and never given."""

from __future__ import annotations

from dataclasses import dataclass

from printing.values.people import Letterhead, Person


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One fee on a receipt: what for, how it is counted ("8 trang × 2.000 đồng", may be empty), amount in đồng."""

    name: str
    reckoning: str
    amount: int


@dataclass(frozen=True, slots=True)
class Cancellation:
    """That a receipt was cancelled: when, why, by whom and by which second person."""

    at: str
    reason: str
    by: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class FeeReceipt:
    """Everything a fee receipt says; `number` is that of the desk in its year, `template` and `serial` may be empty."""

    owner: str
    unit: str
    tax_code: str
    template: str
    serial: str
    number: str
    payer: Person
    code: str
    procedure: str
    lines: tuple[FeeLine, ...]
    method: str
    place_and_date: str
    cashier: str
    cancellation: Cancellation | None = None
    reprint: int = 0


@dataclass(frozen=True, slots=True)
class CashReceipt:
    """One receipt on the sheet of the day, with at least one fee, whose name is its kind.

    `cancelled` says when and why ("15:20, ghi nhầm số bản"), or is empty.
    """

    number: str
    time: str
    code: str
    payer: str
    lines: tuple[FeeLine, ...]
    method: str
    cancelled: str = ""


@dataclass(frozen=True, slots=True)
class CashSheet:
    """The receipts of one desk on one day, in the order of their numbers; sums are made of them and never given."""

    letterhead: Letterhead
    desk: str
    day: str
    receipts: tuple[CashReceipt, ...]
    cashier: str
    treasurer: str
    supervisor: str
    reprint: int = 0
