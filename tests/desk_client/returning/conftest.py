"""The kit and an office for every test of the return screen."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Scale
from desk_client.views.kit.tokens import LIGHT
from tests.desk_client.returning.window_seat import KeptSpooler, WindowSeat
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
    """An office whose chairman has a token."""
    made = SigningOffice(tmp_path)
    yield made
    made.close()


@pytest.fixture
def spooler() -> KeptSpooler:
    """One printer that prints."""
    return KeptSpooler()


@pytest.fixture
def sit(qtbot: QtBot, kit: Kit, office: SigningOffice, spooler: KeptSpooler) -> Iterator[Callable[[], WindowSeat]]:
    """Opens the return screen once the office is as the test wants it."""
    opened: list[WindowSeat] = []

    def make() -> WindowSeat:
        opened.append(WindowSeat(qtbot, kit, office, spooler))
        return opened[-1]

    yield make
    for seat in opened:
        seat.close()
