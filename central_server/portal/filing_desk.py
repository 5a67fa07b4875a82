"""Holds what the pages of a filing ask of the centre; decides nothing."""

from dataclasses import dataclass

from central_server.portal.posted import LARGEST_UPLOAD
from central_server.ports.filing import PaperTrouble
from central_server.services.filing.filing import Filing
from central_server.services.filing.turnstile import Turnstile
from central_server.services.owner import OwnerDesk

_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FilingDesk:
    """Filing, the owner's own acts, the turnstile, and the bounds of a paper: megabytes of a file, pages."""

    filing: Filing
    owner: OwnerDesk
    turnstile: Turnstile
    largest_mib: int
    most_pages: int

    @property
    def upload_mib(self) -> int:
        """Megabytes of all files that are sent at once."""
        return LARGEST_UPLOAD // _MEBIBYTE

    def counted(self, trouble: PaperTrouble) -> dict[str, str]:
        """The number that the sentence of a trouble names."""
        match trouble:
            case PaperTrouble.TOO_LARGE:
                return {"most": str(self.largest_mib)}
            case PaperTrouble.TOO_MANY_PAGES:
                return {"most": str(self.most_pages)}
            case _:
                return {}
