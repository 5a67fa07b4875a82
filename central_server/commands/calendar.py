"""`motcua-centre calendar`: change a day of the working calendar; open due dates move with it."""

from argparse import Namespace

import msgspec

from central_server.bootstrap.filing import build_own_acts
from central_server.commands.administer import opened
from central_server.commands.output import CommandFault, Console, Exit
from central_server.services.calendars import CalendarParts, CalendarRefused, Calendars, DayChange
from central_server.settings import Settings
from dossier.calendar import DayKind

_KINDS = {"off": DayKind.OFF.value, "work": DayKind.SWAPPED_WORKING_DAY.value, "plain": ""}


class CalendarSaid(msgspec.Struct):
    """What a change came to."""

    rules: str
    moved: int
    skipped: int


def change(arguments: Namespace, settings: Settings, console: Console) -> None:
    """The command."""
    wanted = DayChange(
        arguments.day, _KINDS[arguments.kind], arguments.name, arguments.basis, arguments.unit or "", "", 0
    )
    with opened(settings) as centre:
        parts = CalendarParts(centre.store, centre.clock, centre.chance, centre.rulebook, build_own_acts(centre))
        try:
            made = Calendars(parts).change(wanted, arguments.by)
        except CalendarRefused as fault:
            raise CommandFault(f"centre.calendar.{fault.code}", Exit.FAILURE, found=fault.detail) from None
    words = {"day": f"{arguments.day:%d/%m/%Y}", "moved": str(made.moved), "skipped": str(made.skipped)}
    console.tell(CalendarSaid(made.version, made.moved, made.skipped), "centre.calendar.told", **words)
