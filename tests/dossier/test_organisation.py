"""The province has its units, names them as on paper, and knows who decides what."""

import csv
from dataclasses import replace
from datetime import date

import pytest
from rule_files import SHARED, binhthuan, catalogue, procedure, profile, regime_2019

from dossier.identifiers import OfficeId, is_office
from dossier.organisation import Organisation, UnitKind, organisation_problems
from dossier.procedures import Level

_DEMO_DAY = date(2019, 3, 14)
_PHU_THUY = "000.04.31.H11"


def test_the_province_has_all_its_communes_and_districts() -> None:
    """10 districts and 121 communes (93 xã, 16 phường, 12 thị trấn), as of 30/06/2025."""
    kinds = [unit.kind for unit in binhthuan().units]
    counts = [kinds.count(kind) for kind in (UnitKind.DISTRICT, UnitKind.COMMUNE, UnitKind.WARD, UnitKind.TOWN)]
    assert counts == [10, 93, 16, 12]
    assert binhthuan().as_of == date(2025, 6, 30)


def test_codes_are_identifiers_and_only_the_root_is_official() -> None:
    """Every code has the form of an identifier; what is our own numbering is marked so."""
    assert all(is_office(unit.code) for unit in binhthuan().units)
    assert [unit.code for unit in binhthuan().units if unit.official] == ["000.00.00.H11"]
    assert "tạm đánh" in binhthuan().notice


def test_a_commune_code_carries_its_district() -> None:
    """zz counts inside the district, yy is the district's own."""
    for unit in binhthuan().units:
        if unit.level is Level.COMMUNE:
            assert unit.code[7:9] == unit.parent[7:9]
            assert unit.code[4:6] != "00"


def test_papers_are_headed_by_the_unit() -> None:
    """A ward's paper has its committee above the one-stop unit, and its own place before the date."""
    unit = binhthuan().unit(_PHU_THUY)
    assert unit is not None
    assert unit.owner_line == "ỦY BAN NHÂN DÂN PHƯỜNG PHÚ THỦY"
    assert unit.one_stop_name == "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ"
    assert (unit.name, unit.place_name) == ("Ủy ban nhân dân phường Phú Thủy", "Phú Thủy")
    assert all(u.owner_line.isupper() and u.one_stop_name.isupper() for u in binhthuan().units)


def test_ancestors_lead_to_the_province() -> None:
    """A ward stands under its city, the city under the province."""
    names = [unit.short_name for unit in binhthuan().ancestors(_PHU_THUY)]
    assert names == ["UBND TP Phan Thiết", "UBND tỉnh"]
    assert len(binhthuan().children("000.00.31.H11")) == 15


def test_the_receiving_commune_decides_its_own_procedures() -> None:
    """Marital status is decided where it was received."""
    unit = binhthuan().competent_for(procedure("1.004873"), _PHU_THUY, _DEMO_DAY)
    assert unit is not None
    assert unit.code == _PHU_THUY


def test_a_provincial_decision_goes_to_the_unit_of_its_sector() -> None:
    """Splitting a plot received at a ward is decided by the land registry; boats by the department of that day."""
    land = binhthuan().competent_for(procedure("1.012784"), _PHU_THUY, _DEMO_DAY)
    boats = [
        unit.short_name if (unit := binhthuan().competent_for(procedure("1.003650"), "000.00.02.H11", day)) else ""
        for day in (_DEMO_DAY, date(2025, 6, 30))
    ]
    assert land is not None
    assert land.short_name == "VP ĐKĐĐ"
    assert boats == ["Sở NN&PTNT", "Sở NN&MT"]


def test_a_district_decision_goes_up_to_the_district() -> None:
    """A procedure decided by districts and received at a ward goes to the city above it."""
    row = replace(procedure("1.004873"), decided_by=Level.DISTRICT)
    unit = binhthuan().competent_for(row, _PHU_THUY, _DEMO_DAY)
    assert unit is not None
    assert unit.short_name == "UBND TP Phan Thiết"


def test_an_unknown_counter_has_no_competent_agency() -> None:
    """Nothing is guessed for a code that is not there."""
    assert binhthuan().competent_for(procedure("1.004873"), "000.99.99.H11", _DEMO_DAY) is None


def test_units_live_from_a_day_until_a_day() -> None:
    """A merged department ends and names its successor, which begins the next day."""
    old = binhthuan().unit("000.00.08.H11")
    assert old is not None
    new = binhthuan().unit(old.succeeded_by)
    assert new is not None
    assert old.exists_on(_DEMO_DAY)
    assert not old.exists_on(date(2025, 3, 1))
    assert not new.exists_on(_DEMO_DAY)


def test_every_sector_of_the_catalogue_has_a_unit_on_the_demo_day() -> None:
    """Whatever is decided by the province has someone to decide it."""
    for row in catalogue():
        if row.decided_by is Level.PROVINCE and row.receivers:
            assert binhthuan().competent_for(row, "000.00.02.H11", _DEMO_DAY) is not None, row.code


def test_contradictions_are_told() -> None:
    """A code given twice and a parent that is not there are named."""
    unit = binhthuan().units[-1]
    broken = Organisation(
        "x", _DEMO_DAY, "", (unit, unit, replace(unit, code=OfficeId("000.01.99.H11"), succeeded_by="?"))
    )
    problems = organisation_problems(broken)
    assert any("twice" in text for text in problems)
    assert any("unknown unit" in text for text in problems)


def test_the_profile_chooses_the_regime_of_the_decision() -> None:
    """The province profile names regime, calendar, units and the administering department, all of which exist."""
    assert (profile().regime, profile().calendar, profile().units) == (regime_2019().code, "vietnam", binhthuan().code)
    administrator = binhthuan().unit(profile().administrator)
    assert administrator is not None
    assert administrator.short_name == "Sở TT&TT"
    assert regime_2019().due.hand_over_cutoff.hour == 15
    assert regime_2019().due.next_day_start is False


@pytest.mark.skipif(not SHARED.is_dir(), reason="THE PUBLIC DATA TO COMPARE WITH ARE NOT HERE: units not compared")
def test_units_are_those_of_the_public_list() -> None:
    """Names and GSO codes are those of the list of 30/06/2025, district by district."""
    with (SHARED / "binhthuan_communes_pre2025.csv").open(encoding="utf-8") as file:
        public = {row["commune_code"]: (row["commune"].upper(), row["district_code"]) for row in csv.DictReader(file)}
    ours = {}
    for unit in binhthuan().units:
        if unit.level is Level.COMMUNE:
            parent = binhthuan().unit(unit.parent)
            ours[unit.gso_code] = (unit.owner_line.removeprefix("ỦY BAN NHÂN DÂN "), parent.gso_code if parent else "")
    assert ours == public
