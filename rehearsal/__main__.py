"""The program `motcua-rehearsal`."""

import sys

from rehearsal import demo


def main() -> int:
    """Run it; its exit code."""
    return demo.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
