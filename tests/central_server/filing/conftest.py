"""Fixtures of filing online: a centre whose office has a desk at work, and citizens."""

import pytest

from tests.central_server.centre_bench import TestDesk, World
from tests.central_server.filing.citizen import Citizen


@pytest.fixture
def desk(world: World) -> TestDesk:
    """The receiving office's desk: without one nothing is filed there."""
    return world.desk()


@pytest.fixture
def citizen(world: World, desk: TestDesk) -> Citizen:
    """A citizen at the marital-status procedure."""
    return Citizen(world)
