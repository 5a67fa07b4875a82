"""Checks at once what a token gave: the signature against the certificate's key, the digest against the bytes.

This is the signer's own check of his own file; whether to trust anybody is the verifier's business.
"""

from __future__ import annotations

import hashlib

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa


def public_key_of(certificate_der: bytes) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey:
    """The key of a signer's certificate; ValueError for a key that signs no papers."""
    key = x509.load_der_x509_certificate(certificate_der).public_key()
    if not isinstance(key, (rsa.RSAPublicKey, ec.EllipticCurvePublicKey)):
        raise ValueError("only RSA and EC keys sign papers")
    return key


def signature_holds(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey, tbs: bytes, signature: bytes) -> bool:
    """Whether a signature over `tbs` (SHA-256; PKCS#1 v1.5, or DER of r and s) is that of the key."""
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, tbs, padding.PKCS1v15(), hashes.SHA256())
        else:
            key.verify(signature, tbs, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def digest_of_range(pdf: bytes, gap_start: int, gap_end: int) -> bytes:
    """SHA-256 of all bytes outside the gap `[gap_start, gap_end)`."""
    view = memoryview(pdf)
    digest = hashlib.sha256(view[:gap_start])
    digest.update(view[gap_end:])
    return digest.digest()
