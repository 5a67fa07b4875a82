"""Adds up the receipts of a day by kind and by method; never decides what a kind is called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from printing.values import CashReceipt


@dataclass(frozen=True, slots=True)
class CashSums:
    """Sums in đồng of the receipts that stand: rows are kinds, columns methods, both as they first appear."""

    kinds: tuple[str, ...]
    methods: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]
    cancelled: int

    @property
    def by_kind(self) -> tuple[int, ...]:
        """The sum of each kind."""
        return tuple(sum(row) for row in self.cells)

    @property
    def by_method(self) -> tuple[int, ...]:
        """The sum of each method."""
        return tuple(sum(row[at] for row in self.cells) for at in range(len(self.methods)))

    @property
    def total(self) -> int:
        """What was taken in all."""
        return sum(self.by_kind)


def sums_of(receipts: Iterable[CashReceipt]) -> CashSums:
    """Gives the sums of a day; a cancelled receipt counts only as cancelled."""
    taken: dict[str, dict[str, int]] = {}
    methods: dict[str, None] = {}
    cancelled = 0
    for receipt in receipts:
        if receipt.cancelled:
            cancelled += sum(line.amount for line in receipt.lines)
            continue
        methods[receipt.method] = None
        for line in receipt.lines:
            row = taken.setdefault(line.name, {})
            row[receipt.method] = row.get(receipt.method, 0) + line.amount
    cells = tuple(tuple(row.get(method, 0) for method in methods) for row in taken.values())
    return CashSums(tuple(taken), tuple(methods), cells, cancelled)
