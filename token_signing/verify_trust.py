"""Says who signed and whether that can be trusted: the time a signature is proven for, chain, revocation, purpose.

Times are walked backwards (ETSI EN 319 102-1 §5.6): the newest time stamp is judged at the time of the check, each
earlier one at the time the later one proves. Only for the sandbox child: it reads foreign bytes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import core, crl, ocsp, x509  # type: ignore[import-untyped]  # asn1crypto ships no types
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESSubIndic
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import (
    cms_basic_validation,
    extract_tst_data_iter,
    message_imprint_checker,
    validate_sig_integrity,
    validate_tst_signed_data,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, FreshnessReqType, RevocationCheckingPolicy

from .pdf_entry import entry
from .verdict import Reason
from .verify_revoked import is_listed
from .verify_wire import Request

_USAGE = KeyUsageConstraints(
    key_usage={"non_repudiation", "digital_signature"},
    # purposes of people's certificates; 1.3.6.1.5.5.7.3.36 is document signing (RFC 9336)
    extd_key_usage={
        "client_auth",
        "email_protection",
        "adobe_authentic_documents_trust",
        "microsoft_document_signing",
        "1.3.6.1.5.5.7.3.36",
    },
    explicit_extd_key_usage_required=False,
)
_NO_NETWORK = RevocationCheckingPolicy.from_legacy("soft-fail")
_WITHIN_ITS_TIME = CertRevTrustPolicy(_NO_NETWORK, retroactive_revinfo=True)
_HOWEVER_OLD = CertRevTrustPolicy(
    _NO_NETWORK,
    freshness=timedelta(days=36_500),
    freshness_req_type=FreshnessReqType.MAX_DIFF_REVOCATION_VALIDATION,
    retroactive_revinfo=True,
)
"""For the newest stamp of a paper, which nothing proves a time for: what its authority said when the paper was kept is
all there is years later, and is worth more than having kept nothing.
"""
_LONG_LIST = 64 * 1024
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
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: Reason.UNKNOWN_ISSUER,
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """The only certificates to trust, and what the request and the file's security store bring beside them.

    `answered`: the file's own store has answers about certificates. `long_lists` are looked up by our own code alone:
    the library walks through every row of a list (14 microseconds each) for every signature.
    """

    roots: tuple[x509.Certificate, ...]
    certificates: tuple[x509.Certificate, ...]
    revocation_lists: tuple[crl.CertificateList, ...]
    responses: tuple[ocsp.OCSPResponse, ...]
    answered: bool = False
    long_lists: tuple[bytes, ...] = ()

    def at(self, moment: datetime, policy: CertRevTrustPolicy | None = None) -> ValidationContext:
        """Trust in the roots alone, at a moment, never over a network; later answers count for earlier moments."""
        return ValidationContext(
            trust_roots=list(self.roots),
            other_certs=list(self.certificates),
            crls=list(self.revocation_lists),
            ocsps=list(self.responses),
            moment=moment,
            allow_fetching=False,
            revinfo_policy=policy or _WITHIN_ITS_TIME,
        )

    def lists_any(self, path: ValidationPath, moment: datetime) -> bool:
        """Whether a list says that a certificate of the path was revoked by then, whether or not one names it."""
        chain = [one.dump() for one in path.iter_certs(include_root=True)]
        return is_listed(chain, [*(one.dump() for one in self.revocation_lists), *self.long_lists], moment)


@dataclass(frozen=True, slots=True)
class Trust:
    """What speaks against the signer, and the time that a trusted stamp proves (None: no such stamp)."""

    reasons: tuple[Reason, ...]
    proven_at: datetime | None = None


def read_evidence(request: Request, reader: PdfFileReader) -> Evidence:
    """What there is to judge by; a broken security store of the file is none."""
    roots = tuple(x509.Certificate.load(der) for der in request.trust_anchors)
    lists = [crl.CertificateList.load(der) for der in request.revocation_lists if len(der) <= _LONG_LIST]
    long_lists = tuple(der for der in request.revocation_lists if len(der) > _LONG_LIST)
    try:
        store = DocumentSecurityStore.read_dss(reader)
        certificates = tuple(store.load_certs())
        lists += [crl.CertificateList.load(one.get_object().data) for one in store.crls]
        responses = tuple(ocsp.OCSPResponse.load(one.get_object().data) for one in store.ocsps)
    except (PdfError, SignatureValidationError, ValueError, LookupError, TypeError, AttributeError):
        return Evidence(roots, (), tuple(lists), (), long_lists=long_lists)
    return Evidence(roots, certificates, tuple(lists), responses, bool(store.crls or store.ocsps), long_lists)


def integrity_reasons(signature: EmbeddedPdfSignature) -> tuple[Reason, ...]:
    """Whether the digest is that of the signed range and the signature that of the certificate in it."""
    digest = signature.compute_digest()
    content = signature.signed_data["encap_content_info"]
    kind = content["content_type"].native
    if kind == "tst_info":
        stamp = content["content"].parsed
        if stamp["message_imprint"]["hashed_message"].native != digest:
            return (Reason.DIGEST_MISMATCH,)
        digest = _digest_of(bytes(content["content"]), signature.md_algorithm)
    elif _is_enclosed(signature):
        inside = content["content"].native
        if str(entry(signature.sig_object, "/SubFilter")) != "/adbe.pkcs7.sha1" or kind != "data":
            return (Reason.UNREADABLE,)
        if inside != signature.compute_digest("sha1"):
            return (Reason.DIGEST_MISMATCH,)
        digest = _digest_of(inside, signature.md_algorithm)
    intact, valid = validate_sig_integrity(signature.signer_info, signature.signer_cert, kind, digest)
    if not intact:
        return (Reason.DIGEST_MISMATCH,)
    return () if valid else (Reason.BAD_SIGNATURE,)


async def judge_stamp(signature: EmbeddedPdfSignature, evidence: Evidence, at: datetime) -> Trust:
    """Trust in a document time stamp, judged at `at`; one whose authority is listed by then proves nothing."""
    context = evidence.at(at, _HOWEVER_OLD)
    status = await validate_tst_signed_data(signature.signed_data, context, signature.compute_digest)
    if not _holds(status) or evidence.lists_any(status["validation_path"], at):
        return Trust((Reason.TIMESTAMP_DOUBTFUL,))
    return Trust((), status["timestamp"])


async def judge_signer(signature: EmbeddedPdfSignature, evidence: Evidence, at: datetime) -> Trust:
    """Trust in a signer at the time its stamp proves, else at `at`."""
    proven, doubts = await _stamped(signature, evidence, at)
    if _is_enclosed(signature):
        doubts = (Reason.WEAK_ALGORITHM, *doubts)  # SHA-1 of the file, whatever stands round it
    moment = proven or at
    status = await cms_basic_validation(
        signature.signed_data,
        raw_digest=None if _is_enclosed(signature) else signature.compute_digest(),
        validation_context=evidence.at(moment),
        key_usage_settings=_USAGE,
    )
    if _holds(status):
        listed = evidence.lists_any(status["validation_path"], moment)
        return Trust((Reason.REVOKED, *doubts) if listed else doubts, proven)
    certificate = signature.signer_cert
    within = certificate.not_valid_before <= moment <= certificate.not_valid_after
    if status["revocation_details"] is not None:
        return Trust((Reason.REVOKED, *doubts), proven)
    if certificate.self_signed != "no" and certificate.dump() not in [one.dump() for one in evidence.roots]:
        return Trust((Reason.UNKNOWN_ISSUER, *doubts), proven)
    problem = status["trust_problem_indic"]
    known = _TRUST_REASONS.get(problem) if problem is not None else None
    reason = known or Reason.CERTIFICATE_UNFIT if within else Reason.OUT_OF_VALIDITY
    return Trust((reason, *doubts), proven)


async def _stamped(
    signature: EmbeddedPdfSignature, evidence: Evidence, at: datetime
) -> tuple[datetime | None, tuple[Reason, ...]]:
    """The time that a stamp in the signature proves; a stamp that cannot be trusted is a doubt, not a proof."""
    stamps = list(extract_tst_data_iter(signature.signer_info, signed=False))
    for stamp in stamps:
        status = await validate_tst_signed_data(stamp, evidence.at(at), message_imprint_checker(signature.signer_info))
        if _holds(status):
            return status["timestamp"], ()
    return None, (Reason.TIMESTAMP_DOUBTFUL,) if stamps else ()


def _is_enclosed(signature: EmbeddedPdfSignature) -> bool:
    """Whether the CMS carries what it signs (ISO 32000-1 §12.8.3.3: `adbe.pkcs7.sha1`) instead of pointing to it."""
    return signature.signed_data["encap_content_info"]["content"] is not core.VOID


def _holds(status: dict[str, Any]) -> bool:
    trusted = status["trust_problem_indic"] is None and status["validation_path"] is not None
    return bool(status["intact"] and status["valid"] and trusted)


def _digest_of(content: bytes, algorithm: str) -> bytes:
    return hashlib.new(algorithm, content).digest()
