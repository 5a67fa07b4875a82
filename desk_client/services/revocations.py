"""Which certificates were taken back, as far as this machine was told: by lists put beside it, and of the centre."""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from desk_client.ports import DeskFault

RevocationLists = Callable[[], tuple[bytes, ...]]
"""The lists (DER) that are known now."""
_Stamps = tuple[tuple[Path, int], ...]


def lists_in(own: Path, received: Path) -> RevocationLists:
    """Reads every list (`.crl`) of two folders, again only when one was put there or changed.

    `own` are those that a person put there, `received` those of the centre, each under the name of its hash: one that
    the disk damaged counts for nothing until it has come again. A folder that is not there holds none.
    Raises DeskFault `anchor_unreadable`.
    """

    def lists() -> tuple[bytes, ...]:
        return _read(_stamps(own)) + _received(_stamps(received))

    return lists


def is_whole(path: Path) -> bool:
    """Whether a list of the centre is here as it came."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == path.stem


def _stamps(folder: Path) -> _Stamps:
    try:
        return tuple((path, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.crl")))
    except OSError as fault:
        raise DeskFault("anchor_unreadable", detail=fault.filename or "") from fault


@lru_cache(maxsize=2)
def _read(stamps: _Stamps) -> tuple[bytes, ...]:
    if not stamps:
        return ()
    from token_signing.anchors import AnchorUnreadable, read_trusted  # noqa: PLC0415  x509: not before a check needs it

    try:
        return read_trusted(*(path for path, _ in stamps)).revocation_lists
    except (AnchorUnreadable, OSError) as fault:
        raise DeskFault("anchor_unreadable", detail=str(fault)) from fault


@lru_cache(maxsize=2)
def _received(stamps: _Stamps) -> tuple[bytes, ...]:
    try:
        bodies = [(path.stem, path.read_bytes()) for path, _ in stamps]
    except OSError as fault:
        raise DeskFault("anchor_unreadable", detail=fault.filename or "") from fault
    return tuple(body for name, body in bodies if hashlib.sha256(body).hexdigest() == name)
