"""Adds a signature field with its stamp to a PDF and leaves a gap for the CMS; later fills that gap.

Only ever appends: the bytes given are the first bytes of what comes out, so earlier signatures stand.
For papers of our own making; a foreign file belongs into the sandbox before it comes here.
"""

from __future__ import annotations

import io
from collections.abc import Generator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from .faults import PaperFault, PaperFaultCode
from .values import Prepared, SignatureBox, SignerDisplay

FIELD_NAME = "ChuKy"
DIGEST = "sha256"
# What the library is known to raise on a broken file, its documented errors and the others.
_UNREADABLE = (PdfError, SigningError, ValueError, LookupError, TypeError, AttributeError, AssertionError)


def prepare(pdf: bytes, box: SignatureBox, stamp_pdf: bytes, display: SignerDisplay, cms_room: int) -> Prepared:
    """Append the field, the stamp (page 0 of `stamp_pdf`) and a gap for a CMS of up to `cms_room` bytes."""
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        out, digest, start, end = _write_gap(writer, box, stamp_pdf, _signature_object(display, cms_room))
    except _UNREADABLE as error:
        raise PaperFault(PaperFaultCode.UNREADABLE, f"{type(error).__name__}: {error}") from error
    return Prepared(out, digest, start, end)


def embed(prepared: Prepared, cms: bytes) -> bytes:
    """The signed PDF: the gap filled with the CMS in hex and zeros; nothing else changes."""
    room = prepared.gap_end - prepared.gap_start - 2
    text = cms.hex().upper().encode("ascii")
    if len(text) > room:
        raise PaperFault(PaperFaultCode.CMS_TOO_LARGE, f"{len(text)} > {room}")
    head, tail = prepared.pdf[: prepared.gap_start + 1], prepared.pdf[prepared.gap_end - 1 :]
    return head + text.ljust(room, b"0") + tail


def _signature_object(display: SignerDisplay, cms_room: int) -> SignatureObject:
    """PAdES baseline: the time stands in the dictionary (/M), not in the CMS (ETSI EN 319 142-1 §5.3)."""
    return SignatureObject(
        timestamp=display.signed_at,
        subfilter=SigSeedSubFilter.PADES,
        name=display.name,
        bytes_reserved=2 * cms_room,
    )


def _write_gap(
    writer: IncrementalPdfFileWriter, box: SignatureBox, stamp_pdf: bytes, signature: SignatureObject
) -> tuple[bytes, bytes, int, int]:
    steps: Generator[Any, Any, None] = _embedder(writer, box).write_cms(field_name=_free_name(writer), writer=writer)
    field = next(steps).get_object()
    form = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(stamp_pdf)))
    appearance = generic.DictionaryObject(  # type: ignore[no-untyped-call]  # its __init__ has no types
        {generic.pdf_name("/N"): form}
    )
    field["/AP"] = appearance
    steps.send(SigObjSetup(sig_placeholder=signature))
    digest, output = steps.send(SigIOSetup(md_algorithm=DIGEST))
    return (
        output.getvalue(),
        digest.document_digest,
        digest.reserved_region_start,
        digest.reserved_region_end,
    )


def _embedder(writer: IncrementalPdfFileWriter, box: SignatureBox) -> PdfCMSEmbedder:
    rectangle = (box.x0, box.y0, box.x1, box.y1)
    return PdfCMSEmbedder(SigFieldSpec(_free_name(writer), on_page=box.page, box=rectangle))


def _free_name(writer: IncrementalPdfFileWriter) -> str:
    taken = {name for name, _, _ in enumerate_sig_fields(writer)}
    return next(name for number in range(1, len(taken) + 2) if (name := f"{FIELD_NAME}{number}") not in taken)
