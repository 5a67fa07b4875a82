"""Rules data are read strictly: a wrong row is refused with its file, its field and the reason."""

import copy
import tomllib
from collections.abc import Mapping
from datetime import date

import msgspec
import pytest
from rule_files import RESOURCES, binhthuan, catalogue, load, profile, regime_2019, vietnam

from dossier.calendar import WorkingCalendar
from dossier.catalogue import (
    CatalogueFault,
    parse_calendar,
    parse_catalogue,
    parse_organisation,
    parse_procedure,
    parse_province,
    parse_regime,
)
from dossier.organisation import Organisation, Province, Regime
from dossier.procedures import Procedure

_ROW = """
code = "9.000001"
version = "1"
name = "Thủ tục thử"
short_name = "Thử"
field = "Thử"
receivers = ["commune"]
decided_by = "commune"
workflow = "standard"
valid_from = 2019-01-01
results = [{ code = "", name = "Giấy", kind = "notice" }]
source = { decision = "1/QĐ", note = "" }
limits = [{ channels = ["direct"], limit = { amount = 3, unit = "working_day", basis = "x" } }]
"""


def row(**changes: object) -> dict[str, object]:
    """A right procedure row with changes; None takes a key away."""
    table = {**tomllib.loads(_ROW), **changes}
    return {key: value for key, value in table.items() if value is not None}


def limits(amount: object, unit: str) -> dict[str, object]:
    """A change that sets the only limit."""
    return {"limits": [{"channels": ["direct"], "limit": {"amount": amount, "unit": unit, "basis": "x"}}]}


def test_a_right_row_is_read() -> None:
    """The smallest procedure needs only what has no default."""
    assert parse_procedure("x.toml", row()).short_name == "Thử"


@pytest.mark.parametrize(("changes", "field"), [
    ({"code": None}, "code"),
    ({"code": 7}, "code"),
    ({"kode": "x"}, "kode"),
    ({"decided_by": "village"}, "decided_by"),
    ({"receivers": "commune"}, "receivers"),
    ({"receivers": ["commune", "village"]}, "receivers[1]"),
    ({"valid_from": "2019-01-01"}, "valid_from"),
    ({"at_once": 1}, "at_once"),
    ({"source": "x"}, "source"),
    ({"source": {"decision": "x", "note": "", "nota": ""}}, "source.nota"),
    (limits(True, "hour"), "limits[0].limit.amount"),
    (limits(1, "year"), "limits[0].limit.unit"),
    ({"form": {"id": "f", "version": "1", "title": "f", "fields": [{"id": "a"}]}}, "form.fields[0].label"),
    ({"results": []}, "9.000001"),
])  # fmt: skip
def test_a_wrong_row_is_refused_with_its_place(changes: dict[str, object], field: str) -> None:
    """Missing and unknown keys, wrong types, unknown members and contradictions name file and field."""
    with pytest.raises(CatalogueFault) as fault:
        parse_procedure("x.toml", row(**changes))
    assert (fault.value.file, fault.value.field) == ("x.toml", field)
    assert fault.value.why


def test_a_moment_never_passes_for_a_day() -> None:
    """A date-time where a day is wanted is a mistake of the file."""
    with pytest.raises(CatalogueFault):
        parse_procedure("x.toml", row(valid_from=tomllib.loads("a = 2019-01-01T00:00:00")["a"]))


def test_two_versions_may_not_overlap() -> None:
    """On no day are two versions of one procedure in force; one after the other is fine."""
    first, second = (
        row(valid_until=tomllib.loads("a = 2019-06-30")["a"]),
        row(version="2", valid_from=tomllib.loads("a = 2019-07-01")["a"]),
    )
    assert len(parse_catalogue({"x.toml": {"procedure": [first, second]}})) == 2
    with pytest.raises(CatalogueFault, match="two versions"):
        parse_catalogue({"x.toml": {"procedure": [row(), second]}})


def test_an_unknown_workflow_is_refused() -> None:
    """A procedure may only name a workflow that exists."""
    files = {"x.toml": {"procedure": [row(workflow="secret")]}}
    assert parse_catalogue(files)
    with pytest.raises(CatalogueFault, match="workflow"):
        parse_catalogue(files, frozenset({"standard"}))


def test_a_file_holds_procedures_only() -> None:
    """Anything beside the rows is a mistake, as is a file without them."""
    tables: list[dict[str, object]] = [{}, {"procedure": {}}, {"procedure": [], "more": 1}]
    for table in tables:
        with pytest.raises(CatalogueFault):
            parse_catalogue({"x.toml": table})


def _calendar_row(**changes: object) -> dict[str, object]:
    return {**copy.deepcopy(dict(load(RESOURCES / "calendars" / "vietnam.toml"))), **changes}


@pytest.mark.parametrize("changes", [
    {"off": {"2019-02-31": "x"}}, {"off": ["2019-01-01"]}, {"hours": []},
    {"off": {"2019-01-01": "x"}, "swapped": {"2019-01-01": "x"}}, {"open": True},
])  # fmt: skip
def test_a_wrong_calendar_is_refused(changes: dict[str, object]) -> None:
    """Impossible days, missing hours, a day both off and worked, unknown keys."""
    with pytest.raises(CatalogueFault):
        parse_calendar("x.toml", _calendar_row(**changes))


def test_wrong_units_regimes_and_provinces_are_refused() -> None:
    """Each kind of file is read as strictly."""
    unit = {**dict(load(RESOURCES / "units" / "binhthuan.toml"))}
    units = unit["units"]
    assert isinstance(units, list)
    with pytest.raises(CatalogueFault, match="twice"):
        parse_organisation("x.toml", {**unit, "units": [*units, units[0]]})
    with pytest.raises(CatalogueFault):
        parse_regime("x.toml", {})
    with pytest.raises(CatalogueFault):
        parse_province("x.toml", {"code": "x"})


def test_the_regime_of_2025_has_its_dates_and_is_no_regime_to_work_by() -> None:
    """Two levels from 01/07/2025; without clocks a province that chooses it is refused, naming what is missing."""
    table = load(RESOURCES / "regimes" / "2025.toml")
    assert (table["valid_from"], table["levels"]) == (date(2025, 7, 1), ["commune", "province"])
    with pytest.raises(CatalogueFault, match="due"):
        parse_regime("2025.toml", table)
    with_clocks = parse_regime("2025.toml", {**table, "due": load(RESOURCES / "regimes" / "2019.toml")["due"]})
    assert with_clocks.one_stop_decree == "NĐ 118/2025/NĐ-CP"


@pytest.mark.parametrize(("value", "kind"), [
    (vietnam(), WorkingCalendar), (binhthuan(), Organisation), (regime_2019(), Regime), (profile(), Province),
    *((procedure, Procedure) for procedure in catalogue()),
], ids=lambda value: str(getattr(value, "code", "")) or None)  # fmt: skip
def test_rules_travel_unchanged(value: object, kind: type) -> None:
    """Every value goes over the wire and comes back equal, so that desks decide by the same rules."""
    assert msgspec.json.decode(msgspec.json.encode(value), type=kind) == value


def test_codes_are_given_once_and_names_are_whole() -> None:
    """No procedure stands twice, and none has stray blanks."""
    codes = [procedure.code for procedure in catalogue()]
    assert len(codes) == len(set(codes)) >= 24
    for procedure in catalogue():
        assert " ".join(procedure.name.split()) == procedure.name
        assert len(procedure.short_name) <= 40


def test_the_files_name_no_key_twice() -> None:
    """All shipped files parse, so TOML found no key written twice."""
    files: list[Mapping[str, object]] = [load(path) for path in RESOURCES.glob("*/*.toml")]
    assert len(files) >= 10


def test_what_no_law_fixes_is_a_row_of_the_province_and_says_so() -> None:
    """Days until the leader is shown what was not taken, days proposed for an answer: marked ours."""
    practices = (profile().untaken, profile().answer)
    assert [one.days for one in practices] == [1, 5]
    assert all(one.basis.startswith("Quy ước của phần mềm") for one in practices)
    with pytest.raises(CatalogueFault, match=r"untaken\.basis"):
        parse_province("x.toml", {**load(RESOURCES / "provinces" / "binhthuan_2019.toml"), "untaken": {"days": 2}})
