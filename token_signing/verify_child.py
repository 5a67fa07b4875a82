"""Judges the signatures of a foreign PDF; runs only in a sandbox child, and lets every exception out.

The rule for green: every signature intact, right and led to a given anchor at the given time; the last
one covers the whole file, or what follows adds nothing but security store and time-stamp data; what
follows an earlier one adds nothing but further signatures. Filling a form field is not among these.
"""

from __future__ import annotations

import io
import logging
import re
from datetime import datetime

from asn1crypto import parser, x509  # type: ignore[import-untyped]  # asn1crypto ships no types
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESSubIndic
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffResult,
    FormUpdatingRule,
    ModificationLevel,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
)
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from .certificate import CertificateFacts
from .certificate_reader import read_certificate
from .verdict import Reason, SignatureFinding
from .verify_wire import Request, decode_request, encode_signatures

_USAGE = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"})
_TRUST_REASONS: dict[AdESSubIndic, Reason] = {
    AdESFailure.REVOKED: Reason.REVOKED,
    AdESFailure.NOT_YET_VALID: Reason.OUT_OF_VALIDITY,
    AdESIndeterminate.REVOKED_NO_POE: Reason.REVOKED,
    AdESIndeterminate.REVOKED_CA_NO_POE: Reason.REVOKED,
    AdESIndeterminate.EXPIRED: Reason.OUT_OF_VALIDITY,
    AdESIndeterminate.NOT_YET_VALID: Reason.OUT_OF_VALIDITY,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: Reason.OUT_OF_VALIDITY,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: Reason.OUT_OF_VALIDITY,
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: Reason.CERTIFICATE_UNFIT,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE: Reason.WEAK_ALGORITHM,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: Reason.WEAK_ALGORITHM,
}
_GAP = re.compile(rb"<[0-9A-Fa-f]*>")


def verify(payload: bytes) -> bytes:
    """Entry of the sandbox child: a request in, the findings out (see `verify_wire`).

    Logging is off in that process, because the library logs the names of signers.
    """
    logging.disable(logging.CRITICAL)
    return encode_signatures(inspect(decode_request(payload)))


def inspect(request: Request) -> tuple[SignatureFinding, ...]:
    """One finding for each signature, oldest first; document time stamps are no signatures of persons."""
    reader = PdfFileReader(io.BytesIO(request.pdf))
    embedded = reader.embedded_regular_signatures
    return tuple(
        _finding(request, signature, is_last=number == len(embedded))
        for number, signature in enumerate(embedded, start=1)
    )


def _finding(request: Request, signature: EmbeddedPdfSignature, *, is_last: bool) -> SignatureFinding:
    status = validate_pdf_signature(signature, signer_validation_context=_context(request), key_usage_settings=_USAGE)
    facts = read_certificate(status.signing_cert.dump())
    reasons = (
        *_range_reasons(request.pdf, signature),
        *_crypto_reasons(status),
        *_change_reasons(status, signature, is_last=is_last),
        *_trust_reasons(status, facts, request.at),
    )
    if not reasons and not status.bottom_line:
        reasons = (Reason.CERTIFICATE_UNFIT,)  # the library holds something against it that we have no word for
    return SignatureFinding(
        signer_name=facts.common_name or facts.subject,
        signer_title=facts.title,
        subject=facts.subject,
        issuer=facts.issuer,
        certificate_sha256=facts.sha256,
        claimed_at=_claimed(status),
        covers_whole_file=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        reasons=tuple(dict.fromkeys(reasons)),
    )


def _context(request: Request) -> ValidationContext:
    """Trust in the given anchors only, at the given time, never over a network."""
    return ValidationContext(
        trust_roots=[x509.Certificate.load(der) for der in request.trust_anchors],
        moment=request.at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )


def _range_reasons(pdf: bytes, signature: EmbeddedPdfSignature) -> tuple[Reason, ...]:
    """The only bytes left out are one hex string holding this CMS and zeros, so nothing hides in the gap."""
    numbers = [int(number) for number in signature.byte_range]
    if len(numbers) != 4 or numbers[0] != 0 or numbers[2] + numbers[3] > len(pdf):
        return (Reason.ODD_RANGE,)
    gap = pdf[numbers[1] : numbers[2]]
    if not _GAP.fullmatch(gap):
        return (Reason.ODD_RANGE,)
    content = bytes.fromhex(gap[1:-1].decode("ascii"))
    return (Reason.ODD_RANGE,) if any(content[parser.peek(content) :]) else ()


def _crypto_reasons(status: PdfSignatureStatus) -> tuple[Reason, ...]:
    if not status.intact:
        return (Reason.DIGEST_MISMATCH,)
    return () if status.valid else (Reason.BAD_SIGNATURE,)


def _change_reasons(
    status: PdfSignatureStatus, signature: EmbeddedPdfSignature, *, is_last: bool
) -> tuple[Reason, ...]:
    level = _level(status.diff_result)
    if not status.docmdp_ok or level >= ModificationLevel.ANNOTATIONS:
        return (Reason.CHANGED_AFTER,)
    if level <= ModificationLevel.LTA_UPDATES:
        return ()
    if is_last:
        return (Reason.FORM_FILLED_AFTER,)
    further_signatures_only = _level(signature.evaluate_modifications(_signatures_only()))
    return () if further_signatures_only <= ModificationLevel.FORM_FILLING else (Reason.FORM_FILLED_AFTER,)


def _level(result: object) -> ModificationLevel:
    return result.modification_level if isinstance(result, DiffResult) else ModificationLevel.OTHER


def _signatures_only() -> StandardDiffPolicy:
    """Changes that a further signature makes; unlike the library's default, no form field may be filled."""
    creation = SigFieldCreationRule()  # type: ignore[no-untyped-call]  # its __init__ has no types
    return StandardDiffPolicy(
        global_rules=DEFAULT_DIFF_POLICY.global_rules,
        form_rule=FormUpdatingRule(field_rules=[creation, SigFieldModificationRule()]),
    )


def _trust_reasons(status: PdfSignatureStatus, facts: CertificateFacts, at: datetime) -> tuple[Reason, ...]:
    if not (status.intact and status.valid):
        return ()
    if status.revoked:
        return (Reason.REVOKED,)
    if not status.trusted:
        if not facts.not_before <= at <= facts.not_after:
            return (Reason.OUT_OF_VALIDITY,)
        problem = status.trust_problem_indic
        known = _TRUST_REASONS.get(problem) if problem is not None else None
        return (known or Reason.UNKNOWN_ISSUER,)
    stamps = (status.timestamp_validity, status.content_timestamp_validity)
    return () if all(stamp is None or stamp.trusted for stamp in stamps) else (Reason.TIMESTAMP_DOUBTFUL,)


def _claimed(status: PdfSignatureStatus) -> datetime | None:
    """The time the signer claims, when it carries a zone."""
    moment = status.signer_reported_dt
    return moment if moment is not None and moment.tzinfo is not None else None
