"""What is special about the software token: it is a folder, it is marked, and it cannot be tricked out of its count."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography import x509
from signing_papers import CHAIRMAN, EXPIRED, GOOD, PIN, REHEARSAL_DAY, WRONG_PIN

from token_signing.authority import REHEARSAL_MARK, CertificateOrder, RehearsalAuthority
from token_signing.certificate_reader import read_certificate
from token_signing.devices.port import Finding, Layer, TokenTrouble, Trouble
from token_signing.devices.software import (
    CERTIFICATE_FILE,
    KEY_FILE,
    PACE_FILE,
    PLUGGED_FILE,
    TRIES_FILE,
    SoftwareToken,
    make_software_token,
)


def test_marker_file_plugs_it_in(tmp_path: Path, authority: RehearsalAuthority) -> None:
    """A fresh token is not plugged in; `plug` makes the marker file, `unplug` takes it away."""
    make_software_token(tmp_path, PIN, authority, GOOD)
    token = SoftwareToken(tmp_path, lambda: REHEARSAL_DAY)
    assert token.states()[0].at(Layer.CARD).finding is Finding.CARD_ABSENT
    token.plug()
    assert (tmp_path / PLUGGED_FILE).exists()
    assert token.states()[0].ready
    token.unplug()
    assert token.open(PIN) == TokenTrouble(Trouble.ABSENT)


def test_plugging_in_again_unlocks(software_token: SoftwareToken) -> None:
    """Three wrong PINs lock it, a look at it does not unlock it, pulling it out and plugging it in does."""
    for _ in range(3):
        software_token.open(WRONG_PIN)
    software_token.plug()
    assert software_token.open(PIN) == TokenTrouble(Trouble.PIN_LOCKED, tries_left=0)
    software_token.unplug()
    software_token.plug()
    assert not isinstance(software_token.open(PIN), TokenTrouble)


@pytest.mark.parametrize("count", ["", "many", "-5", "\x00"])
def test_spoilt_count_means_no_try_left(software_token: SoftwareToken, tmp_path: Path, count: str) -> None:
    """A count that cannot be read is none left, never a fresh three."""
    (tmp_path / "token" / TRIES_FILE).write_text(count)
    assert software_token.open(PIN) == TokenTrouble(Trouble.PIN_LOCKED, tries_left=0)


def test_count_is_never_more_than_three(software_token: SoftwareToken, tmp_path: Path) -> None:
    """A larger number in the file gives no more tries."""
    (tmp_path / "token" / TRIES_FILE).write_text("99")
    assert software_token.open(WRONG_PIN) == TokenTrouble(Trouble.PIN_WRONG, tries_left=2)


def test_try_is_counted_even_when_the_key_file_is_damaged(software_token: SoftwareToken, tmp_path: Path) -> None:
    """A damaged key file gives no free tries, and a missing one is told."""
    (tmp_path / "token" / KEY_FILE).write_bytes(b"damaged")
    assert software_token.open(PIN) == TokenTrouble(Trouble.PIN_WRONG, tries_left=2)
    (tmp_path / "token" / KEY_FILE).unlink()
    assert software_token.open(PIN) == TokenTrouble(Trouble.NO_KEY)
    assert software_token.states()[0].tries_left == 1


def test_a_signature_takes_as_long_as_the_token_was_told(
    software_token: SoftwareToken, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """300 ms as a real token's, nothing again after that; a spoilt number is no time at all, and a minute the most."""
    slept: list[float] = []
    monkeypatch.setattr("token_signing.devices.software.time.sleep", slept.append)
    session = software_token.open(PIN)
    assert not isinstance(session, TokenTrouble)
    for milliseconds in (300, 0, -5, 99_999_999):
        software_token.take(milliseconds)
        assert isinstance(session.sign(b"x"), bytes)
    (tmp_path / "token" / PACE_FILE).write_text("slow")
    session.sign(b"x")
    assert slept == [0.3, 0.0, 0.0, 60.0, 0.0]


def test_no_pin_is_a_wrong_pin(software_token: SoftwareToken) -> None:
    """There is no pad to type on, so no PIN is no key."""
    assert software_token.open(None) == TokenTrouble(Trouble.PIN_WRONG, tries_left=2)


def test_missing_certificate_is_told(software_token: SoftwareToken, tmp_path: Path) -> None:
    """Without its certificate the token is of no use, and says which layer is at fault."""
    (tmp_path / "token" / CERTIFICATE_FILE).unlink()
    fault = software_token.states()[0].first_fault
    assert fault is not None
    assert fault.finding is Finding.CERTIFICATE_MISSING
    assert software_token.open(PIN) == TokenTrouble(Trouble.NO_CERTIFICATE)


@pytest.mark.parametrize(
    ("order", "trouble", "finding"),
    [
        (EXPIRED, Trouble.EXPIRED, Finding.VALIDITY_EXPIRED),
        (
            CertificateOrder(CHAIRMAN, serial=3, not_before=REHEARSAL_DAY.replace(year=2020)),
            Trouble.NOT_YET_VALID,
            Finding.VALIDITY_NOT_YET,
        ),
    ],
)
def test_certificate_out_of_its_time_is_told_before_a_try_is_spent(
    tmp_path: Path, authority: RehearsalAuthority, order: CertificateOrder, trouble: Trouble, finding: Finding
) -> None:
    """An expired or a future certificate opens nothing, and costs no try."""
    make_software_token(tmp_path, PIN, authority, order)
    token = SoftwareToken(tmp_path, lambda: REHEARSAL_DAY)
    token.plug()
    assert token.open(WRONG_PIN) == TokenTrouble(trouble)
    assert token.states()[0].at(Layer.VALIDITY).finding is finding
    assert token.states()[0].tries_left == 3


def test_folder_holds_no_pin_and_no_open_key(software_token: SoftwareToken, tmp_path: Path) -> None:
    """Nothing in the folder tells the PIN or the key, and the key file is the owner's alone."""
    software_token.open(PIN)
    for file in (tmp_path / "token").iterdir():
        content = file.read_bytes()
        assert PIN.encode() not in content
        assert b"PRIVATE KEY" not in content
    assert stat.S_IMODE((tmp_path / "token" / KEY_FILE).stat().st_mode) == 0o600


def test_rehearsal_certificates_cannot_pass_for_real_ones(authority: RehearsalAuthority, tmp_path: Path) -> None:
    """Root and officer both carry the mark, in Vietnamese UTF-8, and hold from 2018 to 2036."""
    officer = read_certificate(make_software_token(tmp_path, PIN, authority, GOOD))
    root = read_certificate(authority.certificate_der)
    for facts in (officer, root):
        assert REHEARSAL_MARK in facts.subject
        assert (facts.not_before.year, facts.not_after.year) == (2018, 2036)
    assert root.common_name == "CA Diễn tập Tỉnh Bình Thuận"
    assert (root.is_authority, officer.is_authority, root.may_sign, officer.may_sign) == (True, False, False, True)
    assert officer.issuer == root.subject
    assert x509.load_pem_x509_certificate(authority.certificate_pem).subject.rfc4514_string()


def test_message_ids_are_told_apart() -> None:
    """No two findings and no two troubles share a message id, and each finding speaks of its own layer."""
    ids = [one.message for one in Finding] + [one.value for one in Trouble]
    assert len(ids) == len(set(ids))
    assert all(one.message.split(".")[1] == one.layer.value for one in Finding)
