"""A certificate authority with its OCSP responder, revocation lists and time stamps on the loopback (certomancer)."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import CertLabel, CertomancerConfig
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.token_signing.odd_certificates import KeySession

NAMES = ("root", "ca", "tsa", "old_tsa", "ocsp", "leader", "revoked", "short")


@dataclass(frozen=True)
class Issuer:
    """The authority that certified the signers: its key and certificate (DER)."""

    key: rsa.RSAPrivateKey
    certificate: bytes

    def revoking(self, certificate: bytes, since: datetime) -> bytes:
        """A list (DER) that says a signer's certificate is revoked since a moment with a zone."""
        issuer, signer = (x509.load_der_x509_certificate(one) for one in (self.certificate, certificate))
        row = x509.RevokedCertificateBuilder().serial_number(signer.serial_number).revocation_date(since).build()
        builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.subject).last_update(since)
        made = builder.next_update(since + timedelta(days=3650)).add_revoked_certificate(row)
        return made.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


@dataclass(frozen=True)
class Authority:
    """The running authority: its root (DER), the address of its stamps, sessions of signers, whoever revokes.

    `short` is a signer whose certificate ends in thirty days, as that of the stamps of `old_stamp_address` does.
    """

    root: bytes
    stamp_address: str
    old_stamp_address: str
    leader: KeySession
    revoked: KeySession
    short: KeySession
    issuer: Issuer


@contextlib.contextmanager
def running_authority(folder: Path) -> Iterator[Authority]:
    """Keys and certificates in a folder, the services on a free port until the block ends."""
    keys = {name: rsa.generate_private_key(public_exponent=65537, key_size=2048) for name in NAMES}
    for name, key in keys.items():
        plain = serialization.NoEncryption()
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        (folder / f"{name}.pem").write_bytes(pem)
    port = free_port()
    configuration = CertomancerConfig(configuration_of(f"http://127.0.0.1:{port}"), key_search_dir=str(folder))
    architecture = next(iter(configuration.pki_archs.values()))

    def session(name: str) -> KeySession:
        signer = KeySession(keys[name], architecture.get_cert(CertLabel(name)).dump())
        signer.chain = (architecture.get_cert(CertLabel("ca")).dump(),)
        return signer

    server = make_server("127.0.0.1", port, Animator(AnimatorArchStore(configuration.pki_archs)), request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        root = architecture.get_cert(CertLabel("root")).dump()
        address = f"http://127.0.0.1:{port}/vn/tsa"
        issuer = Issuer(keys["ca"], architecture.get_cert(CertLabel("ca")).dump())
        yield Authority(
            root,
            f"{address}/tsa",
            f"{address}/old_tsa",
            session("leader"),
            session("revoked"),
            session("short"),
            issuer,
        )
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Quiet(WSGIRequestHandler):
    """Writes no line for each request."""

    def log(self, *_said: object) -> None:
        """Say nothing."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def configuration_of(address: str) -> dict[str, object]:
    """The authority's whole configuration."""
    people = {
        "root": "CA gốc",
        "ca": "CA cơ quan",
        "tsa": "Dấu thời gian",
        "old_tsa": "Dấu thời gian cũ",
        "ocsp": "OCSP",
    }
    people |= {"leader": "Trần Văn Minh", "revoked": "Đặng Thị Ổi", "short": "Lê Văn Tám"}
    services = {
        "crl-repo": {
            name: {"for-issuer": name, "signing-key": name, "simulated-update-schedule": "P1D"}
            for name in ("root", "ca")
        },
        "ocsp": {"ocsp": {"for-issuer": "ca", "responder-cert": "ocsp", "signing-key": "ocsp"}},
        "time-stamping": {name: {"signing-key": name, "signing-cert": name} for name in ("tsa", "old_tsa")},
    }
    architecture = {
        "keyset": "vn",
        "entity-defaults": {"country-name": "VN", "organization-name": "Cơ yếu (kiểm thử)"},
        "entities": {name: {"common-name": said} for name, said in people.items()},
        "certs": certificates(),
        "services": services,
    }
    key_files = {name: {"path": f"{name}.pem"} for name in NAMES}
    return {
        "external-url-prefix": address,
        "keysets": {"vn": {"keys": key_files}},
        "pki-architectures": {"vn": architecture},
    }


def certificates() -> dict[str, object]:
    """Who is certified by whom, for what."""
    is_authority = {"id": "basic_constraints", "critical": True, "value": {"ca": True}}
    lists = {"id": "crl_distribution_points", "smart-value": smart("crl-dist-url", {"crl-repo-names": ["root"]})}
    asks = {"id": "authority_information_access", "smart-value": smart("aia-urls", {"ocsp-responder-names": ["ocsp"]})}
    signs = [use("digital_signature", "non_repudiation"), asks]
    stamps = [use("digital_signature"), purpose("time_stamping"), lists]
    soon = f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%dT00:00:00+0000}"
    gone = {"revoked-since": "2026-01-15T00:00:00+0000", "reason": "key_compromise"}
    return {
        "root": certificate("root", "root", [is_authority, use("key_cert_sign", "crl_sign")]),
        "ca": certificate("ca", "root", [is_authority, use("key_cert_sign", "crl_sign"), lists]),
        "tsa": certificate("tsa", "root", stamps),
        "old_tsa": certificate("old_tsa", "root", stamps, soon),
        "ocsp": certificate("ocsp", "ca", [use("digital_signature"), purpose("ocsp_signing"), {"id": "ocsp_no_check"}]),
        "leader": certificate("leader", "ca", signs),
        "short": certificate("short", "ca", signs, soon),
        "revoked": certificate("revoked", "ca", signs) | {"revocation": gone},
    }


def certificate(
    name: str, issuer: str, extensions: list[dict[str, object]], until: str = "2036-01-01T00:00:00+0000"
) -> dict[str, object]:
    """One certificate of many years, or until a day."""
    validity = {"valid-from": "2018-01-01T00:00:00+0000", "valid-to": until}
    names = {"subject": name, "subject-key": name, "issuer": issuer, "authority-key": issuer}
    return {**names, "validity": validity, "extensions": extensions}


def smart(schema: str, params: object) -> dict[str, object]:
    """A value that the authority fills in itself."""
    return {"schema": schema, "params": params}


def use(*usages: str) -> dict[str, object]:
    """Key usage."""
    return {"id": "key_usage", "critical": True, "smart-value": smart("key-usage", list(usages))}


def purpose(name: str) -> dict[str, object]:
    """Extended key usage."""
    return {"id": "extended_key_usage", "critical": True, "value": [name]}
