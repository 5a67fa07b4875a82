"""Gives the library of certificates the answers that are there, and writes down what it asks beside them.

Only for the sandbox child, which has no network: the caller asks outside and comes back with the answers.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping

from asn1crypto import crl, ocsp, pem, x509  # type: ignore[import-untyped]  # asn1crypto ships no types
from pyhanko_certvalidator.authority import Authority
from pyhanko_certvalidator.errors import CertificateFetchError, CRLFetchError, OCSPFetchError, OCSPValidationError
from pyhanko_certvalidator.fetchers.api import CertificateFetcher, CRLFetcher, Fetchers, OCSPFetcher
from pyhanko_certvalidator.fetchers.common_utils import (
    enumerate_delivery_point_urls,
    format_ocsp_request,
    gather_aia_issuer_urls,
    process_ocsp_response_data,
    unpack_cert_content,
)
from pyhanko_certvalidator.util import get_ocsp_urls, get_relevant_crl_dps, issuer_serial

from .raise_wire import Question

_OCSP = "application/ocsp-request"


class Answers:
    """The answers so far, and the questions that have none yet, in the order in which they came up."""

    def __init__(self, known: Mapping[Question, bytes | None]) -> None:
        self._known = known
        self.open: dict[Question, None] = {}

    def of(self, question: Question) -> bytes | None:
        """What was answered; None when nobody did, or was asked yet."""
        if question not in self._known:
            self.open[question] = None
        return self._known.get(question)

    def fetchers(self) -> Fetchers:
        """The library's view of them."""
        return Fetchers(_Responses(self), _Lists(self), _Issuers(self))


class _Responses(OCSPFetcher):
    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._found: dict[object, list[ocsp.OCSPResponse]] = {}

    async def fetch(self, cert: x509.Certificate, authority: Authority) -> ocsp.OCSPResponse:
        # Without a nonce: what is kept for years proves nothing by having been asked just now.
        request = format_ocsp_request(cert, authority, certid_hash_algo="sha1", request_nonces=False)
        for address in get_ocsp_urls(cert):
            body = self._answers.of(Question(address, request.dump(), _OCSP))
            if body is None:
                continue
            try:
                response = process_ocsp_response_data(body, ocsp_request=request, ocsp_url=address)
            except (OCSPValidationError, ValueError) as fault:
                raise OCSPFetchError("no answer of use") from fault
            self._found.setdefault(issuer_serial(cert), []).append(response)
            return response
        raise OCSPFetchError("no answer")

    def fetched_responses(self) -> Iterable[ocsp.OCSPResponse]:
        return [one for some in self._found.values() for one in some]

    def fetched_responses_for_cert(self, cert: x509.Certificate) -> Iterable[ocsp.OCSPResponse]:
        return self._found.get(issuer_serial(cert), [])


class _Lists(CRLFetcher):
    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._found: dict[object, list[crl.CertificateList]] = {}

    async def fetch(self, cert: x509.Certificate, *, use_deltas: bool | None = None) -> Iterable[crl.CertificateList]:
        points = get_relevant_crl_dps(cert, use_deltas=True if use_deltas is None else use_deltas)
        addresses = [address for point in points for address in enumerate_delivery_point_urls(point)]
        bodies = [self._answers.of(Question(address)) for address in addresses]
        lists = [crl.CertificateList.load(_der(body)) for body in bodies if body is not None]
        if addresses and not lists:
            raise CRLFetchError("no answer")
        self._found[issuer_serial(cert)] = lists
        return lists

    def fetched_crls(self) -> Iterable[crl.CertificateList]:
        return [one for some in self._found.values() for one in some]

    def fetched_crls_for_cert(self, cert: x509.Certificate) -> Iterable[crl.CertificateList]:
        return self._found[issuer_serial(cert)]


class _Issuers(CertificateFetcher):
    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._found: list[x509.Certificate] = []

    def fetch_cert_issuers(self, cert: x509.Certificate) -> AsyncGenerator[x509.Certificate, None]:
        return self._fetched(gather_aia_issuer_urls(cert))

    def fetch_crl_issuers(self, certificate_list: crl.CertificateList) -> AsyncGenerator[x509.Certificate, None]:
        return self._fetched(certificate_list.issuer_cert_urls)

    async def _fetched(self, addresses: Iterable[str]) -> AsyncGenerator[x509.Certificate, None]:
        for address in addresses:
            body = self._answers.of(Question(address))
            if body is None:
                continue
            try:
                found = list(unpack_cert_content(body, "application/octet-stream", address, permit_pem=True))
            except (ValueError, TypeError) as fault:
                raise CertificateFetchError("no certificate") from fault
            for one in found:
                self._found.append(one)
                yield one

    def fetched_certs(self) -> Iterable[x509.Certificate]:
        return self._found


def _der(body: bytes) -> bytes:
    return bytes(pem.unarmor(body)[2]) if pem.detect(body) else body
