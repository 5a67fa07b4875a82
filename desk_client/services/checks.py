"""What a look at the devices finds, as values: areas, levels, and one line a layer."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from dossier.messages import Message


class Level(Enum):
    """How a layer stands; WAITING layers wait for one before them."""

    FINE = "fine"
    WARNING = "warning"
    FAULT = "fault"
    WAITING = "waiting"


class Area(Enum):
    """The groups of the device screen; the value is the end of `devices.area.<value>`."""

    LINE = "line"
    PRINTER = "printer"
    SCANNER = "scanner"
    READER = "reader"
    TOKEN = "token"  # noqa: S105 - the name of a device, not a secret
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Check:
    """One layer: what it is, how it stands, and the fact a person can act on."""

    id: str
    area: Area
    level: Level
    name: Message
    fact: Message


def worst(checks: Sequence[Check]) -> Level:
    """How an area stands: its worst layer that is no mere waiting."""
    for level in (Level.FAULT, Level.WARNING):
        if any(check.level is level for check in checks):
            return level
    return Level.FINE if any(check.level is Level.FINE for check in checks) else Level.WAITING
