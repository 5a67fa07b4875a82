"""Keeps off a start with a window what costs time and memory there and serves nobody; called once, before it loads.

Python's look for cycles: what a start makes stays, and looking through it costs a tenth of the start. `entrance`
freezes it, and `viewmodels.sweeper` looks from then on.

PySide's own `__import__`: it reads the source of every module that is imported after it, to find those that wish for
snake_case names (`from __feature__ import snake_case`), and `linecache` keeps all those lines: 22 MB and a fifteenth of
the start's processor time. Nothing here has that wish.
"""

import builtins
import gc


def light_start() -> None:
    """Load Qt's core with Python's own import kept, and put off the look for cycles."""
    gc.disable()
    own = builtins.__import__
    import PySide6.QtCore  # noqa: F401, PLC0415 - a command never pays for Qt

    builtins.__import__ = own
