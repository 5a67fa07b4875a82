"""Reads the shipped data of a province into one bundle of rules; opens resources and nothing else."""

import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable

from central_server.ports.faults import CentreFault
from dossier.catalogue import (
    CatalogueFault,
    parse_calendar,
    parse_catalogue,
    parse_organisation,
    parse_province,
    parse_regime,
)
from dossier.reasons import parse_reasons
from dossier.rules import RulesBundle
from dossier.workflow import WorkflowFault, parse_workflow

_Table = dict[str, object]


def load_province(profile: str) -> RulesBundle:
    """The rules of a province profile; raises CentreFault `province_unknown` or `province_faulty`."""
    try:
        return _load(profile)
    except (CatalogueFault, WorkflowFault) as fault:
        raise CentreFault("province_faulty", str(fault)) from fault


def _load(profile: str) -> RulesBundle:
    province = parse_province(profile, _table("provinces", profile))
    workflows = tuple(parse_workflow(table) for table in _tables("workflows").values())
    names = frozenset(workflow.name for workflow in workflows)
    return RulesBundle(
        province=province,
        regime=parse_regime(province.regime, _table("regimes", province.regime)),
        organisation=parse_organisation(province.units, _table("units", province.units)),
        calendar=parse_calendar(province.calendar, _table("calendars", province.calendar)),
        procedures=parse_catalogue(_tables("procedures"), names),
        workflows=workflows,
        reasons=parse_reasons(province.regime, _table("reasons", province.regime)),
    )


def _table(folder: str, name: str) -> _Table:
    if not name.isidentifier() and not name.isalnum():
        raise CentreFault("province_unknown", name)
    path = files("resources") / folder / f"{name}.toml"
    if not path.is_file():
        raise CentreFault("province_unknown", f"{folder}/{name}")
    return _read(path)


def _tables(folder: str) -> dict[str, _Table]:
    paths = [path for path in (files("resources") / folder).iterdir() if path.name.endswith(".toml")]
    return {path.name: _read(path) for path in sorted(paths, key=lambda path: path.name)}


def _read(path: Traversable) -> _Table:
    return tomllib.loads(path.read_text(encoding="utf-8"))
