"""Reads revocation lists, and looks certificates up in them; runs only in a sandbox child."""

from __future__ import annotations

import json

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from .certificate_reader import name_words
from .revocation_list import decode, decode_question


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


def look_up(payload: bytes) -> bytes:
    """Entry of the sandbox child: a list and a certificate in, since when it is revoked out; raises for no list.

    An authority above the certificate that is revoked takes it back as well. A list counts where an authority of its
    issuer's name that was given signed it.
    """
    der, asked = decode_question(payload)
    found = x509.load_der_x509_crl(der)
    known = [x509.load_der_x509_certificate(one) for one in asked.authorities]
    name = name_words(found.issuer)
    serials = [serial for issuer, serial in _chain(asked.issuer, asked.serial, known) if issuer == name]
    rows = [found.get_revoked_certificate_by_serial_number(one) for one in serials]
    since = min((one.revocation_date_utc for one in rows if one is not None), default=None)
    keys = [one.public_key() for one in known if name_words(one.subject) == name]
    signed = since is not None and any(_is_signed(found, key) for key in keys)
    return json.dumps(since.isoformat() if since is not None and signed else "").encode("ascii")


def _chain(issuer: str, serial: int, known: list[x509.Certificate]) -> list[tuple[str, int]]:
    """The certificate and every authority above it that is known, by issuer and serial number."""
    chain, names = [(issuer, serial)], [issuer]
    for name in names:
        for one in known:
            above = name_words(one.issuer)
            if name_words(one.subject) == name != above:
                chain.append((above, one.serial_number))
                if above not in names:
                    names.append(above)
    return chain


def _is_signed(found: x509.CertificateRevocationList, key: object) -> bool:
    return isinstance(key, (rsa.RSAPublicKey, ec.EllipticCurvePublicKey)) and found.is_signature_valid(key)
