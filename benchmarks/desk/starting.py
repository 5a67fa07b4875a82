"""Measures a desk's start: from the call of the program to a clerk's receive screen, and the memory it holds there."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.desk.clerk import MOMENT
from benchmarks.desk.crowd import copy_of, grown
from benchmarks.figures import Figure, at_most
from benchmarks.subject import Subject
from benchmarks.timing import quantile
from rehearsal.province import PASSWORD, World, clock_setting

_DOSSIERS = 100_000
_STARTS = 7
_NOBODY = "http://127.0.0.1:9"
_SIT = """from desk_client.light_start import light_start; light_start()
import sys; from benchmarks.desk.sitting import main; main(int(sys.argv[1]), *sys.argv[2:])"""
_BARE = "import sys; from benchmarks.desk.bare_window import main; main(int(sys.argv[1]))"


def measure(folder: Path) -> Iterator[Figure]:
    """Turn by turn with a bare PySide6 window; the centre is not there, the devices are simulated.

    What a person waits for is counted: until the login can be used, and from Enter on; not the typing between, which
    a letter that comes late makes no longer: how late they came is told beside it.
    Both run from byte code, as an installed program does: the first start of each writes it and is not counted.
    """
    world = copy_of(grown(folder.parent, _DOSSIERS, print), folder / "starting")
    desk = _environment(world, folder / "bytecode")
    told = [(_said(_SIT, desk, "hoa", PASSWORD), _said(_BARE, desk)) for _ in range(_STARTS + 1)][1:]

    def middle(name: str) -> float:
        return quantile([sit[name] for sit, _ in told], 0.5)

    whole = quantile([sit["login_ms"] + sit["enter_ms"] for sit, _ in told], 0.5)
    bare = quantile([window["ms"] for _, window in told], 0.5)
    parts = (
        f"{middle('login_ms'):.0f} ms to the login, {middle('late_ms'):.0f} of late letters in"
        f" {middle('typing_ms'):.0f} of typing, {middle('enter_ms'):.0f} from Enter on (password check"
        f" {middle('password_ms'):.0f}); CPU {middle('cpu_ms'):.0f} ms"
    )
    name = f"desk start to a usable receive screen, {_DOSSIERS:,} dossiers"
    yield Figure(name, whole / 1000, "s", at_most(0.7), parts)
    yield Figure("that start against a bare PySide6 window", whole / bare, "×", at_most(4), f"bare {bare:.0f} ms")
    bare_memory = quantile([window["rss_mb"] for _, window in told], 0.5)
    yield Figure(
        "memory of the desk's process there", middle("rss_mb"), "MB", at_most(170), f"bare window {bare_memory:.0f} MB"
    )


def _environment(world: World, bytecode: Path) -> dict[str, str]:
    own = world.desk_environment(clock_setting(MOMENT), _NOBODY)
    # A working copy is run without keeping byte code; nobody who installed the program compiles it at each start.
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(bytecode)}
    return {**os.environ, **own, **kept, "QT_QPA_PLATFORM": "offscreen"}


def _said(source: str, environment: Mapping[str, str], *words: str) -> dict[str, float]:
    """What a process says of itself, given the moment at which it was called."""
    call = [sys.executable, "-c", source, str(time.monotonic_ns()), *words]
    done = subprocess.run(call, capture_output=True, text=True, check=True, env=dict(environment))  # noqa: S603
    return dict(json.loads(done.stdout.splitlines()[-1]))


SUBJECT = Subject("desk start", measure)
