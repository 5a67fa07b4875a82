"""The program `motcua-desk`: a command when one is named, the window otherwise; only the window loads Qt.

The built program is its own interpreter: called as a child it runs one of the three modules that are children.
"""

import os
import sys
from collections.abc import Sequence

from desk_client.light_start import light_start
from sandbox.command import CHILD_WORD
from sandbox.no_core import leave_no_core


def main() -> int:
    """Run the program; its exit code."""
    _have_streams()
    words, until_shown = sys.argv[1:], False
    if words[:1] == [CHILD_WORD]:
        return _child(words[1:])
    leave_no_core()
    if words:
        from desk_client import commands  # noqa: PLC0415 - neither a child nor the window pays for the command line

        outcome = commands.run(words)
        if not isinstance(outcome, commands.Opening):
            return outcome
        until_shown = outcome.until_shown
    light_start()
    from desk_client.entrance import run_window  # noqa: PLC0415 - a command never pays for Qt

    return run_window(until_shown=until_shown)


def _have_streams() -> None:
    """A program without a terminal has no standard streams: what would be written there goes nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - stays open


def _child(words: Sequence[str]) -> int:
    """Answer the parent on stdin and stdout; 2 for a module that is no child."""
    match words:
        case ["sandbox.child"]:
            from sandbox.child import main as child  # noqa: PLC0415 - each child loads only its own
        case ["scanning.devices.sane_child"]:
            from scanning.devices.sane_child import main as child  # noqa: PLC0415 - as above
        case ["token_signing.devices.driver_child"]:
            from token_signing.devices.driver_child import main as child  # noqa: PLC0415 - as above
        case _:
            return 2
    return child()


if __name__ == "__main__":
    sys.exit(main())
