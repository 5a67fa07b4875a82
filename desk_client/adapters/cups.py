"""Prints through CUPS and watches each job to its end, since CUPS accepts what a printer then refuses.

`lp` gives the job in, because it knows the person's default queue and how to log in. Everything that is asked is
asked in IPP: the words of `lpstat` name no job state, and say the same of a printed job as of a refused one.
"""

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Sequence
from urllib.parse import quote

from desk_client.adapters.ipp import Answer, Group, IppFault, Tag, ask_job, ask_printers, read_answer
from desk_client.ports import JobState, Printer, PrintJob

_SECONDS = 20
_MEDIA = {"A6": "A6", "A5": "A5", "A4": "A4"}
_KEYWORDS = {"iso_a4_210x297mm": "A4", "iso_a5_148x210mm": "A5", "iso_a6_105x148mm": "A6"}
_REQUEST = re.compile(r"request id is (\S+)-(\d+)")
_PRINTER_FACTS = ("printer-name", "printer-state", "printer-is-accepting-jobs", "media-supported")
_JOB_FACTS = (
    "job-state", "job-printer-state-message", "job-printer-state-reasons", "time-at-processing", "job-printer-up-time",
    "job-impressions-completed",
)  # fmt: skip
_QUEUE_STOPPED = 5
_PENDING, _HELD, _PROCESSING, _STOPPED, _CANCELLED, _ABORTED, _COMPLETED = range(3, 10)
_ENDED = {_CANCELLED: JobState.CANCELLED, _ABORTED: JobState.CANCELLED, _COMPLETED: JobState.DONE}
_CANCEL_LOOKS, _CANCEL_PAUSE = 20, 0.1
_NEEDS_A_PERSON = frozenset(
    (
        *("media-empty", "media-needed", "media-jam", "cover-open", "door-open", "interlock-open", "toner-empty"),
        *("marker-supply-empty", "output-area-full", "paused", "shutdown", "offline", "timed-out"),
    )
)
"""Reasons (RFC 8011, 5.4.12) that no printer leaves by itself. As `-warning` they may concern another tray, or be
all that CUPS passes on of an empty one: they count once the job has stood longer than a sheet takes."""
_OUT_OF_REACH = ("unable to locate printer", "may not exist or is unavailable", "not responding", "is unreachable")
"""What CUPS' own backends say of a printer they cannot reach, for as long as they try; they give no reason then."""
_PATIENCE_SECONDS = 90
_SHEET_SECONDS = 20


class CupsSpooler:
    """Implements `ports.Spooler` on the CUPS of this machine; `server` is host:port or "" for the default.

    A sheet takes no printer longer than `sheet_seconds`.
    """

    def __init__(self, server: str = "", sheet_seconds: int = _SHEET_SECONDS) -> None:
        self._server = server
        self._sheet_seconds = sheet_seconds

    def printers(self) -> Sequence[Printer]:
        """Queues that CUPS knows; one that stands still accepts nothing as far as the desk is concerned."""
        answer = self._ask(ask_printers(_PRINTER_FACTS))
        if answer is None or not answer.well:
            return ()
        default = self._default()
        return tuple(_printer(group, default) for group in answer.of(Tag.PRINTER_GROUP))

    def submit(self, pdf: bytes, title: str, printer: str, paper: str, copies: int) -> PrintJob | JobState:
        """Give a PDF to a queue at its true size: bars are never scaled."""
        found = self.printers()
        queue = _chosen(found, printer)
        if queue is None or shutil.which("lp") is None:
            return JobState.NO_PRINTER
        if not queue.accepting:
            return JobState.STOPPED
        options = ("-o", f"media={_MEDIA[paper]}", "-o", "print-scaling=none", "-n", str(copies))
        answer = self._run("lp", "-d", queue.name, "-t", title, *options, fed=pdf)
        match = _REQUEST.search(answer)
        return JobState.REFUSED if match is None else PrintJob(match[1], int(match[2]))

    def state(self, job: PrintJob) -> JobState:
        """How the job stands; one that waits for a person is taken out, so that printing again prints it once."""
        facts = self._facts(job)
        if isinstance(facts, JobState):
            return facts
        state = self._judge(facts, job)
        if state is JobState.STOPPED:
            self._take_out(job)
        return state

    def cancel(self, job: PrintJob) -> JobState:
        """Take a job out and wait a moment until CUPS says so: a sheet that is in the printer comes out."""
        self._take_out(job)
        pause = threading.Event()
        for _ in range(_CANCEL_LOOKS):
            facts = self._facts(job)
            ended = facts if isinstance(facts, JobState) else _ENDED.get(facts.number("job-state") or 0)
            if ended is not None:
                return ended
            pause.wait(_CANCEL_PAUSE)
        return JobState.PRINTING

    def _take_out(self, job: PrintJob) -> None:
        self._run("cancel", f"{job.printer}-{job.number}")

    def _facts(self, job: PrintJob) -> Group | JobState:
        """What CUPS knows of a job, or how it must be told when CUPS knows nothing."""
        uri = f"ipp://localhost/printers/{quote(job.printer)}"
        answer = self._ask(ask_job(uri, job.number, _JOB_FACTS))
        if answer is None:
            return JobState.STOPPED
        groups = answer.of(Tag.JOB_GROUP)
        if not answer.well or not groups:
            return JobState.REFUSED  # the service knows no such job any more: never call that printed
        return groups[0]

    def _judge(self, facts: Group, job: PrintJob) -> JobState:
        number = facts.number("job-state")
        if number == _COMPLETED:
            return JobState.DONE
        if number == _PENDING:
            queue = _chosen(self.printers(), job.printer)
            return JobState.WAITING if queue is not None and queue.accepting else JobState.STOPPED
        if number == _PROCESSING:
            return JobState.STOPPED if _needs_a_person(facts, self._sheet_seconds) else JobState.PRINTING
        return JobState.STOPPED if number in (_HELD, _STOPPED) else JobState.REFUSED

    def _default(self) -> str:
        """The person's or the machine's default queue, or nothing."""
        return self._run("lpstat", "-d").partition(":")[2].strip()

    def _ask(self, question: bytes) -> Answer | None:
        """Put a question to the service; None when it does not answer or answers something else."""
        from desk_client.adapters.cups_line import exchange  # noqa: PLC0415  a start without a print loads no HTTP

        body = exchange(self._server or self._run("lpstat", "-H").strip(), question, _SECONDS)
        try:
            return None if body is None else read_answer(body)
        except IppFault:
            return None

    def _run(self, program: str, *arguments: str, fed: bytes = b"") -> str:
        """What a program of CUPS prints, in English; nothing where it is missing, fails or hangs."""
        path = shutil.which(program)
        if path is None:
            return ""
        server = ("-h", self._server) if self._server else ()
        try:
            done = subprocess.run(  # noqa: S603  a fixed program, arguments without a shell
                [path, *server, *arguments],
                input=fed,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
                env={**os.environ, "LC_ALL": "C.UTF-8"},
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return done.stdout.decode(errors="replace")


def _printer(facts: Group, default: str) -> Printer:
    name = facts.text("printer-name")
    moving = facts.number("printer-state") != _QUEUE_STOPPED
    papers = tuple(_KEYWORDS.get(paper, paper) for paper in facts.texts("media-supported"))
    return Printer(name, name == default, moving and facts.number("printer-is-accepting-jobs") == 1, papers)


def _chosen(found: Sequence[Printer], wanted: str) -> Printer | None:
    """The queue of that name; without a name the default one, else the only one."""
    if wanted:
        return next((one for one in found if one.name == wanted), None)
    default = next((one for one in found if one.default), None)
    return found[0] if default is None and len(found) == 1 else default


def _needs_a_person(facts: Group, sheet_seconds: int) -> bool:
    """Whether a job in the printer's hands will not go on until somebody comes."""
    given = facts.texts("job-printer-state-reasons")
    reasons = {reason.removesuffix("-error") for reason in given}
    warnings = {reason.removesuffix("-warning") for reason in given}
    said = facts.text("job-printer-state-message").lower()
    if reasons & _NEEDS_A_PERSON or any(words in said for words in _OUT_OF_REACH):
        return True
    begun, now = facts.number("time-at-processing"), facts.number("job-printer-up-time")
    stood = 0 if begun is None or now is None else now - begun
    if warnings & _NEEDS_A_PERSON and stood > sheet_seconds:
        return True
    return not facts.number("job-impressions-completed") and stood > _PATIENCE_SECONDS
