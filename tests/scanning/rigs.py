"""One rig for each scanner: how to load it, break it and unplug it, so that one suite of tests runs on all."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw

from sandbox.runner import Sandbox
from scanning.devices.folder import FolderScanner
from scanning.devices.port import Condition, Scanner, ScanOutcome
from scanning.devices.sane import SaneScanner, SaneSettings, sane_child
from scanning.devices.simulator import SimulatedFeeder, SimulatedScanner, SimulatedState

A4 = (1654, 2339)


def sheet(number: int, *, size: tuple[int, int] = A4, dpi: int = 200, kind: str = "JPEG") -> bytes:
    """A plain sheet with as many bars as its number, for tests that look at order and size."""
    picture = Image.new("RGB", size, (250, 248, 240))
    pen = ImageDraw.Draw(picture)
    for bar in range(number):
        left = size[0] // 12 + bar * size[0] // 14
        pen.rectangle((left, size[1] // 10, left + size[0] // 40, size[1] // 3), fill=(20, 30, 90))
    out = io.BytesIO()
    picture.save(out, kind, dpi=(dpi, dpi))
    return out.getvalue()


def bars(image: bytes) -> int:
    """How many bars a sheet shows: reads the number back from pixels."""
    with Image.open(io.BytesIO(image)) as picture:
        row = picture.convert("L").crop((0, picture.height // 5, picture.width, picture.height // 5 + 1))
        dark = [value < 128 for value in row.tobytes()]
    return sum(now and not before for before, now in zip([False, *dark], dark, strict=False))


@dataclass
class Rig:
    """A scanner under test and the hands around it."""

    scanner: Scanner
    name: str
    simulated: bool
    pages: int
    load: Callable[[], None]
    broken: dict[ScanOutcome, Callable[[], Scanner]] = field(default_factory=dict)
    mended: Callable[[], Scanner] | None = None


def simulator_rig(sandbox: Sandbox, home: Path) -> Rig:
    """The simulator with three papers."""
    feeder = SimulatedFeeder(home / "feeder")
    scanner = SimulatedScanner(sandbox, home / "feeder", "Máy quét mô phỏng")

    def load() -> None:
        for number in (1, 2, 3):
            feeder.put(f"{number}.jpg", sheet(number))

    def play(condition: Condition) -> Callable[[], Scanner]:
        def act() -> Scanner:
            feeder.set_state(SimulatedState(condition))
            return scanner

        return act

    (home / "feeder").mkdir()
    return Rig(
        scanner,
        "Máy quét mô phỏng",
        simulated=True,
        pages=3,
        load=load,
        broken={
            ScanOutcome.EMPTY: _emptied(scanner, home / "feeder"),
            ScanOutcome.JAMMED: play(Condition.JAMMED),
            ScanOutcome.COVER_OPEN: play(Condition.COVER_OPEN),
            ScanOutcome.BUSY: play(Condition.BUSY),
            ScanOutcome.DISAPPEARED: lambda: SimulatedScanner(sandbox, home / "gone", "Máy quét mô phỏng"),
        },
        mended=play(Condition.READY),
    )


def folder_rig(sandbox: Sandbox, home: Path) -> Rig:
    """A folder with three files; nobody writes to them while the scan waits."""
    folder = home / "dropped"
    folder.mkdir()
    scanner = FolderScanner(sandbox, folder, "Thư mục máy photocopy", settle=lambda: None)

    def load() -> None:
        for number in (1, 2, 3):
            (folder / f"{number}.jpg").write_bytes(sheet(number))

    return Rig(
        scanner,
        "Thư mục máy photocopy",
        simulated=False,
        pages=3,
        load=load,
        broken={
            ScanOutcome.EMPTY: _emptied(scanner, folder),
            ScanOutcome.DISAPPEARED: lambda: FolderScanner(
                sandbox, home / "gone", "Thư mục máy photocopy", settle=lambda: None
            ),
        },
        mended=lambda: scanner,
    )


def sane_test_rig(sandbox: Sandbox, home: Path) -> Rig:
    """The real SANE `test` backend: its feeder always holds ten sheets."""
    config = home / "sane.d"
    config.mkdir()
    (config / "dll.conf").write_text("test\n")
    (config / "test.conf").write_text("number_of_devices 1\ngeometry_max 300.0\n")

    def scanner(device: str = "test:0", status: str = "Default") -> Scanner:
        options = (("test_picture", "Grid"), ("read_return_value", status))
        return SaneScanner(
            SaneSettings(device, "SANE test", config, options, page_seconds=20.0, stop_seconds=2.0), sane_child()
        )

    statuses = {
        ScanOutcome.EMPTY: "SANE_STATUS_NO_DOCS",
        ScanOutcome.JAMMED: "SANE_STATUS_JAMMED",
        ScanOutcome.COVER_OPEN: "SANE_STATUS_COVER_OPEN",
        ScanOutcome.BUSY: "SANE_STATUS_DEVICE_BUSY",
        ScanOutcome.FAILED: "SANE_STATUS_ACCESS_DENIED",
    }
    broken: dict[ScanOutcome, Callable[[], Scanner]] = {
        outcome: (lambda status=status: scanner(status=status))  # type: ignore[misc]  # bound early on purpose
        for outcome, status in statuses.items()
    }
    broken[ScanOutcome.DISAPPEARED] = lambda: scanner(device="test:7")
    return Rig(scanner(), "SANE test", simulated=False, pages=10, load=lambda: None, broken=broken, mended=scanner)


def sane_pnm_rig(sandbox: Sandbox, home: Path) -> Rig:
    """The real SANE `pnm` backend: one sheet that is a file, no feeder."""
    config = home / "sane.d"
    config.mkdir()
    (config / "dll.conf").write_text("pnm\n")
    paper = home / "paper.ppm"

    def load() -> None:
        with Image.open(io.BytesIO(sheet(1))) as picture:
            picture.save(paper)

    def scanner(device: str = "pnm:0", status: str = "status") -> Scanner:
        options = (("filename", str(paper)), (status, "yes"))
        return SaneScanner(
            SaneSettings(device, "SANE pnm", config, options, page_seconds=20.0, stop_seconds=2.0), sane_child()
        )

    return Rig(
        scanner(),
        "SANE pnm",
        simulated=False,
        pages=1,
        load=load,
        broken={
            ScanOutcome.EMPTY: lambda: scanner(status="status_nodocs"),
            ScanOutcome.JAMMED: lambda: scanner(status="status_jammed"),
            ScanOutcome.COVER_OPEN: lambda: scanner(status="status_coveropen"),
            ScanOutcome.DISAPPEARED: lambda: scanner(device="pnm:9"),
        },
        mended=scanner,
    )


def _emptied(scanner: Scanner, directory: Path) -> Callable[[], Scanner]:
    def act() -> Scanner:
        for paper in directory.glob("*.jpg"):
            paper.unlink()
        return scanner

    return act
