"""Prints through CUPS by its own commands (lpstat, lp); watches a job to its end, since CUPS accepts what fails.

The commands of cups-client are used rather than a binding: they are on every Linux desk, need no compiler,
and a job's end is read from `lpstat`. Where they are missing there is no printer, and the desk says so.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from desk_client.ports import JobState, Printer, PrintJob

_SECONDS = 20
_MEDIA = {"A5": "A5", "A4": "A4"}
_REQUEST = re.compile(r"request id is (\S+)-(\d+)")


class CupsSpooler:
    """Implements `ports.Spooler` on the CUPS of this machine; `server` is host:port or "" for the default."""

    def __init__(self, server: str = "") -> None:
        self._server = ("-h", server) if server else ()

    def printers(self) -> Sequence[Printer]:
        """Queues that CUPS knows."""
        listing = self._run("lpstat", "-a")
        default = self._run("lpstat", "-d").rpartition(":")[2].strip()
        found = []
        for line in listing.splitlines():
            name = line.split(" ", 1)[0]
            if name:
                found.append(Printer(name, name == default, " accepting " in f"{line} ", self._papers(name)))
        return found

    def submit(self, pdf: bytes, title: str, printer: str, paper: str, copies: int) -> PrintJob | JobState:
        """Give a PDF to a queue at its true size: bars are never scaled."""
        if shutil.which("lp") is None:
            return JobState.NO_PRINTER
        with tempfile.TemporaryDirectory(prefix="motcua-print-") as folder:
            path = Path(folder) / "paper.pdf"
            path.write_bytes(pdf)
            queue = ("-d", printer) if printer else ()
            options = ("-o", f"media={_MEDIA[paper]}", "-o", "print-scaling=none", "-n", str(copies))
            answer = self._run("lp", *queue, "-t", title, *options, str(path))
        match = _REQUEST.search(answer)
        if match is None:
            return JobState.NO_PRINTER if not self.printers() else JobState.REFUSED
        return PrintJob(match[1], int(match[2]))

    def state(self, job: PrintJob) -> JobState:
        """How the job stands: CUPS reports a refused job only as cancelled, so its reason is looked up."""
        name = f"{job.printer}-{job.number}"
        waiting = self._run("lpstat", "-W", "not-completed", "-o", job.printer)
        if name in waiting:
            status = self._run("lpstat", "-l", "-W", "not-completed", "-o", job.printer)
            return JobState.STOPPED if "stopped" in status else JobState.PRINTING
        done = self._run("lpstat", "-l", "-W", "completed", "-o", job.printer)
        lines = done.splitlines()
        start = next((n for n, line in enumerate(lines) if line.startswith(name + " ")), None)
        if start is None:
            return JobState.REFUSED
        block = [lines[start]]
        for line in lines[start + 1 :]:
            if line and not line[0].isspace():
                break
            block.append(line)
        told = " ".join(block)
        return JobState.DONE if "job-completed-successfully" in told else JobState.REFUSED

    def _papers(self, printer: str) -> tuple[str, ...]:
        for line in self._run("lpoptions", "-p", printer, "-l").splitlines():
            if line.startswith(("PageSize/", "media/")):
                return tuple(word.lstrip("*") for word in line.partition(":")[2].split())
        return ()

    def _run(self, program: str, *arguments: str) -> str:
        path = shutil.which(program)
        if path is None:
            return ""
        server = self._server if program != "lpoptions" else ()
        try:
            done = subprocess.run(  # noqa: S603  a fixed program, arguments without a shell
                [path, *server, *arguments],
                capture_output=True,
                text=True,
                timeout=_SECONDS,
                check=False,
                env={"LANG": "C", "PATH": "/usr/bin:/usr/sbin:/bin"},
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return done.stdout
