"""Makes a SoftHSM2 token with an officer's RSA-2048 key, for measuring; None where SoftHSM2 is not installed."""

import os
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pkcs11
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pkcs11 import Attribute, KeyType
from pkcs11.util.x509 import decode_x509_certificate

from token_signing.authority import CertificateOrder, RehearsalAuthority
from token_signing.devices.driver import DriverToken
from token_signing.devices.port import Pkcs11Place, TokenSession, TokenTrouble

LABEL, PIN = "do-toc-do", "271828"
_MODULES = (
    Path("/usr/lib/softhsm/libsofthsm2.so"),
    Path("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
    Path("/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"),
)


def opened_token(
    folder: Path, authority: RehearsalAuthority, order: CertificateOrder, now: datetime
) -> TokenSession | None:
    """A session of a fresh token in `folder`, whose configuration this process keeps."""
    tool = shutil.which("softhsm2-util")
    module = next((path for path in _MODULES if path.is_file()), None)
    if tool is None or module is None:
        return None
    (folder / "tokens").mkdir(parents=True)
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(configuration)
    words = [tool, "--init-token", "--free", "--label", LABEL, "--so-pin", "87654321", "--pin", PIN]
    subprocess.run(words, check=True, capture_output=True)  # noqa: S603 - the words are ours
    with pkcs11.lib(str(module)).get_token(token_label=LABEL).open(rw=True, user_pin=PIN) as session:
        certificate = authority.issue(order, _made_key(session))
        session.create_object({**decode_x509_certificate(certificate), Attribute.TOKEN: True, Attribute.ID: b"\x01"})
    opened = DriverToken(Pkcs11Place(module, LABEL, in_reader=False), lambda: now).open(PIN)
    if isinstance(opened, TokenTrouble):
        raise TypeError(opened.kind.name)
    return opened


def _made_key(session: pkcs11.Session) -> bytes:
    public, _ = session.generate_keypair(KeyType.RSA, 2048, id=b"\x01", label="ky", store=True)
    modulus = int.from_bytes(public[Attribute.MODULUS], "big")
    exponent = int.from_bytes(public[Attribute.PUBLIC_EXPONENT], "big")
    key = rsa.RSAPublicNumbers(exponent, modulus).public_key()
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
