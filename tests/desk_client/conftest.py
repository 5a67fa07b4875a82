"""Closed widgets and cycles of garbage go between two tests, in the thread of the widgets (see
`desk_client.viewmodels.sweeper`); a real centre is prepared once; children of sandboxes serve one test after another.
"""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from tests.desk_client.frame.real_centre import prepare_centre
from tests.fakes.kept_children import keeping_children

_OBJECTS = 100_000


@pytest.fixture(scope="session", autouse=True)
def no_look_in_workers() -> Iterator[None]:
    """Python's own look may happen in any thread, and would destroy what a test left in the middle of another one.

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
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if gc.get_count()[0] > _OBJECTS:
        gc.collect()


@pytest.fixture(scope="session")
def prepared_centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of a real centre with the people of the office, to be copied."""
    return prepare_centre(tmp_path_factory.mktemp("prepared-centre"))


@pytest.fixture(scope="module", autouse=True)
def kept_children() -> Iterator[None]:
    """A desk begins with the children of the one before it."""
    with keeping_children("desk_client.bootstrap", "desk_client.services.signature_checks"):
        yield
