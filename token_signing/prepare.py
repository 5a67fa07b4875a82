"""Adds a signature with its stamp to a PDF and leaves a gap for the CMS, which `embed` fills later.

Only ever appends: the bytes given are the first bytes of what comes out, so earlier signatures stand.
For papers of our own making; a foreign file belongs into the sandbox before it comes here.
"""

from __future__ import annotations

import io
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
    enumerate_sig_fields,
)
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from .faults import PaperFault, PaperFaultCode
from .fields import AGENCY_FIELD, OPEN_AFTER_LEADER
from .values import NamedField, Prepared, SignatureBox, SignerDisplay

FIELD_NAME = "ChuKy"
DIGEST = "sha256"
# What the library is known to raise on a broken file, its documented errors and the others.
_UNREADABLE = (PdfError, SigningError, ValueError, LookupError, TypeError, AttributeError, AssertionError)


@contextmanager
def reading_paper() -> Iterator[None]:
    """Whatever the library raises over a paper it cannot read or extend becomes a PaperFault."""
    try:
        yield
    except _UNREADABLE as error:
        raise PaperFault(PaperFaultCode.UNREADABLE, f"{type(error).__name__}: {error}") from error


def prepare(
    pdf: bytes, place: SignatureBox | NamedField, stamp_pdf: bytes, display: SignerDisplay, cms_room: int
) -> Prepared:
    """Append the signature, the stamp (page 0 of `stamp_pdf`, "" = none) and a gap for a CMS of up to `cms_room` bytes.

    A box makes a field of its own; a named field must be there and empty.
    """
    with reading_paper():
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        out, digest, start, end = _write_gap(writer, place, stamp_pdf, _signature_object(display, cms_room))
    return Prepared(out, digest, start, end)


def _signature_object(display: SignerDisplay, cms_room: int) -> SignatureObject:
    """PAdES baseline: the time stands in the dictionary (/M), not in the CMS (ETSI EN 319 142-1 §5.3)."""
    return SignatureObject(
        timestamp=display.signed_at,
        subfilter=SigSeedSubFilter.PADES,
        name=display.name,
        bytes_reserved=2 * cms_room,
    )


def _write_gap(
    writer: IncrementalPdfFileWriter, place: SignatureBox | NamedField, stamp_pdf: bytes, signature: SignatureObject
) -> tuple[bytes, bytes, int, int]:
    steps = _steps(writer, place)
    field = next(steps).get_object()
    if isinstance(place, NamedField):
        _move(writer, field, place)
    if stamp_pdf:
        form = writer.import_page_as_xobject(_stamp_reader(stamp_pdf))
        appearance = generic.DictionaryObject(  # type: ignore[no-untyped-call]  # its __init__ has no types
            {generic.pdf_name("/N"): form}
        )
        field["/AP"] = appearance
        writer.update_container(field)
    steps.send(SigObjSetup(sig_placeholder=signature, mdp_setup=_locks(place)))
    digest, output = steps.send(SigIOSetup(md_algorithm=DIGEST))
    return (
        output.getvalue(),
        digest.document_digest,
        digest.reserved_region_start,
        digest.reserved_region_end,
    )


def _steps(writer: IncrementalPdfFileWriter, place: SignatureBox | NamedField) -> Generator[Any, Any, None]:
    if isinstance(place, NamedField):
        named: Generator[Any, Any, None] = PdfCMSEmbedder().write_cms(place.name, writer, existing_fields_only=True)
        return named
    name = _free_name(writer)
    spec = SigFieldSpec(name, on_page=place.page, box=(place.x0, place.y0, place.x1, place.y1))
    made: Generator[Any, Any, None] = PdfCMSEmbedder(spec).write_cms(name, writer)
    return made


def _move(writer: IncrementalPdfFileWriter, field: generic.DictionaryObject, place: NamedField) -> None:
    """Put a laid field where its signature shall stand; the agency's seal follows its leader's hand."""
    edges = [round(float(edge)) for edge in field["/Rect"]]
    wanted = [place.box.x0, place.box.y0, place.box.x1, place.box.y1]
    if edges == wanted:
        return
    _set_edges(writer, field, wanted)
    for name, _, reference in enumerate_sig_fields(writer):
        other = reference.get_object()
        if place.locks and name == AGENCY_FIELD and "/V" not in other:
            right, up = wanted[0] - edges[0], wanted[1] - edges[1]
            left, low, end, top = (round(float(edge)) for edge in other["/Rect"])
            _set_edges(writer, other, [left + right, low + up, end + right, top + up])


def _set_edges(writer: IncrementalPdfFileWriter, field: generic.DictionaryObject, edges: list[int]) -> None:
    numbers = [generic.NumberObject(edge) for edge in edges]  # type: ignore[no-untyped-call]  # its __new__ has no types
    field[generic.pdf_name("/Rect")] = generic.ArrayObject(numbers)
    writer.update_container(field)


def _locks(place: SignatureBox | NamedField) -> SigMDPSetup | None:
    """A leader certifies: level 2 (forms may be filled), and every field is locked but those left to văn thư."""
    if not isinstance(place, NamedField) or not place.locks:
        return None
    lock = FieldMDPSpec(FieldMDPAction.EXCLUDE, sorted(OPEN_AFTER_LEADER))
    return SigMDPSetup(DIGEST, certify=True, field_lock=lock, docmdp_perms=MDPPerm.FILL_FORMS)


@lru_cache(maxsize=4)
def _stamp_reader(stamp_pdf: bytes) -> PdfFileReader:
    """A batch puts one stamp on all its papers: it is parsed once."""
    return PdfFileReader(io.BytesIO(stamp_pdf))


def _free_name(writer: IncrementalPdfFileWriter) -> str:
    taken = {name for name, _, _ in enumerate_sig_fields(writer)}
    return next(name for number in range(1, len(taken) + 2) if (name := f"{FIELD_NAME}{number}") not in taken)
