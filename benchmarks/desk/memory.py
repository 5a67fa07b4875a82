"""Reads how much memory a process holds."""

from pathlib import Path

_PAGE = 4096


def resident_mb() -> float:
    """Resident memory of this process in MiB (Linux)."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE / 1024**2
