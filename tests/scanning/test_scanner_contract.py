"""One contract for every scanner: simulator, watched folder, and the real SANE backends `test` and `pnm`."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from sandbox.limits import Limits
from sandbox.runner import Sandbox
from scanning.devices.port import Colour, Condition, ScanOutcome, ScanProfile, Source
from scanning.image_headers import FileKind, read_header
from scanning.pages import Page
from tests.scanning import rigs

Build = Callable[[Sandbox, Path], rigs.Rig]

RIGS = [
    pytest.param(rigs.simulator_rig, id="simulator"),
    pytest.param(rigs.folder_rig, id="folder"),
    pytest.param(rigs.sane_test_rig, id="sane-test", marks=pytest.mark.slow),
    pytest.param(rigs.sane_pnm_rig, id="sane-pnm", marks=pytest.mark.slow),
]
_EVERY = (ScanOutcome.EMPTY, ScanOutcome.DISAPPEARED)
_STUCK = (ScanOutcome.JAMMED, ScanOutcome.COVER_OPEN)
# What each device can show: a folder has no cover, and `pnm` is never busy.
_SHOWN = {
    "simulator": (*_EVERY, *_STUCK, ScanOutcome.BUSY),
    "folder": _EVERY,
    "sane-test": (*_EVERY, *_STUCK, ScanOutcome.BUSY, ScanOutcome.FAILED),
    "sane-pnm": (*_EVERY, *_STUCK),
}
FAULTS = [
    pytest.param(rig.values[0], fault, id=f"{rig.id}-{fault.value}", marks=rig.marks)
    for rig in RIGS
    for fault in _SHOWN[str(rig.id)]
]


@pytest.fixture(name="sandbox", scope="module")
def _sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(seconds=20.0)) as sandbox:
        yield sandbox


@pytest.fixture(name="rig", params=RIGS)
def _rig(request: pytest.FixtureRequest, sandbox: Sandbox, tmp_path: Path) -> rigs.Rig:
    build: Build = request.param
    return build(sandbox, tmp_path)


def _never() -> bool:
    return False


def test_a_ready_scanner_says_so(rig: rigs.Rig) -> None:
    """A look shows the name on screen, that it is ready, and whether it is simulated."""
    rig.load()
    state = rig.scanner.probe()
    assert (state.condition, state.name, state.simulated) == (Condition.READY, rig.name, rig.simulated)


def test_every_page_is_handed_over_in_the_form_asked_for(rig: rigs.Rig) -> None:
    """All sheets arrive as colour JPEG of A4 at 200 dpi, each of them readable."""
    rig.load()
    pages: list[Page] = []
    assert rig.scanner.scan(ScanProfile(), pages.append, _never) is ScanOutcome.DONE
    assert len(pages) == rig.pages
    for page in pages:
        header = read_header(page.image)
        assert header is not None
        assert (header.kind, header.channels) == (FileKind.JPEG, 3)
        assert page.dpi == 200
        assert page.size_mm == pytest.approx((210.0, 297.0), abs=1.0)
        Image.open(io.BytesIO(page.image)).load()


def test_a_grey_profile_gives_grey_pages(rig: rigs.Rig) -> None:
    """Grey means one channel."""
    rig.load()
    pages: list[Page] = []
    profile = ScanProfile(colour=Colour.GREY, source=Source.GLASS)
    assert rig.scanner.scan(profile, pages.append, _never) is ScanOutcome.DONE
    header = read_header(pages[0].image)
    assert header is not None
    assert header.channels == 1


def test_cancelling_keeps_the_pages_so_far(rig: rigs.Rig) -> None:
    """Cancelled after the first page, the scan ends as cancelled and that page stays."""
    rig.load()
    pages: list[Page] = []
    outcome = rig.scanner.scan(ScanProfile(), pages.append, lambda: len(pages) > 0)
    assert len(pages) == 1
    assert outcome is ScanOutcome.CANCELLED


def test_a_scan_cancelled_at_once_moves_no_paper(rig: rigs.Rig) -> None:
    """Nothing is handed over, and the next scan finds every sheet."""
    rig.load()
    pages: list[Page] = []
    assert rig.scanner.scan(ScanProfile(), pages.append, lambda: True) is ScanOutcome.CANCELLED
    assert pages == []
    assert rig.scanner.scan(ScanProfile(), pages.append, _never) is ScanOutcome.DONE
    assert len(pages) == rig.pages


@pytest.mark.parametrize(("rig", "fault"), FAULTS, indirect=["rig"])
def test_each_fault_has_its_outcome_and_the_scanner_works_again(rig: rigs.Rig, fault: ScanOutcome) -> None:
    """A fault ends the scan with its own outcome; once mended, the same papers are scanned."""
    assert rig.mended is not None
    rig.load()
    pages: list[Page] = []
    assert rig.broken[fault]().scan(ScanProfile(), pages.append, _never) is fault
    assert pages == []
    rig.load()
    assert rig.mended().scan(ScanProfile(), pages.append, _never) is ScanOutcome.DONE
    assert len(pages) == rig.pages


def test_an_absent_scanner_is_seen_by_a_look(rig: rigs.Rig) -> None:
    """A device that is not there is told as absent before anyone presses scan."""
    assert rig.broken[ScanOutcome.DISAPPEARED]().probe().condition is Condition.ABSENT


def test_a_caller_that_fails_keeps_what_it_has_and_can_scan_again(rig: rigs.Rig) -> None:
    """An exception of the caller comes out as it is, and no sheet is lost by it."""
    rig.load()

    def fail(page: Page) -> None:
        raise RuntimeError("disk full")

    with pytest.raises(RuntimeError, match="disk full"):
        rig.scanner.scan(ScanProfile(), fail, _never)
    pages: list[Page] = []
    assert rig.scanner.scan(ScanProfile(), pages.append, _never) is ScanOutcome.DONE
    assert len(pages) == rig.pages
