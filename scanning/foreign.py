"""Takes a paper that comes from outside only as pixels drawn in the sandbox; parses no byte of it here.

Any failure is a refusal with a code: a paper that cannot be read is never taken for one that was.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from sandbox.outcome import Done, Failed, FailureCode
from sandbox.runner import Sandbox
from scanning.foreign_wire import (
    AnswerBroken,
    Facts,
    ForeignRefusal,
    Request,
    pack_request,
    unpack_facts,
    unpack_pages,
)
from scanning.image_headers import FileKind, file_kind
from scanning.pages import Page, Pages

FACTS_FUNCTION = "scanning.foreign_child:find_facts"
RENDER_FUNCTION = "scanning.foreign_child:render"
_PAGES_IN_RUN = 8  # keeps one run well inside the time limit


def _never() -> bool:
    return False


def _unheard(drawn: int, pages: int) -> None:
    del drawn, pages


@dataclass(frozen=True, slots=True)
class ForeignRules:
    """What is taken from outside, and the form its pages are drawn in."""

    kinds: frozenset[FileKind] = frozenset((FileKind.PDF, FileKind.JPEG, FileKind.PNG))
    most_bytes: int = 50 * 1024 * 1024
    most_pages: int = 100
    most_pixels: int = 60_000_000
    dpi: int = 200
    grey: bool = False
    quality: int = 70
    first_page_only: bool = False
    """Whether only the first page is drawn: for a picture of the paper, never for the paper."""


@dataclass(frozen=True, slots=True)
class ForeignPaper:
    """A paper from outside: its kind, pages as JPEG, whether a signature field is in it, SHA-256 as it came."""

    kind: FileKind
    pages: Pages
    signed: bool
    sha256: bytes


@dataclass(frozen=True, slots=True)
class ForeignRefused:
    """Why the paper is not taken; `detail` never quotes its content."""

    code: ForeignRefusal
    detail: str = ""


def inspect_foreign(
    sandbox: Sandbox,
    paper: bytes,
    rules: ForeignRules,
    stopped: Callable[[], bool] = _never,
    told: Callable[[int, int], None] = _unheard,
) -> ForeignPaper | ForeignRefused:
    """Check a PDF, JPEG, PNG (or TIFF, where the rules take it) and draw its pages, all in the child.

    `told` hears how many of how many pages are drawn; `stopped` kills the child in the middle of one (STOPPED, without
    pages).
    """
    refused = _refuse_at_sight(paper, rules)
    if refused is not None:
        return refused
    request = Request(rules.most_pages, rules.most_pixels, rules.dpi, rules.grey, rules.quality)
    facts = _find_facts(sandbox, paper, request, stopped)
    if isinstance(facts, ForeignRefused):
        return facts
    pages: list[Page] = []
    wanted = 1 if rules.first_page_only else facts.pages
    for first in range(0, wanted, _PAGES_IN_RUN):
        told(first, wanted)
        part = _part(request, first, min(_PAGES_IN_RUN, wanted - first))
        drawn = _render(sandbox, paper, part, stopped)
        if isinstance(drawn, ForeignRefused):
            return drawn
        pages.extend(drawn)
    return ForeignPaper(facts.kind, tuple(pages), facts.signed, hashlib.sha256(paper).digest())


def _refuse_at_sight(paper: bytes, rules: ForeignRules) -> ForeignRefused | None:
    """What length and first bytes alone forbid."""
    if not paper:
        return ForeignRefused(ForeignRefusal.EMPTY)
    if len(paper) > rules.most_bytes:
        return ForeignRefused(ForeignRefusal.TOO_LARGE, f"{len(paper)} bytes")
    if file_kind(paper) not in rules.kinds:
        return ForeignRefused(ForeignRefusal.WRONG_TYPE)
    return None


def _find_facts(
    sandbox: Sandbox, paper: bytes, request: Request, stopped: Callable[[], bool]
) -> Facts | ForeignRefused:
    outcome = sandbox.run(FACTS_FUNCTION, pack_request(request, paper), stopped)
    if isinstance(outcome, Failed):
        return _refusal(outcome)
    try:
        found = unpack_facts(outcome.answer)
    except AnswerBroken:
        return ForeignRefused(ForeignRefusal.CRASHED, "the child's answer cannot be read")
    if isinstance(found, ForeignRefusal):
        return ForeignRefused(found)
    if not 0 < found.pages <= request.most_pages or found.kind is not file_kind(paper):
        return ForeignRefused(ForeignRefusal.DAMAGED)
    return found


def _render(sandbox: Sandbox, paper: bytes, request: Request, stopped: Callable[[], bool]) -> Pages | ForeignRefused:
    outcome = sandbox.run(RENDER_FUNCTION, pack_request(request, paper), stopped)
    match outcome:
        case Failed():
            return _refusal(outcome)
        case Done(answer):
            try:
                return unpack_pages(answer, request.count, request.most_pixels)
            except AnswerBroken:
                return ForeignRefused(ForeignRefusal.CRASHED, "the child's answer cannot be read")
        case _:
            assert_never(outcome)


def _part(request: Request, first: int, count: int) -> Request:
    return Request(request.most_pages, request.most_pixels, request.dpi, request.grey, request.quality, first, count)


_REFUSALS = {
    FailureCode.TIMED_OUT: ForeignRefusal.TIMED_OUT,
    FailureCode.OUT_OF_MEMORY: ForeignRefusal.TOO_HEAVY,
    FailureCode.TOO_BIG: ForeignRefusal.TOO_HEAVY,
    FailureCode.CRASHED: ForeignRefusal.CRASHED,
    FailureCode.RAISED: ForeignRefusal.DAMAGED,
    FailureCode.REFUSED: ForeignRefusal.UNAVAILABLE,
    FailureCode.NOT_STARTED: ForeignRefusal.UNAVAILABLE,
    FailureCode.STOPPED: ForeignRefusal.STOPPED,
}


def _refusal(failed: Failed) -> ForeignRefused:
    return ForeignRefused(_REFUSALS[failed.code], failed.detail)
