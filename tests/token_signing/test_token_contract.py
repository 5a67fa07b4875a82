"""One contract for every signing token: the software token, SoftHSM2, and a card in a virtual reader."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from signing_papers import (
    BOX,
    CHAIRMAN,
    GOOD,
    PIN,
    REHEARSAL_DAY,
    WRONG_PIN,
    check,
    display,
    plain_pdf,
    signed,
)

from tests.fakes.card_bench import card_on_bench
from token_signing.authority import RehearsalAuthority
from token_signing.devices.one_pin import OnePin
from token_signing.devices.pkcs11 import Pkcs11Place, Pkcs11Token
from token_signing.devices.port import Finding, Health, Layer, Token, TokenSession, TokenTrouble, Trouble
from token_signing.devices.software import SoftwareToken, make_software_token
from token_signing.sign import sign_paper
from token_signing.values import StampFonts
from token_signing.verdict import Verdict

KINDS = (
    "software",
    pytest.param("softhsm_rsa", marks=pytest.mark.slow),
    pytest.param("softhsm_ec", marks=pytest.mark.slow),
    pytest.param("card", marks=pytest.mark.slow),
)

KINDS_THAT_LOCK_AND_CAN_BE_PULLED = (KINDS[0], KINDS[-1])  # SoftHSM2 never locks and is no device


@dataclass(frozen=True)
class Bench:
    """A token on the bench, and how to pull it out where that can be done."""

    token: Token
    pull_out: Callable[[], None] | None = None
    simulated: bool = False


@pytest.fixture
def bench(request: pytest.FixtureRequest, tmp_path: Path, authority: RehearsalAuthority) -> Iterator[Bench]:
    """A fresh token of the kind asked for, plugged in."""
    if request.param == "software":
        make_software_token(tmp_path, PIN, authority, GOOD)
        token = SoftwareToken(tmp_path, lambda: REHEARSAL_DAY)
        token.plug()
        yield Bench(token, token.unplug, simulated=True)
    elif request.param == "card":
        with card_on_bench(request.getfixturevalue("service"), authority) as plugged:
            yield Bench(plugged.token, plugged.pull)
    else:
        place = Pkcs11Place(request.getfixturevalue("softhsm_module"), request.param.removeprefix("softhsm_"))
        opened(Pkcs11Token(place, lambda: REHEARSAL_DAY)).close()  # the token outlives a test that spent a try
        yield Bench(Pkcs11Token(place, lambda: REHEARSAL_DAY))


def opened(token: Token) -> TokenSession:
    """An opened session, or a failed test."""
    session = token.open(PIN)
    assert not isinstance(session, TokenTrouble), session
    return session


@pytest.mark.parametrize("bench", KINDS, indirect=True)
def test_state_tells_every_layer_and_the_owner(bench: Bench) -> None:
    """A plugged-in token is ready, names its owner and its validity, and says whether it is a simulation."""
    state = bench.token.states()[0]
    assert [one.finding.layer for one in state.layers] == list(Layer)
    assert state.ready
    assert state.certificate is not None
    assert (state.certificate.common_name, state.certificate.title) == (CHAIRMAN.name, CHAIRMAN.title)
    assert state.simulated is bench.simulated
    assert (state.at(Layer.DRIVER).finding is Finding.DRIVER_SIMULATED) is bench.simulated
    assert state.at(Layer.TRIES).finding is Finding.TRIES_FULL


@pytest.mark.parametrize("bench", KINDS, indirect=True)
def test_signature_fits_the_certificate(bench: Bench) -> None:
    """What the token signs verifies with the public key of the certificate it shows; the root is in its chain."""
    session = opened(bench.token)
    signature = session.sign(b"to be signed")
    assert isinstance(signature, bytes)
    key = x509.load_der_x509_certificate(session.certificate_der).public_key()
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, b"to be signed", padding.PKCS1v15(), hashes.SHA256())
    else:
        assert isinstance(key, ec.EllipticCurvePublicKey)
        key.verify(signature, b"to be signed", ec.ECDSA(hashes.SHA256()))
    session.close()
    session.close()


@pytest.mark.parametrize("bench", KINDS, indirect=True)
def test_token_signs_a_paper_that_is_green(bench: Bench, authority: RehearsalAuthority, fonts: StampFonts) -> None:
    """Any token signs a paper by the same road, and the paper is valid."""
    session = opened(bench.token)
    paper = signed(sign_paper(plain_pdf(), BOX, display(), session, fonts))
    session.close()
    assert check(paper.pdf, authority.certificate_der).verdict is Verdict.GREEN


@pytest.mark.parametrize("bench", KINDS, indirect=True)
def test_wrong_pin_is_told_and_the_right_one_mends_it(bench: Bench) -> None:
    """A wrong PIN costs one try, shows in the state, and the next right PIN gives the tries back."""
    wrong = bench.token.open(WRONG_PIN)
    assert isinstance(wrong, TokenTrouble)
    assert wrong.kind is Trouble.PIN_WRONG
    assert bench.token.states()[0].at(Layer.TRIES).finding is Finding.TRIES_LOW
    opened(bench.token).close()
    assert bench.token.states()[0].at(Layer.TRIES).finding is Finding.TRIES_FULL


@pytest.mark.parametrize("bench", KINDS_THAT_LOCK_AND_CAN_BE_PULLED, indirect=True)
def test_three_wrong_pins_lock_a_token_that_counts(bench: Bench) -> None:
    """The last try is announced, the third wrong PIN locks, and then even the right PIN is refused."""
    bench.token.open(WRONG_PIN)
    second = bench.token.open(WRONG_PIN)
    assert isinstance(second, TokenTrouble)
    assert (second.kind, second.tries_left) == (Trouble.PIN_WRONG, 1)
    assert bench.token.states()[0].at(Layer.TRIES).finding is Finding.TRIES_LAST
    third = bench.token.open(WRONG_PIN)
    assert isinstance(third, TokenTrouble)
    assert (third.kind, third.tries_left) == (Trouble.PIN_LOCKED, 0)
    right = bench.token.open(PIN)
    assert isinstance(right, TokenTrouble)
    assert right.kind is Trouble.PIN_LOCKED
    state = bench.token.states()[0]
    assert state.at(Layer.TRIES).finding is Finding.TRIES_NONE
    assert not state.ready


@pytest.mark.parametrize("bench", KINDS_THAT_LOCK_AND_CAN_BE_PULLED, indirect=True)
def test_token_pulled_out_is_told_at_the_next_signature(bench: Bench) -> None:
    """Pulled out in the middle of work, the token signs nothing more and its state says that it is absent."""
    session = opened(bench.token)
    assert bench.pull_out is not None
    assert isinstance(session.sign(b"one"), bytes)
    bench.pull_out()
    after = session.sign(b"two")
    assert isinstance(after, TokenTrouble)
    assert after.kind is Trouble.REMOVED
    session.close()
    state = bench.token.states()[0]
    assert state.at(Layer.CARD).finding is Finding.CARD_ABSENT
    assert state.at(Layer.CERTIFICATE).finding.health is Health.UNKNOWN
    absent = bench.token.open(PIN)
    assert isinstance(absent, TokenTrouble)
    assert absent.kind is Trouble.ABSENT


@pytest.mark.parametrize("bench", KINDS, indirect=True)
def test_pin_is_neither_logged_nor_kept(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """After a wrong and a right PIN and a signature, no log record, value or object of ours holds a PIN."""
    caplog.set_level(logging.DEBUG)
    wrong = bench.token.open(WRONG_PIN)
    session = opened(bench.token)
    session.sign(b"x")
    seen = caplog.text + repr(wrong) + repr(session) + repr(bench.token.states()[0])
    seen += repr(vars(session)) + repr(vars(bench.token))
    assert PIN not in seen
    assert WRONG_PIN not in seen
    session.close()


@pytest.mark.slow
def test_softhsm_expired_certificate_is_told_before_a_try_is_spent(softhsm_module: Path) -> None:
    """An expired certificate shows in the state, and even a wrong PIN is answered by it."""
    token = Pkcs11Token(Pkcs11Place(softhsm_module, "expired"), lambda: REHEARSAL_DAY)
    first_fault = token.states()[0].first_fault
    assert first_fault is not None
    assert first_fault.finding is Finding.VALIDITY_EXPIRED
    assert token.open(WRONG_PIN) == TokenTrouble(Trouble.EXPIRED)
    assert token.states()[0].at(Layer.TRIES).finding is Finding.TRIES_FULL


@pytest.mark.slow
def test_softhsm_token_with_a_root_only_has_no_certificate_to_sign_with(softhsm_module: Path) -> None:
    """A root's certificate is not the officer's: the token says that there is none, and opens to nothing."""
    token = Pkcs11Token(Pkcs11Place(softhsm_module, "empty"), lambda: REHEARSAL_DAY)
    assert token.states()[0].at(Layer.CERTIFICATE).finding is Finding.CERTIFICATE_MISSING
    assert token.open(PIN) == TokenTrouble(Trouble.NO_CERTIFICATE)


@pytest.mark.slow
@pytest.mark.parametrize("earlier", ["empty", "expired"])
def test_softhsm_right_token_is_found_behind_others(
    softhsm_module: Path, monkeypatch: pytest.MonkeyPatch, earlier: str
) -> None:
    """Without a label, neither an empty nor an expired token in an earlier slot hides the one that can sign."""
    token = Pkcs11Token(Pkcs11Place(softhsm_module), lambda: REHEARSAL_DAY)
    slots = sorted(token._present(), key=lambda one: one.label != earlier)
    assert slots[0].label == earlier
    monkeypatch.setattr(token, "_present", lambda: iter(slots))
    assert token.states()[0].ready


@pytest.mark.slow
def test_softhsm_label_that_is_nowhere_is_absent(softhsm_module: Path) -> None:
    """A token asked for by its label is absent when no slot has it, whatever else is plugged in."""
    absent = Pkcs11Token(Pkcs11Place(softhsm_module, "no such label"), lambda: REHEARSAL_DAY)
    assert absent.states()[0].at(Layer.CARD).finding is Finding.CARD_ABSENT
    assert absent.open(PIN) == TokenTrouble(Trouble.ABSENT)


@pytest.mark.slow
def test_card_that_wants_its_pin_each_time_is_told(service: Path, authority: RehearsalAuthority) -> None:
    """A key that asks for the PIN before every signature signs once, then says so: the PIN was not kept."""
    with card_on_bench(service, authority, pin_each_time=True) as plugged:
        session = opened(plugged.token)
        assert isinstance(session.sign(b"one"), bytes)
        assert session.pin_each_time
        assert session.sign(b"two") == TokenTrouble(Trouble.PIN_EACH_TIME)
        assert isinstance(OnePin(session, PIN).sign(b"two"), bytes)
        once = OnePin(session, PIN)
        assert isinstance(once.sign(b"three"), bytes)
        assert once.sign(b"four") == TokenTrouble(Trouble.PIN_EACH_TIME)
        wrong = session.sign(b"five", WRONG_PIN)
        assert isinstance(wrong, TokenTrouble)
        assert (wrong.kind, plugged.card.tries, plugged.card.signatures) == (Trouble.PIN_WRONG, 2, 3)
        session.close()


@pytest.mark.slow
def test_card_names_its_reader(service: Path, authority: RehearsalAuthority) -> None:
    """The state shows the service and the reader when they are looked at."""
    with card_on_bench(service, authority) as plugged:
        state = plugged.token.states()[0]
        assert state.at(Layer.SERVICE).finding is Finding.SERVICE_RUNNING
        assert "Virtual PCD" in state.at(Layer.READER).detail


def test_missing_and_broken_drivers_are_told(tmp_path: Path) -> None:
    """No driver file, and a file that is no driver, are findings of the driver's layer."""
    missing = Pkcs11Token(Pkcs11Place(tmp_path / "none.so"), lambda: REHEARSAL_DAY)
    assert missing.states()[0].at(Layer.DRIVER).finding is Finding.DRIVER_MISSING
    assert missing.open(PIN) == TokenTrouble(Trouble.DRIVER_MISSING)
    (tmp_path / "text.so").write_text("this is no driver")
    broken = Pkcs11Token(Pkcs11Place(tmp_path / "text.so"), lambda: REHEARSAL_DAY)
    assert broken.states()[0].at(Layer.DRIVER).finding is Finding.DRIVER_FAILED
    trouble = broken.open(PIN)
    assert isinstance(trouble, TokenTrouble)
    assert trouble.kind is Trouble.BROKEN
