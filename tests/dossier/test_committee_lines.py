"""Who signs for a People's Committee signs on its behalf; who signs by order or by power of attorney does not."""

import pytest

from dossier.organisation import UnitKind
from dossier.roles import committee_lines, leading_lines
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
        (
            ("Phó Chủ tịch",),
            ("Phó Chủ tịch",),
        ),  # by his own right: see `leading_lines`
        (("Công chức tư pháp - hộ tịch",), ("Công chức tư pháp - hộ tịch",)),
        (("Chủ tịch Hội Nông dân",), ("Chủ tịch Hội Nông dân",)),
        ((), ()),
    ],
)
def test_only_its_chairman_and_his_stand_in_sign_on_behalf(lines: tuple[str, ...], wanted: tuple[str, ...]) -> None:
    """NĐ 30/2020 art. 13(2); the title says its place no more: the line over it does."""
    assert committee_lines(lines) == wanted


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Phó Chủ tịch", ("KT. Chủ tịch", "Phó Chủ tịch")),
        ("Phó Chủ tịch UBND phường", ("KT. Chủ tịch UBND phường", "Phó Chủ tịch UBND phường")),
        ("Phó Chủ tịch Thường trực", ("KT. Chủ tịch", "Phó Chủ tịch")),
        ("Phó giám đốc phụ trách", ("KT. Giám đốc", "Phó giám đốc")),
        ("Phó Giám đốc Sở Nội vụ", ("KT. Giám đốc Sở Nội vụ", "Phó Giám đốc Sở Nội vụ")),
        ("Phó Trưởng phòng", ("KT. Trưởng phòng", "Phó Trưởng phòng")),
        ("Phó phòng Tư pháp", ("KT. Trưởng phòng Tư pháp", "Phó phòng Tư pháp")),
        ("Phó Chánh Thanh tra", ("KT. Chánh Thanh tra", "Phó Chánh Thanh tra")),
        ("Chủ tịch", ("Chủ tịch",)),
        ("Giám đốc", ("Giám đốc",)),
        ("", ("",)),
    ],
)
def test_a_deputy_with_a_leaders_right_of_his_own_signs_for_his_head(title: str, wanted: tuple[str, ...]) -> None:
    """NĐ 30/2020 art. 13(1)-(2): a deputy never signs as himself; "thường trực" and "phụ trách" are no offices."""
    assert leading_lines(title) == wanted


def test_a_deputy_chairman_signs_on_behalf_and_for_the_chairman() -> None:
    """The whole block of a committee: TM., KT., his own title."""
    lines = committee_lines(leading_lines("Phó Chủ tịch UBND phường"))
    assert lines == ("TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch")


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
