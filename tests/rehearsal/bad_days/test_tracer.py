"""Fault injection: the n-th call is the n-th of the whole process, whichever thread makes it."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rehearsal.bad_days.tracer import CALLS, Point, Tracer, TracerFault

_PROGRAM = """
import json, os, sys, threading
turn, said = threading.Semaphore(0), []
place = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)

def work(name):
    while turns[name].acquire():
        try:
            os.pwrite(place, b"x", 0)
            said.append((name, 0))
        except OSError as fault:
            said.append((name, fault.errno))
        turn.release()

turns = {name: threading.Semaphore(0) for name in ("old", "other", "born")}
for name in ("old", "other"):
    threading.Thread(target=work, args=(name,), daemon=True).start()
print("ready", flush=True)
for line in sys.stdin:
    threading.Thread(target=work, args=("born",), daemon=True).start()
    for name in ("old", "other", "old", "other", "born", "old"):
        turns[name].release()
        turn.acquire()
    print(json.dumps(said), flush=True)
"""
ORDER = ("old", "other", "old", "other", "born", "old")


@contextmanager
def threads(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A program of three threads that write in a fixed order when a line comes; one is born meanwhile."""
    command = [sys.executable, "-c", _PROGRAM, str(folder / "place")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
        process.kill()


def go(process: subprocess.Popen[str]) -> list[tuple[str, int]]:
    """One round of writes: who wrote, and the error it met."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("go\n")
    process.stdin.flush()
    return [(name, number) for name, number in json.loads(process.stdout.readline() or "[]")]


def traced(process: subprocess.Popen[str], point: Point) -> tuple[list[tuple[str, int]], bool]:
    """A round under a fault, and whether it struck."""
    try:
        with Tracer(process.pid, point) as tracer:
            said = go(process)
    except TracerFault as fault:
        pytest.skip(f"NOTHING CAN BE TRACED HERE: {fault}")
    return said, tracer.struck


@pytest.mark.parametrize("nth", range(1, 8))
def test_one_call_of_one_thread_fails(tmp_path: Path, nth: int) -> None:
    """Calls of second threads and of one born under the fault are hit alone; one too many hits nothing."""
    with threads(tmp_path) as process:
        said, struck = traced(process, Point("pwrite64", "EIO", nth))
        assert [name for name, _ in said] == list(ORDER)
        assert [place for place, (_, error) in enumerate(said, 1) if error] == ([nth] if nth <= len(ORDER) else [])
        assert struck == (nth <= len(ORDER))
        assert all(error in (0, errno.EIO) for _, error in said)


def test_a_full_disk_stays_full_and_the_process_runs_on_afterwards(tmp_path: Path) -> None:
    """Every call from the n-th on, in every thread; untraced, all is well again."""
    with threads(tmp_path) as process:
        said, struck = traced(process, Point("pwrite64", "FULL", 3))
        assert ([error for _, error in said], struck) == ([0, 0, *[errno.ENOSPC] * 4], True)
        assert [error for _, error in go(process)][6:] == [0] * 6
        said, struck = traced(process, Point("fsync", "EIO", 1))
        assert (len(said), struck) == (18, False)


def test_a_death_comes_before_the_call(tmp_path: Path) -> None:
    """The process is gone, and what the call would have written is not there."""
    with threads(tmp_path) as process:
        said, struck = traced(process, Point("pwrite64", "KILL", 1))
        assert (said, struck) == ([], True)
        assert process.wait(10) == -9
        assert (tmp_path / "place").read_bytes() == b""


def test_a_process_that_is_not_there_cannot_be_traced() -> None:
    """Told as such, never as a call that did not come."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    with pytest.raises(TracerFault), Tracer(gone.pid, Point(CALLS[0], "EIO", 1)):
        pass
    assert os.getpid()
