"""Builds the CMS of a PAdES B-B signature round bytes that a token signed; never sees a private key.

Signed attributes are content type, message digest, signing certificate v2 (RFC 5035) and algorithm
protection (RFC 6211). A signing time would be wrong here: ETSI EN 319 142-1 keeps it in the PDF.
"""

from __future__ import annotations

from dataclasses import dataclass

from asn1crypto import algos, cms, core, x509  # type: ignore[import-untyped]  # asn1crypto ships no types
from pyhanko.sign.general import as_signing_certificate_v2

DIGEST = "sha256"
_SPARE = 16


@dataclass(frozen=True, slots=True)
class ToBeSigned:
    """Signed attributes of one signature as DER, which is exactly what the token signs."""

    attributes_der: bytes
    certificate_der: bytes
    chain: tuple[bytes, ...]


def to_be_signed(digest: bytes, certificate_der: bytes, chain: tuple[bytes, ...]) -> ToBeSigned:
    """Signed attributes over the SHA-256 `digest` of a prepared PDF; `chain` are the certificates between."""
    certificate = x509.Certificate.load(certificate_der)
    protection = cms.CMSAlgorithmProtection(
        {
            "digest_algorithm": _digest_algorithm(),
            "signature_algorithm": _signature_algorithm(certificate),
        }
    )
    attributes = cms.CMSAttributes(
        [
            _attribute("content_type", "data"),
            _attribute("message_digest", digest),
            _attribute("signing_certificate_v2", as_signing_certificate_v2(certificate)),
            _attribute("cms_algorithm_protection", protection),
        ]
    )
    return ToBeSigned(bytes(attributes.dump()), certificate_der, chain)


def enclose(request: ToBeSigned, signature: bytes) -> bytes:
    """The whole CMS as DER, with the signer's certificate and those between it and the root."""
    certificate = x509.Certificate.load(request.certificate_der)
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": _identifier(certificate)}),
            "digest_algorithm": _digest_algorithm(),
            "signed_attrs": cms.CMSAttributes.load(request.attributes_der),
            "signature_algorithm": _signature_algorithm(certificate),
            "signature": signature,
        }
    )
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": cms.DigestAlgorithms([_digest_algorithm()]),
            "encap_content_info": {"content_type": "data"},
            "certificates": [certificate, *_between(request.chain)],
            "signer_infos": [signer],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())


def room_for(certificate_der: bytes, chain: tuple[bytes, ...]) -> int:
    """Bytes that are enough for the CMS of this certificate and chain, and hardly more: each costs two in the file."""
    request = to_be_signed(bytes(32), certificate_der, chain)
    return len(enclose(request, bytes(_longest_signature(certificate_der)))) + _SPARE


def _longest_signature(certificate_der: bytes) -> int:
    """Bytes of a signature: the modulus for RSA, DER of two numbers of the curve's size for EC."""
    key = x509.Certificate.load(certificate_der).public_key
    size = -(-int(key.bit_size) // 8)
    return size if key.algorithm == "rsa" else 2 * (size + 3) + 6


def _between(chain: tuple[bytes, ...]) -> list[x509.Certificate]:
    """Authorities between the signer and the root; the root itself is the verifier's own business."""
    loaded = [x509.Certificate.load(der) for der in chain]
    return [one for one in loaded if one.subject != one.issuer]


def _attribute(name: str, value: object) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": name, "values": (value,)})


def _identifier(certificate: x509.Certificate) -> cms.IssuerAndSerialNumber:
    return cms.IssuerAndSerialNumber({"issuer": certificate.issuer, "serial_number": certificate.serial_number})


def _digest_algorithm() -> algos.DigestAlgorithm:
    return algos.DigestAlgorithm({"algorithm": DIGEST})


def _signature_algorithm(certificate: x509.Certificate) -> algos.SignedDigestAlgorithm:
    if certificate.public_key.algorithm == "ec":
        return algos.SignedDigestAlgorithm({"algorithm": f"{DIGEST}_ecdsa"})
    return algos.SignedDigestAlgorithm({"algorithm": f"{DIGEST}_rsa", "parameters": core.Null()})
