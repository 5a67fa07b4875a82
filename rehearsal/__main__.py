"""The program `motcua-rehearsal`."""

import sys

from rehearsal import demo
from rehearsal.month import command as month
from rehearsal.simulator import run


def main() -> int:
    """Run it; its exit code."""
    if sys.argv[1:2] == ["simulate"]:
        return run.main(sys.argv[2:])
    if sys.argv[1:2] == ["month"]:
        return month.main(sys.argv[2:])
    return demo.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
