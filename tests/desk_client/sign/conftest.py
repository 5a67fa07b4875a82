"""The kit and an office for every test of the sign screen."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Scale
from desk_client.views.kit.tokens import LIGHT
from tests.desk_client.sign.chamber import Chamber
from tests.desk_client.sign.desk_kit import make_kit
from tests.fakes.signing import SigningOffice


@pytest.fixture(scope="session")
def dressed_kit(qapp: QApplication) -> Kit:
    """The kit of the whole run."""
    return make_kit(qapp)


@pytest.fixture
def kit(dressed_kit: Kit) -> Kit:
    """A kit in Vietnamese, light, at 100 %."""
    dressed_kit.look.wear(LIGHT, Scale())
    return dressed_kit


@pytest.fixture
def office(tmp_path: Path) -> Iterator[SigningOffice]:
    """An office whose chairman has a token, not plugged in."""
    made = SigningOffice(tmp_path)
    yield made
    made.close()


@pytest.fixture
def enter(qtbot: QtBot, kit: Kit, office: SigningOffice) -> Iterator[Callable[..., Chamber]]:
    """Opens the sign screen once the office is as the test wants it."""
    opened: list[Chamber] = []

    def make(login: str = "minh") -> Chamber:
        opened.append(Chamber(qtbot, kit, office, login))
        return opened[-1]

    yield make
    for chamber in opened:
        chamber.close()
