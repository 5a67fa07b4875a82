"""A small real province without a past: centre, line and one desk, each a process of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from rehearsal.processes import Children
from rehearsal.province import OFFICE, PASSWORD, World, clock_setting
from rehearsal.proxy import CUT, CUT_AFTER


@dataclass
class Province:
    """Processes of one journey on one clock; every child is ended by `close`. `numbers` is the desk's daily slice."""

    folder: Path
    start: datetime
    database: str = ""
    numbers: str = "1-499"
    children: Children = field(init=False)
    world: World = field(init=False)
    centre_port: int = 0
    line_port: int = 0

    def __post_init__(self) -> None:
        self.world = World(self.folder)
        self.children = Children(self.folder / "logs")
        self.clock = clock_setting(self.start)
        for path in (self.world.centre, self.world.desk, self.world.control, self.world.simulators):
            path.mkdir(parents=True)
        self.password = self.folder / "password"
        self.password.write_text(PASSWORD, encoding="utf-8")
        self._centre: subprocess.Popen[str] | None = None

    def admin(self, *arguments: str) -> str:
        """One command of the centre's program."""
        return self.children.run(
            "admin", ("central_server", "--data", str(self.world.centre), *arguments), self.centre_env()
        )

    def found(self) -> None:
        """Make the centre with one clerk, start it and the line, enrol the desk through the line."""
        self.admin("init", "--json")
        person = ("--name", "Nguyễn Thị Hoa", "--title", "Công chức Một cửa", "--login", "hoa", "--role", "intake")
        self.admin("office-add-person", "--office", OFFICE, *person, "--from", "2018-01-01",
                   "--password-file", str(self.password), "--json")  # fmt: skip
        self.open_centre()
        self.open_line()
        days = ("--from", "2018-01-01", "--until", "2029-12-31")
        address = ("--address", f"http://127.0.0.1:{self.line_port}")
        told = json.loads(
            self.admin("desk-code", "--office", OFFICE, "--slice", self.numbers, *days, *address, "--json")
        )
        self.desk("enrol", "--ticket", told["ticket"], "--json")
        self.sync()

    def set_clock(self, later: timedelta = timedelta(0)) -> None:
        """The next processes begin at the journey's own moment, or so much later."""
        self.clock = clock_setting(self.start + later)

    def open_centre(self) -> None:
        """Start the server, on the same port as before when there was one."""
        command = (
            "central_server",
            "--data",
            str(self.world.centre),
            "serve",
            "--port",
            str(self.centre_port),
            "--json",
        )
        self._centre = self.children.spawn("centre", command, self.centre_env())
        assert self._centre.stdout is not None
        line = self._centre.stdout.readline()
        assert line, (self.folder / "logs" / "centre.log").read_text()
        self.centre_port = int(json.loads(line)["address"].rpartition(":")[2].strip("/"))

    @property
    def centre_pid(self) -> int:
        """The process of the running server."""
        assert self._centre is not None
        return self._centre.pid

    @property
    def centre_is_alive(self) -> bool:
        """Whether the server still runs."""
        return self._centre is not None and self._centre.poll() is None

    def wait_for_centre(self) -> None:
        """The server was killed: return when its process is gone. Raises TimeoutExpired when it is not."""
        assert self._centre is not None
        self._centre.wait(10.0)

    def close_centre(self) -> None:
        """The centre is gone at once."""
        assert self._centre is not None
        self.children.kill(self._centre)

    def open_line(self) -> None:
        """Start the line in front of the centre."""
        command = ("rehearsal.proxy", str(self.centre_port), str(self.world.control))
        self.line_port = int(self.children.start("line", command))

    def cut(self) -> None:
        """No byte passes from now on."""
        (self.world.control / CUT).touch()

    def cut_after(self, size: int) -> None:
        """So many bytes pass yet, then none."""
        (self.world.control / CUT_AFTER).write_text(str(size))

    @property
    def is_cut(self) -> bool:
        """Whether the line is cut now."""
        return (self.world.control / CUT).exists()

    def mend(self) -> None:
        """The line is back."""
        (self.world.control / CUT).unlink()

    def desk(self, *arguments: str) -> str:
        """One command of the desk's program."""
        return self.children.run("desk", ("desk_client", *arguments), self.desk_env())

    def sync(self) -> dict[str, object]:
        """One round in a process of its own; what it reports, also when it could not do everything."""
        done = subprocess.run(
            [sys.executable, "-m", "desk_client", "sync", "--once", "--json"],
            capture_output=True, text=True, check=False, env=self.desk_env(full=True),
        )  # fmt: skip
        assert done.returncode in (0, 4, 8), done.stderr
        return dict(json.loads(done.stdout))

    def status(self) -> dict[str, object]:
        """What the desk says is unsent."""
        return dict(json.loads(self.desk("status", "--json")))

    def counter(self, wanted: int) -> subprocess.Popen[str]:
        """A counter receiving until the desk holds `wanted` acts, one code a line."""
        return self.children.spawn(
            "counter", ("rehearsal.counter", "hoa", str(self.password), str(wanted)), self.desk_env()
        )

    def desk_env(self, *, full: bool = False) -> dict[str, str]:
        """The environment of the desk's processes."""
        own = self.world.desk_environment(self.clock, f"http://127.0.0.1:{self.line_port}" if self.line_port else "")
        return {**os.environ, **own} if full else own

    def centre_env(self) -> dict[str, str]:
        """The environment of the centre's processes."""
        return {"MOTCUA_CLOCK": self.clock, **({"MOTCUA_DATABASE": self.database} if self.database else {})}

    def close(self) -> None:
        """End every child."""
        self.children.end_all()
