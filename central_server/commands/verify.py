"""`motcua-centre verify`: what the signatures of PDF files are; needs neither settings nor data."""

import os
import sys
from argparse import Namespace
from datetime import datetime
from pathlib import Path

import msgspec
from platformdirs import user_data_path

from central_server.bootstrap.words import language_of, load_words
from central_server.commands.output import CommandFault, Console, Exit
from central_server.ports.world import ZONE
from token_signing.anchors import AnchorUnreadable, read_trusted
from token_signing.verify import TrustedBy
from token_signing.verify_files import file_facts, file_lines, verify_files


def verify(arguments: Namespace, console: Console) -> None:
    """One line a file; trusted are the given anchors, else the folder `trust` of the data directory."""
    say = load_words(language_of(), "token")
    trusted = _trusted(arguments.anchor or [_data(arguments.data) / "trust"])
    read = 0
    for one in verify_files(arguments.file, trusted, arguments.at or datetime.now(ZONE)):
        read += one.found is not None
        text = (
            msgspec.json.encode(file_facts(one, say)).decode() if console.as_json else "\n".join(file_lines(one, say))
        )
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    if read < len(arguments.file):
        raise CommandFault("centre.verify.unread", Exit.FAILURE, count=str(len(arguments.file) - read))


def _trusted(places: list[Path]) -> TrustedBy:
    try:
        return read_trusted(*places)
    except AnchorUnreadable as fault:
        raise CommandFault("centre.verify.anchor", Exit.CONFIG, name=str(fault)) from fault
    except OSError as fault:
        raise CommandFault("centre.verify.anchor", Exit.CONFIG, name=str(fault.filename)) from fault


def _data(given: Path | None) -> Path:
    """The data directory, which need not exist."""
    named = os.environ.get("MOTCUA_DATA")
    return given or (Path(named) if named else user_data_path("motcua") / "centre")
