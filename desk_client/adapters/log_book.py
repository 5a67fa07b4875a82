"""Keeps the diary of the program: what it did and when, in code words and counts; nobody's name or number fits in.

A fact is kept only under a name that is known to hold no person's, and where it is a count or a code word of ours
(letters, digits, `.` and `_` without a mark); runs of six digits and more are masked, since a number may hide there.
"""

import re
from datetime import datetime
from pathlib import Path
from threading import Lock

_MOST_BYTES = 256 * 1024
_FACTS = frozenset(
    ("id", "code", "taken", "state", "tasks", "trouble", "line", "printer", "scanner", "reader", "token", "machine")
)
"""What the program tells of itself: screens, codes of faults, states, counts."""
_WORD = re.compile(r"[A-Za-z0-9_.]{1,64}")
_LONG_NUMBER = re.compile(r"\d{6,}")


class LogBook:
    """One file and the one before it; never ends the program when it cannot write."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "nhat-ky.txt"
        self.older = folder / "nhat-ky.truoc.txt"
        self._lock = Lock()

    def note(self, at: datetime, event: str, **facts: int | str) -> None:
        """Write one line: when, what, and its facts."""
        words = [event, *(f"{name}={_kept(name, value)}" for name, value in facts.items())]
        line = f"{at.isoformat(sep=' ', timespec='seconds')} {' '.join(words)}\n"
        try:
            with self._lock:
                self._turn_page()
                with self.path.open("a", encoding="utf-8") as file:
                    file.write(line)
        except OSError:
            return  # a full disk has its own voice

    def _turn_page(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.exists() and self.path.stat().st_size > _MOST_BYTES:
            self.path.replace(self.older)


def _kept(name: str, value: int | str) -> str:
    text = str(value)
    return _LONG_NUMBER.sub("…", text) if name in _FACTS and _WORD.fullmatch(text) else "…"
