"""Holds what the pages of `/kiem-tra` ask of the centre; decides nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from central_server.ports.checking import CheckedFile, CheckTrouble, IssuedResult
from central_server.services.filing.turnstile import Gate


class Checker(Protocol):
    """`central_server.services.checking` as the pages see it."""

    def issued(self, code: str, mark: str) -> IssuedResult | None:
        """The result of a printed code and mark."""
        ...

    def check(self, pdf: bytes, code: str = "", mark: str = "") -> CheckedFile | CheckTrouble:
        """What a sent file is."""
        ...


class Pause(Protocol):
    """The turnstile."""

    def pause(self, gate: Gate, client: str) -> datetime | None:
        """Count one more, or say from when on it may."""
        ...


@dataclass(frozen=True, slots=True)
class CheckDesk:
    """The check, its turnstile, and the megabytes of the largest file."""

    checking: Checker
    turnstile: Pause
    largest_mib: int
