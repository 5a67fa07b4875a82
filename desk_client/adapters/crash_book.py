"""Writes a fault of the program to a file: where it happened and in which version, never what was being worked on.

Messages of exceptions and values of variables may hold names and numbers of citizens, so neither is written.
"""

import platform
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType

_KEPT = 20


class CrashBook:
    """A folder of reports; the oldest go when there are more than twenty. `version` is asked when one is written."""

    def __init__(self, folder: Path, version: Callable[[], str]) -> None:
        self._folder = folder
        self._version = version

    def write(self, kind: type[BaseException], trace: TracebackType | None, at: datetime, thread: str = "") -> Path:
        """Write one report; its path."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"su-co-{at:%Y%m%d-%H%M%S}.txt"
        frames = traceback.extract_tb(trace)
        lines = [
            f"motcua-desk {self._version()}",
            f"python {platform.python_version()} {platform.system()} {platform.release()}",
            f"at {at.isoformat(sep=' ', timespec='seconds')} thread {thread or 'main'}",
            f"{kind.__module__}.{kind.__qualname__}",
            *(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames),
        ]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        for old in sorted(self._folder.glob("su-co-*.txt"))[:-_KEPT]:
            old.unlink(missing_ok=True)
        return path
