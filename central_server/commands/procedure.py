"""`motcua-centre procedure`: read the national catalogue's procedures, list what they still lack."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

import msgspec

from central_server.commands.administer import opened
from central_server.commands.output import CommandFault, Console, Exit
from central_server.services.national_catalogue import (
    Proposal,
    ProposalFault,
    Reading,
    keep,
    kept_reading,
    read_catalogue,
)
from central_server.settings import Settings


class LackSaid(msgspec.Struct):
    """A procedure with what a person still has to enter."""

    code: str
    name: str
    gaps: list[str]


class FailedSaid(msgspec.Struct):
    """A row that is no procedure."""

    row: int
    error: str


class ImportSaid(msgspec.Struct):
    """How many were complete, how many lack a usable limit, how many rows are no procedures."""

    loaded: int
    incomplete: int
    failed: int


def try_import(arguments: Namespace, console: Console) -> None:
    """Say what an import would come to; touches nothing."""
    _tell(_read(arguments.file, console), console)


def import_(arguments: Namespace, settings: Settings, console: Console) -> None:
    """Keep every procedure of a file as a proposal and say what each lacks."""
    reading = _read(arguments.file, console)
    with opened(settings) as centre:
        keep(centre.store, reading, centre.clock.milliseconds())
    _tell(reading, console)


def lint(_arguments: Namespace, settings: Settings, console: Console) -> None:
    """List everything that imported procedures lack, also what only wants a look; counted as an import counts them."""
    with opened(settings) as centre:
        reading = kept_reading(centre.store)
    _tell_gaps([one for one in reading.loaded if one.gaps], console)
    _tell(reading, console)


def _read(path: Path, console: Console) -> Reading:
    try:
        return read_catalogue(path.read_bytes())
    except OSError as fault:
        raise CommandFault("centre.procedure.no_file", Exit.FAILURE, found=f"{path}: {fault.strerror}") from None
    except ProposalFault as fault:
        raise CommandFault("centre.procedure.no_rows", Exit.FAILURE, found=_why(fault, console)) from None


def _tell(reading: Reading, console: Console) -> None:
    """The procedures that cannot be published, the rows that are no procedures, and the counts."""
    _tell_gaps(reading.incomplete, console)
    for fault in reading.failed:
        why = _why(fault, console)
        console.tell(FailedSaid(fault.place, why), "centre.procedure.failed", row=str(fault.place), why=why)
    counts = ImportSaid(len(reading.loaded), len(reading.incomplete), len(reading.failed))
    words = {name: str(getattr(counts, name)) for name in ("loaded", "incomplete", "failed")}
    console.tell(counts, "centre.procedure.imported", **words)


def _why(fault: ProposalFault, console: Console) -> str:
    return console.words(f"centre.procedure.why.{fault.why}", found=fault.found)


def _tell_gaps(proposals: Sequence[Proposal], console: Console) -> None:
    for one in proposals:
        gaps = [console.words(f"centre.gap.{gap}") for gap in one.gaps]
        said = LackSaid(one.code, one.name, gaps)
        console.tell(said, "centre.procedure.lacks", code=one.code, name=one.name, gaps="; ".join(gaps))
    sys.stdout.flush()
