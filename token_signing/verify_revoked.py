"""Looks a chain of certificates up in the revocation lists that are known, whether or not a certificate names one.

The library leaves out lists that a certificate does not declare. Only for the sandbox child.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa


def is_listed(chain: Sequence[bytes], lists: Sequence[bytes], moment: datetime) -> bool:
    """Whether a certificate of the chain (DER, its root first) was revoked by its issuer at `moment` or before."""
    certificates = [x509.load_der_x509_certificate(der) for der in chain]
    known = [x509.load_der_x509_crl(der) for der in lists]
    pairs = pairwise(certificates)
    return any(_lists(one, issuer, below, moment) for issuer, below in pairs for one in known)


def _lists(
    one: x509.CertificateRevocationList, issuer: x509.Certificate, below: x509.Certificate, moment: datetime
) -> bool:
    key = issuer.public_key()
    if one.issuer != issuer.subject or not isinstance(key, (rsa.RSAPublicKey, ec.EllipticCurvePublicKey)):
        return False
    row = one.get_revoked_certificate_by_serial_number(below.serial_number)
    if row is None or row.revocation_date_utc > moment.astimezone(UTC):
        return False
    return one.is_signature_valid(key)
