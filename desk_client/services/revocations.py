"""Which certificates were taken back, as far as this machine was told: lists in the folder `trust` beside the store."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from desk_client.ports import DeskFault

RevocationLists = Callable[[], tuple[bytes, ...]]
"""The lists (DER) that are known now."""


def lists_in(folder: Path) -> RevocationLists:
    """Reads every list (`.crl`) of a folder, again only when one was put there or changed.

    A folder that is not there holds none. Raises DeskFault `anchor_unreadable`.
    """

    def lists() -> tuple[bytes, ...]:
        try:
            stamps = tuple((path, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.crl")))
        except OSError as fault:
            raise DeskFault("anchor_unreadable", detail=fault.filename or "") from fault
        return _read(stamps)

    return lists


@lru_cache(maxsize=2)
def _read(stamps: tuple[tuple[Path, int], ...]) -> tuple[bytes, ...]:
    if not stamps:
        return ()
    from token_signing.anchors import AnchorUnreadable, read_trusted  # noqa: PLC0415  x509: not before a check needs it

    try:
        return read_trusted(*(path for path, _ in stamps)).revocation_lists
    except (AnchorUnreadable, OSError) as fault:
        raise DeskFault("anchor_unreadable", detail=str(fault)) from fault
