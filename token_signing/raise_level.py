"""Raises a signed paper to a higher PAdES level (ETSI EN 319 142-1 §6): time stamp, revocation answers, archive stamp.

Only ever appends: what was signed offline as B-B is raised whenever the line is back, and its bytes stay the first
bytes of what comes out. The proof of time is a document time stamp, never something put into the signature's own gap.
The paper, its certificates and all answers are parsed in the sandbox; here they are only carried.
"""

from __future__ import annotations

from typing import Protocol

from sandbox.outcome import Done

from .embed import embed
from .faults import PaperFault
from .levels import Level, LevelTrouble, Proofs, Raised
from .raise_wire import (
    Asking,
    Gap,
    Grown,
    Question,
    RaiseOrder,
    Standing,
    Step,
    decode_step,
    encode_order,
    encode_reply,
)
from .values import Prepared
from .verify import SandboxDoor

NEXT = "token_signing.raise_child:next_step"
STAMP = "token_signing.raise_child:stamp_of"
_STAMP_QUERY = "application/timestamp-query"
_ROOM = 6 * 1024
_ROOM_AT_MOST = 64 * 1024
_STEPS = 16
"""A stamp, a chain of some authorities, an archive stamp: a paper that wants more is not ours."""
_NONSENSE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


class Line(Protocol):
    """Asks the outside world."""

    def ask(self, question: Question) -> bytes | None:
        """What was answered; None when nobody did, or may be asked."""


def raise_level(door: SandboxDoor, line: Line, pdf: bytes, level: Level, proofs: Proofs) -> Raised:
    """The paper at `level`, or as it is when it has that level already; as far as it came when something is in the way.

    What is there already is not added again: the same call later does the rest.
    """
    return _Raising(door, line, proofs).to(pdf, level)


def renew_stamp(door: SandboxDoor, line: Line, pdf: bytes, proofs: Proofs) -> Raised:
    """The paper with answers about its newest archive stamp and one more behind it; as far as it came else.

    For a paper of level B-LTA, before the certificate of that stamp ends: afterwards a new one proves little.
    """
    return _Raising(door, line, proofs, len(pdf)).to(pdf, Level.B_LTA)


class _Raising:
    def __init__(self, door: SandboxDoor, line: Line, proofs: Proofs, behind: int = 0) -> None:
        self._door = door
        self._line = line
        self._proofs = proofs
        self._behind = behind
        self._answers: dict[Question, bytes | None] = {}
        self._room = _ROOM

    def to(self, pdf: bytes, level: Level) -> Raised:
        reached = Level.B_B
        for _ in range(_STEPS):
            match self._next(pdf, level):
                case Standing(reached, trouble, detail):
                    return Raised(pdf, reached, trouble, detail)
                case Asking(reached, questions):
                    self._answers |= {one: self._line.ask(one) for one in questions}
                case Grown(pdf):
                    continue
                case Gap(prepared, request):
                    stamped = self._stamped(prepared, request)
                    if isinstance(stamped, LevelTrouble):
                        return Raised(pdf, self._standing(pdf), stamped)
                    pdf = stamped or pdf
        return Raised(pdf, reached, LevelTrouble.UNREADABLE, "too many steps")

    def _next(self, pdf: bytes, level: Level) -> Step:
        order = RaiseOrder(pdf, level, self._proofs.roots, self._answers, self._room, self._behind)
        outcome = self._door.run(NEXT, encode_order(order))
        if not isinstance(outcome, Done):
            return Standing(Level.B_B, LevelTrouble.UNREADABLE, outcome.code.value)
        try:
            return decode_step(pdf, outcome.answer)
        except _NONSENSE as fault:
            return Standing(Level.B_B, LevelTrouble.UNREADABLE, type(fault).__name__)

    def _standing(self, pdf: bytes) -> Level:
        """The level that the paper has now."""
        step = self._next(pdf, Level.B_B)
        return step.level if isinstance(step, Standing) else Level.B_B

    def _stamped(self, prepared: Prepared, request: bytes) -> bytes | LevelTrouble | None:
        """The paper with its stamp; None when the stamp needs more room than there was."""
        reply = self._line.ask(Question(self._proofs.stamp_address, request, _STAMP_QUERY))
        if reply is None:
            return LevelTrouble.LINE
        outcome = self._door.run(STAMP, encode_reply(request, reply))
        if not isinstance(outcome, Done) or len(outcome.answer) > _ROOM_AT_MOST:
            return LevelTrouble.STAMP
        try:
            return embed(prepared, outcome.answer)
        except PaperFault:
            self._room = 2 * len(outcome.answer)
            return None
