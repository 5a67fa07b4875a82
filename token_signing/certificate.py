"""What screens and checks need from one certificate, as a value; `certificate_reader` makes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """Who a certificate names, who issued it and when it holds; `sha256` identifies it.

    `issuer_name` is the name by which people know who issued it, never empty where `issuer` is not.
    """

    common_name: str
    title: str
    organisation: str
    subject: str
    issuer: str
    serial: int
    not_before: datetime
    not_after: datetime
    sha256: str
    is_authority: bool
    may_sign: bool
    is_rsa: bool
    issuer_name: str


@dataclass(frozen=True, slots=True)
class CertificateNames:
    """Whom a certificate names and who issued it; `name` is never empty, `sha256` identifies it."""

    name: str
    title: str
    subject: str
    issuer: str
    sha256: str
