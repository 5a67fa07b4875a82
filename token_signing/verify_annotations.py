"""Two rules for comparing revisions: pages that only gained notes of a reader, and document information that stands.

Only for the sandbox child: it reads foreign bytes.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, Reference
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import (
    DocInfoRule,
    ModificationLevel,
    QualifiedWhitelistRule,
    ReferenceUpdate,
    SuspiciousModification,
)

from .pdf_entry import entry

_NOTES = frozenset(
    f"/{name}"
    for name in [
        "Text",
        "FreeText",
        "Line",
        "Square",
        "Circle",
        "Polygon",
        "PolyLine",
        "Highlight",
        "Underline",
        "Squiggly",
        "StrikeOut",
        "Stamp",
        "Caret",
        "Ink",
        "Popup",
    ]
)
"""Markup annotations (ISO 32000-1 table 169) and their pop-ups: no link, no widget, no file, no sound, no film."""
MOVING_INFORMATION = frozenset({"/ModDate", "/Producer"})
"""Entries of the document information that every program writes anew."""
_MOST_PAGES = 20_000


class SteadyDocInfo(DocInfoRule):
    """The document information may tell a later date and program; title, author and the rest stand."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        if not same_information(old, new):
            raise SuspiciousModification("document information changed")
        return super().apply(old, new)


class AnnotatedPages(QualifiedWhitelistRule):
    """Pages that are as they were, but for notes appended to their list of annotations."""

    def apply_qualified(
        self, old: HistoricalResolver, new: HistoricalResolver
    ) -> Iterable[tuple[ModificationLevel, ReferenceUpdate]]:
        for reference in self._explained(old, new):
            yield ModificationLevel.ANNOTATIONS, ReferenceUpdate(reference)

    def _explained(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[Reference]:
        for page in _pages(new):
            before, after = old(page), new(page)
            if not isinstance(before, DictionaryObject) or not isinstance(after, DictionaryObject):
                raise SuspiciousModification("a page was put in")
            known, listed = _annotations(before), _annotations(after)
            added = listed - known
            if not added:
                continue
            if not known <= listed or not _same_but_annotations(before, after):
                raise SuspiciousModification("a page changed")
            yield page
            raw = after.raw_get("/Annots")
            if isinstance(raw, IndirectObject):
                yield raw.reference
            for note in added:
                yield from _note(note, old, new)


def _note(note: Reference, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[Reference]:
    body = new(note)
    is_new = old.is_ref_unassignable(note)
    if not is_new or not isinstance(body, DictionaryObject) or str(entry(body, "/Subtype")) not in _NOTES:
        raise SuspiciousModification("what was put on the page is no note")
    yield note
    yield from new.collect_dependencies(body, since_revision=old.revision + 1)


def _pages(handler: HistoricalResolver) -> Iterable[Reference]:
    waiting = [handler.root.raw_get("/Pages").reference]
    seen: set[Reference] = set()
    while waiting:
        reference = waiting.pop()
        if reference in seen or len(seen) > _MOST_PAGES:
            raise SuspiciousModification("the tree of pages is none")
        seen.add(reference)
        node = handler(reference)
        if isinstance(node, DictionaryObject) and "/Kids" in node:
            waiting.extend(kid.reference for kid in node["/Kids"])
        else:
            yield reference


def _annotations(page: DictionaryObject) -> set[Reference]:
    listed = entry(page, "/Annots")
    if not isinstance(listed, ArrayObject):
        return set()
    return {one.reference for one in listed if isinstance(one, IndirectObject)}


def _same_but_annotations(before: DictionaryObject, after: DictionaryObject) -> bool:
    names = (before.keys() | after.keys()) - {"/Annots"}
    return all(name in before and name in after and before.raw_get(name) == after.raw_get(name) for name in names)


def same_information(old: HistoricalResolver, new: HistoricalResolver) -> bool:
    """Whether title, author and the rest stand as they stood."""
    before, after = _information(old), _information(new)
    names = (before.keys() | after.keys()) - MOVING_INFORMATION
    return all(name in before and name in after and before[name] == after[name] for name in names)


def _information(handler: HistoricalResolver) -> dict[str, PdfObject]:
    try:
        found = handler.trailer_view["/Info"]
    except KeyError:
        return {}
    return {str(name): found[name] for name in found} if isinstance(found, DictionaryObject) else {}
