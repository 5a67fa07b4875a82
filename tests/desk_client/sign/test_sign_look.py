"""The sign screen and its dialogs in all looks: named, uncut, without clashing letters."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from desk_client.views.kit.scale import Scale
from desk_client.views.kit.tokens import CONTRAST, DARK, LIGHT, Palette
from tests.desk_client.sign.chamber import Chamber
from tests.desk_client.sign.looks import bare_ids, clashing_letters, cut_words, nameless
from tests.fakes.signing import SigningOffice

pytestmark = pytest.mark.slow
Enter = Callable[..., Chamber]
LOOKS = [(LIGHT, 100), (CONTRAST, 100), (DARK, 100), (LIGHT, 130), (LIGHT, 150), (CONTRAST, 150)]


@pytest.mark.parametrize(("palette", "percent"), LOOKS)
def test_nothing_is_cut_or_nameless(enter: Enter, office: SigningOffice, palette: Palette, percent: int) -> None:
    """Screen, PIN dialog and the dialog of many at every size of type that the desk uses."""
    office.numbered("Công Tằng Tôn Nữ Thị Bích Ngọc")
    office.certified("Đỗ Văn Đức", pages=2)
    chamber = enter()
    chamber.plug()
    chamber.kit.look.wear(palette, Scale(percent))
    chamber.read_to_end()
    chamber.hands.settle()
    for root in (chamber.hands.window,):
        assert (cut_words(root), nameless(root), clashing_letters(root), bare_ids(root)) == ([], [], [], [])
    chamber.hands.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    many = chamber.hands.dialog()
    assert (cut_words(many), nameless(many), clashing_letters(many), bare_ids(many)) == ([], [], [], [])
    chamber.hands.key(Qt.Key.Key_Escape)
    chamber.screen.foot.paper.click()
    by_hand = chamber.hands.dialog()
    chamber.hands.settle()
    assert (cut_words(by_hand), nameless(by_hand), clashing_letters(by_hand), bare_ids(by_hand)) == ([], [], [], [])


def test_an_empty_tray_says_when_it_was_looked_at(enter: Enter, office: SigningOffice) -> None:
    """Nothing waits: one sentence with the time, and Enter says that nothing is chosen."""
    chamber = enter()
    assert "08:0" in chamber.screen.list.empty._checked.text()
    chamber.screen.foot.primary.setFocus()
    chamber.hands.key(Qt.Key.Key_Return)
    assert chamber.notice() == "Chưa chọn văn bản để ký."


def test_the_page_keeps_most_of_the_width_at_large_type(enter: Enter, office: SigningOffice) -> None:
    """From 130 % the side stands under the list: the page is wider than both."""
    office.numbered()
    chamber = enter()
    chamber.kit.look.wear(LIGHT, Scale(150))
    chamber.hands.settle()
    chamber.bot.waitUntil(lambda: chamber.screen.page.width() > 700, timeout=5_000)
    assert chamber.screen._side.y() > chamber.screen.list.y()
