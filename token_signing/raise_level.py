"""Raises a signed paper to a higher PAdES level (ETSI EN 319 142-1 §6): time stamp, revocation answers, archive stamp.

Only ever appends: what was signed offline as B-B is raised whenever the line is back, and its bytes stay the first
bytes of what comes out. The proof of time is a document time stamp, never something put into the signature's own gap.
For papers of our own making. The only addresses asked are the stamp's, given by a setting, and those that the
certificates of the paper name.
"""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass
from enum import Enum, unique

from asn1crypto import x509  # type: ignore[import-untyped]  # asn1crypto ships no types
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko.sign.validation.dss import async_add_validation_info
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError
from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend

from .pdf_entry import entry
from .prepare import DIGEST, reading_paper


@unique
class Level(Enum):
    """PAdES baseline levels, the lowest first."""

    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"


class LevelFault(Exception):
    """A level that could not be reached: the line, the authority, or a certificate that nobody vouches for.

    The paper stands at the level it had; trying again later helps.
    """

    retry_helps = True


@dataclass(frozen=True, slots=True)
class Proofs:
    """Where proofs come from: the address of the time stamp authority, the trusted roots (DER), patience in seconds."""

    stamp_address: str
    roots: tuple[bytes, ...]
    seconds: float = 10.0


def raise_level(pdf: bytes, level: Level, proofs: Proofs) -> bytes:
    """The paper at `level`, or as it is when it has that level already; LevelFault, PaperFault when it cannot be."""
    with reading_paper():
        stamps, store = _held(pdf)
    if level is not Level.B_B and not stamps:
        pdf = _stamped(pdf, proofs)
    if level in (Level.B_LT, Level.B_LTA) and not store:
        pdf = _with_answers(pdf, proofs)
    if level is Level.B_LTA and stamps < 2:
        pdf = _stamped(pdf, proofs)
    return pdf


def level_of(pdf: bytes) -> Level:
    """The level whose parts the paper holds; whether they can be trusted is the verifier's business."""
    with reading_paper():
        stamps, store = _held(pdf)
    if not stamps:
        return Level.B_B
    if not store:
        return Level.B_T
    return Level.B_LTA if stamps > 1 else Level.B_LT


def _held(pdf: bytes) -> tuple[int, bool]:
    """How many document time stamps there are, and whether there is a security store."""
    reader = PdfFileReader(io.BytesIO(pdf))
    return len(reader.embedded_timestamp_signatures), entry(reader.root, "/DSS") is not None


def _stamped(pdf: bytes, proofs: Proofs) -> bytes:
    address, seconds = proofs.stamp_address, proofs.seconds
    authority = RequestsHTTPTimeStamper(address, timeout=seconds)  # type: ignore[no-untyped-call]  # no types here
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    try:
        made = PdfTimeStamper(authority).timestamp_pdf(writer, DIGEST)
    except (TimestampRequestError, OSError, ValueError) as fault:
        raise LevelFault(f"time stamp: {type(fault).__name__}") from fault
    return bytes(made.getvalue())


def _with_answers(pdf: bytes, proofs: Proofs) -> bytes:
    """Certificates and revocation answers for every signature and stamp, one revision for each that brings new ones."""
    count = len(PdfFileReader(io.BytesIO(pdf)).embedded_signatures)
    for number in range(count):
        reader = PdfFileReader(io.BytesIO(pdf))
        adding = async_add_validation_info(
            reader.embedded_signatures[number], _asking(proofs), add_vri_entry=False, embed_roots=False
        )
        try:
            pdf = bytes(asyncio.run(adding).getvalue())
        except (PathBuildingError, PathValidationError, OSError) as fault:
            raise LevelFault(f"revocation: {type(fault).__name__}") from fault
    return pdf


def _asking(proofs: Proofs) -> ValidationContext:
    """Trust in the roots alone; a certificate that names where to ask must be answered for."""
    return ValidationContext(
        trust_roots=[x509.Certificate.load(der) for der in proofs.roots],
        allow_fetching=True,
        revocation_mode="hard-fail",
        fetcher_backend=RequestsFetcherBackend(per_request_timeout=proofs.seconds),
    )
