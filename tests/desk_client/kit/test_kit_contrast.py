"""Computes the contrast of every pair of tokens that meet on the screen, in all three palettes."""

import pytest

from desk_client.views.kit.tokens import CONTRAST, DARK, LIGHT, Palette
from tests.desk_client.kit.contrast import contrast

TEXT, EDGE = 4.5, 3.0
PAIRS = (
    *((ink, ground, TEXT) for ink in ("ink", "ink2") for ground in ("surface", "canvas", "sunken", "accent_soft")),
    *(("accent", ground, TEXT) for ground in ("surface", "canvas", "accent_soft")),
    *(("on_accent", ground, TEXT) for ground in ("accent", "accent_hover", "accent_press")),
    *((tone, ground, TEXT) for tone in ("red", "amber", "green") for ground in ("surface", "accent_soft")),
    *((tone, f"{tone}_soft", TEXT) for tone in ("red", "amber", "green")),
    ("red", "sunken", TEXT),
    ("amber", "sunken", TEXT),
    ("green", "sunken", TEXT),
    ("accent", "sunken", TEXT),
    ("surface", "ink", TEXT),
    ("nav_ink", "nav", TEXT),
    ("nav_ink2", "nav", TEXT),
    ("nav_on_ink", "nav_on", TEXT),
    ("badge_ink", "nav_mark", TEXT),
    ("nav_mark", "nav", EDGE),
    ("disabled_ink", "disabled_fill", EDGE),
    ("border", "surface", EDGE),
    ("border", "canvas", EDGE),
    ("amber_edge", "amber_soft", EDGE),
    ("focus", "surface", EDGE),
    ("focus", "canvas", EDGE),
)


@pytest.mark.parametrize("palette", [LIGHT, DARK, CONTRAST], ids=lambda palette: palette.name.value)
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_every_pair_can_be_read(palette: Palette, ink: str, ground: str, least: float) -> None:
    """Words reach 4.5, edges and marks 3."""
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= least


def test_the_formula_is_the_known_one() -> None:
    """Black on white is 21; the primary button of the light look is 7.6."""
    assert round(contrast("#000000", "#FFFFFF"), 1) == 21.0
    assert round(contrast(LIGHT.on_accent, LIGHT.accent), 1) == 7.6
