"""A real centre in a process of its own on a free loopback port, and desks enrolled at it by its own command."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from central_server.settings import LEAST_PASSWORD_MEMORY_KIB
from desk_client.bootstrap import Desk, open_desk, open_enrolling, open_machine
from desk_client.services.enrolling import Enrolled
from desk_client.settings import Settings, decode
from tests.fakes.office import PASSWORD
from tests.fakes.people import OFFICE, PEOPLE, ROLES

_READY = re.compile(r"(http://127\.0\.0\.1:\d+)")


@dataclass(frozen=True, slots=True)
class RealCentre:
    """A running centre: its address, its data directory, the clock it shares with its desks."""

    address: str
    data: Path
    clock: str

    def command(self, *words: str) -> str:
        """Run one command of the centre; what it printed."""
        return _run(self.data, self.clock, *words)

    def ticket(self, slice_: str = "1-499", office: str = OFFICE) -> str:
        """A fresh enrolment ticket of the office."""
        printed = self.command("desk-code", "--office", office, "--address", self.address, "--slice", slice_)
        return next(line.split(" ")[-1] for line in printed.splitlines() if "motcua-enrol:1|" in line)

    def settings(self, folder: Path, **changes: str) -> Settings:
        """Settings of a desk that shares this centre's clock."""
        plain = {
            "MOTCUA_DATA_DIR": str(folder),
            "MOTCUA_KEY_STORE": "file",
            "MOTCUA_CLOCK": self.clock,
            "MOTCUA_SYNC_SECONDS": "1",
        }
        return decode("", plain | {f"MOTCUA_{name.upper()}": value for name, value in changes.items()})

    def desk(self, folder: Path, slice_: str = "1-499", office: str = OFFICE, **changes: str) -> Desk:
        """An enrolled desk that holds the rules."""
        machine = open_machine(self.settings(folder, **changes))
        enrolling = open_enrolling(machine)
        ticket = enrolling.read(self.ticket(slice_, office))
        outcome = enrolling.enrol(ticket, "test")  # type: ignore[arg-type]  # a trouble fails the next line
        assert isinstance(outcome, Enrolled), outcome
        desk = open_desk(machine)
        assert desk is not None
        assert desk.line.once().error is None
        return desk


def prepare_centre(folder: Path) -> Path:
    """The data directory of a centre with the four people of the office, made by its own commands."""
    clock, password = _clock_from_now(), folder / "password"
    password.write_text(PASSWORD, encoding="utf-8")
    _run(folder / "centre", clock, "init")
    for person in PEOPLE:
        words = ("--name", person.name, "--title", person.title, "--login", person.login)
        role = ("--role", ROLES[person.id].value, "--from", "2018-01-01", "--password-file", str(password))
        _run(folder / "centre", clock, "office-add-person", "--office", OFFICE, *words, *role)
    return folder / "centre"


@contextmanager
def real_centre(prepared: Path, folder: Path, **changes: str) -> Iterator[RealCentre]:
    """Serve a copy of a prepared centre with changed settings, in a folder of its own; ended by its process id."""
    shutil.copytree(prepared, folder / "centre")
    clock = _clock_from_now()
    serving = subprocess.Popen(
        [sys.executable, "-m", "central_server", "--data", str(folder / "centre"), "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env=_environment(clock) | {f"MOTCUA_{name.upper()}": value for name, value in changes.items()},
    )
    try:
        assert serving.stdout is not None
        found = _READY.search(serving.stdout.readline())
        assert found is not None
        yield RealCentre(found[1], folder / "centre", clock)
    finally:
        serving.terminate()
        serving.wait(20)
        if serving.stdout is not None:
            serving.stdout.close()


def _clock_from_now() -> str:
    return f"rehearsal:2019-03-14T08:05:00@{time.time()}"


def _run(data: Path, clock: str, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "central_server", "--data", str(data), *words],
        capture_output=True,
        text=True,
        check=False,
        env=_environment(clock),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _environment(clock: str) -> dict[str, str]:
    cheap = {"MOTCUA_PASSWORD_MEMORY_KIB": str(LEAST_PASSWORD_MEMORY_KIB), "MOTCUA_PASSWORD_ROUNDS": "2"}
    return {**os.environ, "LANG": "C.UTF-8", "MOTCUA_CLOCK": clock, **cheap}
