"""The kit and a counter for every test of the receive screen."""

import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Scale
from desk_client.views.kit.tokens import LIGHT
from scanning.devices.simulator import SimulatedFeeder
from tests.desk_client.receive.counter import Counter, make_counter, make_kit


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
def counter_and_feeder(qtbot: QtBot, kit: Kit, tmp_path: Path) -> Iterator[tuple[Counter, SimulatedFeeder]]:
    """A counter and the feeder of its scanner."""
    counter, feeder = make_counter(qtbot, kit, tmp_path)
    yield counter, feeder
    counter.close()


@pytest.fixture
def counter(counter_and_feeder: tuple[Counter, SimulatedFeeder]) -> Counter:
    """A counter."""
    return counter_and_feeder[0]


@pytest.fixture
def feeder(counter_and_feeder: tuple[Counter, SimulatedFeeder]) -> SimulatedFeeder:
    """The feeder of the counter's scanner."""
    return counter_and_feeder[1]
