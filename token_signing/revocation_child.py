"""Reads a revocation list; runs only in a sandbox child."""

from __future__ import annotations

import json

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from .revocation_list import decode


def describe(payload: bytes) -> bytes:
    """Entry of the sandbox child: a list and the anchors in, what it says of itself out; raises for what is none."""
    der, anchors = decode(payload)
    found = x509.load_der_x509_crl(der)
    known = [x509.load_der_x509_certificate(one) for one in anchors]
    keys = [one.public_key() for one in known if one.subject == found.issuer]
    if keys and not any(_is_signed(found, key) for key in keys):
        raise ValueError("not signed by the authority of its name")
    found.get_revoked_certificate_by_serial_number(0)  # walks through all rows
    names = found.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
    until = found.next_update_utc
    said = {
        "issuer": str(names[0].value) if names else found.issuer.rfc4514_string(),
        "made": found.last_update_utc.isoformat(),
        "until": until.isoformat() if until else "",
    }
    return json.dumps(said).encode("ascii")


def _is_signed(found: x509.CertificateRevocationList, key: object) -> bool:
    return isinstance(key, (rsa.RSAPublicKey, ec.EllipticCurvePublicKey)) and found.is_signature_valid(key)
