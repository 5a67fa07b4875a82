"""Makes the certificates of rehearsals and tests; every name says "Diễn tập", so none passes for a real one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

REHEARSAL_MARK = "Diễn tập - không có giá trị pháp lý"
NOT_BEFORE = datetime(2018, 1, 1, tzinfo=UTC)
NOT_AFTER = datetime(2036, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Officer:
    """Who signs: name, title and office as the certificate and the stamp write them; an office itself has no title."""

    name: str
    title: str
    office: str


@dataclass(frozen=True, slots=True)
class CertificateOrder:
    """Whom to certify, under which serial number; the default span holds on a rehearsal day in 2019 and today."""

    officer: Officer
    serial: int
    not_before: datetime = NOT_BEFORE
    not_after: datetime = NOT_AFTER


@dataclass(frozen=True, slots=True)
class RehearsalAuthority:
    """A self-signed root that lives in memory: its key is written nowhere."""

    certificate_der: bytes
    _key: rsa.RSAPrivateKey = field(repr=False)

    @property
    def certificate_pem(self) -> bytes:
        """The root certificate as PEM."""
        certificate = x509.load_der_x509_certificate(self.certificate_der)
        return certificate.public_bytes(serialization.Encoding.PEM)

    def issue(self, order: CertificateOrder, public_key_der: bytes) -> bytes:
        """Certificate (DER) for an officer's public key (SubjectPublicKeyInfo, DER)."""
        key = serialization.load_der_public_key(public_key_der)
        if not isinstance(key, (rsa.RSAPublicKey, ec.EllipticCurvePublicKey)):
            raise ValueError("only RSA and EC keys sign papers")
        root = x509.load_der_x509_certificate(self.certificate_der)
        builder = (
            _start(root.subject, order.not_before, order.not_after)
            .subject_name(_officer_name(order.officer))
            .public_key(key)
            .serial_number(order.serial)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
        return builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def revocation_list(self, revoked: Mapping[int, datetime], made_at: datetime) -> bytes:
        """A list (DER) of revoked serial numbers with their times, good until the root's end."""
        root = x509.load_der_x509_certificate(self.certificate_der)
        builder = x509.CertificateRevocationListBuilder().issuer_name(root.subject)
        builder = builder.last_update(made_at.astimezone(UTC)).next_update(NOT_AFTER)
        for serial, since in revoked.items():
            row = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since.astimezone(UTC))
            builder = builder.add_revoked_certificate(row.build())
        return builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def make_authority(province: str, serial: int = 1) -> RehearsalAuthority:
    """A fresh root for one province, valid from 2018 to 2036."""
    key = new_signing_key()
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, province),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, REHEARSAL_MARK),
            x509.NameAttribute(NameOID.COMMON_NAME, f"CA Diễn tập {province}"),
        ]
    )
    builder = (
        _start(name, NOT_BEFORE, NOT_AFTER)
        .subject_name(name)
        .public_key(key.public_key())
        .serial_number(serial)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    certificate = builder.sign(key, hashes.SHA256())
    return RehearsalAuthority(certificate.public_bytes(serialization.Encoding.DER), key)


def new_signing_key() -> rsa.RSAPrivateKey:
    """A fresh RSA-2048 key, from the system's random source as every key must be."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _start(issuer: x509.Name, not_before: datetime, not_after: datetime) -> x509.CertificateBuilder:
    return x509.CertificateBuilder().issuer_name(issuer).not_valid_before(not_before).not_valid_after(not_after)


def _officer_name(officer: Officer) -> x509.Name:
    title = [x509.NameAttribute(NameOID.TITLE, officer.title)] if officer.title else []
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, officer.office),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, REHEARSAL_MARK),
            *title,
            x509.NameAttribute(NameOID.COMMON_NAME, officer.name),
        ]
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
