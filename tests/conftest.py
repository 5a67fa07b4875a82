"""Keeps out of `make check` what opens whole windows many times over; `make test` runs everything."""

from pathlib import Path

import pytest

_HERE = Path(__file__).parent
_WHOLE_WINDOWS = tuple(
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
    )
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of those places as slow."""
    for item in items:
        if any(item.path.is_relative_to(place) for place in _WHOLE_WINDOWS):
            item.add_marker(pytest.mark.slow)
