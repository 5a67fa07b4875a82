"""Turn loaded rules data into values and refuse what contradicts itself; opens no file and knows no folder.

Each function takes the name of a file, for the message, and the plain mapping that a TOML parser made of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from dossier.calendar import CalendarDay, DayKind, WorkingCalendar, check_calendar
from dossier.organisation import Organisation, Province, Regime, organisation_problems
from dossier.procedures import Procedure, procedure_problems
from dossier.rows import CatalogueFault, read_value

__all__ = [
    "CatalogueFault",
    "parse_calendar",
    "parse_catalogue",
    "parse_organisation",
    "parse_procedure",
    "parse_province",
    "parse_regime",
]


def _refuse(file: str, field: str, problems: tuple[str, ...]) -> None:
    if problems:
        raise CatalogueFault(file, field, "; ".join(problems))


def parse_procedure(file: str, row: Mapping[str, object]) -> Procedure:
    """Return one procedure; raises CatalogueFault for a bad row or one that contradicts itself."""
    procedure = read_value(Procedure, row, file)
    _refuse(file, procedure.code, procedure_problems(procedure))
    return procedure


def parse_catalogue(
    files: Mapping[str, Mapping[str, object]], workflows: frozenset[str] | None = None
) -> tuple[Procedure, ...]:
    """Return all procedures of all files, in the order of file names and rows.

    Each file holds `[[procedure]]` rows. Two versions of one code may not be in force on one day; a workflow
    must be one of `workflows` when that is given.
    """
    found: list[Procedure] = []
    for file in sorted(files):
        rows = files[file].get("procedure")
        if not isinstance(rows, list) or set(files[file]) != {"procedure"}:
            raise CatalogueFault(file, "procedure", "the file holds [[procedure]] rows and nothing else")
        for row in rows:
            procedure = parse_procedure(file, row)
            if workflows is not None and procedure.workflow not in workflows:
                raise CatalogueFault(file, procedure.code, f"unknown workflow {procedure.workflow}")
            if any(_overlap(procedure, other) for other in found):
                raise CatalogueFault(file, procedure.code, "two versions are in force on one day")
            found.append(procedure)
    return tuple(found)


def _overlap(one: Procedure, other: Procedure) -> bool:
    return one.code == other.code and (one.is_valid_on(other.valid_from) or other.is_valid_on(one.valid_from))


def parse_calendar(file: str, row: Mapping[str, object]) -> WorkingCalendar:
    """Return a calendar; special days may stand as `days` rows or, shorter, as tables `off` and `swapped`
    of ISO day -> name.
    """
    plain = dict(row)
    short = [
        day
        for key, kind in (("off", DayKind.OFF), ("swapped", DayKind.SWAPPED_WORKING_DAY))
        for day in _short_days(file, key, plain.pop(key, {}), kind)
    ]
    calendar = read_value(WorkingCalendar, plain, file)
    days = tuple(sorted((*calendar.days, *short), key=lambda day: (day.date, day.kind)))
    calendar = replace(calendar, days=days)
    problems = check_calendar(calendar)
    _refuse(file, calendar.code, tuple(f"{one.id.rpartition('.')[2]} {dict(one.params)}" for one in problems))
    return calendar


def _short_days(file: str, key: str, table: object, kind: DayKind) -> tuple[CalendarDay, ...]:
    if not isinstance(table, Mapping):
        raise CatalogueFault(file, key, "a table of days is needed")
    rows = ({"date": day, "name": name} for day, name in table.items())
    return tuple(_short_day(file, key, row, kind) for row in rows)


def _short_day(file: str, key: str, row: Mapping[str, object], kind: DayKind) -> CalendarDay:
    try:
        day = date.fromisoformat(str(row["date"]))
    except ValueError:
        raise CatalogueFault(file, f"{key}.{row['date']}", "not a day") from None
    return CalendarDay(day, kind, str(row["name"]))


def parse_organisation(file: str, row: Mapping[str, object]) -> Organisation:
    """Return the units of a province from `code`, `as_of`, `notice` and `[[units]]` rows."""
    organisation = read_value(Organisation, row, file)
    _refuse(file, organisation.code, organisation_problems(organisation))
    return organisation


def parse_regime(file: str, row: Mapping[str, object]) -> Regime:
    """Return a legal regime with its settings."""
    return read_value(Regime, row, file)


def parse_province(file: str, row: Mapping[str, object]) -> Province:
    """Return the profile of a province."""
    return read_value(Province, row, file)
