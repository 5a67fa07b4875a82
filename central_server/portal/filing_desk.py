"""Holds what the pages of a filing ask of the centre; decides nothing."""

from dataclasses import dataclass

from central_server.services.filing.filing import Filing
from central_server.services.filing.turnstile import Turnstile


@dataclass(frozen=True, slots=True)
class FilingDesk:
    """The service, the turnstile, and the bounds of a paper: megabytes of a file, pages."""

    filing: Filing
    turnstile: Turnstile
    largest_mib: int
    most_pages: int
