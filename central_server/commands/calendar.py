"""`motcua-centre calendar`, `hours`: change a day, or the hours of a unit; open due dates move with them."""

from argparse import Namespace

import msgspec

from central_server.bootstrap.filing import build_own_acts
from central_server.commands.administer import opened
from central_server.commands.output import CommandFault, Console, Exit
from central_server.services.calendars import (
    CalendarParts,
    CalendarRefused,
    Calendars,
    Change,
    DayChange,
    HoursChange,
    Moved,
)
from central_server.settings import Settings
from dossier.calendar import DayKind

_KINDS = {"off": DayKind.OFF.value, "work": DayKind.SWAPPED_WORKING_DAY.value, "plain": ""}


class CalendarSaid(msgspec.Struct):
    """What a change came to."""

    rules: str
    moved: int
    skipped: int


def change(arguments: Namespace, settings: Settings, console: Console) -> None:
    """The command that changes a day."""
    wanted = DayChange(
        arguments.day, _KINDS[arguments.kind], arguments.name, arguments.basis, arguments.unit or "", "", 0
    )
    made = _made(wanted, arguments.by, settings, console)
    _tell(made, "centre.calendar.told", console, day=f"{arguments.day:%d/%m/%Y}")


def change_hours(arguments: Namespace, settings: Settings, console: Console) -> None:
    """The command that changes the hours and Saturdays of a unit."""
    wanted = HoursChange(
        unit=arguments.unit,
        week=arguments.week,
        saturday=arguments.saturday,
        saturday_counts=arguments.saturday_counts,
        valid_from=arguments.from_day,
        valid_until=arguments.until,
        basis=arguments.basis,
    )
    made = _made(wanted, arguments.by, settings, console)
    _tell(made, "centre.hours.told", console, unit=arguments.unit, day=f"{arguments.from_day:%d/%m/%Y}")


def _made(wanted: Change, login: str, settings: Settings, console: Console) -> Moved:
    with opened(settings) as centre:
        parts = CalendarParts(centre.store, centre.clock, centre.chance, centre.rulebook, build_own_acts(centre))
        try:
            return Calendars(parts).change(wanted, login)
        except CalendarRefused as fault:
            said = "; ".join(console.words(one.id, **dict(one.params)) for one in fault.problems)
            raise CommandFault(f"centre.calendar.{fault.code}", Exit.FAILURE, found=said or fault.detail) from None


def _tell(made: Moved, message_id: str, console: Console, **words: str) -> None:
    said = CalendarSaid(made.version, made.moved, made.skipped)
    console.tell(said, message_id, moved=str(made.moved), skipped=str(made.skipped), **words)
