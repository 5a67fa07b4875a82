"""Loads the shipped rules data for tests, through the same parsers as the programs."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from dossier.calendar import WorkingCalendar
from dossier.catalogue import parse_calendar, parse_catalogue, parse_organisation, parse_province, parse_regime
from dossier.organisation import Organisation, Province, Regime
from dossier.procedures import Procedure

ROOT = Path(__file__).resolve().parents[2]
RESOURCES = ROOT / "resources"
SHARED = ROOT.parent / "shared" / "data"


def load(path: Path) -> Mapping[str, object]:
    """Read one TOML file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def vietnam() -> WorkingCalendar:
    """The shipped calendar."""
    return parse_calendar("vietnam.toml", load(RESOURCES / "calendars" / "vietnam.toml"))


@cache
def catalogue() -> tuple[Procedure, ...]:
    """The shipped procedures."""
    files = {path.name: load(path) for path in (RESOURCES / "procedures").glob("*.toml")}
    return parse_catalogue(files, frozenset({"standard", "at_once", "ministry"}))


def procedure(code: str) -> Procedure:
    """One shipped procedure."""
    return next(row for row in catalogue() if row.code == code)


@cache
def binhthuan() -> Organisation:
    """The shipped units."""
    return parse_organisation("binhthuan.toml", load(RESOURCES / "units" / "binhthuan.toml"))


@cache
def regime_2019() -> Regime:
    """The shipped regime of 2019."""
    return parse_regime("2019.toml", load(RESOURCES / "regimes" / "2019.toml"))


@cache
def profile() -> Province:
    """The shipped province profile."""
    return parse_province("binhthuan_2019.toml", load(RESOURCES / "provinces" / "binhthuan_2019.toml"))


@cache
def words(language: str) -> Mapping[str, str]:
    """All messages of this area in one language."""
    found: dict[str, str] = {}
    for area in ("due", "forms"):
        rows = load(RESOURCES / "messages" / f"{area}.{language}.toml")
        found.update({key: str(text) for key, text in rows.items()})
    return found
