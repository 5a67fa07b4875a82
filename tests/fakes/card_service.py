"""A real PC/SC service for tests: pcscd with the vpcd driver's virtual readers, and cards that plug in by TCP."""

from __future__ import annotations

import contextlib
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Protocol

from smartcard import scard

VPCD_PORT = 35963
VPCD_CONFIGURATION = Path("/etc/reader.conf.d/vpcd")
ANSWER_TO_RESET = bytes.fromhex("3B8880014B5648495300000011")
_ATR = 4
_TRIES = 12
"""Times a service is waited for, ten seconds each: a connection of somebody may hold the reader's port for a minute."""


class PulledOut(Exception):
    """Raised by a card that is pulled out of its reader while it should answer."""


class Card(Protocol):
    """A card that answers commands."""

    def reset(self) -> None:
        """Power off or reset."""

    def answer(self, command: bytes) -> bytes:
        """Response with its status word."""


class SilentCard:
    """A card that is there and knows no command."""

    def reset(self) -> None:
        """Nothing to forget."""

    def answer(self, command: bytes) -> bytes:
        """Instruction not supported."""
        return b"\x6d\x00"


def missing_parts() -> str:
    """What this machine lacks for a virtual reader, or nothing."""
    if shutil.which("pcscd") is None and not Path("/usr/sbin/pcscd").exists():
        return "pcscd is not installed"
    return "" if VPCD_CONFIGURATION.exists() else "vsmartcard-vpcd is not installed"


@contextlib.contextmanager
def alone_at_the_reader() -> Iterator[None]:
    """Hold the one virtual reader of this machine: test processes that run side by side take turns."""
    with _held("reader"):
        yield


@contextlib.contextmanager
def running_service() -> Iterator[None]:
    """Use the service that runs, or start one and end that very process once no test process needs it any more.

    RuntimeError when no reader comes, though it was waited for its port to be free again.
    """
    for _ in range(_TRIES):
        with _held("start"):
            process = None if _service_answers() else _start()
        with _held("use", shared=True) as release:
            if not _service_answers():
                continue  # its owner ended it in between
            try:
                yield
            finally:
                release()
                if process is not None:
                    _end_when_unused(process)
        return
    raise RuntimeError(f"no card reader comes up: does another program hold port {VPCD_PORT}? End it and run again.")


def _start() -> subprocess.Popen[bytes] | None:
    """Start the service; one that shows no reader because its port was still in use is ended: it never would."""
    program = shutil.which("pcscd") or "/usr/sbin/pcscd"
    process = subprocess.Popen([program, "--foreground"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    waiting = threading.Event()
    for _ in range(100):
        if _service_answers():
            return process
        waiting.wait(0.1)
    _end(process)
    return None


def _end_when_unused(process: subprocess.Popen[bytes]) -> None:
    """Nobody starts another one before this one is gone, with the port of its reader."""
    with _held("use"), _held("start"):
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(timeout=10)


@contextlib.contextmanager
def _held(name: str, *, shared: bool = False) -> Iterator[Callable[[], None]]:
    """Hold a lock that all test processes of this machine know; gives what lets it go early."""
    import fcntl

    with (Path(tempfile.gettempdir()) / f"motcua-card-{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield lambda: fcntl.flock(file, fcntl.LOCK_UN)


@contextlib.contextmanager
def inserted(card: Card) -> Iterator[None]:
    """The card in the first virtual reader; leaving pulls it out."""
    connection = socket.create_connection(("127.0.0.1", VPCD_PORT), timeout=10)
    connection.settimeout(None)
    thread = threading.Thread(target=_serve, args=(connection, card), name="virtual-card", daemon=True)
    thread.start()
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        thread.join(timeout=10)
        connection.close()


def _serve(connection: socket.socket, card: Card) -> None:
    with contextlib.suppress(OSError, PulledOut), connection.makefile("rb") as stream:
        while len(head := _at_once(connection, stream)) == 2:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            message = stream.read(struct.unpack(">H", head)[0])
            if len(message) != 1:
                _send(connection, card.answer(message))
            elif message[0] == _ATR:
                _send(connection, ANSWER_TO_RESET)
            else:
                card.reset()
    with contextlib.suppress(OSError):  # pulled out from within: the reader has to see it
        connection.shutdown(socket.SHUT_RDWR)


def _at_once(connection: socket.socket, stream: IO[bytes]) -> bytes:
    """The length of the next message; without the 40 ms by which Linux answers each half of it late."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
    return stream.read(2)


def _send(connection: socket.socket, answer: bytes) -> None:
    connection.sendall(struct.pack(">H", len(answer)) + answer)


def _service_answers() -> bool:
    result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    if result != scard.SCARD_S_SUCCESS:
        return False
    found, readers = scard.SCardListReaders(context, [])
    scard.SCardReleaseContext(context)
    return found == scard.SCARD_S_SUCCESS and bool(readers)


def _is_the_machines(path: Path) -> bool:
    """Whether the namespace is not there yet."""
    machines = Path("/run/pcscd/pcscd.comm")
    return machines.exists() and path.samefile(machines)


def _answers(path: Path) -> bool:
    """Whether somebody listens there: the socket's file is older than that."""
    with socket.socket(socket.AF_UNIX) as caller:
        return caller.connect_ex(str(path)) == 0


def has_namespaces() -> bool:
    """Whether a process may have mounts of its own: not in a root directory that is no mount itself, as in a chroot."""
    return subprocess.run(["unshare", "--mount", "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0


@contextlib.contextmanager
def readerless(folder: Path) -> Iterator[Path]:
    """A second service, with no reader at all, in a mount namespace of its own; gives its socket.

    The place of the socket is fixed in the service, so the namespace has its own; it is reached through /proc.
    """
    configuration = folder / "no-readers"
    configuration.mkdir()
    program = shutil.which("pcscd") or "/usr/sbin/pcscd"
    inside = f"mount -t tmpfs none /run/pcscd && exec {program} --foreground --config {configuration}"
    process = subprocess.Popen(
        ["unshare", "--mount", "sh", "-c", inside], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    waiting = threading.Event()
    try:
        path = Path(f"/proc/{process.pid}/root/run/pcscd/pcscd.comm")
        for _ in range(400):
            if path.exists() and not _is_the_machines(path) and _answers(path):
                break
            waiting.wait(0.05)
        else:
            raise RuntimeError("the second card service does not start")
        yield path
    finally:
        process.terminate()
        process.wait(timeout=10)
