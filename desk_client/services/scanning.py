"""Takes papers from a scanner or a file into a draft, page by page, and makes the one finished PDF of a paper."""

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desk_client.ports import DeskFault
from desk_client.services.parts import Parts
from desk_client.services.signature_checks import SignatureChecks
from desk_client.store.draft_pages import DraftPages
from dossier.acts import FileRef
from sandbox.runner import Sandbox
from scanning.devices.port import Condition, Scanner, ScannerState, ScanOutcome, ScanProfile, Source
from scanning.foreign import ForeignPaper, ForeignRefused, ForeignRules, inspect_foreign
from scanning.foreign_wire import ForeignRefusal
from scanning.image_headers import FileKind
from scanning.pages import Page
from scanning.paper_rules import PaperRefused, PaperRules
from token_signing.verdict import Verification

_LOWEST_DPI = 200
"""What an electronic copy of a paper must have (NĐ 30/2020, annex I); a coarser photo is refused at the door."""


@dataclass(frozen=True, slots=True)
class PageRef:
    """A page that is kept with a draft: hash of its image, what the image is, and its turn clockwise in degrees."""

    id: str
    kind: FileKind
    width: int
    height: int
    dpi: int
    rotation: int = 0

    def turned(self) -> "PageRef":
        """The page a quarter further clockwise."""
        return replace(self, rotation=(self.rotation + 90) % 360)


@dataclass(frozen=True, slots=True)
class ScanOrder:
    """What to scan with and for whom: place of the scanner in the list, where the sheets lie, the draft."""

    scanner: int
    draft: str
    source: Source = Source.FEEDER


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A paper from outside: its pages, and the file itself where it holds a signature and must stay as it is."""

    pages: tuple[PageRef, ...]
    signed_file: FileRef | None = None
    found: Verification | None = None
    """What the check of its signatures found; None for a file without any."""


@dataclass(frozen=True, slots=True)
class TooCoarse:
    """A photo from outside shows fewer dots an inch than an electronic copy must have."""

    dpi: int


FindScanners = Callable[[Callable[[], bool]], Sequence[Scanner]]
"""Looks for scanners until it is stopped."""


class Scanning:
    """Use cases of papers; `find` lists the scanners of this machine and may be slow."""

    def __init__(self, parts: Parts, sandbox: Sandbox, checks: SignatureChecks, find: FindScanners) -> None:
        self._parts = parts
        self._checks = checks
        self._sandbox = sandbox
        self._find = find
        self._found: tuple[Scanner, ...] = ()
        self._lock = threading.Lock()
        self._pages = DraftPages(parts.engine, parts.writer)

    def scanners(self, stopped: Callable[[], bool] = lambda: False) -> tuple[ScannerState, ...]:
        """Look for the scanners of this machine and how each stands; a missing one says so by its condition."""
        with self._lock:
            self._found = tuple(self._find(stopped))
            return tuple(scanner.probe() for scanner in self._found if not stopped())

    def scan(self, order: ScanOrder, on_page: Callable[[PageRef], None], cancelled: Callable[[], bool]) -> ScanOutcome:
        """Scan what lies there; each page is durable before `on_page` hears of it. One scan at a time."""
        with self._lock:
            if order.scanner >= len(self._found):
                return ScanOutcome.DISAPPEARED
            profile = ScanProfile(source=order.source)
            keep = self.keep
            return self._found[order.scanner].scan(profile, lambda page: on_page(keep(order.draft, page)), cancelled)

    def take_file(
        self,
        draft: str,
        path: Path,
        stopped: Callable[[], bool] = lambda: False,
        told: Callable[[int, int], None] = lambda _drawn, _pages: None,
    ) -> TakenFile | ForeignRefused | TooCoarse:
        """Take a PDF or photo from outside: its pages are drawn in the sandbox; a signed PDF stays whole besides, and
        its signatures are judged.

        All its pages are kept, or none: `stopped` is asked while they are drawn, `told` hears how many are.
        """
        rules = ForeignRules()
        paper = _read(path, rules.most_bytes + 1)
        taken = inspect_foreign(self._sandbox, paper, rules, stopped, told)
        if not isinstance(taken, ForeignPaper):
            return taken
        coarsest = min(page.dpi for page in taken.pages)
        if coarsest < _LOWEST_DPI:
            return TooCoarse(coarsest)
        pages = []
        for page in taken.pages:
            if stopped():  # those kept so far belong to no paper and go with the draft
                return ForeignRefused(ForeignRefusal.STOPPED)
            pages.append(self.keep(draft, page))
        if taken.kind is FileKind.PDF and taken.signed:
            found = self._checks.check(paper)
            return TakenFile(tuple(pages), self._parts.shelf.keep(paper, len(pages)), found)
        return TakenFile(tuple(pages))

    def keep(self, draft: str, page: Page) -> PageRef:
        """Keep a page with a draft, durably."""
        name = hashlib.sha256(page.image).hexdigest()
        self._pages.keep(draft, name, page.image)
        return PageRef(name, page.kind, page.width, page.height, page.dpi, page.rotation)

    def picture(self, draft: str, ref: PageRef, longest: int) -> bytes:
        """A JPEG of a page no longer than `longest` pixels, turned as the page is; empty when it cannot be shown."""
        page = self._page(draft, ref)
        from scanning.thumbnails import thumbnail  # noqa: PLC0415  pictures are opened when there are any

        return b"" if page is None else thumbnail(page, longest) or b""

    def finish(self, draft: str, refs: Sequence[PageRef]) -> FileRef | PaperRefused:
        """Make the one PDF of a paper from its pages and keep it on the shelf before any act names it."""
        pages = []
        for ref in refs:
            page = self._page(draft, ref)
            if page is None:
                raise DeskFault("page_missing")
            pages.append(page)
        from scanning.assemble import assemble  # noqa: PLC0415  as above

        made = assemble(tuple(pages), PaperRules(lowest_dpi=_LOWEST_DPI))
        if isinstance(made, PaperRefused):
            return made
        return self._parts.shelf.keep(made.pdf, made.pages)

    def forget_closed(self, kept: Sequence[str]) -> int:
        """Let go of the pages of drafts that are closed; how many drafts that were."""
        return self._pages.sweep(frozenset(kept))

    def _page(self, draft: str, ref: PageRef) -> Page | None:
        image = self._pages.read(draft, ref.id)
        return None if image is None else Page(image, ref.kind, ref.width, ref.height, ref.dpi, ref.rotation)


def _read(path: Path, most: int) -> bytes:
    """The file, or so many bytes of a longer one: enough to refuse it. Raises DeskFault `file_unreadable`."""
    try:
        if not path.is_file():  # a pipe or a device would never end, or never begin
            raise DeskFault("file_unreadable", detail="no file")
        with path.open("rb") as stream:
            return stream.read(most)
    except OSError as fault:
        raise DeskFault("file_unreadable", detail=type(fault).__name__) from fault


def ready_first(states: Sequence[ScannerState]) -> int:
    """Place of the first scanner that is ready, else the first; -1 when there is none."""
    for place, state in enumerate(states):
        if state.condition is Condition.READY:
            return place
    return 0 if states else -1
