"""Cycles of garbage go between two tests, in the thread of the widgets: see `desk_client.viewmodels.sweeper`."""

import gc
from collections.abc import Iterator

import pytest

_OBJECTS = 100_000


@pytest.fixture(scope="session", autouse=True)
def no_look_in_workers() -> Iterator[None]:
    """Python's own look may happen in any thread, and would destroy what a test left in the middle of another one."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def swept() -> Iterator[None]:
    """What a test left is taken away once there is much of it; whoever let Python look again is overruled."""
    gc.disable()
    yield
    if gc.get_count()[0] > _OBJECTS:
        gc.collect()
