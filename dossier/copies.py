"""Says which documents of a dossier the agency may copy, as what, and whether a copy or an annex fits; signs nothing.

Papers of citizens are never copied so: certification is another procedure with its own book (NĐ 23/2015).
"""

import re
from dataclasses import dataclass
from enum import Enum

from dossier.acts import Act, ActKind, FileRef
from dossier.copying import AttachAnnex, CopyDocument
from dossier.events import Outcome
from dossier.facts import Facts
from dossier.identifiers import OfficeId
from dossier.numbers import copy_book
from dossier.refusals import Refusal, RefusalCode
from dossier.rules import Rules
from dossier.state import Dossier
from dossier.values import CopyKind

_OWN = "NĐ 30/2020 art. 27(1); NĐ 23/2015"
_SIGNED = "NĐ 30/2020 art. 25, 33"


class Origin(Enum):
    """What a document of the agency is by birth: on paper and scanned, digital, or a copy "sao y"."""

    PAPER = "paper"
    DIGITAL = "digital"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class CopyRule:
    """What one kind of copy is made from; `words` stand on it, `whole` means all pages."""

    kind: CopyKind
    words: str
    origins: frozenset[Origin]
    whole: bool
    basis: str


_MADE_HERE = frozenset({Origin.PAPER, Origin.DIGITAL})
COPY_RULES: dict[CopyKind, CopyRule] = {
    row.kind: row
    for row in (
        CopyRule(CopyKind.FULL, "SAO Y", frozenset({Origin.PAPER}), whole=True, basis="NĐ 30/2020 art. 25(1)c"),
        CopyRule(CopyKind.OF_COPY, "SAO LỤC", frozenset({Origin.COPY}), whole=True, basis="NĐ 30/2020 art. 25(2)"),
        CopyRule(CopyKind.EXTRACT, "TRÍCH SAO", _MADE_HERE, whole=False, basis="NĐ 30/2020 art. 25(3)"),
    )
}
"""Signed copies: a digital document has no digital "sao y", it is its own original (art. 5, 25(1))."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document of the agency in a dossier: its file, what it is by birth, which office made it.

    `name` is the number and symbol of the result, or of the copy.
    """

    file: FileRef
    origin: Origin
    office: OfficeId
    name: str


def sources_of(state: Dossier) -> tuple[Source, ...]:
    """The agency's own documents that lie in a dossier now: its issued result, and each copy "sao y" of it."""
    found = []
    result, office = state.result, _office_of(state, ActKind.NUMBER)
    if result.symbol and result.file is not None and office is not None and state.clock.finished_at is not None:
        found.append(Source(result.file, Origin.PAPER if result.on_paper else Origin.DIGITAL, office, result.symbol))
    copier = _office_of(state, ActKind.COPY_DOCUMENT)
    valid = {one.file.sha256 for one in found}
    full = (one for one in state.way.copies if one.kind is CopyKind.FULL and one.source_sha256 in valid)
    found.extend(Source(one.file, Origin.COPY, copier, one.symbol) for one in full if copier is not None)
    return tuple(found)


def source_of(state: Dossier, sha256: str) -> Source | None:
    """The agency's document with this file, None where the file is somebody else's paper or none."""
    return next((one for one in sources_of(state) if one.file.sha256 == sha256), None)


def copy_symbol(kind: CopyKind, number: int) -> str:
    """Number and symbol of a copy, such as "05/SY-UBND": two digits below 10 (NĐ 30/2020 annex I, III)."""
    return f"{number:02d}/{kind.value}-UBND"


_PAGES = re.compile(r"(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?")
_MOST = 2_000


def read_pages(text: str) -> tuple[int, ...] | None:
    """The pages that a person wrote, such as "1, 3-4", in order; None where it says no pages."""
    found: set[int] = set()
    for part in text.replace(";", ",").split(","):
        match = _PAGES.fullmatch(part.strip())
        if match is None:
            return None
        first, last = int(match[1]), int(match[2] or match[1])
        if not 0 < first <= last <= _MOST:
            return None
        found.update(range(first, last + 1))
    return tuple(sorted(found))


def pages_fit(kind: CopyKind, pages: tuple[int, ...], whole: int) -> bool:
    """Whether these pages make this kind of copy of a document of `whole` pages.

    An extract has some of them, the first among them: it carries the title, the agency and the number (art. 25(3)b).
    """
    if COPY_RULES[kind].whole:
        return not pages
    ordered = tuple(sorted(set(pages))) == pages
    return ordered and 0 < len(pages) < whole and pages[0] == 1 and pages[-1] <= whole


def fits_source(kind: CopyKind, source: Source | None, pages: tuple[int, ...], office: OfficeId) -> Refusal | None:
    """Why a document cannot be copied so by this office; None where it can."""
    rule = COPY_RULES[kind]
    if source is None or source.office != office:
        return Refusal(RefusalCode.NOT_OWN_DOCUMENT, _OWN)
    if source.origin not in rule.origins:
        return Refusal(RefusalCode.COPY_UNFIT, rule.basis, (("kind", rule.words),))
    if not pages_fit(kind, pages, source.file.pages):
        return Refusal(RefusalCode.COPY_PAGES, rule.basis, (("pages", str(source.file.pages)),))
    return None


def check_copy(state: Dossier | None, act: Act, rules: Rules, facts: Facts) -> Refusal | None:
    """The agency's own document, copied as its birth allows, for somebody, under the next number, by its signature."""
    if state is None or not isinstance(act.data, CopyDocument):
        return None
    data = act.data
    source = source_of(state, data.source_sha256)
    if unfit := fits_source(data.kind, source, data.pages, act.office):
        return unfit
    if not data.recipient.strip():
        return Refusal(RefusalCode.RECIPIENT_MISSING, "NĐ 30/2020 annex I")
    if not facts.number_free:
        return Refusal(RefusalCode.NUMBER_TAKEN, "NĐ 30/2020 annex I", (("code", data.symbol),))
    if not _is_of(data, act):
        return Refusal(RefusalCode.CONTENT_CHANGED, COPY_RULES[data.kind].basis)
    return None if facts.signature_ok else Refusal(RefusalCode.SIGNATURE_INVALID, _SIGNED)


def check_annex(state: Dossier | None, act: Act, rules: Rules, facts: Facts) -> Refusal | None:
    """A named file beside the result that this office issued, under its number, by the agency's signature."""
    if state is None or not isinstance(act.data, AttachAnnex):
        return None
    data = act.data
    result = next((one for one in sources_of(state) if one.origin is not Origin.COPY), None)
    if result is None or result.office != act.office:
        return Refusal(RefusalCode.NOT_OWN_DOCUMENT, "NĐ 30/2020 annex I")
    if data.symbol != state.result.symbol or not data.name.strip() or _is_there(state, data.drawn):
        return Refusal(RefusalCode.CONTENT_CHANGED, "NĐ 30/2020 annex I")
    return None if facts.signature_ok else Refusal(RefusalCode.SIGNATURE_INVALID, _SIGNED)


def _is_of(data: CopyDocument, act: Act) -> bool:
    """Whether number and bytes are this copy's: a "sao y" is signed over the very scan, the others over new pages."""
    numbered = data.book == copy_book(act.office, act.at.year) and data.symbol == copy_symbol(data.kind, data.number)
    same = data.drawn.sha256 == data.source_sha256
    pages = not data.pages or data.drawn.pages == len(data.pages)
    return numbered and pages and same == (data.kind is CopyKind.FULL)


def _is_there(state: Dossier, file: FileRef) -> bool:
    """Whether a file is a paper of the citizen or another document of the dossier: neither becomes an annex."""
    papers = (*state.papers, *state.way.supplied, *state.way.not_taken)
    way, result = state.way, state.result
    made = (*(one.file for one in way.forms), *(one.file for one in way.copies), *(one.file for one in way.annexes))
    known = (*(paper.file for paper in papers), *made, result.file, result.draft)
    return file.sha256 in {one.sha256 for one in known if one is not None}


def _office_of(state: Dossier, kind: ActKind) -> OfficeId | None:
    """Which office did an act of this kind last."""
    lines = (line for line in reversed(state.trail) if line.kind is kind and line.outcome is not Outcome.NOTED)
    return next((line.office for line in lines), None)
