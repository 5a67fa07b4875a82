"""The papers of invented people: A4 with the ink each should have, and the right people on them."""

import io

import pytest
from PIL import Image

from desk_client.belongings import load_fonts
from dossier.acts import Applicant
from rehearsal.guide.papers import DRAWERS, PaperKind, divorce_ruling
from rehearsal.people import Invented, invent
from scanning.drawing.sheet import DrawnFonts
from scanning.pages import Page

SEALED = {PaperKind.HOSPITAL_SLIP, PaperKind.DIVORCE_RULING, PaperKind.SIGNED_RESULT}


@pytest.fixture(scope="module")
def fonts() -> DrawnFonts:
    """The shipped serif."""
    shipped = load_fonts()
    return DrawnFonts(shipped.serif, shipped.serif_bold, shipped.serif_italic)


def somebody(index: int = 500) -> Invented:
    """An invented person."""
    from random import Random

    return invent(Random(index), index)


def inked(page: Page) -> tuple[int, int]:
    """Pixels of the seal's red and of the pen's blue."""
    body = Image.open(io.BytesIO(page.image)).convert("RGB").resize((827, 1170)).tobytes()
    red = blue = 0
    for r, g, b in zip(body[::3], body[1::3], body[2::3], strict=True):
        red += r > 150 and g < 120 and b < 120
        blue += b > 120 and r < 110 and g < 130
    return red, blue


@pytest.mark.parametrize("kind", PaperKind)
def test_every_paper_is_a4_with_pen_and_the_seal_it_should_have(kind: PaperKind, fonts: DrawnFonts) -> None:
    """Pen everywhere; a red seal where an office stamped, none on what a citizen fills in at home."""
    page = DRAWERS[kind](somebody(), fonts, 5)
    assert tuple(round(side) for side in page.size_mm) == (210, 297)
    red, blue = inked(page)
    assert blue > 100
    assert (red > 300) == (kind in SEALED)


@pytest.mark.parametrize("gender", ["Nam", "Nữ"])
def test_a_ruling_joins_a_man_and_a_woman_whoever_asks(gender: str, fonts: DrawnFonts, monkeypatch) -> None:  # type: ignore[no-untyped-def]  # pytest's own
    """The applicant stands on the side of his or her sex."""
    from rehearsal.guide import papers
    from scanning.drawing.papers import DivorceRuling, DrawnPaper

    drawn: list[DrawnPaper] = []
    monkeypatch.setattr(papers, "draw", lambda paper, _fonts, _seed: drawn.append(paper))
    who = Applicant("Phạm Thị Mai" if gender == "Nữ" else "Phạm Văn Mai", "060187004128", "1987-09-02", gender, "x")
    divorce_ruling(Invented(who, somebody().born), fonts, 1)
    (ruling,) = drawn
    assert isinstance(ruling, DivorceRuling)
    assert (ruling.husband.sex, ruling.wife.sex) == ("Nam", "Nữ")
    assert who.name in (ruling.husband.name, ruling.wife.name)
