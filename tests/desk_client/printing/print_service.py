"""A CUPS and an IPP printer of a test's own: private folders, free loopback ports, ended by their process ids."""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

PROGRAMS = (
    *("cupsd", "lpadmin", "lp", "lpstat", "cancel", "cupsdisable", "cupsenable", "cupsreject"),
    *("ippeveprinter", "dbus-daemon"),
)
QUEUE = "quay3"
_TRIES = 300
_BUS = Template("""<busconfig><type>session</type><listen>unix:path=$folder/bus</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>""")
_FILES = Template("""ServerRoot $folder/root
StateDir $folder/state
CacheDir $folder/cache
RequestRoot $folder/spool
TempDir $folder/tmp
ServerKeychain $folder/root
ErrorLog $folder/log/error_log
AccessLog $folder/log/access_log
PageLog $folder/log/page_log
SystemGroup root
$user""")
_SERVICE = Template("""LogLevel info
Listen 127.0.0.1:$port
Listen $folder/state/cups.sock
Browsing No
WebInterface No
DefaultAuthType None
PreserveJobHistory Yes
<Location />
Order allow,deny
Allow localhost
</Location>
<Location /admin>
Order allow,deny
Allow localhost
</Location>
<Policy default>
JobPrivateAccess all
JobPrivateValues none
<Limit All>
Order deny,allow
</Limit>
</Policy>""")


def missing_programs() -> tuple[str, ...]:
    """Programs of CUPS that this machine lacks."""
    return tuple(name for name in PROGRAMS if shutil.which(name, path=_path()) is None)


@dataclass
class PrintService:
    """A running print service; `folder` holds all it writes, `sheets` what the printer was sent."""

    folder: Path
    port: int
    printer_port: int
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def server(self) -> str:
        """Host and port of the service."""
        return f"127.0.0.1:{self.port}"

    @property
    def sheets(self) -> Path:
        """Where the printer keeps what it printed."""
        return self.folder / "sheets"

    def printed(self) -> tuple[Path, ...]:
        """The PDFs that the printer was sent whole."""
        return tuple(sorted(self.sheets.glob("*.pdf")))

    def start_printer(self, engine: str = "/bin/true") -> None:
        """Switch the printer on: A4 and Letter, no A5, no time spent on moving paper; `engine` prints each job."""
        options = ("-n", "localhost", "-r", "off", "-k", "-f", "application/pdf", "-c", engine)
        self._spawn("ippeveprinter", "-p", str(self.printer_port), "-d", str(self.sheets), *options, "Quay 3")
        wait(lambda: answers(self.printer_port))

    def empty_tray(self) -> None:
        """The printer's tray is empty: it takes the next job, says so and waits for a person."""
        self.kill_printer()
        engine = self.folder / "no-paper"
        engine.write_text("#!/bin/sh\necho 'STATE: +media-empty-error' >&2\nexec sleep 20\n", encoding="utf-8")
        engine.chmod(0o755)
        self.start_printer(str(engine))

    def kill_printer(self) -> None:
        """Tear out the printer's cable."""
        self._end("ippeveprinter")

    def add_queue(self) -> None:
        """Make the queue and wait until CUPS has asked the printer what it can do."""
        uri = f"ipp://localhost:{self.printer_port}/ipp/print"
        self.administer("lpadmin", "-p", QUEUE, "-E", "-v", uri, "-m", "everywhere")
        wait((self.folder / "root" / "ppd" / f"{QUEUE}.ppd").exists)

    def administer(self, program: str, *arguments: str) -> None:
        """Run a program of CUPS against this service."""
        command = [self._find(program), "-h", self.server, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
        assert done.returncode == 0, done.stderr

    def start(self) -> None:
        """Start bus, service and printer."""
        self._spawn("dbus-daemon", f"--config-file={self.folder / 'bus.conf'}", "--nofork")
        wait((self.folder / "bus").exists)
        configured = ("-c", str(self.folder / "cupsd.conf"), "-s", str(self.folder / "cups-files.conf"))
        self._spawn("cupsd", "-f", *configured)
        wait(lambda: answers(self.port))
        self.start_printer()

    def stop(self) -> None:
        """End what was started, by its process id."""
        for name in ("cupsd", "ippeveprinter", "dbus-daemon"):
            self._end(name)

    def stop_service(self) -> None:
        """End the print service itself."""
        self._end("cupsd")

    def _spawn(self, name: str, *arguments: str) -> None:
        bus = f"unix:path={self.folder / 'bus'}"
        with (self.folder / f"{name}.out").open("ab") as words:
            self._running[name] = subprocess.Popen(
                [self._find(name), *arguments],
                stdout=words,
                stderr=words,
                env={**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": bus},
            )

    def _end(self, name: str) -> None:
        process = self._running.pop(name, None)
        if process is not None:
            process.kill()
            process.wait(20)

    @staticmethod
    def _find(program: str) -> str:
        found = shutil.which(program, path=_path())
        assert found is not None, program
        return found


@contextmanager
def print_service() -> Iterator[PrintService]:
    """A print service with one printer and no queue, in a folder that its filters may enter."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-cups-"))
    service = PrintService(folder, free_port(), free_port())
    try:
        _prepare(service)
        service.start()
        yield service
    finally:
        service.stop()
        shutil.rmtree(folder)


def _prepare(service: PrintService) -> None:
    folder = service.folder
    folder.chmod(0o755)
    for name in ("root", "state", "cache", "spool", "tmp", "log", "sheets"):
        (folder / name).mkdir()
    user = ""
    if os.geteuid() == 0:
        user = "User lp\nGroup lp"
        for name in ("state", "cache", "spool", "tmp", "log"):
            shutil.chown(folder / name, "lp", "lp")
    words = {"folder": str(folder), "port": str(service.port), "user": user}
    for name, text in (("bus.conf", _BUS), ("cups-files.conf", _FILES), ("cupsd.conf", _SERVICE)):
        (folder / name).write_text(text.substitute(words), encoding="utf-8")


def free_port() -> int:
    """A loopback port that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait(ready: Callable[[], bool]) -> None:
    """Ask again and again, ten times a second, for half a minute."""
    pause = threading.Event()
    for _ in range(_TRIES):
        if ready():
            return
        pause.wait(0.1)
    raise AssertionError("the print service did not come so far")


def _path() -> str:
    return os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/bin", "/sbin"))
