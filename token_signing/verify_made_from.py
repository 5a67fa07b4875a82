"""Says whether a signed file is the paper that was to be signed and a signature behind it, with nothing between.

Beside the signature only number and date may be written, into the fields laid for them. What a signer puts on his own
paper before he signs speaks against no signature; it speaks against the act that names another paper.
Only for the sandbox child: it reads foreign bytes.
"""

from __future__ import annotations

import io

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, Reference, StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from .fields import DATE_FIELD, NUMBER_FIELD
from .pdf_entry import entry
from .verify_annotations import MOVING_INFORMATION, same_information
from .verify_changes import fields_of

_BLANKS = b" \t\r\n\f\x00"
_ROOT = frozenset({"/AcroForm", "/Perms", "/Extensions", "/Version", "/Metadata"})
_FORM = frozenset({"/Fields", "/SigFlags"})
_SIGNED = frozenset({"/V", "/AP", "/Rect", "/F", "/P", "/Lock", "/MK"})
_MOVED = frozenset({"/Rect"})
"""Of the agency's empty field, which keeps its place beside the leader's hand."""
_WRITTEN = frozenset({"/V", "/AP"})
_ISSUE = (NUMBER_FIELD, DATE_FIELD)
_NOTES = frozenset({"/Annots"})


def adds_only_signature(signature: EmbeddedPdfSignature, made_from: int) -> bool:
    """Whether the signature stands in a file that is its first `made_from` bytes and what signing puts behind them.

    Raises what the library raises on a file that it cannot follow.
    """
    reader = signature.reader
    before = _revision_of(reader, made_from)
    if before is None or before >= signature.signed_revision:
        return False
    return _Comparison(signature, before, signature.signed_revision).explains_all(made_from)


def _revision_of(reader: PdfFileReader, made_from: int) -> int | None:
    """The revision that is the paper before: the last one of those bytes, read by themselves."""
    reader.stream.seek(0)
    paper = PdfFileReader(io.BytesIO(reader.stream.read(made_from)))
    newest = paper.xrefs.total_revisions - 1
    if newest >= reader.xrefs.total_revisions:
        return None
    same = all(_table(paper, number) == _table(reader, number) for number in range(newest + 1))
    return newest if same else None


def _table(reader: PdfFileReader, number: int) -> int:
    return reader.xrefs.get_startxref_for_revision(number)


class _Comparison:
    """Every object of the paper that was written again has to be one that signing writes again."""

    def __init__(self, signature: EmbeddedPdfSignature, before: int, after: int) -> None:
        self._reader = signature.reader
        self._revisions = range(before + 1, after + 1)
        self._old = self._reader.get_historical_resolver(before)
        self._new = self._reader.get_historical_resolver(after)
        self._field = signature.sig_field.container_ref

    def explains_all(self, made_from: int) -> bool:
        xrefs = self._reader.xrefs
        if any(xrefs.refs_freed_in_revision(number) for number in self._revisions):
            return False
        if any(xrefs.get_startxref_for_revision(number) < made_from for number in self._revisions):
            return False
        if self._old.root_ref != self._new.root_ref or not self._form_fits():
            return False
        if not self._follows_plainly(made_from) or not same_information(self._old, self._new):
            return False
        written = {one for number in self._revisions for one in xrefs.explicit_refs_in_revision(number)}
        return all(self._old.is_ref_unassignable(one) or self._explains(one) for one in written)

    def _follows_plainly(self, made_from: int) -> bool:
        """Nothing but blanks stands between the paper and the first object behind it."""
        xrefs, first = self._reader.xrefs, self._revisions[0]
        places = [xrefs.get_historical_ref(one, first) for one in xrefs.explicit_refs_in_revision(first)]
        begins = min((place for place in places if isinstance(place, int)), default=0)
        self._reader.stream.seek(made_from)
        return begins >= made_from and not self._reader.stream.read(begins - made_from).strip(_BLANKS)

    def _form_fits(self) -> bool:
        """The form has the fields it had, and the one that was signed."""
        old, new = (entry(one.root, "/AcroForm") for one in (self._old, self._new))
        if not isinstance(new, DictionaryObject):
            return False
        old = old if isinstance(old, DictionaryObject) else DictionaryObject()  # type: ignore[no-untyped-call]  # no types
        return _same_but(old, new, _FORM) and self._lengthened(entry(old, "/Fields"), entry(new, "/Fields"))

    def _explains(self, reference: Reference) -> bool:
        """What stood under this number, and what stands there now: new objects show only where these lead to them."""
        old, new = self._old(reference), self._new(reference)
        if isinstance(old, ArrayObject):
            return self._lengthened(old, new)
        if isinstance(old, StreamObject) or isinstance(new, StreamObject):
            return reference == _reference(self._old.root, "/Metadata")
        if not isinstance(old, DictionaryObject) or not isinstance(new, DictionaryObject):
            return False
        if str(entry(old, "/Type")) == "/Page":
            return _same_but(old, new, _NOTES) and self._lengthened(entry(old, "/Annots"), entry(new, "/Annots"))
        return _same_but(old, new, self._open_entries(reference, old))

    def _open_entries(self, reference: Reference, old: DictionaryObject) -> frozenset[str]:
        """Which entries of an object signing may change."""
        if reference == self._old.root_ref:
            return _ROOT
        if reference == _reference(self._old.root, "/AcroForm"):
            return _FORM  # its fields were compared
        if reference == _reference(self._old.trailer_view, "/Info"):
            return MOVING_INFORMATION
        if str(entry(old, "/FT")) == "/Sig" and "/V" not in old:
            return _SIGNED if reference == self._field else _MOVED
        issued = str(entry(old, "/T")) in _ISSUE and self._is_issued()
        return _WRITTEN if issued else frozenset()

    def _is_issued(self) -> bool:
        """Whether number and date were both written: what is half written nobody reads as an issue."""
        fields = fields_of(self._new)
        return all(name in fields and entry(fields[name], "/V") is not None for name in _ISSUE)

    def _lengthened(self, old: PdfObject | None, new: PdfObject | None) -> bool:
        """A list that gained nothing but the field that was signed."""
        before = [old.raw_get(place) for place in range(len(old))] if isinstance(old, ArrayObject) else []
        if not isinstance(new, ArrayObject):
            return new is None and not before
        after = [new.raw_get(place) for place in range(len(new))]
        return [one for one in after if one in before or not self._is_field(one)] == before

    def _is_field(self, one: PdfObject) -> bool:
        return isinstance(one, IndirectObject) and one.reference == self._field


def _same_but(old: DictionaryObject, new: DictionaryObject, open_entries: frozenset[str]) -> bool:
    names = (old.keys() | new.keys()) - open_entries
    return all(name in old and name in new and old.raw_get(name) == new.raw_get(name) for name in names)


def _reference(holder: DictionaryObject, name: str) -> Reference | None:
    found = holder.raw_get(name) if name in holder else None
    return found.reference if isinstance(found, IndirectObject) else None
