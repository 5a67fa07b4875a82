"""Says which commands and options there are; runs none."""

from argparse import ArgumentParser, ArgumentTypeError, _SubParsersAction
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

from central_server.bootstrap.words import Words
from central_server.ports.notices import NoticeChannel, NoticeState
from central_server.ports.world import ZONE
from command_line.parser import parser_class
from dossier.acts import Channel
from dossier.roles import Role, SigningFor


def make_parser(words: Words) -> ArgumentParser:
    """The whole command line in one language."""
    parser = parser_class(words)(prog="motcua-centre", description=words("centre.help.program"))
    parser.add_argument("--data", type=Path, help=words("centre.help.data"))
    commands = parser.add_subparsers(dest="command", required=True, metavar=words("command.command"))

    def add(name: str, help_id: str) -> ArgumentParser:
        made = commands.add_parser(name, help=words(help_id), description=words(help_id))
        made.add_argument("--json", action="store_true", help=words("centre.help.json"))
        return made

    add("init", "centre.help.init")
    serve = add("serve", "centre.help.serve")
    serve.add_argument("--host", default="127.0.0.1", help=words("centre.help.serve.host"))
    serve.add_argument("--port", type=int, default=8641, help=words("centre.help.serve.port"))
    _people(words, add)
    _desks(words, add)
    show = add("show", "centre.help.show")
    show.add_argument("what", choices=("dossier", "act", "status", "accounts"), help=words("centre.help.show.what"))
    show.add_argument("key", nargs="?", default="", help=words("centre.help.show.key"))
    _calendars(words, add)
    verify = add("verify", "centre.help.verify")
    verify.add_argument("file", nargs="+", type=Path, help=words("centre.help.verify.file"))
    verify.add_argument("--anchor", action="append", default=[], type=Path, help=words("centre.help.verify.anchor"))
    verify.add_argument("--at", type=_moment, help=words("centre.help.verify.at"))
    add("doctor", "centre.help.doctor")
    add("settings", "centre.help.settings")
    _due(words, add)
    _procedures(words, commands)
    _notices(words, commands)
    watchdog = add("watchdog", "centre.help.watchdog")
    watchdog.add_argument("--office", default="", help=words("centre.help.watchdog.office"))
    renew = add("renew-proofs", "centre.help.renew")
    renew.add_argument("--within", type=_days, default=90, metavar="DAYS", help=words("centre.help.renew.within"))
    renew.add_argument("--dry-run", dest="only_count", action="store_true", help=words("centre.help.renew.dry_run"))
    return parser


def _calendars(words: Words, add: Callable[[str, str], ArgumentParser]) -> None:
    calendar, hours = add("calendar", "centre.help.calendar"), add("hours", "centre.help.hours")
    calendar.add_argument("day", type=_day, help=words("centre.help.calendar.day"))
    calendar.add_argument("kind", choices=("off", "work", "plain"), help=words("centre.help.calendar.kind"))
    calendar.add_argument("--name", required=True, help=words("centre.help.calendar.name"))
    calendar.add_argument("--unit", help=words("centre.help.calendar.unit"))
    hours.add_argument("unit", help=words("centre.help.hours.unit"))
    hours.add_argument("--week", type=_sessions, required=True, help=words("centre.help.hours.week"))
    hours.add_argument("--saturday", type=_sessions, default=(), help=words("centre.help.hours.saturday"))
    hours.add_argument("--saturday-counts", action="store_true", help=words("centre.help.hours.saturday_counts"))
    hours.add_argument("--from", dest="from_day", type=_day, required=True, help=words("centre.help.hours.from"))
    hours.add_argument("--until", type=_day, help=words("centre.help.hours.until"))
    for made in (calendar, hours):
        made.add_argument("--basis", required=True, help=words("centre.help.calendar.basis"))
        made.add_argument("--by", required=True, help=words("centre.help.calendar.by"))


def _due(words: Words, add: Callable[[str, str], ArgumentParser]) -> None:
    due = add("due", "centre.help.due")
    due.add_argument("--stdin", action="store_true", help=words("centre.help.due.stdin"))
    due.add_argument("--procedure", help=words("centre.help.due.procedure"))
    due.add_argument("--received", help=words("centre.help.due.received"))
    due.add_argument("--office", default="", metavar="UNIT", help=words("centre.help.due.office"))
    due.add_argument("--channel", choices=[channel.value for channel in Channel], default=Channel.DIRECT.value)
    due.add_argument(
        "--supplement-asked", action="append", default=[], metavar="TIME", help=words("centre.help.due.asked")
    )
    due.add_argument(
        "--supplement-received", action="append", default=[], metavar="TIME", help=words("centre.help.due.papers")
    )
    due.add_argument(
        "--extension", action="append", default=[], metavar="TIME=DAY", help=words("centre.help.due.extension")
    )


def _procedures(words: Words, commands: "_SubParsersAction[ArgumentParser]") -> None:
    group = commands.add_parser(
        "procedure", help=words("centre.help.procedure"), description=words("centre.help.procedure")
    )
    doing = group.add_subparsers(dest="doing", required=True, metavar=words("command.command"))
    drawn = doing.add_parser("diagram", help=words("centre.help.procedure.diagram"))
    drawn.add_argument("code", nargs="?", default="", help=words("centre.help.procedure.code"))
    drawn.set_defaults(json=False)
    _publishing(words, doing)
    for name in ("import", "lint"):
        made = doing.add_parser(name, help=words(f"centre.help.procedure.{name}"))
        made.add_argument("--json", action="store_true", help=words("centre.help.json"))
        if name == "import":
            made.add_argument("file", type=Path, help=words("centre.help.procedure.file"))
            made.add_argument("--dry-run", action="store_true", help=words("centre.help.procedure.dry_run"))


def _notices(words: Words, commands: "_SubParsersAction[ArgumentParser]") -> None:
    group = commands.add_parser("notices", help=words("centre.help.notices"), description=words("centre.help.notices"))
    doing = group.add_subparsers(dest="doing", required=True, metavar=words("command.command"))
    for name in ("run", "list", "retry"):
        made = doing.add_parser(name, help=words(f"centre.help.notices.{name}"))
        made.add_argument("--json", action="store_true", help=words("centre.help.json"))
        if name == "list":
            channels = [channel.value for channel in NoticeChannel]
            made.add_argument("--channel", choices=channels, help=words("centre.help.notices.channel"))
            states = [state.value for state in NoticeState]
            made.add_argument("--state", choices=states, help=words("centre.help.notices.state"))
            made.add_argument("--office", default="", help=words("centre.help.office"))
        if name == "retry":
            made.add_argument("number", type=int, nargs="*", help=words("centre.help.notices.number"))


def _publishing(words: Words, doing: "_SubParsersAction[ArgumentParser]") -> None:
    made = {}
    for name in ("enter", "propose", "review", "publish", "show"):
        one = made[name] = doing.add_parser(name, help=words(f"centre.help.procedure.{name}"))
        one.add_argument("code", help=words("centre.help.procedure.one"))
        one.add_argument("--json", action="store_true", help=words("centre.help.json"))
        if name != "show":
            one.add_argument("--by", required=True, metavar="LOGIN", help=words("centre.help.procedure.by"))
    for option in ("limit", "fee", "paper"):
        told = words(f"centre.help.procedure.{option}")
        made["enter"].add_argument(f"--{option}", action="append", default=[], help=told)
    made["enter"].add_argument("--basis", default="", help=words("centre.help.procedure.basis"))
    for option in ("office", "receivers", "decided-by", "result-kind"):
        made["propose"].add_argument(f"--{option}", required=True, help=words(f"centre.help.procedure.{option}"))
    for option, usual in (("workflow", "standard"), ("sector", ""), ("short-name", "")):
        made["propose"].add_argument(f"--{option}", default=usual, help=words(f"centre.help.procedure.{option}"))
    made["publish"].add_argument("--decision", required=True, help=words("centre.help.procedure.decision"))
    made["publish"].add_argument("--decided-on", type=_day, required=True, help=words("centre.help.procedure.decided"))
    made["publish"].add_argument(
        "--from", dest="from_day", type=_day, required=True, help=words("centre.help.procedure.from")
    )
    made["publish"].add_argument("--drop-form", action="store_true", help=words("centre.help.procedure.drop_form"))


def _people(words: Words, add: Callable[[str, str], ArgumentParser]) -> None:
    person = add("office-add-person", "centre.help.add_person")
    person.add_argument("--office", required=True, help=words("centre.help.office"))
    person.add_argument("--name", required=True, help=words("centre.help.name"))
    person.add_argument("--title", required=True, help=words("centre.help.title"))
    person.add_argument("--login", required=True, help=words("centre.help.login"))
    _role(words, person)
    person.add_argument("--password-file", type=Path, help=words("centre.help.password"))
    person.add_argument("--email", default="", help=words("centre.help.person_email"))
    address = add("person-email", "centre.help.email")
    address.add_argument("--login", required=True, help=words("centre.help.login"))
    address.add_argument("address", nargs="?", default="", help=words("centre.help.email.address"))
    grant = add("grant", "centre.help.grant")
    grant.add_argument("--login", help=words("centre.help.login"))
    grant.add_argument("--office", help=words("centre.help.office"))
    _role(words, grant, needed=False)
    grant.add_argument("--until", type=_day, help=words("centre.help.until"))
    _deputies(words, grant)
    revoke = add("revoke", "centre.help.revoke")
    revoke.add_argument("--login", required=True, help=words("centre.help.login"))
    revoke.add_argument("--office", required=True, help=words("centre.help.office"))
    revoke.add_argument("--until", type=_day, help=words("centre.help.until"))
    certificate = add("certificate", "centre.help.certificate")
    whose = certificate.add_mutually_exclusive_group(required=True)
    whose.add_argument("--login", help=words("centre.help.login"))
    whose.add_argument("--office", help=words("centre.help.certificate.office"))
    certificate.add_argument("--until", type=_day, help=words("centre.help.certificate.until"))
    certificate.add_argument("file", type=Path, help=words("centre.help.certificate.file"))


def _deputies(words: Words, grant: ArgumentParser) -> None:
    doing = grant.add_subparsers(dest="doing", metavar=words("command.command"))
    for name in ("delegate", "absence", "second", "list", "end"):
        one = doing.add_parser(name, help=words(f"centre.help.grant.{name}"))
        one.add_argument("--json", action="store_true", help=words("centre.help.json"))
        one.add_argument("--office", required=True, help=words("centre.help.office"))
        if name != "list":
            one.add_argument("--to", dest="login", required=True, help=words("centre.help.grant.to"))
            one.add_argument("--until", type=_day, required=name != "end", help=words("centre.help.until"))
        if name in ("delegate", "absence", "second"):
            _role(words, one)
            one.add_argument("--basis", required=True, help=words("centre.help.grant.basis"))
        if name in ("delegate", "absence"):
            one.add_argument("--for", dest="lender", required=True, help=words("centre.help.grant.for"))
            one.add_argument("--sign", type=SigningFor, help=words("centre.help.grant.sign"))
        if name == "second":
            one.add_argument("--agency", required=True, help=words("centre.help.grant.agency"))


def _role(words: Words, parser: ArgumentParser, *, needed: bool = True) -> None:
    parser.add_argument("--role", action="append", required=needed, type=Role, help=words("centre.help.role"))
    parser.add_argument("--from", dest="since", type=_day, help=words("centre.help.from"))


def _desks(words: Words, add: Callable[[str, str], ArgumentParser]) -> None:
    code = add("desk-code", "centre.help.desk_code")
    code.add_argument("--office", required=True, help=words("centre.help.office"))
    code.add_argument("--slice", dest="slice_", type=_slice, help=words("centre.help.slice"))
    code.add_argument("--agency", action="append", default=[], help=words("centre.help.agency"))
    code.add_argument("--from", dest="since", type=_day, help=words("centre.help.from"))
    code.add_argument("--until", type=_day, help=words("centre.help.until"))
    code.add_argument("--address", default="http://127.0.0.1:8641", help=words("centre.help.address"))
    code.add_argument("--out", type=Path, help=words("centre.help.out"))
    revoke = add("revoke-desk", "centre.help.revoke_desk")
    revoke.add_argument("device", help=words("centre.help.device"))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(text) from None


def _days(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(text)
    return int(text)


def _sessions(text: str) -> tuple[tuple[time, time], ...]:
    """Office hours such as `07:30-11:30,13:30-17:00`."""
    edges = [part.strip().split("-") for part in text.split(",")]
    try:
        return tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in edges)
    except ValueError:
        raise ArgumentTypeError(text) from None


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(text) from None
    return at if at.tzinfo is not None else at.replace(tzinfo=ZONE)


def _slice(text: str) -> tuple[int, int]:
    first, dash, last = text.partition("-")
    if not dash or not first.isdecimal() or not last.isdecimal():
        raise ArgumentTypeError(text)
    return int(first), int(last)
