"""Reads what screens and checks need from one certificate; never judges whether to trust it."""

from __future__ import annotations

import hashlib

from asn1crypto import x509 as plain_x509  # type: ignore[import-untyped]  # asn1crypto ships no types
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID, ObjectIdentifier

from token_signing.certificate import CertificateFacts, CertificateNames

_SHORT = {NameOID.TITLE: "T", NameOID.SERIAL_NUMBER: "SERIALNUMBER", NameOID.EMAIL_ADDRESS: "E"}


def read_certificate(der: bytes) -> CertificateFacts:
    """Parse a DER certificate of an RSA or EC key; ValueError when it is none."""
    certificate = x509.load_der_x509_certificate(der)
    key = certificate.public_key()
    if not isinstance(key, (rsa.RSAPublicKey, ec.EllipticCurvePublicKey)):
        raise ValueError("neither an RSA nor an EC key")
    issuer = name_words(certificate.issuer)
    return CertificateFacts(
        common_name=_first(certificate.subject, NameOID.COMMON_NAME),
        title=_first(certificate.subject, NameOID.TITLE),
        organisation=_first(certificate.subject, NameOID.ORGANIZATION_NAME),
        subject=name_words(certificate.subject),
        issuer=issuer,
        serial=certificate.serial_number,
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        sha256=hashlib.sha256(der).hexdigest(),
        is_authority=_is_authority(certificate),
        may_sign=_may_sign(certificate),
        is_rsa=isinstance(key, rsa.RSAPublicKey),
        issuer_name=_first(certificate.issuer, NameOID.COMMON_NAME) or issuer,
    )


def read_names(der: bytes) -> CertificateNames:
    """Names of a certificate of any key, also of one that a strict reader refuses; ValueError when it is none."""
    sha256 = hashlib.sha256(der).hexdigest()
    try:
        certificate = x509.load_der_x509_certificate(der)
        name = _first(certificate.subject, NameOID.COMMON_NAME)
        title = _first(certificate.subject, NameOID.TITLE)
        subject, issuer = (name_words(one) for one in (certificate.subject, certificate.issuer))
    except ValueError:
        loose = plain_x509.Certificate.load(der)
        subject, issuer = loose.subject.human_friendly, loose.issuer.human_friendly
        name, title = str(loose.subject.native.get("common_name", "")), ""
    return CertificateNames(name or subject, title, subject, issuer, sha256)


def name_words(name: x509.Name) -> str:
    """A name as `CertificateFacts` has it (RFC 4514)."""
    return name.rfc4514_string(_SHORT)


def _first(name: x509.Name, oid: ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _may_sign(certificate: x509.Certificate) -> bool:
    """Whether key usage allows signing documents; no key usage means no limit (RFC 5280 §4.2.1.3)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment
