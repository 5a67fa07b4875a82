"""Says whether the times that the signers of a file claim can be true together; proves none of them (a stamp does)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from dossier.facts import CLOCK_DOUBT

from .verdict import Kind, Reason, Verification, gravest_first, worst


def times_fit(found: Verification, at: datetime) -> bool:
    """Whether each was made after the one before it and none after `at` (with a zone), but for the doubt of clocks.

    A signature without a time says nothing against it.
    """
    claimed = [one.claimed_at for one in found.signatures if one.kind is Kind.SIGNATURE]
    times = [*(moment for moment in claimed if moment is not None), at]
    return all(earlier <= later + CLOCK_DOUBT for earlier, later in pairwise(times))


def with_times(found: Verification, at: datetime) -> Verification:
    """The same, red where the claimed times cannot be true together with that of the act at `at` (with a zone)."""
    if times_fit(found, at):
        return found
    told = Reason.TIMES_IMPOSSIBLE
    return replace(found, verdict=worst((found.verdict, told.verdict)), reasons=gravest_first((*found.reasons, told)))
