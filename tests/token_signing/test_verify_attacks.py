"""Nobody can be fooled: every forged paper is told from a good one, and good ones stay green."""

from __future__ import annotations

from pathlib import Path

import pytest
from attacks import ATTACKS
from result_papers import Hands, by_leader, issued
from signing_papers import CHAIRMAN, CLERK, PIN, REHEARSAL_DAY, check

from token_signing.authority import CertificateOrder, RehearsalAuthority
from token_signing.devices.port import TokenSession
from token_signing.devices.software import SoftwareSession, SoftwareToken, make_software_token
from token_signing.values import StampFonts
from token_signing.verdict import Integrity, Reason, Verdict, Verification, unverifiable

YELLOW_AFTER_LEADER = {
    "shadow_replace": Reason.FORM_FILLED_AFTER,
    "title_changed": Reason.EXTENDED_AFTER,
    "metadata_changed": Reason.EXTENDED_AFTER,
}
"""What is no more than filling a prepared field, or touches no page; all else is red or cannot be read."""


def look(pdf: bytes, *anchors: bytes) -> Verification:
    """As the sandbox does it: whatever the check raises is "cannot be verified"."""
    try:
        return check(pdf, *anchors)
    except Exception as error:
        return unverifiable(Reason.UNREADABLE, type(error).__name__)


def opened_token(folder: Path, authority: RehearsalAuthority, order: CertificateOrder) -> TokenSession:
    """A software token of its own, opened."""
    make_software_token(folder, PIN, authority, order)
    token = SoftwareToken(folder, lambda: REHEARSAL_DAY)
    token.plug()
    session = token.open(PIN)
    assert isinstance(session, SoftwareSession)
    return session


@pytest.fixture(scope="module")
def hands(
    tmp_path_factory: pytest.TempPathFactory, session: TokenSession, fonts: StampFonts, authority: RehearsalAuthority
) -> Hands:
    """The leader and văn thư with their tokens."""
    agency = opened_token(tmp_path_factory.mktemp("agency"), authority, CertificateOrder(CLERK, serial=9))
    return Hands(session, agency, fonts)


@pytest.fixture(scope="module")
def led(hands: Hands) -> bytes:
    """A result signed by its leader, not issued yet."""
    return by_leader(hands)


@pytest.fixture(scope="module")
def whole(hands: Hands) -> bytes:
    """A result signed by the leader, numbered, dated and sealed."""
    return issued(hands)


def test_issued_result_is_green_with_both_signers(whole: bytes, led: bytes, authority: RehearsalAuthority) -> None:
    """Number, date and seal in the fields laid for them are what the leader's signature leaves open."""
    for paper, names in ((led, (CHAIRMAN.name,)), (whole, (CHAIRMAN.name, CLERK.name))):
        found = check(paper, authority.certificate_der)
        assert (found.verdict, found.integrity) == (Verdict.GREEN, Integrity.INTACT), found.reasons
        assert (found.signer_names, found.message) == (names, "signature.said.green")


@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_forged_paper_is_never_green(name: str, led: bytes, whole: bytes, authority: RehearsalAuthority) -> None:
    """Each attack, on the leader's paper and on the issued one."""
    for paper in (led, whole):
        forged = ATTACKS[name](paper)
        assert forged != paper
        found = look(forged, authority.certificate_der)
        yellow = YELLOW_AFTER_LEADER.get(name) if paper is led or name != "shadow_replace" else None
        if yellow is not None:
            assert (found.verdict, found.reasons[-1]) == (Verdict.YELLOW, yellow)
            continue
        assert found.verdict in (Verdict.RED, Verdict.UNVERIFIABLE), (found.verdict, found.reasons)
        assert found.integrity is not Integrity.INTACT
        assert found.reasons
