"""The limited side: answers one named function after another until the pipe closes or something goes wrong.

It leaves after the first run that did not end well, so that no later paper meets a damaged process.
"""

import contextlib
import importlib
import os
import re
import shutil
import sys
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import BinaryIO

from sandbox.confine import allow_cpu_seconds, confine
from sandbox.frames import FrameBroken, read_frame, write_frame
from sandbox.limits import Limits

_NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*")
_MOST_NAME_BYTES = 4096
_MOST_PAYLOAD_BYTES = 1 << 40  # the memory limit ends it long before


class Status(Enum):
    """First byte of an answer frame."""

    DONE = b"D"
    RAISED = b"R"
    OUT_OF_MEMORY = b"M"
    TOO_BIG = b"B"
    REFUSED = b"N"


def main() -> int:
    """Serve the parent on stdin and stdout; returns the exit code."""
    requests, answers = _private_pipes()
    limits = Limits.from_bytes(read_frame(requests, _MOST_NAME_BYTES))
    write_frame(answers, confine(limits).to_bytes())
    status = Status.DONE
    while status is Status.DONE:
        try:
            name = read_frame(requests, _MOST_NAME_BYTES).decode()
            payload = read_frame(requests, _MOST_PAYLOAD_BYTES)
        except FrameBroken:
            _leave_no_directory()
            return 0
        allow_cpu_seconds(limits.seconds)
        status, body = _answer(name, payload, limits)
        _empty_directory()
        write_frame(answers, status.value + body)
    return 0


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipes for ourselves: a library that prints must not write into an answer."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    return requests, answers


def _answer(name: str, payload: bytes, limits: Limits) -> tuple[Status, bytes]:
    try:
        function = _find(name)
        if function is None:
            return Status.REFUSED, b"no such function"
        answer = function(payload)
    except MemoryError:
        return Status.OUT_OF_MEMORY, b"MemoryError"
    except BaseException as fault:  # whatever a parser throws, SystemExit too, is an answer here
        return Status.RAISED, type(fault).__name__.encode()
    if not isinstance(answer, bytes):
        return Status.REFUSED, b"the function did not return bytes"
    if len(answer) > limits.output_bytes:
        return Status.TOO_BIG, str(len(answer)).encode()
    return Status.DONE, answer


def _find(name: str) -> Callable[[bytes], object] | None:
    if not _NAME.fullmatch(name):
        return None
    module_name, function_name = name.split(":")
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as fault:
        if fault.name is not None and module_name.startswith(fault.name):
            return None
        raise  # the module is there, what it needs is not: that is RAISED, with its name
    function = getattr(module, function_name, None)
    return function if callable(function) else None


def _leave_no_directory() -> None:
    """The parent removes it as a rule; one that was killed cannot."""
    _empty_directory()
    with contextlib.suppress(OSError):
        Path.cwd().rmdir()


def _empty_directory() -> None:
    """What one paper left on the disk is gone before the next one comes."""
    for entry in Path.cwd().iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
