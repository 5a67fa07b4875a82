"""Say which agencies a province has, how they are named on paper, and which of them decides a procedure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from dossier.identifiers import OfficeId
from dossier.limits import DueRules
from dossier.procedures import Level, Procedure


class UnitKind(str, Enum):
    """Loại cơ quan, đơn vị."""

    PROVINCE = "province"
    DEPARTMENT = "department"
    CENTRE = "centre"
    OFFICE = "office"
    BRANCH = "branch"
    DISTRICT = "district"
    COMMUNE = "commune"
    WARD = "ward"
    TOWN = "town"


_LEVELS: Final = {
    UnitKind.COMMUNE: Level.COMMUNE,
    UnitKind.WARD: Level.COMMUNE,
    UnitKind.TOWN: Level.COMMUNE,
    UnitKind.DISTRICT: Level.DISTRICT,
}


_COMMITTEES: Final = frozenset({UnitKind.PROVINCE, UnitKind.DISTRICT, UnitKind.COMMUNE, UnitKind.WARD, UnitKind.TOWN})


@dataclass(frozen=True, slots=True)
class Unit:
    """Cơ quan, đơn vị with its identifier code.

    `official` False marks a code that is our own numbering, to be replaced by the province's. `owner_line` is
    the upper line of a paper's head, `one_stop_name` the counter under it, `place_name` the place before a
    date ("Phú Thủy, ngày ..."). `sectors` are the procedure sectors the unit decides. `tax_code`, `receipt_template`
    and `receipt_serial` ("mẫu số", "ký hiệu") stand on its fee receipts, as the tax office gave them.
    """

    code: OfficeId
    name: str
    short_name: str
    kind: UnitKind
    owner_line: str
    one_stop_name: str
    place_name: str
    parent: str = ""
    gso_code: str = ""
    official: bool = False
    phone: str = ""
    address: str = ""
    sectors: tuple[str, ...] = ()
    calendar: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    succeeded_by: str = ""
    tax_code: str = ""
    receipt_template: str = ""
    receipt_serial: str = ""

    @property
    def is_committee(self) -> bool:
        """Return whether it is a People's Committee, which works as a body (NĐ 30/2020 art. 13(2))."""
        return self.kind in _COMMITTEES

    @property
    def level(self) -> Level:
        """Return the level at which the unit's counter receives."""
        return _LEVELS.get(self.kind, Level.PROVINCE)

    def exists_on(self, day: date) -> bool:
        """Return whether the unit exists on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@dataclass(frozen=True, slots=True)
class Organisation:
    """Bộ máy of a province: its units, the day they are as of, and what of it is not official."""

    code: str
    as_of: date
    notice: str
    units: tuple[Unit, ...]

    def unit(self, code: str) -> Unit | None:
        """Return the unit with that identifier code, or None."""
        return next((unit for unit in self.units if unit.code == code), None)

    def children(self, code: str) -> tuple[Unit, ...]:
        """Return the units directly under another, in order."""
        return tuple(unit for unit in self.units if unit.parent == code)

    def ancestors(self, code: str) -> tuple[Unit, ...]:
        """Return the units above another, nearest first."""
        found: list[Unit] = []
        unit = self.unit(code)
        while unit is not None and (unit := self.unit(unit.parent)) is not None and unit not in found:
            found.append(unit)
        return tuple(found)

    def competent_for(self, procedure: Procedure, received_at: str, day: date) -> Unit | None:
        """Return the agency competent to decide a procedure received at a counter, or None.

        It is the receiving unit when it has the deciding level, the district above it for a district's
        decision, and the unit that has the procedure's sector for a provincial one.
        """
        here = self.unit(received_at)
        if procedure.decided_by is Level.PROVINCE:
            having = (unit for unit in self.units if procedure.sector in unit.sectors)
            return next((unit for unit in having if unit.exists_on(day)), None)
        if here is None or here.level is procedure.decided_by:
            return here
        above = self.ancestors(received_at)
        return next((unit for unit in above if unit.level is procedure.decided_by), None)


@dataclass(frozen=True, slots=True)
class Regime:
    """Chế độ pháp lý: which rules count, from when, with the settings that no law fixes."""

    code: str
    name: str
    valid_from: date
    one_stop_decree: str
    forms_circular: str
    forms_version: str
    due: DueRules
    levels: tuple[Level, ...]
    valid_until: date | None = None
    settings_note: str = ""


@dataclass(frozen=True, slots=True)
class Practice:
    """So many working days that a province keeps to, and on what they rest: the words say so where no law does."""

    days: int
    basis: str


_OURS: Final = "Quy ước của phần mềm, không có căn cứ pháp luật riêng"


@dataclass(frozen=True, slots=True)
class Province:
    """Hồ sơ cấu hình của tỉnh: the profile that chooses regime, calendar, units and public addresses."""

    code: str
    name: str
    identifier: str
    gso_code: str
    regime: str
    calendar: str
    units: str
    administrator: OfficeId
    portal_address: str
    hotline: str
    decision: str
    notice: str = ""
    utc_offset: str = "+07:00"
    sole_officer_offices: tuple[OfficeId, ...] = ()
    """Offices with one officer, where who drafts may also sign: a project policy, marked on the result."""
    untaken: Practice = Practice(1, _OURS)
    """A dossier that was given and not taken is shown to the leader when more than so many days are over."""
    answer: Practice = Practice(5, _OURS)
    """Days proposed to a citizen for an answer and to an agency for a new due day."""


def organisation_problems(organisation: Organisation) -> tuple[str, ...]:
    """Return what contradicts itself: codes given twice, parents or successors that do not exist."""
    codes = [unit.code for unit in organisation.units]
    known = set(codes)
    problems = [f"unit {code} is given twice" for code in sorted(known) if codes.count(code) > 1]
    problems += [
        f"unit {unit.code} names the unknown unit {other}"
        for unit in organisation.units
        for other in (unit.parent, unit.succeeded_by)
        if other and other not in known
    ]
    return tuple(problems)
