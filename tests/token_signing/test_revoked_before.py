"""What a revocation list says of a certificate before anything is signed, also through authorities in between."""

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from sandbox.limits import Limits
from sandbox.runner import Sandbox
from token_signing.certificate_reader import read_certificate
from token_signing.devices.port import Finding, HeldCertificate, Layer, LayerState, TokenState
from token_signing.revocation_list import Asked, Listed, look_up

MADE = datetime(2019, 3, 14, 8, tzinfo=UTC)
NOW = Finding.VALIDITY_NOW
Key = ec.EllipticCurvePrivateKey


def _name(word: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, word)])


def _certified(who: str, by: str, by_key: Key, key: Key, serial: int) -> bytes:
    builder = x509.CertificateBuilder().subject_name(_name(who)).issuer_name(_name(by)).public_key(key.public_key())
    builder = builder.serial_number(serial).not_valid_before(MADE).not_valid_after(MADE.replace(year=2036))
    basic = x509.BasicConstraints(ca=who != "Người ký", path_length=None)
    return builder.add_extension(basic, critical=True).sign(by_key, hashes.SHA256()).public_bytes(Encoding.DER)


def _list(by: str, key: Key, *serials: int) -> bytes:
    builder = x509.CertificateRevocationListBuilder().issuer_name(_name(by)).last_update(MADE)
    builder = builder.next_update(MADE.replace(year=2036))
    for serial in serials:
        row = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(MADE).build()
        builder = builder.add_revoked_certificate(row)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.fixture(scope="module")
def keys() -> dict[str, Key]:
    """A key each for the root, the authority below it and the person."""
    return {who: ec.generate_private_key(ec.SECP256R1()) for who in ("Gốc", "Nơi cấp", "Người ký", "Kẻ khác")}


@pytest.fixture(scope="module")
def asked(keys: dict[str, Key]) -> Asked:
    """The person's certificate, with the root and what its token brings."""
    root = _certified("Gốc", "Gốc", keys["Gốc"], keys["Gốc"], 1)
    below = _certified("Nơi cấp", "Gốc", keys["Gốc"], keys["Nơi cấp"], 2)
    facts = read_certificate(_certified("Người ký", "Nơi cấp", keys["Nơi cấp"], keys["Người ký"], 3))
    return Asked(facts.issuer, facts.serial, (root, below))


@pytest.mark.parametrize(
    "row",
    [
        ("Nơi cấp", "Nơi cấp", 3, MADE),
        ("Nơi cấp", "Nơi cấp", 4, None),
        ("Gốc", "Gốc", 2, MADE),
        ("Gốc", "Gốc", 3, None),
        ("Nơi cấp", "Kẻ khác", 3, None),
        ("Gốc", "Nơi cấp", 2, None),
    ],
)
def test_a_list_counts_by_who_signed_it_and_along_the_whole_chain(
    keys: dict[str, Key], asked: Asked, row: tuple[str, str, int, datetime | None]
) -> None:
    """The person's own number, or that of the authority above him; another's number or key says nothing.

    A row: whose list, signed by whom, which number, since when it is revoked.
    """
    by, signed_by, serial, since = row
    with Sandbox(Limits()) as sandbox:
        assert look_up(sandbox, _list(by, keys[signed_by], serial), asked) == Listed(since)


def test_what_is_no_list_says_nothing(asked: Asked) -> None:
    """Told apart from a list in which the certificate does not stand."""
    with Sandbox(Limits()) as sandbox:
        assert look_up(sandbox, b"no list", asked) is None


def test_a_revoked_certificate_stands_behind_one_that_may_sign(keys: dict[str, Key]) -> None:
    """The token speaks of the best one; where all are revoked it is not ready and says why."""
    first, second = (
        HeldCertificate(read_certificate(_certified("Người ký", "Gốc", keys["Gốc"], keys["Người ký"], serial)), NOW)
        for serial in (3, 4)
    )
    layers = tuple(LayerState(one) for one in (Finding.CARD_PRESENT, Finding.CERTIFICATE_FOUND, NOW))
    state = TokenState(layers, simulated=False, held=(first, second), authorities=(b"above",)).of(first)
    seen = state.judged(lambda facts, above: above == (b"above",) and facts.serial == 3)
    assert [one.facts.serial for one in seen.held] == [4, 3]
    assert (seen.certificate, seen.ready) == (second.facts, True)
    gone = state.judged(lambda _facts, _above: True)
    assert (gone.at(Layer.VALIDITY).finding, gone.ready) == (Finding.VALIDITY_REVOKED, False)
    assert state.judged(lambda _facts, _above: False) is state
