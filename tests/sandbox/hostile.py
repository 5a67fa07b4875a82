"""Functions that the tests run inside the child: good ones, and every way to behave badly."""

import json
import os
import signal
import socket
import sys
import time
from pathlib import Path


def echo(payload: bytes) -> bytes:
    """Give the payload back."""
    return payload


def surroundings(payload: bytes) -> bytes:
    """Tell what the child sees: environment names, directory content, process number."""
    return json.dumps(
        {
            "environment": sorted(os.environ),
            "files": sorted(entry.name for entry in Path.cwd().iterdir()),
            "pid": os.getpid(),
        }
    ).encode()


def leave_a_file(payload: bytes) -> bytes:
    """Write the payload into the child's directory."""
    Path("left-behind").write_bytes(payload)
    return b"written"


def print_loudly(payload: bytes) -> bytes:
    """Print to stdout, as careless libraries do."""
    print("a library talks" * 1000, flush=True)
    os.write(1, b"and writes to the descriptor")
    return payload


def loop_for_ever(payload: bytes) -> bytes:
    """Never come back."""
    while True:
        pass


def wait_for_ever(payload: bytes) -> bytes:
    """Use no processor and never come back."""
    signal.pause()
    return b""


def fork_and_hold_the_pipe(payload: bytes) -> bytes:
    """Leave a process behind that keeps every descriptor, and never come back."""
    os.fork()
    while True:
        signal.pause()


def leave_a_process(payload: bytes) -> bytes:
    """Leave a process behind and answer with its number."""
    pid = os.fork()
    if pid == 0:
        signal.pause()
    return str(pid).encode()


def eat_memory(payload: bytes) -> bytes:
    """Ask for more and more memory."""
    eaten = []
    while True:
        eaten.append(bytearray(16 * 1024 * 1024))


def raise_a_fault(payload: bytes) -> bytes:
    """Raise, with personal data in the message."""
    raise LookupError("Nguyễn Thị Bí Mật 060190000001")


def leave_python(payload: bytes) -> bytes:
    """Ask the interpreter to exit."""
    sys.exit(0)


def kill_itself(payload: bytes) -> bytes:
    """Die as from kill -9."""
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def exit_at_once(payload: bytes) -> bytes:
    """Leave without any clean-up."""
    os._exit(3)


def answer_too_much(payload: bytes) -> bytes:
    """Return more than the limit."""
    return bytes(int(payload))


def return_text(payload: bytes) -> bytes:
    """Return something that is not bytes."""
    return "text"  # type: ignore[return-value]  # the very mistake under test


def write_a_big_file(payload: bytes) -> bytes:
    """Write a file over the limit."""
    Path("big").write_bytes(bytes(int(payload)))
    return b"written"


def call_home(payload: bytes) -> bytes:
    """Try to reach a listener on loopback and say whether it went through."""
    with socket.socket() as line:
        try:
            line.connect(("127.0.0.1", int(payload)))
        except OSError:
            return b"cut"
    return b"through"


def wait_a_second(payload: bytes) -> bytes:
    """Take longer than the shortest limit of the tests."""
    time.sleep(1)
    return payload
