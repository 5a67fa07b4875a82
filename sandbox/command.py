"""Says how a child program is started: which words, which environment; starts nothing.

A built program has no `python -m`: its own file, called with `CHILD_WORD` and the module, means the same.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

CHILD_WORD = "--child"
"""First word of a built program's call that is a child; its `main` runs the module named after it."""

WINDOW_ENDING = "-window"
"""Ends the name of a built program without a terminal (Windows): its children are the one beside it, with streams."""


@dataclass(frozen=True, slots=True)
class ChildCommand:
    """Words and whole environment of a child; nothing of the parent's environment is added."""

    words: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()


def python_child(module: str) -> ChildCommand:
    """Start `module` with this program or interpreter and this import path, whatever directory the child stands in."""
    needed = ("SYSTEMROOT",)  # Windows sockets and random numbers do not work without it
    inherited = tuple((name, os.environ[name]) for name in needed if name in os.environ)
    if getattr(sys, "frozen", False):
        program = Path(sys.executable)
        beside = program.with_name(program.stem.removesuffix(WINDOW_ENDING) + program.suffix)
        return ChildCommand((str(beside), CHILD_WORD, module), inherited)
    import_path = os.pathsep.join(str(Path(entry or ".").resolve()) for entry in sys.path)
    return ChildCommand(
        words=(sys.executable, "-P", "-s", "-B", "-X", "utf8", "-m", module),
        environment=(("PYTHONPATH", import_path), *inherited),
    )
