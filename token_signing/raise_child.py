"""Adds the next part of a higher level to a signed paper; runs only in a sandbox child, which has no network.

What has to come from outside is asked of the caller: a time stamp (RFC 3161) for a gap that is appended first, then
answers of the authorities that the paper's certificates name.
"""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Generator
from typing import Any

from asn1crypto import tsp, x509  # type: ignore[import-untyped]  # asn1crypto ships no types
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.timestamps.common_utils import handle_tsp_response
from pyhanko.sign.validation.dss import async_add_validation_info
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError

from .faults import PaperFault
from .levels import Level, LevelTrouble
from .pdf_entry import entry
from .prepare import DIGEST, reading_paper
from .raise_answers import Answers
from .raise_wire import Asking, Gap, Grown, RaiseOrder, Standing, Step, decode_order, decode_reply, encode_step
from .values import Prepared

_FIELD = "DauThoiGian"


def next_step(payload: bytes) -> bytes:
    """Entry of the sandbox child: an order in, the next step out (see `raise_wire`)."""
    logging.disable(logging.CRITICAL)
    order = decode_order(payload)
    try:
        with reading_paper():
            return encode_step(order.pdf, _step(order))
    except PaperFault as fault:
        return encode_step(order.pdf, Standing(Level.B_B, LevelTrouble.UNREADABLE, type(fault.__cause__).__name__))


def stamp_of(payload: bytes) -> bytes:
    """Entry of the sandbox child: an authority's reply in, its time stamp (CMS, DER) out; raises for a refusal."""
    logging.disable(logging.CRITICAL)
    asked, said = decode_reply(payload)
    request, reply = tsp.TimeStampReq.load(asked), tsp.TimeStampResp.load(said)
    token = handle_tsp_response(reply, request["nonce"].native)
    imprint = token["content"]["encap_content_info"]["content"].parsed["message_imprint"]
    if imprint.dump() != request["message_imprint"].dump():
        raise ValueError("a stamp of something else")
    return bytes(token.dump())


def _step(order: RaiseOrder) -> Step:
    reader = PdfFileReader(io.BytesIO(order.pdf))
    stamps, store = len(reader.embedded_timestamp_signatures), entry(reader.root, "/DSS") is not None
    level = _level(stamps, store=store)
    if order.behind:
        return _renewed(order, reader, level)
    if order.level is not Level.B_B and not stamps:
        return _gap(order)
    if order.level in (Level.B_LT, Level.B_LTA) and not store:
        return _with_answers(order, level)
    if order.level is Level.B_LTA and stamps < len((Level.B_T, Level.B_LTA)):
        return _gap(order)
    return Standing(level)


def _renewed(order: RaiseOrder, reader: PdfFileReader, level: Level) -> Step:
    """What stands behind so many bytes: answers about the newest stamp, then one more; that one ends it."""
    if level is not Level.B_LTA:
        return Standing(level, LevelTrouble.UNREADABLE, "nothing to renew")
    numbers = reader.embedded_timestamp_signatures[-1].byte_range
    newest = numbers[2] + numbers[3]
    if newest > order.behind:
        return Standing(level)
    if newest == len(order.pdf):
        step = _with_answers(order, level, newest_alone=True)
        if not isinstance(step, Grown) or step.pdf != order.pdf:
            return step
    return _gap(order)


def _level(stamps: int, *, store: bool) -> Level:
    """The level whose parts the paper holds; whether they can be trusted is the verifier's business."""
    if not stamps:
        return Level.B_B
    if not store:
        return Level.B_T
    return Level.B_LTA if stamps > 1 else Level.B_LT


def _gap(order: RaiseOrder) -> Gap:
    """The paper with a document time stamp that is not there yet, and the request for it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(order.pdf))
    taken = len(PdfFileReader(io.BytesIO(order.pdf)).embedded_timestamp_signatures)
    steps: Generator[Any, Any, None] = PdfCMSEmbedder().write_cms(f"{_FIELD}{taken + 1}", writer)
    next(steps)
    steps.send(SigObjSetup(sig_placeholder=DocumentTimestamp(bytes_reserved=2 * order.room)))  # type: ignore[no-untyped-call]  # no types here
    digest, output = steps.send(SigIOSetup(md_algorithm=DIGEST))
    prepared = Prepared(
        output.getvalue(), digest.document_digest, digest.reserved_region_start, digest.reserved_region_end
    )
    _, request = TimeStamper().request_cms(prepared.digest, DIGEST)  # type: ignore[no-untyped-call]  # no types here
    return Gap(prepared, request.dump())


def _with_answers(order: RaiseOrder, level: Level, *, newest_alone: bool = False) -> Step:
    """Certificates and revocation answers for every signature and stamp, one revision for each that brings new ones."""
    pdf, answers = order.pdf, Answers(order.answers)
    trouble = ""
    count = len(PdfFileReader(io.BytesIO(pdf)).embedded_signatures)
    for number in range(count - 1 if newest_alone else 0, count):
        reader = PdfFileReader(io.BytesIO(pdf))
        adding = async_add_validation_info(
            reader.embedded_signatures[number], _asking(order, answers), add_vri_entry=False, embed_roots=False
        )
        try:
            pdf = bytes(asyncio.run(adding).getvalue())
        except (PathBuildingError, PathValidationError) as fault:
            trouble = trouble or type(fault).__name__
    if answers.open:
        return Asking(level, tuple(answers.open))
    if trouble:
        silent = None in order.answers.values()
        return Standing(level, LevelTrouble.LINE if silent else LevelTrouble.NOT_VOUCHED, trouble)
    return Grown(pdf)


def _asking(order: RaiseOrder, answers: Answers) -> ValidationContext:
    """Trust in the roots alone; a certificate that names where to ask must be answered for."""
    return ValidationContext(
        trust_roots=[x509.Certificate.load(der) for der in order.roots],
        allow_fetching=True,
        revocation_mode="hard-fail",
        fetchers=answers.fetchers(),
    )
