"""What only the watched folder and the simulator do: waiting for whole files, filing away, jamming half-way."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.limits import Limits
from sandbox.runner import Sandbox
from scanning.devices.folder import REJECTED, TAKEN, FolderScanner, wait_seconds
from scanning.devices.port import Condition, ScanOutcome, ScanProfile, Source
from scanning.devices.simulator import (
    STATE_FILE,
    SimulatedFeeder,
    SimulatedScanner,
    SimulatedState,
)
from scanning.pages import Page
from tests.scanning.rigs import bars, sheet


@pytest.fixture(name="sandbox", scope="module")
def _sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(seconds=20.0)) as sandbox:
        yield sandbox


def _never() -> bool:
    return False


def _names(directory: Path) -> list[str]:
    return sorted(entry.name for entry in directory.iterdir()) if directory.is_dir() else []


def test_a_file_still_being_written_is_left_for_the_next_scan(sandbox: Sandbox, tmp_path: Path) -> None:
    """A file that grows while the scan waits is not touched; the whole one beside it is taken."""
    whole, growing = tmp_path / "whole.jpg", tmp_path / "growing.jpg"
    whole.write_bytes(sheet(1))
    growing.write_bytes(sheet(2)[:5000])

    def copier_goes_on() -> None:
        growing.write_bytes(sheet(2))

    pages: list[Page] = []
    scanner = FolderScanner(sandbox, tmp_path, "Thư mục", copier_goes_on)
    assert scanner.scan(ScanProfile(), pages.append, _never) is ScanOutcome.DONE
    assert [bars(page.image) for page in pages] == [1]
    assert _names(tmp_path) == ["growing.jpg", TAKEN]
    settled = FolderScanner(sandbox, tmp_path, "Thư mục", wait_seconds(0.0))
    assert settled.scan(ScanProfile(), pages.append, _never) is ScanOutcome.DONE
    assert [bars(page.image) for page in pages] == [1, 2]


def test_a_folder_of_growing_files_only_is_busy(sandbox: Sandbox, tmp_path: Path) -> None:
    """Nothing is whole yet: the scanner is busy, not empty."""
    paper = tmp_path / "a.jpg"
    paper.write_bytes(b"\xff\xd8")
    scanner = FolderScanner(sandbox, tmp_path, "Thư mục", lambda: _append(paper))
    assert scanner.scan(ScanProfile(), lambda _: None, _never) is ScanOutcome.BUSY
    assert _names(tmp_path) == ["a.jpg"]


def _append(paper: Path) -> None:
    paper.write_bytes(paper.read_bytes() + b"more")


def test_a_file_moves_only_after_its_pages_are_held(sandbox: Sandbox, tmp_path: Path) -> None:
    """While the caller takes a page the file still lies in the folder; afterwards it lies in the drawer."""
    (tmp_path / "a.jpg").write_bytes(sheet(1))
    seen: list[list[str]] = []
    scanner = FolderScanner(sandbox, tmp_path, "Thư mục", lambda: None)
    scanner.scan(ScanProfile(), lambda _: seen.append(_names(tmp_path)), _never)
    assert seen == [["a.jpg"]]
    assert _names(tmp_path / TAKEN) == ["a.jpg"]


def test_a_second_file_of_the_same_name_replaces_none(sandbox: Sandbox, tmp_path: Path) -> None:
    """Copiers begin their numbers anew each day: the drawer keeps both."""
    scanner = FolderScanner(sandbox, tmp_path, "Thư mục", lambda: None)
    for number in (1, 2, 3):
        (tmp_path / "scan0001.jpg").write_bytes(sheet(number))
        scanner.scan(ScanProfile(), lambda _: None, _never)
    kept = tmp_path / TAKEN
    assert [bars((kept / name).read_bytes()) for name in _names(kept)] == [2, 3, 1]


def test_a_bad_file_is_put_aside_and_the_others_are_taken(sandbox: Sandbox, tmp_path: Path) -> None:
    """One unreadable file ends the scan as failed, but stops no other paper and comes up only once."""
    (tmp_path / "a.jpg").write_bytes(b"not a picture")
    (tmp_path / "b.jpg").write_bytes(sheet(2))
    (tmp_path / "notes.txt").write_text("not a paper")
    pages: list[Page] = []
    scanner = FolderScanner(sandbox, tmp_path, "Thư mục", lambda: None)
    assert scanner.scan(ScanProfile(), pages.append, _never) is ScanOutcome.FAILED
    assert [bars(page.image) for page in pages] == [2]
    assert _names(tmp_path) == ["notes.txt", REJECTED, TAKEN]
    assert scanner.scan(ScanProfile(), pages.append, _never) is ScanOutcome.EMPTY


def test_a_link_in_the_folder_is_not_followed(sandbox: Sandbox, tmp_path: Path) -> None:
    """A link could lead out of the folder: it is no paper."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.jpg").write_bytes(sheet(1))
    dropped = tmp_path / "dropped"
    dropped.mkdir()
    (dropped / "a.jpg").symlink_to(tmp_path / "outside" / "a.jpg")
    scanner = FolderScanner(sandbox, dropped, "Thư mục", lambda: None)
    assert scanner.scan(ScanProfile(), lambda _: None, _never) is ScanOutcome.EMPTY


def test_a_jam_after_two_sheets_keeps_two_pages(sandbox: Sandbox, tmp_path: Path) -> None:
    """The scanned sheets are out of the feeder, the others still in it, and mending goes on with those."""
    feeder = SimulatedFeeder(tmp_path)
    scanner = SimulatedScanner(sandbox, tmp_path, "Mô phỏng")
    for number in (1, 2, 3, 4):
        feeder.put(f"to-{number}.jpg", sheet(number))
    feeder.set_state(SimulatedState(Condition.JAMMED, after_pages=2))
    assert scanner.probe().condition is Condition.READY
    pages: list[Page] = []
    assert scanner.scan(ScanProfile(), pages.append, _never) is ScanOutcome.JAMMED
    assert [bars(page.image) for page in pages] == [1, 2]
    assert feeder.waiting() == ("to-3.jpg", "to-4.jpg")
    feeder.set_state(SimulatedState())
    assert scanner.scan(ScanProfile(), pages.append, _never) is ScanOutcome.DONE
    assert [bars(page.image) for page in pages] == [1, 2, 3, 4]
    assert feeder.waiting() == ()


def test_one_sheet_lies_on_the_glass(sandbox: Sandbox, tmp_path: Path) -> None:
    """From the glass one paper is scanned at a time."""
    feeder = SimulatedFeeder(tmp_path)
    for number in (1, 2):
        feeder.put(f"{number}.jpg", sheet(number))
    pages: list[Page] = []
    scanner = SimulatedScanner(sandbox, tmp_path, "Mô phỏng")
    assert scanner.scan(ScanProfile(source=Source.GLASS), pages.append, _never) is ScanOutcome.DONE
    assert len(pages) == 1
    assert feeder.waiting() == ("2.jpg",)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"condition": "on fire"}', '{"condition": null}'])
def test_a_state_file_that_cannot_be_read_is_a_fault(sandbox: Sandbox, tmp_path: Path, text: str) -> None:
    """A broken control file is never played as ready."""
    (tmp_path / STATE_FILE).write_text(text)
    scanner = SimulatedScanner(sandbox, tmp_path, "Mô phỏng")
    assert scanner.probe().condition is Condition.FAULTY
    assert scanner.scan(ScanProfile(), lambda _: None, _never) is ScanOutcome.FAILED
