"""Says how a child program is started: which words, which environment; starts nothing.

A bundled program has no `python -m`: it hands in a command of its own with the same meaning.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ChildCommand:
    """Words and whole environment of a child; nothing of the parent's environment is added."""

    words: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()


def python_child(module: str) -> ChildCommand:
    """Start `module` with this interpreter and this import path, whatever directory the child stands in."""
    import_path = os.pathsep.join(str(Path(entry or ".").resolve()) for entry in sys.path)
    needed = ("SYSTEMROOT",)  # Windows sockets and random numbers do not work without it
    inherited = tuple((name, os.environ[name]) for name in needed if name in os.environ)
    return ChildCommand(
        words=(sys.executable, "-P", "-s", "-B", "-X", "utf8", "-m", module),
        environment=(("PYTHONPATH", import_path), *inherited),
    )
