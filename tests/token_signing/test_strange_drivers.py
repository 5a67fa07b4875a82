"""Drivers as vendors make them: hanging, crashing, with a pin pad, with few tries left; none ends the program."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from signing_papers import PIN, REHEARSAL_DAY, WRONG_PIN

from token_signing.devices.driver import DriverToken, Patience
from token_signing.devices.port import Finding, Layer, Pkcs11Place, TokenState, TokenTrouble, Trouble

pytestmark = pytest.mark.slow
Strange = Callable[..., DriverToken]


@pytest.fixture
def strange(strange_module: Path, softhsm_module: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Strange]:
    """Makes the token of a driver that behaves as asked."""
    made: list[DriverToken] = []
    monkeypatch.setenv("STRANGE_INNER", str(softhsm_module))

    def make(how: str, label: str = "rsa") -> DriverToken:
        monkeypatch.setenv("STRANGE", how)
        place = Pkcs11Place(strange_module, label, in_reader=False)
        made.append(DriverToken(place, lambda: REHEARSAL_DAY))
        return made[-1]

    yield make
    for token in made:
        token.close()


def hurry(token: DriverToken, how: str) -> None:
    """Wait only shortly for a driver that will hang; one that crashes says so itself."""
    if how.endswith("hang"):
        token._patience = Patience(state=0.5, work=0.5)


def finding(state: TokenState, layer: Layer) -> Finding:
    """What was found at a layer."""
    return state.at(layer).finding


@pytest.mark.parametrize(("how", "found"), [("load-hang", Finding.DRIVER_HUNG), ("load-crash", Finding.DRIVER_CRASHED)])
def test_driver_that_is_lost_while_it_is_loaded_is_a_finding(
    strange: Strange, monkeypatch: pytest.MonkeyPatch, how: str, found: Finding
) -> None:
    """The program goes on; it is not loaded again by itself, but when a person asks, and then it may be well again."""
    token = strange(how)
    hurry(token, how)
    assert finding(token.states()[0], Layer.DRIVER) is found
    assert token._process is None
    monkeypatch.setenv("STRANGE", "")
    assert finding(token.states()[0], Layer.DRIVER) is found
    token.forget()
    token._patience = Patience()
    assert token.states()[0].ready


@pytest.mark.parametrize(
    ("how", "trouble"),
    [
        ("login-hang", Trouble.HUNG),
        ("login-crash", Trouble.CRASHED),
        ("sign-hang", Trouble.HUNG),
        ("sign-crash", Trouble.CRASHED),
    ],
)
def test_driver_that_is_lost_at_work_gives_a_trouble_and_is_asked_once(
    strange: Strange, monkeypatch: pytest.MonkeyPatch, how: str, trouble: Trouble
) -> None:
    """No second login or signature by itself; the session is gone, and a new one signs once the driver is well."""
    token = strange(how)
    assert token.states()[0].ready
    if how.startswith("login"):
        hurry(token, how)
    session = token.open(PIN)
    if how.startswith("sign"):
        assert not isinstance(session, TokenTrouble)
        hurry(token, how)
        assert session.sign(b"x") == TokenTrouble(trouble)
        assert session.sign(b"x") == TokenTrouble(Trouble.REMOVED, detail="an older session")
        session.close()
    else:
        assert session == TokenTrouble(trouble)
    assert token._process is None
    monkeypatch.setenv("STRANGE", "")
    token._patience = Patience()
    again = token.open(PIN)
    assert not isinstance(again, TokenTrouble)
    assert isinstance(again.sign(b"x"), bytes)


def test_child_of_a_hanging_driver_is_ended_with_its_program(strange: Strange) -> None:
    """The program closes while the driver hangs: the child is gone afterwards."""
    token = strange("sign-hang")
    session = token.open(PIN)
    assert not isinstance(session, TokenTrouble)
    hurry(token, "sign-hang")
    assert token._process is not None
    pid = token._process.pid
    assert session.sign(b"x") == TokenTrouble(Trouble.HUNG)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_session_that_is_not_the_last_one_signs_nothing(strange: Strange) -> None:
    """Opened again, the token belongs to the newer session; closing the older one does not log that out."""
    token = strange("")
    old, new = token.open(PIN), token.open(PIN)
    assert not isinstance(old, TokenTrouble)
    assert not isinstance(new, TokenTrouble)
    assert old.sign(b"x") == TokenTrouble(Trouble.REMOVED, detail="an older session")
    old.close()
    assert isinstance(new.sign(b"x"), bytes)


def test_pin_pad_is_opened_without_a_pin(strange: Strange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Protected authentication path: the state says so, the PIN is typed there, a wrong one there is a wrong PIN."""
    pad = tmp_path / "pad"
    monkeypatch.setenv("STRANGE_PAD", str(pad))
    token = strange("pad")
    assert token.states()[0].pin_pad
    pad.write_text(WRONG_PIN)
    wrong = token.open(None)
    assert isinstance(wrong, TokenTrouble)
    assert wrong.kind is Trouble.PIN_WRONG
    pad.write_text(PIN)
    session = token.open(None)
    assert not isinstance(session, TokenTrouble)
    assert isinstance(session.sign(b"x"), bytes)


@pytest.mark.parametrize(
    ("how", "found", "left"),
    [
        ("", Finding.TRIES_FULL, None),
        ("low", Finding.TRIES_LOW, None),
        ("final", Finding.TRIES_LAST, 1),
        ("locked", Finding.TRIES_NONE, 0),
    ],
)
def test_flags_of_the_tries_are_told(strange: Strange, how: str, found: Finding, left: int | None) -> None:
    """CKF_USER_PIN_COUNT_LOW, FINAL_TRY and LOCKED; a locked token is not ready for a PIN."""
    state = strange(how).states()[0]
    assert (finding(state, Layer.TRIES), state.tries_left, state.ready) == (found, left, how != "locked")


@pytest.mark.parametrize("label", ["rsa", "ec"])
def test_token_that_does_not_hash_signs_by_raw_mechanism(strange: Strange, label: str) -> None:
    """RSA over the DigestInfo, EC over the digest made here; both are that of the certificate."""
    session = strange("raw", label).open(PIN)
    assert not isinstance(session, TokenTrouble)
    signature = session.sign(b"to be signed")
    assert isinstance(signature, bytes)
    key = x509.load_der_x509_certificate(session.certificate_der).public_key()
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, b"to be signed", padding.PKCS1v15(), hashes.SHA256())
    else:
        assert isinstance(key, ec.EllipticCurvePublicKey)
        key.verify(signature, b"to be signed", ec.ECDSA(hashes.SHA256()))
