"""Tells where the fields of a paper stand, read in the sandbox: what a screen shows before anybody signs."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sandbox.outcome import Done

from .values import SignatureBox
from .verify import SandboxDoor

FUNCTION = "token_signing.laid_fields_child:find_fields"


@dataclass(frozen=True, slots=True)
class LaidField:
    """One field with a place on a page; `filled`: it holds a value or a signature."""

    name: str
    box: SignatureBox
    filled: bool


def read_fields(sandbox: SandboxDoor, pdf: bytes) -> tuple[LaidField, ...] | None:
    """The fields that have a place, in the order of the pages; None when they cannot be told."""
    outcome = sandbox.run(FUNCTION, pdf)
    if not isinstance(outcome, Done):
        return None
    try:
        rows = json.loads(outcome.answer)
        return tuple(LaidField(str(name), SignatureBox(*map(int, place)), bool(filled)) for name, place, filled in rows)
    except (ValueError, TypeError):
        return None
