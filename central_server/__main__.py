"""Runs `motcua-centre`."""

import sys

from central_server.commands.run import run


def main() -> int:
    """The exit code of the command line."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
