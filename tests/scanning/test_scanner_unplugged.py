"""A scanner that goes away in the middle of a page: a real SANE daemon over the loopback, killed while it sends."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from scanning.devices.port import Condition, ScanOutcome, ScanProfile
from scanning.devices.sane import SaneScanner, SaneSettings, sane_child
from scanning.pages import Page

SANED = shutil.which("saned", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SANED is None, reason="NO SANED ON THIS MACHINE, no scanner was unplugged"),
]
_ADDRESS = "127.0.73.66"
_PORT = 6566
"""The backend `net` asks nowhere else; the address is this test's own."""

_SHEETS = 10
"""What the feeder of the SANE test backend holds, each sheet with the same picture."""


@dataclass
class Unplugged:
    """The daemon's process and the scanner that is reached through it."""

    daemon: subprocess.Popen[bytes]
    scanner: SaneScanner

    def pull(self) -> None:
        """The cable comes out: the daemon and the child that serves the scan are one process group of this test."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.daemon.pid, signal.SIGKILL)
        self.daemon.wait(10)


@pytest.fixture
def cable(tmp_path: Path) -> Iterator[Unplugged]:
    """A scanner that takes some seconds for a page, as a real one does."""
    far, near = tmp_path / "far", tmp_path / "near"
    for folder, backend in ((far, "test"), (near, "net")):
        folder.mkdir()
        (folder / "dll.conf").write_text(f"{backend}\n")
    slowly = "read-delay true\nread-delay-duration 100000\nread-limit true\nread-limit-size 65536\n"
    (far / "test.conf").write_text(f"number_of_devices 1\ngeometry_max 300.0\n{slowly}")
    (far / "saned.conf").write_text("127.0.0.0/8\n")
    (near / "net.conf").write_text(f"connect_timeout = 5\n{_ADDRESS}\n")
    assert SANED is not None
    daemon = subprocess.Popen(
        [SANED, "-l", "-o", "-e", "-b", _ADDRESS, "-p", str(_PORT)],
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "SANE_CONFIG_DIR": str(far)},
    )
    _wait_for_daemon()
    settings = SaneSettings(
        f"net:{_ADDRESS}:test:0", "Máy quét", near, (("test_picture", "Grid"),), page_seconds=8.0, stop_seconds=2.0
    )
    made = Unplugged(daemon, SaneScanner(settings, sane_child()))
    yield made
    made.pull()


def _wait_for_daemon() -> None:
    """Look for the listening socket in the kernel's table: a connection would use up the daemon's one client."""
    wanted = f"{int.from_bytes(socket.inet_aton(_ADDRESS), 'little'):08X}:{_PORT:04X}"
    pause = threading.Event()
    for _ in range(100):
        if wanted in Path("/proc/net/tcp").read_text(encoding="ascii"):
            return
        pause.wait(0.1)
    raise AssertionError("saned does not listen")


def test_a_scanner_unplugged_in_mid_page_keeps_the_pages_before(cable: Unplugged) -> None:
    """The first page stays, no half page is handed over, nothing hangs, and the look afterwards shows it absent."""
    pages: list[Page] = []
    cut = threading.Timer(0.7, cable.pull)

    def on_page(page: Page) -> None:
        pages.append(page)
        if len(pages) == 1:
            cut.start()

    outcome = cable.scanner.scan(ScanProfile(), on_page, lambda: False)
    cut.join()
    assert outcome in (ScanOutcome.DISAPPEARED, ScanOutcome.FAILED)
    assert 1 <= len(pages) < _SHEETS
    assert {page.image for page in pages} == {pages[0].image}, "a torn page was taken for a whole one"
    assert cable.scanner.probe().condition is Condition.ABSENT
