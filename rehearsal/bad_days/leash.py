"""Starts a hand as a process of its own, gives it orders and ends it, by its pid alone."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_SECONDS = 300.0


@dataclass
class Leash:
    """One running hand; an answer is None when the process died before it gave one."""

    login: str
    password: Path
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] = field(init=False)
    _wire: socket.socket = field(init=False)
    _rest: bytes = b""

    def __post_init__(self) -> None:
        mine, theirs = socket.socketpair()
        with self.log.open("ab") as words:
            self.process = subprocess.Popen(  # noqa: S603  our own program, no shell
                [
                    sys.executable,
                    "-m",
                    "rehearsal.bad_days.hand",
                    self.login,
                    str(self.password),
                    str(theirs.fileno()),
                ],
                pass_fds=(theirs.fileno(),),
                stdout=words,
                stderr=words,
                env={**os.environ, **self.environment},
            )
        theirs.close()
        mine.settimeout(_SECONDS)
        self._wire = mine

    @property
    def pid(self) -> int:
        """The process."""
        return self.process.pid

    def order(self, what: str) -> None:
        """Ask for something; a dead hand hears nothing."""
        try:
            self._wire.sendall(what.encode() + b"\n")
        except OSError:
            return

    def answer(self) -> dict[str, object] | None:
        """The next whole answer; None when the process ended. Raises TimeoutError when it is silent for long."""
        while b"\n" not in self._rest:
            try:
                more = self._wire.recv(65536)
            except ConnectionError:
                return None
            if not more:
                return None
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\n")
        return dict(json.loads(line))

    def ask(self, what: str) -> dict[str, object] | None:
        """An order and its answer."""
        self.order(what)
        return self.answer()

    def kill(self) -> list[dict[str, object]]:
        """End it at once, as a power cut would; the answers it had given by then."""
        answers: list[dict[str, object]] = []
        if self._wire.fileno() == -1:
            return answers
        self.process.kill()
        while (answer := self.answer()) is not None:
            answers.append(answer)
        self.close()
        return answers

    def close(self) -> None:
        """Let it end, or end it."""
        self._wire.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
