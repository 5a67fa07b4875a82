"""A real centre is prepared once; children of sandboxes serve one test after another."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk_client.frame.real_centre import prepare_centre
from tests.fakes.kept_children import keeping_children


@pytest.fixture(scope="session")
def prepared_centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of a real centre with the people of the office, to be copied."""
    return prepare_centre(tmp_path_factory.mktemp("prepared-centre"))


@pytest.fixture(scope="module", autouse=True)
def kept_children() -> Iterator[None]:
    """A desk begins with the children of the one before it."""
    with keeping_children("desk_client.bootstrap", "desk_client.services.signature_checks"):
        yield
