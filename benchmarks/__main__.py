"""The command behind `make bench`: `python -m benchmarks [--only WORD]`."""

import argparse
import sys
from pathlib import Path

from benchmarks.run import chosen, run
from benchmarks.subjects import SUBJECTS

_BUILD = Path("build")


def main() -> int:
    """Measure; 1 when a figure could not be had (a missed goal is a result, and shown), 2 for an unknown word."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure what the programs promise.")
    parser.add_argument("--only", default="", help="a word of a subject's name: " + ", ".join(s.name for s in SUBJECTS))
    subjects = chosen(SUBJECTS, parser.parse_args().only)
    if SUBJECTS and not subjects:
        parser.error("no subject has that word in its name")
    figures = run(subjects, _BUILD, _say)
    return 1 if any(one.value is None for one in figures) else 0


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
