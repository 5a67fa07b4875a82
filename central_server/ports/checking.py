"""Says what the portal asks for somebody who holds a result or a signed file in hand; decides nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Protocol

from token_signing.verdict import Verification


@dataclass(frozen=True, slots=True)
class IssuedResult:
    """A result as the centre holds it; nothing of the citizen is in it.

    `name` is that of the paper as the procedure has it, "" for a refusal; `symbol` its whole number, "" where it has
    none; `replaced`: the agency found it wrong and makes or made it again.
    """

    code: str
    name: str
    office: str
    symbol: str
    day: date
    signer: str
    on_paper: bool
    replaced: bool = False


class Likeness(Enum):
    """How a sent file stands to the results that the centre holds; the value is the last part of the sentence's id."""

    SAME = "same"
    REPLACED = "replaced"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What was found in a sent file, and the result it is or was compared with."""

    found: Verification
    likeness: Likeness
    issued: IssuedResult | None = None


class CheckTrouble(Enum):
    """Why a file is not checked at all; the value is the last part of the sentence's id."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    BUSY = "busy"


class FileCheck(Protocol):
    """Judges the signatures of strangers' files in a sandbox only."""

    def verify(self, pdf: bytes, at: datetime) -> Verification | None:
        """What they are at a local moment; None when so many files are judged now that this one would wait."""
        ...

    def close(self) -> None:
        """End the children."""
        ...
