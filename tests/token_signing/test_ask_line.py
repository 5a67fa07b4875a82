"""What answers in place of an authority, over real sockets: half an answer, a login page, drops: no answer at all."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from token_signing.ask_line import HttpLine
from token_signing.raise_wire import Question


@contextmanager
def answering(*pieces: bytes, pause: float = 0.0) -> Iterator[str]:
    """An address that answers once with these pieces, a pause between them, and hangs up."""
    listener, over = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def serve() -> None:
        with suppress(OSError), listener.accept()[0] as asked:
            _take(asked)
            for piece in pieces:
                asked.sendall(piece)
                over.wait(pause)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/tsa"
    finally:
        over.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)  # wakes whoever still waits to be asked
        listener.close()
        thread.join()


def _take(asked: socket.socket) -> None:
    """The whole question: hanging up on bytes not read yet is a reset, which takes the answer with it."""
    with asked.makefile("rb") as lines:
        length = 0
        while (line := lines.readline().strip()) != b"":
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        lines.read(length)


WHOLE = b"HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nContent-Length: 6\r\n\r\n"
OPEN = b"HTTP/1.1 200 OK\r\nContent-Type: application/pkix-crl\r\n\r\n"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html>"


@pytest.mark.parametrize(
    ("pieces", "found"),
    [
        ((WHOLE, b"abc", b"def"), b"abcdef"),
        ((OPEN, b"abc", b"def"), b"abcdef"),
        ((WHOLE, b"abc"), None),
        ((PAGE,), None),
        ((b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",), None),
        ((b"nonsense\r\n\r\n",), None),
        ((), None),
    ],
    ids=["whole", "without its length", "half", "login page", "fault", "nonsense", "hung up"],
)
def test_only_a_whole_answer_counts(pieces: tuple[bytes, ...], found: bytes | None) -> None:
    """Half a stamp would be taken for a refusal of the authority, and asked for again a day later."""
    with answering(*pieces) as address:
        assert HttpLine(5.0).ask(Question(address, b"q", "application/timestamp-query")) == found


def test_an_answer_in_drops_is_given_up() -> None:
    """Each drop comes in time, the whole never would: nobody else waits for it."""
    with answering(OPEN, *[b"x"] * 1000, pause=0.02) as address:
        assert HttpLine(0.05).ask(Question(address)) is None


def test_nobody_there_is_no_answer() -> None:
    """A closed port."""
    with answering() as address:
        pass
    assert HttpLine(5.0).ask(Question(address)) is None
