"""Who signs for a People's Committee signs on its behalf; who signs by order or by power of attorney does not."""

import pytest

from dossier.organisation import UnitKind
from dossier.roles import committee_lines
from tests.fakes.people import OFFICE
from tests.fakes.rules import shipped_rules


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (("Chủ tịch",), ("TM. Ủy ban nhân dân", "Chủ tịch")),
        (("Chủ tịch UBND phường",), ("TM. Ủy ban nhân dân", "Chủ tịch")),
        (("CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ",), ("TM. Ủy ban nhân dân", "CHỦ TỊCH")),
        (("KT. Chủ tịch", "Phó Chủ tịch"), ("TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch")),
        (
            ("KT. Chủ tịch UBND phường", "Phó Chủ tịch UBND phường Phú Thủy"),
            ("TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"),
        ),
        (("TL. Chủ tịch", "Văn thư"), ("TL. Chủ tịch", "Văn thư")),
        (("TUQ. Chủ tịch", "Trưởng phòng"), ("TUQ. Chủ tịch", "Trưởng phòng")),
        (("Phó Chủ tịch",), ("Phó Chủ tịch",)),  # nobody said for whom
        (("Công chức tư pháp - hộ tịch",), ("Công chức tư pháp - hộ tịch",)),
        (("Chủ tịch Hội Nông dân",), ("Chủ tịch Hội Nông dân",)),
        ((), ()),
    ],
)
def test_only_its_chairman_and_his_stand_in_sign_on_behalf(lines: tuple[str, ...], wanted: tuple[str, ...]) -> None:
    """NĐ 30/2020 art. 13(2); the title says its place no more: the line over it does."""
    assert committee_lines(lines) == wanted


def test_committees_are_those_of_the_levels_of_government() -> None:
    """A department and the Centre work under one head."""
    units = shipped_rules().bundle.organisation.units
    assert {unit.kind for unit in units if unit.is_committee} <= {
        UnitKind.PROVINCE,
        UnitKind.DISTRICT,
        UnitKind.COMMUNE,
        UnitKind.WARD,
        UnitKind.TOWN,
    }
    assert not [unit for unit in units if unit.is_committee and unit.kind in (UnitKind.DEPARTMENT, UnitKind.CENTRE)]
    ours = shipped_rules().unit(OFFICE)
    assert ours is not None
    assert ours.is_committee
