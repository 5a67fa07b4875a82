"""Which authorities and revocation lists count here: a folder, looked at again before every check; judges nothing."""

from collections.abc import Callable
from pathlib import Path

from central_server.ports.faults import CentreFault
from central_server.ports.world import Alarm
from token_signing.anchors import AnchorUnreadable, read_trusted
from token_signing.verify import TrustedBy

Trusted = Callable[[], TrustedBy]
"""What a check may rest on now."""

_Stamps = tuple[tuple[str, int, int], ...]


def read_trust(folder: Path) -> TrustedBy:
    """Every certificate (PEM or DER) and revocation list in a folder, in the order of the names; none without it."""
    try:
        return read_trusted(folder) if folder.is_dir() else TrustedBy()
    except AnchorUnreadable as fault:
        raise CentreFault("anchor_unreadable", str(fault)) from fault


def trust_in(folder: Path, alarm: Alarm) -> Trusted:
    """The folder as it stands when asked, read only after it changed: a list of today counts without a new start.

    A file that is none (half copied, say) raises the alarm once, and what was known before it counts on. Raises
    CentreFault where the folder cannot be read at the start.
    """
    stamps, known = _stamps(folder), read_trust(folder)

    def trusted() -> TrustedBy:
        nonlocal stamps, known
        try:
            now = _stamps(folder)
            if now != stamps:
                stamps = now
                known = read_trust(folder)
        except (CentreFault, OSError) as fault:
            alarm.raise_("trust_unreadable", (type(fault).__name__,))
        return known

    return trusted


def _stamps(folder: Path) -> _Stamps:
    """What tells one content of the folder from another."""
    if not folder.is_dir():
        return ()
    seen = ((path.name, path.stat()) for path in sorted(folder.iterdir()))
    return tuple((name, found.st_mtime_ns, found.st_size) for name, found in seen)
