"""Keeps out of `make check` what opens whole windows many times over or waits; `make test` runs everything."""

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of those places as slow; a place that is gone is a mistake in the list."""
    gone = [str(place.relative_to(_HERE)) for place in _SLOW_PLACES if not place.exists()]
    if gone:
        raise pytest.UsageError(f"tests/conftest.py names what is not there: {', '.join(gone)}")
    for item in items:
        if any(item.path.is_relative_to(place) for place in _SLOW_PLACES):
            item.add_marker(pytest.mark.slow)
