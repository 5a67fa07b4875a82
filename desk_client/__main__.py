"""The program `motcua-desk`: a command when one is named, the window otherwise; only the window loads Qt."""

import sys

from desk_client import commands


def main() -> int:
    """Run the program; its exit code."""
    outcome = commands.run(sys.argv[1:])
    if outcome is not None:
        return outcome
    from desk_client.window import run_window  # noqa: PLC0415 - a command never pays for Qt

    return run_window()


if __name__ == "__main__":
    sys.exit(main())
