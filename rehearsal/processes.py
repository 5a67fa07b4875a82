"""Starts the programs of a rehearsal as children and ends exactly these, by pid."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_SECONDS = 60


class ChildFault(Exception):
    """A child ended when it should not, or said nothing; `log` names the file with its words."""

    def __init__(self, name: str, log: Path) -> None:
        super().__init__(f"{name} failed; see {log}")
        self.log = log


@dataclass
class Children:
    """The children of one rehearsal; `end_all` ends them in the reverse order of their start."""

    folder: Path
    _running: list[subprocess.Popen[str]] = field(default_factory=list)
    _killed: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, name: str, arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
        """Start `python -m …` and return the first line it prints; its words go to `<name>.log`."""
        process = self.spawn(name, arguments, environment)
        line = process.stdout.readline() if process.stdout is not None else ""
        if not line:
            raise ChildFault(name, self.folder / f"{name}.log")
        return line.strip()

    def spawn(
        self, name: str, arguments: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[str]:
        """Start `python -m …` without waiting for a word."""
        self.folder.mkdir(parents=True, exist_ok=True)
        log = (self.folder / f"{name}.log").open("a", encoding="utf-8")
        process = subprocess.Popen(  # noqa: S603  our own programs, no shell
            [sys.executable, "-m", *arguments],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env={**os.environ, **(environment or {})},
        )
        log.close()
        self._running.append(process)
        return process

    def run(self, name: str, arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
        """Run `python -m …` to its end and return what it printed; raises ChildFault when it fails."""
        log = self.folder / f"{name}.log"
        self.folder.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as words:
            done = subprocess.run(  # noqa: S603  as above
                [sys.executable, "-m", *arguments],
                stdout=subprocess.PIPE,
                stderr=words,
                text=True,
                env={**os.environ, **(environment or {})},
                check=False,
            )
        if done.returncode != 0:
            raise ChildFault(f"{name} (exit {done.returncode})", log)
        return done.stdout

    def kill(self, process: subprocess.Popen[str]) -> None:
        """End one child at once (SIGKILL), as a power cut would."""
        process.kill()
        process.wait(_SECONDS)
        if process in self._running:
            self._running.remove(process)
            self._killed.append(process)

    def end_all(self) -> None:
        """Ask every child to end, then make it."""
        for process in reversed(self._running):
            process.send_signal(signal.SIGTERM)
        for process in reversed(self._running):
            try:
                process.wait(_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(_SECONDS)
        for process in (*self._running, *self._killed):
            if process.stdout is not None:
                process.stdout.close()
        self._running.clear()
        self._killed.clear()
