"""The command line of the desk: window, sync, enrol, status, doctor, verify, sign; in words or in lines of JSON."""

import argparse
import json
import os
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from central_sync.client.pump import RoundReport
from central_sync.protocol.faults import LASTING_CODES, Fault, FaultCode
from command_line.parser import parser_class
from desk_client import belongings, bootstrap
from desk_client.ports import DeskFault
from desk_client.services.checks import Check, Level, worst
from desk_client.services.enrolling import EnrolTrouble
from desk_client.services.line import LineNews
from desk_client.settings import Settings
from desk_client.viewmodels.speaker import Speaker
from dossier.messages import Message

if TYPE_CHECKING:
    from desk_client.sign_command import SigningReply


class Exit(IntEnum):
    """How a command ended, for scripts."""

    OK = 0
    FAILURE = 1
    USAGE = 2
    CONFIG = 3
    OFFLINE = 4
    CONFLICT = 5
    PERMISSION = 6
    DEVICE_MISSING = 7
    PARTIAL = 8
    INTERRUPTED = 130


_DENIED = frozenset({FaultCode.FROZEN, FaultCode.DEVICE_UNKNOWN, FaultCode.SIGNATURE_BAD, FaultCode.CODE_REFUSED})
_MARKS = {Level.FINE: "[ok]", Level.WARNING: "[!]", Level.FAULT: "[x]", Level.WAITING: "[-]"}
_KINDS = ("clerk", "leader", "agency", "copy", "attachment")
_LEVELS = ("B-B", "B-T", "B-LT", "B-LTA")
Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a command has to say: facts for a program, lines for a person, how it ended, further lines of facts."""

    code: Exit
    facts: Facts
    lines: tuple[str, ...]
    further: tuple[Facts, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """The window is asked for; `until_shown`: only until a person could use it, to try what was installed."""

    until_shown: bool


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the program: the words in its language and what was asked."""

    speaker: Speaker
    asked: argparse.Namespace


def run(arguments: Sequence[str]) -> int | Opening:
    """Run a command and give its exit code, or say which window is asked for."""
    speaker = belongings.load_speaker(spoken_language(os.environ))
    asked = _parser(speaker).parse_args(arguments)
    if asked.command is None:
        return Opening(until_shown=asked.until_shown)
    try:
        reply = _COMMANDS[asked.command](Call(speaker, asked))
    except DeskFault as fault:
        said = speaker.say(fault.remedy)
        reply = Reply(Exit.CONFIG, {"error": fault.code, "message": said}, (said,))
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    _print(reply, as_json=asked.json)
    return reply.code


def spoken_language(environment: Mapping[str, str]) -> str:
    """English when the session says so, Vietnamese otherwise."""
    named = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    return "en" if named.lower().startswith("en") else "vi"


def exit_of(report: RoundReport) -> Exit:
    """The exit code of a sync round."""
    error = report.error
    if error is None:
        return Exit.OK
    if error.line_down:
        return Exit.OFFLINE
    if error.code in _DENIED:
        return Exit.PERMISSION
    if error.code in LASTING_CODES:
        return Exit.CONFLICT
    moved = report.sent or report.received or report.leaves_sent or report.files_received
    return Exit.PARTIAL if moved else Exit.FAILURE


def _parser(speaker: Speaker) -> argparse.ArgumentParser:
    say = speaker.say
    parser = parser_class(say)(prog="motcua-desk", description=say("desk.help.program"))
    parser.add_argument("--until-shown", action="store_true", help=say("desk.help.until_shown"))
    parser.add_argument(
        "--version",
        action="version",
        version=f"motcua-desk {belongings.program_version()}",
        help=say("desk.help.version"),
    )
    commands = parser.add_subparsers(dest="command", metavar=say("command.command"), title=say("desk.help.commands"))

    def add(name: str) -> argparse.ArgumentParser:
        words = say(f"desk.help.{name}")
        made = commands.add_parser(name, help=words, description=words)
        made.add_argument("--json", action="store_true", help=say("desk.help.json"))
        return made

    add("sync").add_argument("--once", action="store_true", required=True, help=say("desk.help.once"))
    enrol = add("enrol")
    enrol.add_argument("--ticket", required=True, metavar=say("desk.help.ticket_form"), help=say("desk.help.ticket"))
    enrol.add_argument(
        "--name", metavar=say("desk.help.name_form"), default=socket.gethostname(), help=say("desk.help.name")
    )
    add("status")
    add("doctor")
    _add_verify(speaker, add("verify"))
    _add_sign(speaker, add("sign"))
    return parser


def _add_sign(speaker: Speaker, sign: argparse.ArgumentParser) -> None:
    say = speaker.say
    sign.add_argument("file", nargs="+", type=Path, metavar=say("desk.help.file_form"), help=say("desk.help.to_sign"))
    sign.add_argument("--module", type=Path, required=True, help=say("desk.help.module"))
    sign.add_argument("--token", dest="label", required=True, help=say("desk.help.token_label"))
    sign.add_argument("--certificate", default="", metavar="SHA256", help=say("desk.help.certificate"))
    sign.add_argument("--kind", choices=_KINDS, required=True, help=say("desk.help.kind"))
    sign.add_argument("--pin-stdin", action="store_true", help=say("desk.help.pin_stdin"))
    sign.add_argument("--out", type=Path, required=True, help=say("desk.help.sign_out"))
    sign.add_argument("--picture", type=Path, help=say("desk.help.picture"))
    sign.add_argument("--level", choices=_LEVELS, default=_LEVELS[0], help=say("desk.help.level"))
    sign.add_argument("--stamp", default="", metavar="URL", help=say("desk.help.stamp"))
    sign.add_argument("--anchor", action="append", default=[], type=Path, help=say("desk.help.anchor"))
    for option in ("number", "date", "head"):
        sign.add_argument(f"--{option}", default="", help=say(f"desk.help.sign_{option}"))


def _add_verify(speaker: Speaker, verify: argparse.ArgumentParser) -> None:
    say = speaker.say
    verify.add_argument("file", nargs="+", type=Path, metavar=say("desk.help.file_form"), help=say("desk.help.files"))
    verify.add_argument("--anchor", action="append", default=[], type=Path, help=say("desk.help.anchor"))
    verify.add_argument("--at", type=_moment, help=say("desk.help.at"))


def _moment(text: str) -> datetime:
    """A time as ISO 8601; without a zone it is Vietnam's."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo is not None else at.replace(tzinfo=timezone(timedelta(hours=7)))


def _print(reply: Reply, *, as_json: bool) -> None:
    if as_json:
        for facts in (reply.facts, *reply.further):
            sys.stdout.write(json.dumps(facts, ensure_ascii=False) + "\n")
    else:
        stream = sys.stdout if reply.code in (Exit.OK, Exit.PARTIAL, Exit.DEVICE_MISSING) else sys.stderr
        stream.write("\n".join(reply.lines) + "\n")
    sys.stdout.flush()


def _settings() -> Settings:
    return belongings.load_settings()


def _not_enrolled(speaker: Speaker) -> Reply:
    said = speaker.say("desk.not_enrolled")
    return Reply(Exit.CONFIG, {"enrolled": False, "error": "not_enrolled", "message": said}, (said,))


def _sync(call: Call) -> Reply:
    desk = bootstrap.open_desk(bootstrap.open_machine(_settings()))
    if desk is None:
        return _not_enrolled(call.speaker)
    report = desk.line.once()
    desk.line.stop()
    facts = _report_facts(call.speaker, report) | _status_facts(call.speaker, desk.line.news())
    say = call.speaker.say
    lines = [say("desk.sync.done", sent=report.sent, received=report.received, files=report.files_sent)]
    if report.error is not None:
        lines.append(call.speaker.speak(report.error.message))
    return Reply(exit_of(report), facts, (*lines, str(facts["text"])))


def _enrol(call: Call) -> Reply:
    machine = bootstrap.open_machine(_settings())
    enrolling = bootstrap.open_enrolling(machine)
    given = str(call.asked.ticket)
    ticket = enrolling.read(given) if given.startswith("motcua-enrol:") else enrolling.read_file(Path(given))
    if isinstance(ticket, EnrolTrouble):
        return _trouble(call.speaker, ticket)
    outcome = enrolling.enrol(ticket, str(call.asked.name))
    if isinstance(outcome, EnrolTrouble):
        return _trouble(call.speaker, outcome)
    desk = bootstrap.open_desk(machine)
    assert desk is not None  # it has just been kept
    report = desk.line.once()
    desk.line.stop()
    facts = {
        "enrolled": True,
        "device": outcome.device,
        "office": outcome.office,
        "desk_number": outcome.desk_number,
        **_report_facts(call.speaker, report),
    }
    said = call.speaker.say("desk.enrol.done", office=outcome.office, number=outcome.desk_number)
    if report.error is not None:
        return Reply(Exit.PARTIAL, facts, (said, call.speaker.speak(report.error.message)))
    return Reply(Exit.OK, facts, (said,))


def _trouble(speaker: Speaker, trouble: EnrolTrouble) -> Reply:
    codes = {"code_refused": Exit.PERMISSION, "already": Exit.CONFLICT}
    line = frozenset({FaultCode.OFFLINE, FaultCode.STALLED, FaultCode.CUT, FaultCode.UNTRUSTED})
    default = Exit.OFFLINE if trouble.code in {code.value for code in line} else Exit.CONFIG
    said = speaker.speak(trouble.message)
    return Reply(codes.get(trouble.code, default), {"enrolled": False, "error": trouble.code, "message": said}, (said,))


def _status(call: Call) -> Reply:
    machine = bootstrap.open_machine(_settings())
    desk = bootstrap.open_desk(machine)
    if desk is None:
        return _not_enrolled(call.speaker)
    identity = desk.parts.identity
    who = {"enrolled": True, "device": identity.device, "office": identity.office, "desk_number": identity.desk_number}
    facts = who | _status_facts(call.speaker, desk.line.news())
    first = call.speaker.say("desk.status.desk", office=identity.office, number=identity.desk_number)
    return Reply(Exit.OK, facts, (first, str(facts["text"])))


def _doctor(call: Call) -> Reply:
    machine = bootstrap.open_machine(_settings())
    doctor = bootstrap.open_doctor(machine, bootstrap.open_desk(machine))
    checks = doctor.examine()
    doctor.close()
    level = worst(checks)
    facts = {"worst": level.value, "checks": [_check_facts(call.speaker, check) for check in checks]}
    lines = [
        f"{_MARKS[check.level]:5}{call.speaker.speak(check.name)}: {call.speaker.speak(check.fact)}" for check in checks
    ]
    return Reply(Exit.DEVICE_MISSING if level is Level.FAULT else Exit.OK, facts, tuple(lines))


def _verify(call: Call) -> Reply:
    from desk_client import paper_commands  # noqa: PLC0415 - certificates, for this command only

    checked = paper_commands.verify(call.asked, call.speaker.say)
    unread = len(checked.facts) - checked.read
    code = Exit.OK if not unread else Exit.PARTIAL if checked.read else Exit.FAILURE
    return Reply(code, checked.facts[0], checked.lines, checked.facts[1:])


def _sign(call: Call) -> Reply:
    from desk_client import sign_command  # noqa: PLC0415 - drawing, PDF and the token's driver, for this command only

    told = sign_command.sign(call.asked, call.speaker.say)
    return Reply(_exit_of_signing(told, len(call.asked.file)), told.facts[0], told.lines, told.facts[1:])


def _exit_of_signing(told: "SigningReply", asked: int) -> Exit:
    if told.signed:
        return Exit.OK if told.signed == asked else Exit.PARTIAL
    if told.trouble is None:
        return Exit.FAILURE
    return Exit.PERMISSION if told.trouble.kind.name.startswith("PIN_") else Exit.DEVICE_MISSING


def _check_facts(speaker: Speaker, check: Check) -> Facts:
    return {
        "id": check.id,
        "area": check.area.value,
        "level": check.level.value,
        "name": speaker.speak(check.name),
        "fact": speaker.speak(check.fact),
    }


def _report_facts(speaker: Speaker, report: RoundReport) -> dict[str, object]:
    return {
        "sent": report.sent,
        "received": report.received,
        "refused": report.refused,
        "held": report.held,
        "leaves_sent": report.leaves_sent,
        "files_sent": report.files_sent,
        "files_received": report.files_received,
        "changed": list(report.changed),
        "error": _code(report.error),
        "message": "" if report.error is None else speaker.speak(report.error.message),
    }


def _code(fault: Fault | None) -> str:
    return "" if fault is None else fault.code.value


def _status_facts(speaker: Speaker, news: LineNews) -> dict[str, object]:
    facts = news.facts
    return {
        "state": news.status.state.value,
        "text": " · ".join(_speak_all(speaker, news.status.parts)),
        "unsent_acts": facts.unsent_acts,
        "unsent_dossiers": facts.unsent_dossiers,
        "unproved_files": facts.unproved_files,
        "tasks": facts.tasks,
        "last_ack": "" if facts.last_ack is None else facts.last_ack.isoformat("T", "seconds"),
        "frozen": facts.frozen,
    }


def _speak_all(speaker: Speaker, parts: Sequence[Message]) -> list[str]:
    return [speaker.speak(part) for part in parts]


_COMMANDS: Mapping[str, Callable[[Call], Reply]] = {
    "sync": _sync,
    "enrol": _enrol,
    "status": _status,
    "doctor": _doctor,
    "verify": _verify,
    "sign": _sign,
}
