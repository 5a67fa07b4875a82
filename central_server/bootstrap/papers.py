"""Citizens' files and the filled form as the services see them: read in the sandbox, drawn as one PDF."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from threading import BoundedSemaphore, Lock

from central_server.ports.checking import FileCheck
from central_server.ports.filing import FilledForm, PaperTrouble, TakenPaper
from printing.fonts import FontSet
from printing.online_form import OnlineForm, draw_online_form
from sandbox.limits import Limits
from sandbox.runner import Sandbox
from scanning.assemble import assemble
from scanning.foreign import ForeignPaper, ForeignRules, inspect_foreign
from scanning.foreign_wire import ForeignRefusal
from scanning.image_headers import FileKind
from scanning.paper_rules import PaperRefusal, PaperRefused, PaperRules
from token_signing.seen import seen_signature

LARGEST_FILE = 10 * 1024 * 1024
MOST_PAGES = 30
"""Of one paper."""
_LOWEST_DPI = 70
"""A photo of a card has fewer dots than a sheet; below this nobody reads it."""
_PICTURE_DPI = 24
_CHILDREN = 2
_WAITING = 6
"""Papers read or waiting at once; who comes later is asked to try again and holds no thread."""

_RULES = ForeignRules(most_bytes=LARGEST_FILE, most_pages=MOST_PAGES)
_PICTURE = ForeignRules(most_pages=MOST_PAGES * 10, dpi=_PICTURE_DPI, first_page_only=True)
_FTYP_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")

_TROUBLES = {
    ForeignRefusal.EMPTY: PaperTrouble.EMPTY,
    ForeignRefusal.TOO_LARGE: PaperTrouble.TOO_LARGE,
    ForeignRefusal.WRONG_TYPE: PaperTrouble.WRONG_TYPE,
    ForeignRefusal.ENCRYPTED: PaperTrouble.ENCRYPTED,
    ForeignRefusal.TOO_MANY_PAGES: PaperTrouble.TOO_MANY_PAGES,
    ForeignRefusal.TOO_MANY_PIXELS: PaperTrouble.TOO_HEAVY,
    ForeignRefusal.TOO_HEAVY: PaperTrouble.TOO_HEAVY,
    ForeignRefusal.TIMED_OUT: PaperTrouble.TOO_HEAVY,
    ForeignRefusal.UNAVAILABLE: PaperTrouble.BUSY,
}
_REFUSALS = {
    PaperRefusal.TOO_MANY_PAGES: PaperTrouble.TOO_MANY_PAGES,
    PaperRefusal.TOO_COARSE: PaperTrouble.TOO_SMALL,
    PaperRefusal.TOO_MANY_PIXELS: PaperTrouble.TOO_HEAVY,
}


class SandboxPapers:
    """Reads papers in children without a network; close it when done."""

    def __init__(self, check: FileCheck, now: Callable[[], datetime]) -> None:
        self._check, self._now = check, now
        self._sandbox = Sandbox(Limits(seconds=20.0), workers=_CHILDREN)
        self._places = BoundedSemaphore(_WAITING)

    def read(self, files: Sequence[bytes]) -> TakenPaper | PaperTrouble:
        """One PDF of the files in their order."""
        if not self._places.acquire(blocking=False):
            return PaperTrouble.BUSY
        try:
            return self._read(files)
        finally:
            self._places.release()

    def picture(self, pdf: bytes) -> bytes | None:
        """A small JPEG of the first page."""
        if not self._places.acquire(blocking=False):
            return None
        try:
            drawn = inspect_foreign(self._sandbox, pdf, _PICTURE)
        finally:
            self._places.release()
        return drawn.pages[0].image if isinstance(drawn, ForeignPaper) else None

    def close(self) -> None:
        """End the children."""
        self._sandbox.close()

    def _read(self, files: Sequence[bytes]) -> TakenPaper | PaperTrouble:
        if not files:
            return PaperTrouble.EMPTY
        papers: list[ForeignPaper] = []
        for data in files:
            paper = inspect_foreign(self._sandbox, data, _RULES)
            if not isinstance(paper, ForeignPaper):
                return _kind_trouble(data) if paper.code is ForeignRefusal.WRONG_TYPE else _trouble(paper.code)
            papers.append(paper)
        if any(paper.kind is FileKind.PDF and paper.signed for paper in papers):
            # A signed file is evidence and stays as it is; other pages cannot be put beside it.
            return self._signed(files[0], len(papers[0].pages)) if len(papers) == 1 else PaperTrouble.SIGNED_ALONE
        pages = tuple(page for paper in papers for page in paper.pages)
        made = assemble(pages, PaperRules(lowest_dpi=_LOWEST_DPI, most_pages=MOST_PAGES))
        if isinstance(made, PaperRefused):
            return _REFUSALS.get(made.code, PaperTrouble.DAMAGED)
        return TakenPaper(made.pdf, made.pages)

    def _signed(self, pdf: bytes, pages: int) -> TakenPaper | PaperTrouble:
        """A signed file with what its signatures are, so that the citizen is told at once and the clerk later."""
        found = self._check.verify(pdf, self._now())
        return PaperTrouble.BUSY if found is None else TakenPaper(pdf, pages, seen_signature(found))


class PrintedForms:
    """Draws the filled form with the shipped faces."""

    def draw(self, form: FilledForm) -> TakenPaper:
        """The PDF."""
        filled = OnlineForm(form.title, form.unit, form.procedure, form.parts, form.declaration)
        with ONE_DRAWING:
            drawn = draw_online_form(filled, load_fonts())
        return TakenPaper(drawn.pdf, drawn.pages)


ONE_DRAWING = Lock()
"""A face keeps a reading position of its own: two drawings at once spoil each other's subset."""


@cache
def load_fonts() -> FontSet:
    """The fonts that ship with the program."""
    folder = files("resources") / "fonts"
    return FontSet(lambda name: (folder / name).read_bytes())


def _trouble(code: ForeignRefusal) -> PaperTrouble:
    return _TROUBLES.get(code, PaperTrouble.DAMAGED)


def _kind_trouble(data: bytes) -> PaperTrouble:
    """What a file that we do not take is, as far as its first bytes say: so that the citizen knows what to do."""
    if data[4:8] == b"ftyp" and data[8:12] in _FTYP_BRANDS:
        return PaperTrouble.HEIC
    return PaperTrouble.WORD if data.startswith(_OFFICE) else PaperTrouble.WRONG_TYPE
