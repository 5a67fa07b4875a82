"""Commands over PDF files that need neither enrolment nor store: what their signatures are."""

from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import platformdirs

from desk_client import belongings
from desk_client.ports import DeskFault
from token_signing.anchors import AnchorUnreadable, read_trusted
from token_signing.verify import TrustedBy
from token_signing.verify_files import Say, file_facts, file_lines, verify_files

VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found: a line for programs and lines for a person each, and how many files could be read."""

    facts: tuple[Mapping[str, object], ...]
    lines: tuple[str, ...]
    read: int


def verify(asked: Namespace, say: Say) -> Checked:
    """The signatures of the files named; trusted are the given anchors, else those of this machine."""
    at: datetime = asked.at or datetime.now(VIETNAM)
    found = list(verify_files(asked.file, trusted_by(asked.anchor), at))
    return Checked(
        facts=tuple(file_facts(one, say) for one in found),
        lines=tuple(line for one in found for line in file_lines(one, say)),
        read=sum(one.found is not None for one in found),
    )


def trusted_by(given: list[Path]) -> TrustedBy:
    """The anchors given, else the folder `trust` beside the store, which may be missing."""
    try:
        return read_trusted(*(given or [_trust_folder()]))
    except AnchorUnreadable as fault:
        raise DeskFault("anchor_unreadable", detail=str(fault)) from fault
    except OSError as fault:
        raise DeskFault("anchor_unreadable", detail=fault.filename or "") from fault


def _trust_folder() -> Path:
    folder = belongings.load_settings().data_dir
    return (Path(folder) if folder else platformdirs.user_data_path("motcua")) / "trust"
