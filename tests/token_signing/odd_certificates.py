"""Certificates that should not sign papers, and revocation lists, of a test's own authority."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from token_signing.authority import CertificateOrder, RehearsalAuthority
from token_signing.devices.port import TokenTrouble

WEB_SERVER = (ExtendedKeyUsageOID.SERVER_AUTH,)
PERSON = (ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.EMAIL_PROTECTION)
ENCRYPTION = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=True,
    data_encipherment=True,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


class KeySession:
    """A session of a token that holds any key and any certificate."""

    def __init__(self, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, certificate: bytes) -> None:
        self._key = key
        self.certificate_der = certificate
        self.chain: tuple[bytes, ...] = ()
        self.pin_each_time = False

    def sign(self, tbs: bytes, pin: str | None = None) -> bytes | TokenTrouble:
        """Signature over `tbs` with SHA-256."""
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(tbs, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(tbs, ec.ECDSA(hashes.SHA256()))

    def close(self) -> None:
        """Nothing to end."""


def session_with(
    authority: RehearsalAuthority,
    order: CertificateOrder,
    *,
    purposes: Sequence[x509.ObjectIdentifier] = (),
    usage: x509.KeyUsage | None = None,
) -> KeySession:
    """A token whose certificate has these purposes and this usage instead of those of an officer."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    plain = x509.load_der_x509_certificate(authority.issue(order, public_der(key)))
    builder = (
        x509.CertificateBuilder()
        .issuer_name(plain.issuer)
        .subject_name(plain.subject)
        .public_key(key.public_key())
        .serial_number(order.serial)
        .not_valid_before(plain.not_valid_before_utc)
        .not_valid_after(plain.not_valid_after_utc)
    )
    for extension in plain.extensions:
        value = usage if usage is not None and isinstance(extension.value, x509.KeyUsage) else extension.value
        builder = builder.add_extension(value, critical=extension.critical)
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    made = builder.sign(authority._key, hashes.SHA256())
    return KeySession(key, made.public_bytes(serialization.Encoding.DER))


def elliptic(authority: RehearsalAuthority, order: CertificateOrder) -> KeySession:
    """A token with a P-256 key."""
    key = ec.generate_private_key(ec.SECP256R1())
    return KeySession(key, authority.issue(order, public_der(key)))


def revocation_list(authority: RehearsalAuthority, serial: int, at: datetime, made_at: datetime) -> bytes:
    """A list (DER) that revokes one certificate at `at`."""
    return authority.revocation_list({serial: at}, made_at)


def public_der(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    """The public key as SubjectPublicKeyInfo."""
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.DER, spki)
