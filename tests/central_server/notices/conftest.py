"""Notices are tested on the embedded database; `test_notice_store.py` plays their whole life on both."""

import shutil
from pathlib import Path

import pytest

from central_server.settings import Settings
from tests.central_server.centre_bench import settings_in


@pytest.fixture
def settings(prepared: Path, tmp_path: Path) -> Settings:
    """Settings of a fresh copy of a prepared centre."""
    folder = tmp_path / "centre"
    shutil.copytree(prepared, folder)
    return settings_in(folder)
