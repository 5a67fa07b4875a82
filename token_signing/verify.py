"""Has the signatures of a PDF judged in a sandbox child; the parent parses nothing of the file.

Whatever fails in the child (exception, time-out, memory, nonsense in the answer) means "cannot be
verified", never "valid".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sandbox.limits import MEBIBYTE, Limits
from sandbox.outcome import Done, Failed, FailureCode, Outcome

from .verdict import Reason, Verification, unverifiable
from .verify_wire import Request, decode_verification, encode_request

FUNCTION = "token_signing.verify_child:verify"
WARM = "token_signing.verify_child:warm"
LIMITS = Limits(seconds=4.5, memory_bytes=1024 * MEBIBYTE)
"""What one check may use: with the start of a fresh child it ends within five seconds."""


class SandboxDoor(Protocol):
    """The one method of a sandbox that a check needs."""

    def run(self, function: str, payload: bytes) -> Outcome:
        """Call the named function in a limited child."""


@dataclass(frozen=True, slots=True)
class TrustedBy:
    """What a check may rest on: root certificates, and revocation lists of their authorities (all DER)."""

    anchors: tuple[bytes, ...] = ()
    revocation_lists: tuple[bytes, ...] = ()


def verify_in_sandbox(
    sandbox: SandboxDoor, pdf: bytes, trust_anchors_der: tuple[bytes, ...], at: datetime
) -> Verification:
    """Judge all signatures of `pdf` at `at` (with a zone), trusting only the given roots; no network."""
    return verify(sandbox, pdf, TrustedBy(trust_anchors_der), at)


def verify(sandbox: SandboxDoor, pdf: bytes, trusted: TrustedBy, at: datetime, made_from: int = 0) -> Verification:
    """Judge all signatures of `pdf` at `at` (with a zone), resting on `trusted` alone; no network.

    `made_from`: the first bytes are a paper, and a signature behind them is red (OTHER_PAPER) where something else than
    number and date was added with it.
    """
    if at.tzinfo is None:
        raise ValueError("the time of a check needs a zone")
    request = Request(pdf, trusted.anchors, at, trusted.revocation_lists, made_from)
    outcome = sandbox.run(FUNCTION, encode_request(request))
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
