"""`motcua-centre due`: when a dossier is due, from lines of JSON or for a procedure of the catalogue; needs no data.

With `--office` the centre is asked for its calendars: `due_of_office`.
"""

import sys
from argparse import Namespace
from collections.abc import Callable
from datetime import datetime

import msgspec

from central_server.bootstrap.province import load_province
from central_server.bootstrap.words import Words, language_of, load_words
from central_server.commands.output import CommandFault, Console, Exit
from central_server.services.due_lines import (
    Answer,
    Clock,
    DueLines,
    LineFault,
    Moment,
    read_day,
    read_time,
    say,
    settle,
)
from central_server.settings import SETTINGS
from dossier.acts import Channel
from dossier.calendar import CalendarFault, WorkingCalendar
from dossier.limits import ClockFacts
from dossier.messages import Message
from dossier.procedures import find_procedure
from dossier.rules import RulesBundle

_NO_ID = msgspec.Raw(b"null")
_PROVINCE = next(str(row.default) for row in SETTINGS if row.name == "province")


def due(arguments: Namespace, console: Console) -> None:
    """Answer every line of standard input, or say when a dossier of one procedure is due."""
    bundle = load_province(_PROVINCE)
    if arguments.stdin:
        speech = load_words(language_of(), "due", "centre")
        lines = DueLines(bundle.calendar, lambda told: _speak(speech, told))
        for line in sys.stdin.buffer:
            if line.strip():
                sys.stdout.buffer.write(lines.answer(line) + b"\n")
                sys.stdout.buffer.flush()
        return
    tell(bundle, lambda _received: bundle.calendar, arguments, console)


def tell(
    bundle: RulesBundle, calendar: Callable[[datetime], WorkingCalendar], arguments: Namespace, console: Console
) -> None:
    """Say when a dossier of one procedure is due, counted by the calendar of the moment at which it was received."""
    if arguments.stdin or not arguments.procedure or not arguments.received:
        raise CommandFault("centre.due.what", Exit.USAGE)
    speech = load_words(language_of(), "due", "centre")
    try:
        answer = _of_procedure(bundle, calendar, arguments, speech)
    except LineFault as fault:
        raise CommandFault(f"centre.due.{fault.code}", Exit.USAGE, found=fault.found) from None
    except (CalendarFault, OverflowError) as fault:
        raise CommandFault("centre.due.beyond", Exit.USAGE, found=str(fault)) from None
    if console.as_json:
        sys.stdout.write(msgspec.json.encode(answer).decode() + "\n")
        return
    for step in answer.steps:
        sys.stdout.write(step.text + (f" ({step.basis})" if step.basis else "") + "\n")


def _of_procedure(
    bundle: RulesBundle, calendar: Callable[[datetime], WorkingCalendar], arguments: Namespace, speech: Words
) -> Answer:
    received = read_time(arguments.received)
    procedure = find_procedure(bundle.procedures, arguments.procedure, received.date())
    if procedure is None:
        raise CommandFault("centre.due.procedure", Exit.FAILURE, found=arguments.procedure)
    channel = Channel(arguments.channel)
    limit = procedure.limit_for(channel)
    if limit is None:
        raise CommandFault("centre.due.no_limit", Exit.FAILURE, found=arguments.procedure)
    clock = Clock(limit, calendar(received), procedure.supplements, bundle.regime.due)
    facts = ClockFacts(received, directly_received=channel is not Channel.ONLINE)
    return say(_NO_ID, *settle(clock, facts, _moments(arguments)), lambda told: _speak(speech, told))


def _moments(arguments: Namespace) -> list[Moment]:
    asked = [Moment("supplement_asked", read_time(text)) for text in arguments.supplement_asked]
    received = [Moment("supplement_received", read_time(text)) for text in arguments.supplement_received]
    return [*asked, *received, *map(_extension, arguments.extension)]


def _extension(text: str) -> Moment:
    at, equals, new_due = text.partition("=")
    if not equals:
        raise LineFault("extension", text)
    return Moment("extension", read_time(at), read_day(new_due))


def _speak(speech: Words, told: Message) -> str:
    return speech(told.id, **dict(told.params))
