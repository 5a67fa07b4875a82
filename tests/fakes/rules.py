"""The rules of the shipped province, read from resources as the centre reads them."""

import tomllib
from dataclasses import replace
from datetime import date, time
from functools import cache
from importlib.resources import files

from central_sync.protocol.bundle import bundle_version, encode_bundle
from dossier.calendar import CalendarDay, DayKind, Session, WeekdayHours, WorkingCalendar
from dossier.catalogue import parse_calendar, parse_catalogue, parse_organisation, parse_province, parse_regime
from dossier.reasons import parse_reasons
from dossier.rules import Rules, RulesBundle
from dossier.workflow import parse_workflow


def _tables(folder: str) -> dict[str, dict[str, object]]:
    found = sorted(path for path in (files("resources") / folder).iterdir() if path.name.endswith(".toml"))
    return {path.name: tomllib.loads(path.read_text(encoding="utf-8")) for path in found}


@cache
def shipped_bundle() -> RulesBundle:
    """The bundle of resources/provinces/binhthuan_2019."""
    workflows = tuple(parse_workflow(table) for table in _tables("workflows").values())
    return RulesBundle(
        province=parse_province("binhthuan_2019.toml", _tables("provinces")["binhthuan_2019.toml"]),
        regime=parse_regime("2019.toml", _tables("regimes")["2019.toml"]),
        organisation=parse_organisation("binhthuan.toml", next(iter(_tables("units").values()))),
        calendar=parse_calendar("vietnam.toml", _tables("calendars")["vietnam.toml"]),
        procedures=parse_catalogue(_tables("procedures"), frozenset(flow.name for flow in workflows)),
        workflows=workflows,
        reasons=parse_reasons("2019.toml", _tables("reasons")["2019.toml"]),
    )


def with_unit_calendar(bundle: RulesBundle, unit: str, calendar: WorkingCalendar) -> RulesBundle:
    """The bundle in which one agency works by a calendar of its own."""
    units = tuple(
        replace(one, calendar=calendar.code) if one.code == unit else one for one in bundle.organisation.units
    )
    organisation = replace(bundle.organisation, units=units)
    return replace(bundle, calendars=(*bundle.calendars, calendar), organisation=organisation)


def open_on_saturdays(calendar: WorkingCalendar, *off: date) -> WorkingCalendar:
    """A calendar in which Saturday mornings count and some days of the place are off."""
    morning = WeekdayHours(5, (Session(time(7, 30), time(11, 30)),))
    hours = (*(row for row in calendar.hours if row.weekday != 5), morning)
    days = (*calendar.days, *(CalendarDay(day, DayKind.OFF, "Ngày của địa phương") for day in off))
    return replace(calendar, code="unit-own", hours=hours, days=days, saturday_counts=True)


@cache
def shipped_rules() -> Rules:
    """The shipped rules under their version."""
    bundle = shipped_bundle()
    return Rules.of(bundle_version(encode_bundle(bundle)), bundle)
