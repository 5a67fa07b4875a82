"""The SANE adapter's own duties: a missing driver, a dying or silent child, and the list of devices."""

import sys
from pathlib import Path

import pytest

from sandbox.command import ChildCommand
from scanning.devices.port import Condition, ScanOutcome, ScanProfile
from scanning.devices.sane import SaneScanner, SaneSettings, list_sane_devices, sane_child
from scanning.devices.sane_wire import SaneDevice
from scanning.pages import Page

SETTINGS = SaneSettings("any:0", "Máy quét", page_seconds=1.0, stop_seconds=1.0)


def _never() -> bool:
    return False


def _program(text: str) -> ChildCommand:
    return ChildCommand(words=(sys.executable, "-c", text))


def _without_driver() -> ChildCommand:
    """The true child in a Python that has no python-sane."""
    child = sane_child()
    hidden = "import sys; sys.modules['sane'] = None; from scanning.devices.sane_child import main; main()"
    return ChildCommand(words=(sys.executable, "-P", "-c", hidden), environment=child.environment)


def test_a_missing_driver_is_said_plainly() -> None:
    """Without python-sane a look and a listing say so, and a scan fails without an exception."""
    scanner = SaneScanner(SaneSettings("any:0", "Máy quét"), _without_driver())
    assert scanner.probe().condition is Condition.DRIVER_MISSING
    assert list_sane_devices(_without_driver(), None) is Condition.DRIVER_MISSING
    assert scanner.scan(ScanProfile(), lambda _: None, _never) is ScanOutcome.FAILED


def test_a_child_that_dies_is_a_failed_scan() -> None:
    """A driver that takes its process with it takes nothing else."""
    scanner = SaneScanner(SETTINGS, _program("import os; os._exit(11)"))
    assert scanner.probe().condition is Condition.FAULTY
    assert scanner.scan(ScanProfile(), lambda _: None, _never) is ScanOutcome.FAILED


def test_a_drivers_pages_are_no_part_of_a_heap(tmp_path: Path) -> None:
    """A reader thread that is ended while it frees a page leaves no lock: large blocks are mapped by themselves."""
    told = tmp_path / "told"
    program = f"import os; open({str(told)!r}, 'w').write(os.environ.get('MALLOC_MMAP_THRESHOLD_', ''))"
    SaneScanner(SaneSettings("any:0", "Máy quét"), _program(program)).scan(ScanProfile(), lambda _: None, _never)
    assert told.read_text() == "65536"


def test_a_silent_child_is_ended() -> None:
    """A driver that never answers is killed after its time, and the scan has failed."""
    scanner = SaneScanner(SETTINGS, _program("import signal; signal.pause()"))
    assert scanner.scan(ScanProfile(), lambda _: None, _never) is ScanOutcome.FAILED


def test_a_scan_cancelled_while_the_driver_is_silent_ends() -> None:
    """Cancelling does not wait for a page that never comes."""
    calls: list[int] = []

    def cancelled() -> bool:
        calls.append(1)
        return len(calls) > 2

    slow = SaneSettings("any:0", "Máy quét", page_seconds=600.0, stop_seconds=0.5)
    scanner = SaneScanner(slow, _program("import signal; signal.pause()"))
    assert scanner.scan(ScanProfile(), lambda _: None, cancelled) is ScanOutcome.CANCELLED


def test_a_search_that_is_stopped_does_not_wait_for_the_driver() -> None:
    """A driver that looks through a network for minutes is killed when nobody waits for it."""
    asked: list[int] = []

    def stopped() -> bool:
        asked.append(1)
        return len(asked) > 2

    assert list_sane_devices(_program("import signal; signal.pause()"), None, stopped) is Condition.FAULTY
    assert len(asked) > 2


@pytest.mark.slow
def test_devices_are_listed_from_the_given_configuration(tmp_path: Path) -> None:
    """The list comes from the directory named and from nowhere else."""
    (tmp_path / "dll.conf").write_text("test\n")
    (tmp_path / "test.conf").write_text("number_of_devices 2\n")
    assert list_sane_devices(sane_child(), tmp_path) == (
        SaneDevice("test:0", "Noname frontend-tester"),
        SaneDevice("test:1", "Noname frontend-tester"),
    )
    (tmp_path / "dll.conf").write_text("")
    assert list_sane_devices(sane_child(), tmp_path) == ()


@pytest.mark.slow
@pytest.mark.parametrize("dpi", [75, 200, 300])
def test_the_resolution_asked_for_is_the_resolution_delivered(tmp_path: Path, dpi: int) -> None:
    """A4 at any lawful resolution has that many pixels."""
    (tmp_path / "dll.conf").write_text("test\n")
    (tmp_path / "test.conf").write_text("number_of_devices 1\ngeometry_max 300.0\n")
    settings = SaneSettings("test:0", "SANE test", tmp_path, (("test_picture", "Grid"),), 20.0, 2.0)
    pages: list[Page] = []
    profile = ScanProfile(dpi=dpi, most_pages=2)
    assert SaneScanner(settings, sane_child()).scan(profile, pages.append, _never) is ScanOutcome.DONE
    assert len(pages) == 2
    assert pages[0].dpi == dpi
    assert pages[0].size_mm == pytest.approx((210.0, 297.0), abs=1.5)
