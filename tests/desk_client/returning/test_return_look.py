"""The return screen in all looks: named, uncut, without clashing letters."""

from collections.abc import Callable

import pytest

from desk_client.views.kit.scale import Scale
from desk_client.views.kit.tokens import CONTRAST, DARK, LIGHT, Palette
from tests.desk_client.returning.window_seat import WindowSeat
from tests.desk_client.sign.looks import bare_ids, clashing_letters, cut_words, nameless
from tests.fakes.signing import SigningOffice

pytestmark = pytest.mark.slow
LOOKS = [(LIGHT, 100), (CONTRAST, 100), (DARK, 100), (LIGHT, 130), (LIGHT, 150), (CONTRAST, 150)]


@pytest.mark.parametrize(("palette", "percent"), LOOKS)
def test_nothing_is_cut_or_nameless(
    sit: Callable[[], WindowSeat], office: SigningOffice, palette: Palette, percent: int
) -> None:
    """The list, then a dossier with a fee, at every size of type that the desk uses."""
    office.at_counter("Công Tằng Tôn Nữ Thị Bích Ngọc")
    given = office.sign(office.certified("Đỗ Văn Đức", pages=2).id)
    seat = sit()
    seat.kit.look.wear(palette, Scale(percent))
    window = seat.hands.window
    assert (cut_words(window), nameless(window), clashing_letters(window), bare_ids(window)) == ([], [], [], [])
    seat.screen.open_dossier(given.id)
    seat.hands.settle()
    assert (cut_words(window), nameless(window), clashing_letters(window), bare_ids(window)) == ([], [], [], [])
