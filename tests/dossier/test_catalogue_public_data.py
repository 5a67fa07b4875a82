"""The shipped catalogue and calendar are held against the public data they were written from."""

import csv
import json
import re
from functools import cache

import pytest
from rule_files import SHARED, catalogue, vietnam

from dossier.acts import Channel
from dossier.calendar import DayKind
from dossier.fees import FeeKind, FeeRule
from dossier.limits import LimitUnit
from dossier.procedures import Level, Procedure
from dossier.text import tidy

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="THE PUBLIC DATA TO COMPARE WITH ARE NOT HERE: the catalogue was not compared"
)

_LEVELS = {"Cấp xã": Level.COMMUNE, "Cấp huyện": Level.DISTRICT, "Cấp tỉnh": Level.PROVINCE}
_UNITS = {
    "Ngày làm việc": LimitUnit.WORKING_DAY,
    "Ngày": LimitUnit.CALENDAR_DAY,
    "Giờ": LimitUnit.HOUR,
    "Tháng": LimitUnit.MONTH,
}


@cache
def public_rows() -> dict[str, dict[str, str]]:
    """The public list, one row a procedure (the first where a code stands twice)."""
    with (SHARED / "tthc_catalog_2026.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {row["code"]: row for row in reversed(rows)}


@cache
def public_details() -> dict[str, dict[str, list[dict[str, str]]]]:
    """The public details of some procedures."""
    return {
        row["code"]: row for row in json.loads((SHARED / "tthc_detail_selected_2026.json").read_text(encoding="utf-8"))
    }


def amounts_of(fee: FeeRule) -> set[int]:
    """Return the amounts that a person sees first in a fee."""
    if fee.kind is FeeKind.NONE:
        return {0}
    return {row.amount for row in fee.by_channel} or {fee.amount}


@pytest.mark.parametrize("row", catalogue(), ids=lambda row: row.code)
def test_code_name_field_and_decision_are_the_public_ones(row: Procedure) -> None:
    """What identifies a procedure is exactly what the national catalogue says."""
    public = public_rows()[row.code]
    assert (row.name, row.field, row.source.decision) == (
        tidy(public["name"]), public["field"], public["decision"]
    )  # fmt: skip


@pytest.mark.parametrize("row", catalogue(), ids=lambda row: row.code)
def test_receivers_are_public_levels_or_ours_by_name(row: Procedure) -> None:
    """A level that the catalogue does not name is marked as our own arrangement."""
    public = {_LEVELS[level] for level in public_rows()[row.code]["level"].split(", ") if level in _LEVELS}
    assert set(row.receivers) <= public or "receivers" in row.source.ours
    assert row.decided_by in public or "receivers" in row.source.ours


@pytest.mark.parametrize("row", catalogue(), ids=lambda row: row.code)
def test_limits_are_the_public_numbers_and_units(row: Procedure) -> None:
    """Numbers are equal; where the source has a bare number or nothing, the unit is ours and says why."""
    public = public_rows()[row.code]
    for channel in Channel:
        said = public[f"time_{channel.value}"]
        limit = row.limit_for(channel)
        match = re.fullmatch(r"(\d+)(?: (.+))?", said)
        if limit is None:
            assert said == "", f"the source has a limit for {channel.value}"
            continue
        if match is None:
            assert {"limit.unit", "limit.amount"} <= set(row.source.ours)
            assert limit.unit_note
            continue
        assert limit.amount == int(match[1])
        if match[2] is None:
            assert "limit.unit" in row.source.ours
            assert limit.unit_note
        else:
            assert limit.unit is _UNITS[match[2]]
            assert "limit.unit" not in row.source.ours


@pytest.mark.parametrize("row", catalogue(), ids=lambda row: row.code)
def test_fees_are_the_public_amounts(row: Procedure) -> None:
    """The amount the source names first is one of ours; an amount it hides in a note is found in the note."""
    said = public_rows()[row.code]["fee_first"]
    if said == "Miễn phí":
        assert amounts_of(row.fee) == {0}
    elif match := re.fullmatch(r"([\d,]+) Việt Nam Đồng", said):
        assert int(match[1].replace(",", "")) in amounts_of(row.fee)
    else:
        notes = " ".join(channel["note"] for channel in public_details()[row.code]["channels"])
        assert f"{row.fee.amount:,} VNĐ" in notes


@pytest.mark.parametrize(
    "row", [row for row in catalogue() if row.fee.kind is FeeKind.BY_CHANNEL], ids=lambda row: row.code
)
def test_fees_by_channel_are_the_public_ones(row: Procedure) -> None:
    """Each way of filing costs what the detail page says."""
    public = {
        c["channel"]: int(c["fee"].split(" ")[0].replace(",", "")) for c in public_details()[row.code]["channels"]
    }
    assert {fee.channel.value: fee.amount for fee in row.fee.by_channel} == public


@pytest.mark.parametrize("row", catalogue(), ids=lambda row: row.code)
def test_results_are_the_public_ones_or_ours_by_name(row: Procedure) -> None:
    """Result codes and names are public (the source cuts first letters and tails), or marked as ours."""
    public = public_details().get(row.code, {"results": []})["results"]
    if not public:
        assert "result" in row.source.ours
        return
    for result in row.results:
        names = {r["code"]: r["name"] for r in public}
        codes = [code for code in names if code == result.code or code[:-1] == result.code[:-1]]
        assert codes, result.code
        stem = names[codes[0]].strip(" -.")[1:60]
        assert stem in result.name or "result.name" in row.source.ours


def test_tiered_fee_is_the_sentence_of_the_source() -> None:
    """2,000 a page, 1,000 from the third page, at most 200,000 a copy."""
    note = public_details()["2.000815"]["channels"][0]["note"]
    assert (
        "2.000 đồng/trang; từ trang thứ 3 trở lên thu 1.000 đồng/trang, tối đa thu không quá 200.000 đồng/bản" in note
    )
    fee = next(row for row in catalogue() if row.code == "2.000815").fee
    assert (fee.amount, fee.tier_pages, fee.next_amount, fee.cap) == (2_000, 2, 1_000, 200_000)


def test_special_days_are_those_of_the_public_list() -> None:
    """Every holiday and swapped day of the list is in the calendar, and no other."""
    with (SHARED / "holidays_vn_2018_2027.csv").open(encoding="utf-8") as file:
        public = {(row["date"], DayKind(row["kind"]), row["name"]) for row in csv.DictReader(file)}
    assert {(day.date.isoformat(), day.kind, day.name) for day in vietnam().days} == public
