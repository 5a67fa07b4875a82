"""Judges the signatures of a foreign PDF; runs only in a sandbox child.

The rule for green: every signature intact, right and led to a given anchor at its time; the last one covers the
whole file, or what follows adds nothing but security store and time-stamp data; what follows an earlier one fills
nothing but what it left open by name, and signs in fields that stood when it was made.
What the library throws over one signature makes that signature unverifiable, over the file the whole check.
"""

from __future__ import annotations

import asyncio
import gc
import hashlib
import io
import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache

from asn1crypto.cms import ContentInfo  # type: ignore[import-untyped]  # asn1crypto ships no types
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from .certificate_reader import read_names
from .fields import DATE_FIELD, NUMBER_FIELD
from .verdict import Integrity, Kind, Reason, SignatureFinding, gravest_first
from .verify_changes import Change, change_after, fields_of, has_lost_signature, is_permitted
from .verify_made_from import adds_only_signature
from .verify_range import ends_plainly, range_is_plain
from .verify_trust import Evidence, Trust, integrity_reasons, judge_signer, judge_stamp, read_evidence
from .verify_wire import Request, decode_request, encode_findings

_CHANGE_REASONS = {
    Change.EXTENDED: Reason.EXTENDED_AFTER,
    Change.FILLED: Reason.FORM_FILLED_AFTER,
    Change.ANNOTATED: Reason.ANNOTATED_AFTER,
    Change.REPLACED: Reason.REPLACED_AFTER,
    Change.OTHER: Reason.CHANGED_AFTER,
}
_BROKEN = frozenset({Reason.DIGEST_MISMATCH, Reason.BAD_SIGNATURE, Reason.UNREADABLE})
_LONGEST_VALUE = 200
_KINDS = {"/Sig": Kind.SIGNATURE, "/DocTimeStamp": Kind.TIMESTAMP}
_UNREADABLE = SignatureFinding("", "", "", "", "", None, covers_whole_file=False, reasons=(Reason.UNREADABLE,))
_LOST = replace(_UNREADABLE, reasons=(Reason.REMOVED,), integrity=Integrity.CHANGED)


@dataclass(frozen=True, slots=True)
class _Case:
    """A file under judgement."""

    request: Request
    reader: PdfFileReader
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the bytes of one signature say: its place, whether they stand, and what followed it."""

    whole: bool
    permitted: bool
    reasons: tuple[Reason, ...]

    @property
    def integrity(self) -> Integrity:
        """Intact only when the bytes stand and what followed is permitted."""
        if Reason.UNREADABLE in self.reasons:
            return Integrity.UNKNOWN
        return Integrity.INTACT if self.permitted and not _BROKEN & set(self.reasons) else Integrity.CHANGED


def verify(payload: bytes) -> bytes:
    """Entry of the sandbox child: a request in, the findings out (see `verify_wire`).

    Logging is off in that process, because the library logs the names of signers.
    """
    logging.disable(logging.CRITICAL)
    _settle()
    case = _opened(decode_request(payload))
    return encode_findings(_inspected(case), *_issue(case.reader), answered=case.evidence.answered)


@cache
def _settle() -> None:
    """What the modules made stays for good: looking for garbage in it costs a third of every check."""
    gc.collect()
    gc.freeze()


def warm(_payload: bytes) -> bytes:
    """What a fresh child is asked first: by then everything is loaded."""
    _settle()
    return b""


def inspect(request: Request) -> tuple[SignatureFinding, ...]:
    """One finding for each signature and each document time stamp, oldest first."""
    return _inspected(_opened(request))


def _opened(request: Request) -> _Case:
    reader = PdfFileReader(io.BytesIO(request.pdf))
    if reader.xrefs.hybrid_xrefs_present:
        raise ValueError("two tables of objects: readers would differ in what they show")
    if reader.encrypted:
        reader.decrypt("")
    return _Case(request, reader, read_evidence(request, reader))


def _inspected(case: _Case) -> tuple[SignatureFinding, ...]:
    readable, findings = _signatures(case.reader)
    findings += asyncio.run(_judged(case, readable))
    if has_lost_signature(case.reader):
        findings.append(_LOST)
    return tuple(findings)


def _issue(reader: PdfFileReader) -> tuple[str, str]:
    """Number and date as they stand in their fields, "" where there are none."""
    fields = fields_of(reader)
    number, date = (fields[name].get("/V", "") if name in fields else "" for name in (NUMBER_FIELD, DATE_FIELD))
    return str(number)[:_LONGEST_VALUE], str(date)[:_LONGEST_VALUE]


def _signatures(reader: PdfFileReader) -> tuple[list[EmbeddedPdfSignature], list[SignatureFinding]]:
    """Signatures oldest first, and a finding for each that cannot be read at all."""
    readable: list[EmbeddedPdfSignature] = []
    broken: list[SignatureFinding] = []
    for name, _, field in enumerate_sig_fields(reader, filled_status=True):
        try:
            readable.append(EmbeddedPdfSignature(reader, field, name))
        except Exception:  # whatever the library throws over a broken signature
            broken.append(_UNREADABLE)
    return sorted(readable, key=lambda one: one.signed_revision), broken


async def _judged(case: _Case, signatures: list[EmbeddedPdfSignature]) -> list[SignatureFinding]:
    """Newest first, because a later stamp proves the time for what it covers; given oldest first."""
    findings: list[SignatureFinding] = []
    proven = case.request.at
    last = max((place for place, one in enumerate(signatures) if _kind(one) is Kind.SIGNATURE), default=-1)
    for place in range(len(signatures) - 1, -1, -1):
        try:
            finding = await _finding(case, signatures[place], proven, is_last=place >= last)
        except Exception:  # whatever the library throws over one signature
            finding = _UNREADABLE
        if finding.kind is Kind.TIMESTAMP and finding.proven_at is not None:
            proven = min(proven, finding.proven_at)
        findings.append(finding)
    return findings[::-1]


async def _finding(
    case: _Case, signature: EmbeddedPdfSignature, proven: datetime, *, is_last: bool
) -> SignatureFinding:
    kind = _kind(signature)
    seen = _look(case, signature, is_last=is_last)
    trust = Trust(())
    if not _BROKEN & set(seen.reasons):
        trust = await _trust(case, signature, proven)
    names = read_names(signature.signer_cert.dump())
    return SignatureFinding(
        signer_name=names.name,
        signer_title=names.title,
        subject=names.subject,
        issuer=names.issuer,
        certificate_sha256=names.sha256,
        claimed_at=_claimed(signature),
        covers_whole_file=seen.whole,
        reasons=gravest_first((*seen.reasons, *trust.reasons, *_early(signature))),
        integrity=seen.integrity,
        kind=kind,
        proven_at=trust.proven_at or (None if proven == case.request.at else proven),
        digest=signature.compute_digest().hex(),
        cms_sha256=hashlib.sha256(ContentInfo.load(signature.pkcs7_content).dump()).hexdigest(),
        end=int(signature.byte_range[2] + signature.byte_range[3]),
        until=signature.signer_cert.not_valid_after,
    )


def _look(case: _Case, signature: EmbeddedPdfSignature, *, is_last: bool) -> _Seen:
    """The signed bytes, then what follows them; a signature of an odd place is not compared any further."""
    broken = (*integrity_reasons(signature), *_added_before(case, signature))
    pdf, numbers = case.request.pdf, signature.byte_range
    coverage = signature.evaluate_signature_coverage()
    whole = coverage is SignatureCoverageLevel.ENTIRE_FILE
    plain = range_is_plain(pdf, numbers) and coverage >= SignatureCoverageLevel.ENTIRE_REVISION
    if not plain or not (whole or ends_plainly(pdf, numbers[2] + numbers[3])):
        return _Seen(whole, permitted=False, reasons=(*broken, Reason.ODD_RANGE))
    if whole:
        return _Seen(whole, permitted=True, reasons=broken)
    change = change_after(signature, is_last=is_last)
    reason = _CHANGE_REASONS.get(change)
    return _Seen(whole, is_permitted(signature, change), broken if reason is None else (*broken, reason))


def _added_before(case: _Case, signature: EmbeddedPdfSignature) -> tuple[Reason, ...]:
    """Whether a signature behind the paper that was to be signed was made over more than that paper."""
    since, numbers = case.request.made_from, signature.byte_range
    if not since or _kind(signature) is Kind.TIMESTAMP or numbers[2] + numbers[3] <= since:
        return ()
    return () if adds_only_signature(signature, since) else (Reason.OTHER_PAPER,)


async def _trust(case: _Case, signature: EmbeddedPdfSignature, proven: datetime) -> Trust:
    """Trust in the signer; when the library cannot say, the certificate counts as unfit and the bytes still stand."""
    try:
        if _kind(signature) is Kind.TIMESTAMP:
            return await judge_stamp(signature, case.evidence, proven)
        return await judge_signer(signature, case.evidence, proven)
    except Exception:  # whatever the library throws over a strange certificate
        return Trust((Reason.CERTIFICATE_UNFIT,))


def _kind(signature: EmbeddedPdfSignature) -> Kind:
    return _KINDS[str(signature.sig_object_type)]


def _early(signature: EmbeddedPdfSignature) -> tuple[Reason, ...]:
    """A signature that claims a time before its certificate was good: one of the two is not true."""
    claimed, good_from = _claimed(signature), signature.signer_cert.not_valid_before
    return (Reason.OUT_OF_VALIDITY,) if claimed is not None and claimed < good_from else ()


def _claimed(signature: EmbeddedPdfSignature) -> datetime | None:
    """The time the signer claims, when it carries a zone."""
    if _kind(signature) is Kind.TIMESTAMP:
        stamp = signature.signed_data["encap_content_info"]["content"].parsed["gen_time"].native
        return stamp.astimezone(UTC) if isinstance(stamp, datetime) else None
    moment = signature.self_reported_timestamp
    return moment if moment is not None and moment.tzinfo is not None else None
