"""A real PC/SC service for tests: pcscd with the vpcd driver's virtual readers, and cards that plug in by TCP."""

from __future__ import annotations

import contextlib
import shutil
import socket
import struct
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from smartcard import scard

VPCD_PORT = 35963
VPCD_CONFIGURATION = Path("/etc/reader.conf.d/vpcd")
ANSWER_TO_RESET = bytes.fromhex("3B8880014B5648495300000011")
_ATR = 4


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
def running_service() -> Iterator[None]:
    """Use the service that runs, or start one and end that very process afterwards."""
    if _service_answers():
        yield
        return
    program = shutil.which("pcscd") or "/usr/sbin/pcscd"
    process = subprocess.Popen([program, "--foreground"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        waiting = threading.Event()
        for _ in range(100):
            if _service_answers():
                break
            waiting.wait(0.1)
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


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
    with contextlib.suppress(OSError), connection.makefile("rb") as stream:
        while len(head := stream.read(2)) == 2:
            message = stream.read(struct.unpack(">H", head)[0])
            if len(message) != 1:
                _send(connection, card.answer(message))
            elif message[0] == _ATR:
                _send(connection, ANSWER_TO_RESET)
            else:
                card.reset()


def _send(connection: socket.socket, answer: bytes) -> None:
    connection.sendall(struct.pack(">H", len(answer)) + answer)


def _service_answers() -> bool:
    result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    if result != scard.SCARD_S_SUCCESS:
        return False
    found, readers = scard.SCardListReaders(context, [])
    scard.SCardReleaseContext(context)
    return found == scard.SCARD_S_SUCCESS and bool(readers)
