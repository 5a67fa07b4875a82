"""Has the signatures of a PDF judged in a sandbox child; the parent parses nothing of the file.

Whatever fails in the child (exception, time-out, memory, nonsense in the answer) means "cannot be
verified", never "valid".
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sandbox.outcome import Done, Failed, FailureCode, Outcome

from .verdict import Reason, Verification, unverifiable
from .verify_wire import Request, decode_verification, encode_request

FUNCTION = "token_signing.verify_child:verify"


class SandboxDoor(Protocol):
    """The one method of a sandbox that a check needs."""

    def run(self, function: str, payload: bytes) -> Outcome:
        """Call the named function in a limited child."""


def verify_in_sandbox(
    sandbox: SandboxDoor, pdf: bytes, trust_anchors_der: tuple[bytes, ...], at: datetime
) -> Verification:
    """Judge all signatures of `pdf` at `at` (with a zone), trusting only the given roots; no network."""
    if at.tzinfo is None:
        raise ValueError("the time of a check needs a zone")
    outcome = sandbox.run(FUNCTION, encode_request(Request(pdf, trust_anchors_der, at)))
    match outcome:
        case Done(answer):
            return _decoded(answer)
        case Failed(FailureCode.RAISED, detail):
            return unverifiable(Reason.UNREADABLE, detail)
        case Failed(code, detail):
            return unverifiable(Reason.CHECK_FAILED, f"{code.value}: {detail}")


def _decoded(answer: bytes) -> Verification:
    try:
        return decode_verification(answer)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return unverifiable(Reason.CHECK_FAILED, f"answer: {type(error).__name__}")
