"""Keeps out of `make check` what opens whole windows many times over or waits; `make test` runs everything, the files
that take longest first.
"""

from functools import cache
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
