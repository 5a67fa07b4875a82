"""Runs one command and turns what went wrong into a sentence and an exit code; the only broad catch of the program."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from platformdirs import user_data_path

from central_server.bootstrap.words import language_of, load_words
from central_server.commands.faults import of_centre, of_settings
from central_server.commands.output import CommandFault, Console, Exit
from central_server.commands.parser import make_parser
from central_server.ports.faults import CentreFault
from central_server.settings import SettingsFault, load_settings

_COMMANDS: Mapping[str, str] = {
    "init": "prepare.init",
    "serve": "serve.serve",
    "office-add-person": "administer.add_person",
    "grant": "administer.grant",
    "grant delegate": "deputies.lend",
    "grant absence": "deputies.lend",
    "grant second": "deputies.second",
    "grant list": "deputies.list_",
    "grant end": "deputies.end",
    "revoke": "administer.revoke",
    "person-email": "administer.write_to",
    "certificate": "administer.certificate",
    "desk-code": "administer.desk_code",
    "revoke-desk": "administer.revoke_desk",
    "show": "look.show",
    "calendar": "calendar.change",
    "due --office": "due_of_office.due",
    "hours": "calendar.change_hours",
    "doctor": "look.doctor",
    "settings": "look.settings",
    "procedure import": "procedure.import_",
    "procedure lint": "procedure.lint",
    "procedure enter": "publish.enter",
    "procedure propose": "publish.propose",
    "procedure review": "publish.review",
    "procedure publish": "publish.publish",
    "procedure show": "publish.show",
    "notices run": "notices.run",
    "notices list": "notices.list_",
    "notices retry": "notices.retry",
    "watchdog": "watchdog.watch",
    "renew-proofs": "renew.renew",
}
"""Module and function of each command: one loads what it needs, not what all others need."""
_FREE: Mapping[str, str] = {
    "due": "due.due",
    "verify": "verify.verify",
    "procedure import --dry-run": "procedure.try_import",
    "procedure diagram": "diagram.draw",
}
"""Commands that need neither settings nor data."""

_CONFIG = frozenset({"database_kind", "schema_behind", "schema_newer", "keys_missing", "province_unknown", "no_rules"})


def run(arguments: Sequence[str]) -> int:
    """Run a command line; the exit code."""
    words = load_words(language_of(os.environ), "centre", "command")
    parsed = make_parser(words).parse_args(arguments)
    console = Console(words, parsed.json)
    try:
        name = _name(parsed)
        if name in _FREE:
            _loaded(_FREE[name])(parsed, console)
        else:
            _loaded(_COMMANDS[name])(parsed, load_settings(_data(parsed.data), os.environ), console)
    except CommandFault as fault:
        console.complain(fault.message_id, fault.message_id, **fault.params)
        return fault.exit_code
    except SettingsFault as fault:
        console.report(of_settings(fault, words))
        return Exit.CONFIG
    except CentreFault as fault:
        console.report(of_centre(fault))
        return _exit_of(fault)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has enough: end without a word
        return Exit.FAILURE
    except KeyboardInterrupt:
        return 130
    return Exit.OK


def _loaded(row: str) -> Callable[..., None]:
    module, function = row.split(".")
    found: Callable[..., None] = getattr(import_module(f"central_server.commands.{module}"), function)
    return found


def _name(parsed: Namespace) -> str:
    option = "--dry-run" if getattr(parsed, "dry_run", False) else ""
    if parsed.command == "due" and parsed.office:
        option = "--office"
    parts = [parsed.command, getattr(parsed, "doing", ""), option]
    return " ".join(part for part in parts if part)


def _exit_of(fault: CentreFault) -> Exit:
    if fault.code in _CONFIG:
        return Exit.CONFIG
    if fault.code == "keys_open":
        return Exit.PERMISSION
    return Exit.UNREACHABLE if fault.retry else Exit.FAILURE


def _data(given: Path | None) -> Path:
    if given is not None:
        return given
    named = os.environ.get("MOTCUA_DATA")
    return Path(named) if named else user_data_path("motcua") / "centre"
