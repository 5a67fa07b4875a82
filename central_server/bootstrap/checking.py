"""Builds the public check of results and signed files: children of its own, so that nobody makes an act wait."""

from datetime import datetime
from threading import BoundedSemaphore

from central_server.bootstrap.build import Centre
from central_server.bootstrap.trust import Trusted, trust_in
from central_server.portal.check_desk import CheckDesk
from central_server.ports.checking import FileCheck
from central_server.ports.world import ZONE
from central_server.services.checking import Checking, CheckingParts
from central_server.services.filing.turnstile import Turnstile
from sandbox.limits import Limits
from sandbox.runner import Sandbox
from token_signing.verdict import Verification
from token_signing.verify import LIMITS, WARM, verify

_MEBIBYTE = 1024 * 1024
LARGEST_MIB = 10
"""Of a file; a result has some tens of kilobytes, a scanned one some megabytes."""
_CHILDREN = 2
_PATIENCE = 0.5
_SECONDS = 3.0
"""Waiting for a place, the start of a fresh child and the check itself end within five seconds together."""


class SandboxFileCheck:
    """Judges files of strangers in warm children without a network; close it when done."""

    def __init__(self, trusted: Trusted) -> None:
        self._trusted = trusted
        self._sandbox = Sandbox(Limits(_SECONDS, LIMITS.memory_bytes), workers=_CHILDREN, warm=WARM)
        self._places = BoundedSemaphore(_CHILDREN)

    def verify(self, pdf: bytes, at: datetime) -> Verification | None:
        """What the signatures are; None when every child is at work."""
        if not self._places.acquire(timeout=_PATIENCE):
            return None
        try:
            return verify(self._sandbox, pdf, self._trusted(), at.replace(tzinfo=ZONE))
        finally:
            self._places.release()

    def close(self) -> None:
        """End the children."""
        self._sandbox.close()


def build_file_check(centre: Centre) -> FileCheck:
    """The check with the roots and lists of the centre's settings."""
    return SandboxFileCheck(trust_in(centre.settings.anchors_folder, centre.alarm))


def build_checking(centre: Centre, files: FileCheck) -> CheckDesk:
    """What the pages of `/kiem-tra` ask."""
    parts = CheckingParts(centre.store, centre.clock, centre.rulebook, files, LARGEST_MIB * _MEBIBYTE)
    turnstile = Turnstile(centre.store, centre.clock, centre.settings.secret_pause_minutes)
    return CheckDesk(Checking(parts), turnstile, LARGEST_MIB)
