"""A SANE scanner behind the port; every word with the driver is spoken in a child process, one for each task."""

import contextlib
import queue
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

from sandbox.command import ChildCommand, python_child
from sandbox.frames import FrameBroken, FrameTooBig, read_frame, write_frame
from scanning.devices.port import (
    Cancelled,
    Condition,
    OnPage,
    ScannerState,
    ScanOutcome,
    ScanProfile,
)
from scanning.devices.sane_wire import (
    MOST_ANSWER_BYTES,
    AnswerKind,
    SaneDevice,
    SaneRequest,
    SaneTask,
    Step,
    pack_request,
    unpack_condition,
    unpack_devices,
    unpack_outcome,
    unpack_page,
)

_LOOK_SECONDS = 0.2  # how often a waiting scan asks whether it is cancelled
_OWN_PAGES = ("MALLOC_MMAP_THRESHOLD_", "65536")
"""A driver ends its reader thread with the page's last byte, so perhaps while that thread gives the page's memory back:
the lock of its heap then stays taken and the scan hangs. Blocks with memory pages of their own need no lock."""


@dataclass(frozen=True, slots=True)
class SaneSettings:
    """Which device, what it is called on screen, where its configuration lies, and how long a page may take."""

    device: str
    name: str
    config_dir: Path | None = None
    options: tuple[tuple[str, str], ...] = ()
    page_seconds: float = 120.0
    stop_seconds: float = 10.0


def sane_child() -> ChildCommand:
    """How the child is started from a Python installation."""
    return python_child("scanning.devices.sane_child")


def list_sane_devices(
    command: ChildCommand, config_dir: Path | None, stopped: Cancelled = lambda: False
) -> tuple[SaneDevice, ...] | Condition:
    """The scanners SANE finds, or why it finds none at all; a search of a network that is `stopped` is killed."""
    settings = SaneSettings(device="", name="", config_dir=config_dir)
    with _Child(command, settings, SaneTask.LIST, ScanProfile()) as child:
        frame = child.wait_for_frame(stopped, 0.0)
        if frame is None:
            return Condition.FAULTY
        return unpack_devices(frame) if frame[:1] == AnswerKind.DEVICES.value else unpack_condition(frame)


class SaneScanner:
    """One SANE device."""

    def __init__(self, settings: SaneSettings, command: ChildCommand) -> None:
        self._settings = settings
        self._command = command

    def probe(self) -> ScannerState:
        """Open and close the device; a missing python-sane is told as a missing driver."""
        with _Child(self._command, self._settings, SaneTask.PROBE, ScanProfile()) as child:
            frame = child.next_frame(self._settings.page_seconds)
        condition = Condition.FAULTY if frame is None else unpack_condition(frame)
        return ScannerState(condition, self._settings.name, simulated=False)

    def scan(self, profile: ScanProfile, on_page: OnPage, cancelled: Cancelled) -> ScanOutcome:
        """Scan page by page; a cancelled scan keeps the page that is under way if it still comes."""
        if cancelled():
            return ScanOutcome.CANCELLED
        with _Child(self._command, self._settings, SaneTask.SCAN, profile) as child:
            while True:
                frame = child.wait_for_frame(cancelled, self._settings.stop_seconds)
                if frame is None:
                    return ScanOutcome.CANCELLED if cancelled() else ScanOutcome.FAILED
                if frame[:1] == AnswerKind.ENDED.value:
                    return unpack_outcome(frame)
                page = unpack_page(frame)
                if page is None:
                    return ScanOutcome.FAILED
                on_page(page)
                child.step(Step.STOP if cancelled() else Step.GO_ON)


class _Child:
    """One child process and the thread that reads it."""

    def __init__(self, command: ChildCommand, settings: SaneSettings, task: SaneTask, profile: ScanProfile) -> None:
        self._settings = settings
        self._frames: queue.Queue[bytes | None] = queue.Queue()
        self._request = pack_request(SaneRequest(task, settings.device, settings.options, profile))
        environment = dict([("LANG", "C.UTF-8"), _OWN_PAGES, *command.environment])
        if settings.config_dir is not None:
            environment["SANE_CONFIG_DIR"] = str(settings.config_dir)
        self._process = subprocess.Popen(  # noqa: S603 - the words come from the program
            command.words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> "_Child":
        self._reader.start()
        self._send(self._request)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(OSError):  # the child may be gone already
            self._process.stdin.close()
        try:
            self._process.wait(timeout=self._settings.stop_seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        self._process.stdout.close()

    def next_frame(self, seconds: float) -> bytes | None:
        """The next frame; `None` when the child ended or was silent for so long."""
        with contextlib.suppress(queue.Empty):
            return self._frames.get(timeout=seconds)
        self._process.kill()
        return None

    def wait_for_frame(self, cancelled: Cancelled, grace: float) -> bytes | None:
        """The next frame; once cancelled, what is under way gets so many seconds to come."""
        waited = 0.0
        while waited < self._settings.page_seconds and not cancelled():
            try:
                return self._frames.get(timeout=_LOOK_SECONDS)
            except queue.Empty:
                waited += _LOOK_SECONDS
        return self.next_frame(grace if cancelled() else 0.0)

    def step(self, step: Step) -> None:
        """Let the child move the next sheet, or stop it."""
        self._send(step.value)

    def _send(self, frame: bytes) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # a child that died is seen by the reader
            write_frame(self._process.stdin, frame)

    def _read(self) -> None:
        assert self._process.stdout is not None
        with contextlib.suppress(FrameBroken, FrameTooBig, OSError, ValueError):
            while True:
                self._frames.put(read_frame(self._process.stdout, MOST_ANSWER_BYTES))
        self._frames.put(None)
