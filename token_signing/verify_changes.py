"""Says what was added to a PDF after one of its signatures, and whether that signature allows it.

Rests on the library's comparison of revisions, in three widths: what a further signature in a prepared field
makes, what any form filling makes, what annotating makes. A change that none of them explains is CHANGED.
Only for the sandbox child: it reads foreign bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, Reference
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    CatalogModificationRule,
    DiffPolicy,
    DiffResult,
    DSSCompareRule,
    FormUpdate,
    FormUpdatingRule,
    GenericFieldModificationRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.rules.form_field_rules import is_field_visible
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from .fields import AGENCY_FIELD, OPEN_AFTER_LEADER
from .pdf_entry import entry
from .verify_annotations import AnnotatedPages, SteadyDocInfo

_MOST_REVISIONS = 200
_MOST_FIELDS = 20_000


class Change(IntEnum):
    """What followed a signature, the gravest last."""

    NOTHING = 0
    SIGNED_FURTHER = 1
    EXTENDED = 2
    FILLED = 3
    ANNOTATED = 4
    REPLACED = 5
    OTHER = 6


class _FieldsOnly(FormUpdatingRule):
    """Changes inside the form's fields; its shared resources (fonts of all fields) must stand as they were signed."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[tuple[ModificationLevel, FormUpdate]]:
        for level, update in super().apply(old, new):
            if update.field_name is not None or level < ModificationLevel.FORM_FILLING:
                yield level, update


def _policy() -> StandardDiffPolicy:
    rules = [
        CatalogModificationRule(  # type: ignore[no-untyped-call]  # its __init__ has no types
            ignored_keys=frozenset({"/AcroForm", "/DSS", "/Extensions"})
        ),
        XrefStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        ObjectStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        DSSCompareRule().as_qualified(ModificationLevel.LTA_UPDATES),
        SteadyDocInfo().as_qualified(ModificationLevel.LTA_UPDATES),
    ]
    creation = SigFieldCreationRule()  # type: ignore[no-untyped-call]  # its __init__ has no types
    filling = [creation, SigFieldModificationRule(), GenericFieldModificationRule()]
    return StandardDiffPolicy(rules, _FieldsOnly(filling, ignored_acroform_keys=frozenset({"/Fields", "/DR"})))


_PREPARED_FIELDS = _policy()
_ANNOTATING = StandardDiffPolicy(
    [*DEFAULT_DIFF_POLICY.global_rules, AnnotatedPages()],
    FormUpdatingRule([SigFieldModificationRule(), GenericFieldModificationRule()]),
)


def change_after(signature: EmbeddedPdfSignature, *, is_last: bool) -> Change:
    """What was added after `signature`; `is_last`: no later signature covers what was added.

    Raises what the library raises on a file that it cannot follow.
    """
    if signature.reader.xrefs.total_revisions > _MOST_REVISIONS:
        raise ValueError("too many revisions")
    result = _review(signature, _PREPARED_FIELDS)
    if result is not None:
        if result.modification_level <= ModificationLevel.LTA_UPDATES:
            return Change.NOTHING
        return _filled(signature, result.changed_form_fields, is_last=is_last)
    result = _review(signature, DEFAULT_DIFF_POLICY)
    if result is not None:
        if result.modification_level <= ModificationLevel.LTA_UPDATES:
            return Change.EXTENDED
        if not result.changed_form_fields:
            return Change.OTHER  # no field was filled: what all fields share was exchanged
        return max(Change.FILLED, _filled(signature, result.changed_form_fields, is_last=True))
    if signature.docmdp_level in (MDPPerm.NO_CHANGES, MDPPerm.FILL_FORMS):
        return Change.OTHER
    return Change.OTHER if _review(signature, _ANNOTATING) is None else Change.ANNOTATED


def is_permitted(signature: EmbeddedPdfSignature, change: Change) -> bool:
    """Whether the signature itself lets such a change happen (ISO 32000-1 §12.8.2.2: annotating at level 3 only)."""
    if change <= Change.FILLED:
        return True
    return change is Change.ANNOTATED and signature.docmdp_level is MDPPerm.ANNOTATE


def has_lost_signature(reader: PdfFileReader) -> bool:
    """Whether an earlier revision held a signature that the last one does not show any more."""
    revisions = reader.xrefs.total_revisions
    if revisions > _MOST_REVISIONS:
        raise ValueError("too many revisions")
    shown = _signed(reader)
    earlier = (reader.get_historical_resolver(number) for number in range(revisions - 1))
    return any(not _signed(one) <= shown for one in earlier)


def _signed(handler: PdfFileReader | HistoricalResolver) -> set[tuple[int, int]]:
    """Numbers of the signature dictionaries that a revision shows in its fields."""
    values = (field.raw_get("/V") for field in fields_of(handler).values() if entry(field, "/V"))
    references = (one.reference for one in values if isinstance(one, IndirectObject))
    return {(one.idnum, one.generation) for one in references if _is_signature(handler, one)}


def _is_signature(handler: PdfFileReader | HistoricalResolver, reference: Reference) -> bool:
    value = handler.get_object(reference)
    return isinstance(value, DictionaryObject) and "/ByteRange" in value


def _review(signature: EmbeddedPdfSignature, policy: DiffPolicy) -> DiffResult | None:
    """What the policy makes of all that followed; None when it cannot explain it, or the signature forbids it."""
    result = policy.review_file(
        signature.reader,
        signature.signed_revision,
        field_mdp_spec=signature.fieldmdp,
        doc_mdp=signature.docmdp_level,
    )
    if isinstance(result, SuspiciousModification):
        return None
    level, permitted = result.modification_level, signature.docmdp_level
    return None if permitted is not None and level.value > permitted.value else result


def _filled(signature: EmbeddedPdfSignature, changed: set[str], *, is_last: bool) -> Change:
    """Which fields were filled or signed after the signature, and whether they stood open for that.

    A further signature may also be made in a field of its own, as long as it shows nowhere.
    """
    before = fields_of(signature.reader.get_historical_resolver(signature.signed_revision))
    signing = {name for name, _, _ in enumerate_sig_fields(signature.reader)}
    filled = changed - signing
    if any(_holds_value(before.get(name)) for name in filled):
        return Change.REPLACED
    added = (field for name, field in fields_of(signature.reader).items() if name in changed - before.keys())
    if is_last or any(_shows(field) for field in added):
        return Change.FILLED
    if filled and not (filled <= OPEN_AFTER_LEADER - {AGENCY_FIELD} and _leaves_open(signature)):
        return Change.FILLED
    return Change.SIGNED_FURTHER


def _shows(field: DictionaryObject) -> bool:
    return bool(is_field_visible(field))  # type: ignore[no-untyped-call]  # no types here


def _leaves_open(signature: EmbeddedPdfSignature) -> bool:
    """Whether the signature lets the named fields be filled, and locks every other one."""
    lock: FieldMDPSpec | None = signature.fieldmdp
    if lock is None or lock.action is not FieldMDPAction.EXCLUDE:
        return False
    return signature.docmdp_level is MDPPerm.FILL_FORMS and {str(name) for name in lock.fields or ()} <= (
        OPEN_AFTER_LEADER
    )


def fields_of(handler: PdfFileReader | HistoricalResolver) -> dict[str, DictionaryObject]:
    """All fields of a revision by their full names; a tree without end is a ValueError."""
    found: dict[str, DictionaryObject] = {}
    waiting = [("", _listed(handler))]
    while waiting:
        above, listed = waiting.pop()
        for one in listed if isinstance(listed, ArrayObject) else ():
            field = one.get_object()
            if not isinstance(field, DictionaryObject):
                continue
            own = entry(field, "/T")
            name = above if own is None else f"{above}.{own}" if above else str(own)
            if len(found) > _MOST_FIELDS:
                raise ValueError("too many fields")
            found.setdefault(name, field)
            waiting.append((name, entry(field, "/Kids")))
        if len(waiting) > _MOST_FIELDS:
            raise ValueError("too many fields")
    return found


def _listed(handler: PdfFileReader | HistoricalResolver) -> PdfObject | None:
    """The array of fields; the first part of a linearized file has no catalogue yet, and so no form."""
    try:
        form = entry(handler.root, "/AcroForm")
    except KeyError:
        return None
    return None if form is None else entry(form, "/Fields")


def _holds_value(field: PdfObject | None) -> bool:
    """Whether a field said something when it was signed; a box left unticked and an empty text say nothing."""
    if not isinstance(field, DictionaryObject):
        return False
    value = entry(field, "/V")
    return value is not None and str(value) not in ("", "/Off", "/", "null", "NullObject")
