"""Several tokens behind one driver, several certificates on one token: the one that is asked for signs, no other."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
import softhsm
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pkcs11 import KeyType, PKCS11Error
from signing_papers import AGENCY, CHAIRMAN, CLERK, PIN, REHEARSAL_DAY, WRONG_PIN

from token_signing.authority import CertificateOrder, RehearsalAuthority
from token_signing.devices.driver import DriverToken
from token_signing.devices.pkcs11 import Pkcs11Token
from token_signing.devices.pkcs11_found import read_all
from token_signing.devices.port import Finding, Layer, Pkcs11Place, Token, TokenState, TokenTrouble, Trouble

pytestmark = pytest.mark.slow
MANY, COPY = "nhieu", "ban-sao"
ELDER = CertificateOrder(CHAIRMAN, serial=21)
NEWER = CertificateOrder(CHAIRMAN, serial=22)
OVER = CertificateOrder(CHAIRMAN, serial=23, not_after=datetime(2019, 1, 1, tzinfo=UTC))
STRAY = CertificateOrder(CLERK, serial=24)


@pytest.fixture(scope="session")
def certificates(softhsm_module: Path, authority: RehearsalAuthority) -> dict[str, bytes]:
    """On one token an expired, an elder and a newer certificate with keys and a stray one; on another a bare copy."""
    orders = {"over": OVER, "elder": ELDER, "newer": NEWER}
    made = {
        name: softhsm.add_pair(softhsm_module, MANY, KeyType.EC, authority, order) for name, order in orders.items()
    }
    key = x509.load_der_x509_certificate(made["elder"]).public_key()
    spki = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    made["stray"] = authority.issue(STRAY, spki)
    softhsm.add_certificate(softhsm_module, MANY, made["stray"])
    softhsm.add_certificate(softhsm_module, COPY, made["elder"])
    return made


def sha256(der: bytes) -> str:
    """The hash by which a certificate is asked for."""
    return hashlib.sha256(der).hexdigest()


def by_label(token: Token) -> dict[str, TokenState]:
    """Every token that is there."""
    return {one.name.label: one for one in token.states()}


def test_all_tokens_of_a_driver_are_seen_each_by_name(softhsm_module: Path, certificates: dict[str, bytes]) -> None:
    """Through the child that holds the driver: no label in any setting, every token with its own certificates."""
    token = DriverToken(Pkcs11Place(softhsm_module, in_reader=False), lambda: REHEARSAL_DAY)
    try:
        states = token.states()
    finally:
        token.close()
    seen = {one.name.label: one for one in states}
    assert set(seen) >= {"rsa", "van-thu", "expired", "empty", MANY}
    assert len({one.name.serial for one in states}) == len(states)
    assert states[0].ready
    assert seen["van-thu"].certificate is not None
    assert (seen["van-thu"].certificate.common_name, seen["van-thu"].certificate.serial) == (CLERK.name, AGENCY.serial)
    assert seen["empty"].at(Layer.CERTIFICATE).finding is Finding.CERTIFICATE_MISSING
    assert seen["expired"].first_fault is not None
    told = [(one.facts.sha256, one.validity, one.keyed) for one in seen[MANY].held]
    assert {one[0] for one in told[:2]} == {sha256(certificates["elder"]), sha256(certificates["newer"])}
    assert told[2:] == [
        (sha256(certificates["stray"]), Finding.VALIDITY_NOW, False),
        (sha256(certificates["over"]), Finding.VALIDITY_EXPIRED, True),
    ]


@pytest.mark.parametrize("name", ["elder", "newer"])
def test_the_certificate_that_was_asked_for_signs_with_its_own_key(
    softhsm_module: Path, certificates: dict[str, bytes], name: str
) -> None:
    """Of several on one token the one whose hash was given, and the signature fits it."""
    token = Pkcs11Token(Pkcs11Place(softhsm_module), lambda: REHEARSAL_DAY)
    session = token.open(PIN, sha256(certificates[name]))
    assert not isinstance(session, TokenTrouble), session
    signature = session.sign(b"to be signed")
    session.close()
    assert session.certificate_der == certificates[name]
    key = x509.load_der_x509_certificate(certificates[name]).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert isinstance(signature, bytes)
    key.verify(signature, b"to be signed", ec.ECDSA(hashes.SHA256()))


def test_a_wrong_pin_costs_a_try_of_the_right_token_alone(softhsm_module: Path, certificates: dict[str, bytes]) -> None:
    """Asked for a certificate of one token, the others are left alone and keep all their tries."""
    token = Pkcs11Token(Pkcs11Place(softhsm_module), lambda: REHEARSAL_DAY)
    wanted = sha256(certificates["newer"])
    wrong = token.open(WRONG_PIN, wanted)
    assert isinstance(wrong, TokenTrouble)
    assert wrong.kind is Trouble.PIN_WRONG
    tries = {label: state.at(Layer.TRIES).finding for label, state in by_label(token).items()}
    assert {label for label, finding in tries.items() if finding is not Finding.TRIES_FULL} == {MANY}
    right = token.open(PIN, wanted)
    assert not isinstance(right, TokenTrouble), right
    right.close()
    assert by_label(token)[MANY].at(Layer.TRIES).finding is Finding.TRIES_FULL


def test_what_cannot_sign_is_told_by_what_it_lacks(softhsm_module: Path, certificates: dict[str, bytes]) -> None:
    """An expired one before a PIN is spent, one without its key after the login, one that is nowhere as absent."""
    token = Pkcs11Token(Pkcs11Place(softhsm_module), lambda: REHEARSAL_DAY)
    assert token.open(WRONG_PIN, sha256(certificates["over"])) == TokenTrouble(Trouble.EXPIRED)
    assert token.open(PIN, sha256(certificates["stray"])) == TokenTrouble(Trouble.NO_KEY)
    assert token.open(WRONG_PIN, "00" * 32) == TokenTrouble(Trouble.ABSENT)
    assert by_label(token)[MANY].at(Layer.TRIES).finding is Finding.TRIES_FULL


def test_a_copy_without_its_key_on_another_token_is_not_taken_for_it(
    softhsm_module: Path, certificates: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The agency's certificate copied onto another token: the one that holds the key is opened."""
    token = Pkcs11Token(Pkcs11Place(softhsm_module), lambda: REHEARSAL_DAY)
    reversed_slots = sorted(token._present(), key=lambda one: one.label != COPY)
    monkeypatch.setattr(token, "_present", lambda: iter(reversed_slots))
    session = token.open(PIN, sha256(certificates["elder"]))
    assert not isinstance(session, TokenTrouble), session
    assert isinstance(session.sign(b"x"), bytes)
    session.close()
    assert COPY in by_label(token)


class _Broken:
    """A token whose driver gives nothing but an error."""

    def open(self) -> None:
        """Fail."""
        raise PKCS11Error("strange")


def test_a_token_that_cannot_be_read_hides_no_other(softhsm_module: Path) -> None:
    """Beside one that works it is left out; alone it is the fault that it is."""
    good = next(Pkcs11Token(Pkcs11Place(softhsm_module, "rsa"), lambda: REHEARSAL_DAY)._present())
    assert [one.token.label for one in read_all([_Broken(), good])] == ["rsa"]  # type: ignore[list-item]
    with pytest.raises(PKCS11Error, match="strange"):
        read_all([_Broken()])  # type: ignore[list-item]
