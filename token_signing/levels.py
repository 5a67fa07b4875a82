"""Levels of a signed paper, where the proofs of the higher ones come from, and what was reached; does nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, unique


@unique
class Level(Enum):
    """PAdES baseline levels (ETSI EN 319 142-1 §6), the lowest first."""

    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"

    @property
    def message(self) -> str:
        """Message id of the sentence that says what the paper holds."""
        return f"signature.level.{self.name.lower()}"


@dataclass(frozen=True, slots=True)
class Proofs:
    """Where proofs come from: the address of the time stamp authority and the trusted roots (DER)."""

    stamp_address: str
    roots: tuple[bytes, ...]


@unique
class LevelTrouble(Enum):
    """Why a paper stands below the level that was asked for; LINE alone says that asking again soon helps."""

    LINE = "line"
    """Somebody who has to be asked gave no answer."""
    STAMP = "stamp"
    """The time stamp authority refused, or answered something else."""
    NOT_VOUCHED = "not_vouched"
    """A certificate that leads to no root, or that its authority does not vouch for."""
    UNREADABLE = "unreadable"
    """The paper cannot be read or extended."""


@dataclass(frozen=True, slots=True)
class Raised:
    """The paper as far as it came: it begins with the bytes that were given. `detail` names types, never content."""

    pdf: bytes = field(repr=False)
    level: Level
    trouble: LevelTrouble | None = None
    detail: str = ""
