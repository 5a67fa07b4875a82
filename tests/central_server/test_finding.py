"""What citizens type finds what they mean: with and without marks, with words around it, with a slip of the finger."""

import tomllib
from datetime import datetime
from importlib.resources import files

import pytest

from central_server.services.catalogue import Catalogue, parse_life_events
from tests.fakes.rules import shipped_rules

BIRTH, MARRIAGE, SINGLE, DEATH = "1.001193", "1.000894", "1.004873", "1.000656"
BUILDING, DIVIDING, DISPUTE, DEAL = "1.013225", "1.012784", "1.012812", "2.001035"
COPY, AGAIN, RESIDENCE = "2.000815", "1.004884", "1.004222"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The shipped procedures and the words that people use for them."""
    raw = tomllib.loads((files("resources") / "life_events" / "vietnam.toml").read_text("utf-8"))
    return Catalogue(shipped_rules, parse_life_events("vietnam.toml", raw), lambda: datetime(2019, 3, 14, 8, 0))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("khai sinh", BIRTH),
        ("giay khai sinh", BIRTH),
        ("Làm giấy khai sinh cho con ở đâu?", BIRTH),
        ("mat giay khai sinh", AGAIN),
        ("kết hôn", MARRIAGE),
        ("giay chung nhan ket hon", MARRIAGE),
        ("độc thân", SINGLE),
        ("chứng tử", DEATH),
        ("bao tu", DEATH),
        ("xây nhà", BUILDING),
        ("sổ đỏ", DIVIDING),
        ("tach thua", DIVIDING),
        ("tranh chấp đất", DISPUTE),
        ("chuyển nhượng đất", DEAL),
        ("công chứng", COPY),
        ("nhập hộ khẩu", RESIDENCE),
        ("1.004873", SINGLE),
    ],
)
def test_the_first_found_is_what_was_meant(catalogue: Catalogue, typed: str, first: str) -> None:
    """It has every word that counts, and it stands first."""
    found = catalogue.search(typed)
    assert found.procedures[0].code == first, [one.short_name for one in found.procedures]
    assert not found.near


def test_words_with_marks_find_only_those(catalogue: Catalogue) -> None:
    """ "tử" is no "từ"; the same letters without marks find both."""
    marked, bare = (catalogue.search(typed).procedures for typed in ("chứng tử", "chung tu"))
    refusing = next(one for one in bare if one.short_name.startswith("Từ chối"))
    assert refusing not in marked


def test_a_slip_of_the_finger_is_mended_and_said(catalogue: Catalogue) -> None:
    """Nobody has "sih": the word most alike is looked for, and the page says that it is not what was typed."""
    found = catalogue.search("khai sih")
    assert (found.procedures[0].code, found.near) == (BIRTH, True)


@pytest.mark.parametrize("typed", ["lý lịch tư pháp", "zzzz", "căn cước"])
def test_what_is_not_there_finds_nothing_instead_of_anything(catalogue: Catalogue, typed: str) -> None:
    """A word in four that happens to be somewhere is no answer."""
    assert catalogue.search(typed).procedures == ()


def test_an_empty_search_finds_all_and_fillers_alone_are_words(catalogue: Catalogue) -> None:
    """Nothing but a filler is looked for as it stands."""
    assert catalogue.search("  ").procedures == catalogue.all()
    assert catalogue.search("thủ tục").procedures
