"""SoftHSM2 tokens in a folder of the test: keys made on the token, certificates from the test's authority."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pkcs11 import Attribute, KeyType
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters
from pkcs11.util.x509 import decode_x509_certificate
from signing_papers import PIN

from token_signing.authority import NOT_AFTER, NOT_BEFORE, CertificateOrder, RehearsalAuthority, new_signing_key

MODULES = (
    Path("/usr/lib/softhsm/libsofthsm2.so"),
    Path("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
    Path("/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"),
    Path("/usr/local/lib/softhsm/libsofthsm2.so"),
)


def find_module() -> Path | None:
    """SoftHSM2's PKCS#11 module, when it and its tool are installed."""
    if shutil.which("softhsm2-util") is None:
        return None
    return next((path for path in MODULES if path.is_file()), None)


def write_configuration(folder: Path) -> Path:
    """A configuration that keeps all tokens in `folder`."""
    (folder / "tokens").mkdir()
    file = folder / "softhsm2.conf"
    file.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n")
    return file


def make_token(label: str) -> None:
    """An empty token; the configuration is taken from the environment."""
    words = ["softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", "87654321", "--pin", PIN]
    subprocess.run(words, check=True, capture_output=True)


def fill_token(module: Path, label: str, kind: KeyType, authority: RehearsalAuthority, order: CertificateOrder) -> None:
    """Make a key pair on the token and put the officer's and the root's certificate beside it."""
    add_pair(module, label, kind, authority, order)
    add_certificate(module, label, authority.certificate_der, b"\x02")


def add_pair(module: Path, label: str, kind: KeyType, authority: RehearsalAuthority, order: CertificateOrder) -> bytes:
    """Make a key pair on the token, its id the order's serial number, and its certificate, which is given back."""
    number = bytes((order.serial,))
    token = pkcs11.lib(str(module)).get_token(token_label=label)
    with token.open(rw=True, user_pin=PIN) as session:
        der = authority.issue(order, _key_pair(session, kind, number))
    add_certificate(module, label, der, number)
    return der


def add_certificate(module: Path, label: str, der: bytes, number: bytes = b"\x09") -> None:
    """Put one more certificate of that id on a token."""
    token = pkcs11.lib(str(module)).get_token(token_label=label)
    with token.open(rw=True, user_pin=PIN) as session:
        session.create_object({**decode_x509_certificate(der), Attribute.TOKEN: True, Attribute.ID: number})


def _key_pair(session: pkcs11.Session, kind: KeyType, number: bytes) -> bytes:
    if kind is KeyType.RSA:
        public, _ = session.generate_keypair(KeyType.RSA, 2048, id=number, label="ky", store=True)
        modulus = int.from_bytes(public[Attribute.MODULUS], "big")
        exponent = int.from_bytes(public[Attribute.PUBLIC_EXPONENT], "big")
        return (
            rsa.RSAPublicNumbers(exponent, modulus)
            .public_key()
            .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        )
    named = {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}
    curve = session.create_domain_parameters(KeyType.EC, named, local=True)
    public, _ = curve.generate_keypair(id=number, label="ky", store=True)
    return bytes(encode_ec_public_key(public))


def authority_without_key_usage() -> bytes:
    """A root certificate that sets no limit on its key's use, so that only its being a root tells it apart."""
    key = new_signing_key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(NOT_BEFORE).not_valid_after(NOT_AFTER)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
