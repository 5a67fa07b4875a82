"""Gives every test of papers the shipped fonts."""

from __future__ import annotations

from importlib.resources import files

import pytest

from printing.fonts import FontSet


@pytest.fixture(scope="session")
def fonts() -> FontSet:
    """The six shipped faces as bytes."""
    folder = files("resources") / "fonts"
    return FontSet(lambda name: (folder / name).read_bytes())
