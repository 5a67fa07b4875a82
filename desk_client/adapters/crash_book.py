"""Writes a fault of the program to a file: where it happened and in which version, never what was being worked on.

Messages of exceptions and values of variables may hold names and numbers of citizens, so neither is written.
"""

import faulthandler
import platform
import re
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

_KEPT = 20
_RUNNING = "dang-chay.txt"
_THREAD = re.compile(r"work|MainThread|desk-[a-z]+|Thread-\d+( \([a-z_]+\))?|Dummy-\d+")
"""Names that the program and Python give to threads."""
_FOLDERS = re.compile(r'(?<=File ")[^"]*[/\\\\](?=[^"/\\\\]+")')
"""Folders of a stack: they may bear the name of whoever uses this machine."""


class CrashBook:
    """A folder of reports; the oldest go when there are more than twenty. `version` is asked when one is written."""

    def __init__(self, folder: Path, version: Callable[[], str]) -> None:
        self._folder = folder
        self._version = version
        self._running: TextIO | None = None

    def write(self, kind: type[BaseException], trace: TracebackType | None, at: datetime, thread: str = "") -> Path:
        """Write one report; its path."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"su-co-{at:%Y%m%d-%H%M%S}.txt"
        frames = traceback.extract_tb(trace)
        lines = [
            f"motcua-desk {self._version()}",
            f"python {platform.python_version()} {platform.system()} {platform.release()}",
            f"at {at.isoformat(sep=' ', timespec='seconds')} thread {_thread(thread)}",
            f"{kind.__module__}.{kind.__qualname__}",
            *(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames),
        ]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self._forget_old()
        return path

    def begin(self, at: datetime) -> Path | None:
        """Mark that the program runs; the report of the run before, if that one never came to its end.

        A crash of the interpreter itself writes its stack (files and functions only) into the mark; a power cut
        leaves the mark alone.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        mark, left = self._folder / _RUNNING, None
        if mark.exists():
            left = self._folder / f"su-co-{at:%Y%m%d-%H%M%S}-dung.txt"
            stack = _without_folders(mark.read_text(encoding="utf-8", errors="replace"))
            left.write_text(f"motcua-desk {self._version()}\n{stack}", encoding="utf-8")
            mark.unlink()
            self._forget_old()
        self._running = mark.open("w", encoding="utf-8")
        started = at.isoformat(sep=" ", timespec="seconds")
        self._running.write(f"started {started}, ended without closing\n")
        self._running.flush()
        faulthandler.enable(self._running)
        return left

    def end(self) -> None:
        """The program closes as it should."""
        if self._running is not None:
            faulthandler.disable()
            self._running.close()
            self._running = None
            (self._folder / _RUNNING).unlink(missing_ok=True)

    def _forget_old(self) -> None:
        for old in sorted(self._folder.glob("su-co-*.txt"))[:-_KEPT]:
            old.unlink(missing_ok=True)


def _thread(name: str) -> str:
    return name if _THREAD.fullmatch(name) else "other" if name else "main"


def _without_folders(stack: str) -> str:
    return _FOLDERS.sub("", stack)
