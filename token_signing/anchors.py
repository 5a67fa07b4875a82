"""Reads the certificates to trust, and revocation lists, from files of this machine; judges none."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from .verify import TrustedBy

_CERTIFICATES = (".pem", ".crt", ".cer", ".der")
_LISTS = (".crl",)


class AnchorUnreadable(ValueError):
    """A file that should be a certificate or a revocation list and is none; the text is its name."""


def read_trusted(*places: Path) -> TrustedBy:
    """Every certificate (PEM or DER) and list (`.crl`) of files and folders, in the order of the names.

    A folder that does not exist holds none. Raises AnchorUnreadable, and OSError for a file that cannot be read.
    """
    paths = [path for place in places for path in (sorted(place.iterdir()) if place.is_dir() else _file(place))]
    anchors = tuple(_certificate(path) for path in paths if path.suffix.lower() in _CERTIFICATES)
    return TrustedBy(anchors, tuple(_list(path) for path in paths if path.suffix.lower() in _LISTS))


def _file(place: Path) -> list[Path]:
    return [place] if place.suffix else []


def _certificate(path: Path) -> bytes:
    body = path.read_bytes()
    try:
        pem = body.startswith(b"-----BEGIN")
        certificate = x509.load_pem_x509_certificate(body) if pem else x509.load_der_x509_certificate(body)
    except ValueError as fault:
        raise AnchorUnreadable(path.name) from fault
    return certificate.public_bytes(Encoding.DER)


def _list(path: Path) -> bytes:
    body = path.read_bytes()
    try:
        found = x509.load_pem_x509_crl(body) if body.startswith(b"-----BEGIN") else x509.load_der_x509_crl(body)
    except ValueError as fault:
        raise AnchorUnreadable(path.name) from fault
    return found.public_bytes(Encoding.DER)
