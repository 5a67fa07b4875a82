"""What an attempt is: a kind of forgery, its variants, and by which codes desk and centre refuse them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from tests.forged.papers import DAY, Carried
from token_signing.devices.port import TokenSession


class Step(Enum):
    """What is forged: the leader's signature on a draft, or the agency's seal on what he signed."""

    SIGN = "sign"
    SEAL = "seal"


@dataclass(frozen=True)
class Case:
    """The real papers at hand: of a dossier to sign, of one to seal, and of a third one."""

    draft: bytes
    """Of the dossier whose approved draft waits for its leader."""
    led_draft: bytes
    led: Carried
    """Of the dossier that its leader signed; it waits for number and seal."""
    other_draft: bytes
    other_led: Carried
    symbol: str
    """The number that is promised to the dossier to seal."""
    number: int


@dataclass(frozen=True)
class Forgery:
    """One attempt: the file and what its act says, who acts; the desk may be shown a token instead."""

    step: Step
    carried: Carried
    login: str = ""
    token: TokenSession | None = None
    arrives: bytes | None = None
    """What is sent, or lies on the disk, in place of the act's file."""
    planted: bytes | None = None
    """What the desk finds on its shelf, where that is not the act's file."""
    on_paper: bool = False
    day: date = DAY
    symbol: str = ""
    at: datetime | None = None
    green: bool = False
    """Its signatures are good; only the place it is brought to is wrong: a look at the file alone finds nothing."""

    @property
    def actor(self) -> str:
        """The login of who acts."""
        return self.login or ("minh" if self.step is Step.SIGN else "suong")


Variant = Callable[[Case], Forgery]


@dataclass(frozen=True)
class Kind:
    """Variants of one forgery; `desk` and `centre` are the codes by which they are refused."""

    name: str
    desk: frozenset[str]
    centre: frozenset[str]
    variants: Mapping[str, Variant] = field(repr=False)


def codes(*words: str) -> frozenset[str]:
    """Codes that may answer."""
    return frozenset(words)
