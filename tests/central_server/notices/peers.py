"""Starts the peers of the channels as processes and reads what they tell; a fake channel for the rest of the tests."""

import json
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from central_server.ports.notices import NotTaken, Outgoing, Receipt, Taken


@dataclass
class Peer:
    """A peer's process: its port, and its lines as they come."""

    process: subprocess.Popen[str]
    port: int
    lines: "queue.SimpleQueue[dict[str, Any]]" = field(default_factory=queue.SimpleQueue)

    def heard(self, **wanted: object) -> dict[str, Any]:
        """The next line that says all of this; other lines before it are passed over."""
        while True:
            line = self.lines.get(timeout=20)
            if all(line.get(name) == value for name, value in wanted.items()):
                return line

    def hears(self, name: str) -> dict[str, Any]:
        """The next line that has this field."""
        while True:
            line = self.lines.get(timeout=20)
            if name in line:
                return line

    def order(self, word: str) -> None:
        """Tell the peer to do something."""
        assert self.process.stdin is not None
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()


@contextmanager
def running(module: str, *arguments: str) -> Iterator[Peer]:
    """A peer for the time of a test module."""
    words = [sys.executable, "-m", f"tests.central_server.notices.{module}", *arguments]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdin is not None
    with process.stdout, process.stdin:
        peer = Peer(process, int(process.stdout.readline()))
        reader = threading.Thread(target=_read, args=(process.stdout, peer.lines))
        reader.start()
        yield peer
        process.terminate()
        process.wait()
        reader.join()


def _read(stream: Any, lines: "queue.SimpleQueue[dict[str, Any]]") -> None:
    for line in stream:
        lines.put(json.loads(line))


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


@dataclass
class FakeSender:
    """A channel that answers as a test wants and remembers what it was given."""

    answer: Callable[[Outgoing], Taken | NotTaken] = lambda message: Taken((message.key,), "ok")
    sent: list[Outgoing] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    calls: int = 0

    def send(self, messages: Sequence[Outgoing]) -> Sequence[Taken | NotTaken]:
        self.calls += 1
        answers = [self.answer(message) for message in messages]
        self.sent += [one for one, said in zip(messages, answers, strict=True) if isinstance(said, Taken)]
        return answers

    def receive(self, keep: Callable[[Sequence[Receipt]], None]) -> None:
        if self.receipts:
            keep(self.receipts)
        self.receipts = []

    def close(self) -> None:
        pass
