"""Watches the Qt binding: it must not eat references of None, or the desk dies after some thousand repaints."""

import sys
from collections.abc import Callable

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

CALLS = 10_000


def lost_references(call: Callable[[], object]) -> int:
    """Give how many references of None are gone after many calls."""
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        call()
    return abs(sys.getrefcount(None) - before)


def test_update_keeps_the_references_of_none(qtbot: QtBot) -> None:
    """Ten thousand `update()` calls change the count of None by less than a hundred."""
    label = QLabel("Ế")
    qtbot.addWidget(label)
    assert lost_references(label.update) < 100


def test_properties_that_are_none_keep_its_references(qtbot: QtBot) -> None:
    """Ten thousand reads of a property that is not there do the same."""
    label = QLabel("Ế")
    qtbot.addWidget(label)
    assert lost_references(lambda: label.property("none")) < 100


def test_the_watch_sees_a_loss() -> None:
    """A call that keeps a reference each time is seen."""
    kept: list[None] = []
    assert lost_references(lambda: kept.append(None)) >= 100
