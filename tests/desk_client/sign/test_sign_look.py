"""The sign screen: an empty tray, and the room of the page at large type."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from desk_client.views.kit.scale import Scale
from desk_client.views.kit.tokens import CONTRAST, DARK, LIGHT
from tests.desk_client.sign.chamber import Chamber
from tests.fakes.signing import SigningOffice

pytestmark = pytest.mark.slow
Enter = Callable[..., Chamber]
LOOKS = [(LIGHT, 100), (CONTRAST, 100), (DARK, 100), (LIGHT, 130), (LIGHT, 150), (CONTRAST, 150)]


def test_an_empty_tray_says_when_it_was_looked_at(enter: Enter, office: SigningOffice) -> None:
    """Nothing waits: one sentence with the time, and Enter says that nothing is chosen."""
    chamber = enter()
    assert "08:0" in chamber.screen.list.empty._checked.text()
    chamber.screen.foot.primary.setFocus()
    chamber.hands.key(Qt.Key.Key_Return)
    assert chamber.notice() == "Chưa chọn văn bản để ký."


def test_the_page_keeps_most_of_the_width_at_large_type(enter: Enter, office: SigningOffice) -> None:
    """From 130 % the side stands under the list: the page is wider than both."""
    office.approved()
    chamber = enter()
    chamber.kit.look.wear(LIGHT, Scale(150))
    chamber.hands.settle()
    chamber.bot.waitUntil(lambda: chamber.screen.page.width() > 700, timeout=5_000)
    assert chamber.screen._side.y() > chamber.screen.list.y()
