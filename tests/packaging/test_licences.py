"""Every library in the built desk brings its licence."""

from importlib.metadata import Distribution
from pathlib import Path

import pytest
from packaging_commands import load

wheels, licences = load("windows_wheels"), load("licences")
PINS = wheels.read_lock(wheels.LOCK.read_text(encoding="utf-8"))


def test_every_library_is_listed_with_its_licence(tmp_path: Path) -> None:
    """One line each, as its authors state it."""
    licences.write_list(PINS, tmp_path / "new" / "LICENCES.txt")
    lines = (tmp_path / "new" / "LICENCES.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(list(licences.installed(PINS)))
    assert any(line.startswith("PySide6_Essentials 6.11.3: LGPL-3.0-only") for line in lines)
    assert all(line.partition(": ")[2] for line in lines)


def test_licence_files_lie_under_their_library() -> None:
    """The files themselves, never the library's code."""
    found = licences.files(PINS)
    assert {"licences/pikepdf", "licences/cryptography", "licences/reportlab"} <= {folder for _, folder in found}
    assert all(Path(file).is_file() and Path(file).suffix != ".py" for file, _ in found)


def test_a_library_without_a_licence_is_a_fault(tmp_path: Path) -> None:
    """Nothing comes in unread."""
    (tmp_path / "bare-1.dist-info").mkdir()
    (tmp_path / "bare-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: bare\nVersion: 1\n")
    with pytest.raises(ValueError, match="bare states no licence"):
        licences.stated(Distribution.at(tmp_path / "bare-1.dist-info"))
