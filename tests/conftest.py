"""Keeps out of `make check` what opens whole windows many times over or waits; `make test` runs everything, the files
that take longest first. Cycles of garbage go between two tests, in the main thread; a crash in native code is told.
"""

import faulthandler
import gc
import os
import sys
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path

import pytest

_HERE = Path(__file__).parent
_SLOW_PLACES = tuple(
    _HERE / place
    for place in (
        "desk_client/frame",
        "desk_client/gate",
        "desk_client/outbox",
        "desk_client/kit/test_kit_gallery.py",
        "desk_client/receive/test_receive_look.py",
        "desk_client/sign",
        "desk_client/dossier/test_dossier_names.py",
        "rehearsal",
        "desk_client/devices/test_plugged_later.py",
        "desk_client/kit/test_kit_names.py",
        "desk_client/returning/test_return_screen.py",
        "desk_client/store/test_store_damage.py",
    )
)
_LONGEST_FIRST = tuple(
    _HERE / place
    for place in (
        "journeys/test_bad_line.py",
        "portal/test_portal_in_chromium.py",
        "desk_client/looks",
        "journeys/test_bad_days.py",
        "journeys/test_province.py",
        "desk_client/returning/test_return_screen.py",
        "desk_client/sign/test_sign_many.py",
        "rehearsal/simulator/test_simulator.py",
        "portal/test_filing_in_chromium.py",
        "rehearsal/test_month.py",
        "rehearsal/test_past.py",
    )
)
"""A file is one process's work: one of these at the end would leave the other process waiting for it."""

_OBJECTS = 100_000
_WHOLE_LOOK = 20
"""Each so many looks go through everything that lives; the others through what was made since."""
_LOOKS = count(1)
_STDERR = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    """Keep the run's own error output, which no test captures."""
    config.stash[_STDERR] = os.dup(2)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A native crash tells its stack: a desk that a test opened and closed took that for itself (`CrashBook`)."""
    faulthandler.enable(item.config.stash[_STDERR])


@pytest.fixture(scope="session", autouse=True)
def no_look_in_workers() -> Iterator[None]:
    """Python's own look may happen in any thread, and would destroy the widgets that a test left in the middle of
    another one (see `desk_client.viewmodels.sweeper`).

    What is loaded by now stays to the end, and no look goes through it again.
    """
    gc.disable()
    gc.freeze()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def swept() -> Iterator[None]:
    """What a test left is taken away once there is much of it; whoever let Python look again is overruled.

    What was told `deleteLater` goes at once: without a running event loop Qt keeps it, and a new look is then put on
    thousands of closed widgets.
    """
    gc.disable()
    yield
    qt = sys.modules.get("PySide6.QtCore")  # loading it would cost every test of the core
    if qt is not None and qt.QCoreApplication.instance() is not None:
        qt.QCoreApplication.sendPostedEvents(None, qt.QEvent.Type.DeferredDelete)
    if gc.get_count()[0] > _OBJECTS:
        _look()


def _look() -> None:
    gc.collect(0 if next(_LOOKS) % _WHOLE_LOOK else 2)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow tests, put the longest files first; a place that is gone is a mistake in its list."""
    gone = [str(place.relative_to(_HERE)) for place in (*_SLOW_PLACES, *_LONGEST_FIRST) if not place.exists()]
    if gone:
        raise pytest.UsageError(f"tests/conftest.py names what is not there: {', '.join(gone)}")
    for item in items:
        if _is_slow(item.path):
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: _rank(item.path))


@cache
def _is_slow(path: Path) -> bool:
    return any(path.is_relative_to(place) for place in _SLOW_PLACES)


@cache
def _rank(path: Path) -> int:
    """The place of a test's file among the longest; all others behind them, in whatever order they came."""
    return next((rank for rank, place in enumerate(_LONGEST_FIRST) if path.is_relative_to(place)), 99)
