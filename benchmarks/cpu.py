"""Reads how much CPU a process and its children have used; Linux only, elsewhere nothing is known."""

import os
from pathlib import Path

_PROC = Path("/proc")


def cpu_seconds(pid: int) -> float | None:
    """User and system seconds of the process, its living children and those it has waited for; None if unknown."""
    if not (_PROC / str(pid) / "stat").exists():
        return None
    ticks = os.sysconf("SC_CLK_TCK")
    return sum(_own(one) for one in (pid, *_children(pid))) / ticks


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in (_PROC / str(pid) / "task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            found += [int(child), *_children(int(child))]
    return found


def _own(pid: int) -> int:
    # The name in parentheses may hold spaces; utime, stime, cutime, cstime are the 14th to 17th fields.
    fields = (_PROC / str(pid) / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15])
