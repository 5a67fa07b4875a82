"""A counter's store for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk_client.store.feeding import Counter, PaperCentre


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    """A freshly enrolled counter; a test that reopened it has closed it already."""
    made = Counter.open(tmp_path)
    yield made
    made.close()


@pytest.fixture
def centre() -> PaperCentre:
    """A centre on paper."""
    return PaperCentre()
