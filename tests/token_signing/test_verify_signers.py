"""Who signed: certificates of the wrong purpose, out of their time, revoked, unknown, or with nothing to do with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from odd_certificates import ENCRYPTION, PERSON, WEB_SERVER, KeySession, elliptic, revocation_list, session_with
from signing_papers import BOX, CHAIRMAN, EXPIRED, GOOD, REHEARSAL_DAY, check, display, plain_pdf, signed

from token_signing.authority import CertificateOrder, RehearsalAuthority
from token_signing.sign import sign_paper
from token_signing.values import SignedPaper, StampFonts
from token_signing.verdict import Integrity, Kind, Reason, SignatureFinding, Verdict, judge
from token_signing.verify_child import inspect
from token_signing.verify_wire import Request, decode_request, encode_request

EARLIER, LATER = REHEARSAL_DAY - timedelta(days=9), REHEARSAL_DAY + timedelta(days=9)


def sign_with(session: KeySession, fonts: StampFonts) -> bytes:
    """A paper signed by a token of its own."""
    return signed(sign_paper(plain_pdf(), BOX, display(), session, fonts)).pdf


@pytest.mark.parametrize(
    ("session", "reason"),
    [
        ({"purposes": WEB_SERVER}, Reason.CERTIFICATE_UNFIT),
        ({"usage": ENCRYPTION}, Reason.CERTIFICATE_UNFIT),
        ({"order": EXPIRED}, Reason.OUT_OF_VALIDITY),
        ({"purposes": PERSON}, None),
    ],
)
def test_certificate_of_the_wrong_kind_is_yellow(
    session: dict[str, object], reason: Reason | None, authority: RehearsalAuthority, fonts: StampFonts
) -> None:
    """A certificate for a web server, for secrecy, or past its time: the bytes stand, the signer does not."""
    made = session_with(authority, **{"order": GOOD, **session})  # type: ignore[arg-type]
    found = check(sign_with(made, fonts), authority.certificate_der)
    expected = Verdict.GREEN if reason is None else Verdict.YELLOW
    assert (found.verdict, found.integrity) == (expected, Integrity.INTACT)
    assert found.reasons == (() if reason is None else (reason,))


@pytest.mark.parametrize(("revoked_at", "verdict"), [(EARLIER, Verdict.RED), (LATER, Verdict.GREEN)])
def test_revocation_counts_from_its_own_time(
    revoked_at: object, verdict: Verdict, paper: SignedPaper, authority: RehearsalAuthority
) -> None:
    """Revoked before it signed is red; what it signed before stands."""
    assert isinstance(revoked_at, type(REHEARSAL_DAY))
    known = revocation_list(authority, GOOD.serial, revoked_at, LATER + timedelta(days=1))
    request = Request(paper.pdf, (authority.certificate_der,), REHEARSAL_DAY, (known,))
    assert decode_request(encode_request(request)) == request
    found = judge(inspect(request))
    assert (found.verdict, found.integrity) == (verdict, Integrity.INTACT)
    assert (Reason.REVOKED in found.reasons) == (verdict is Verdict.RED)


@pytest.mark.parametrize(
    ("integrity", "reasons", "expected"),
    [
        (Integrity.INTACT, (), (Verdict.NONE, Integrity.UNKNOWN)),
        (Integrity.INTACT, (Reason.TIMESTAMP_DOUBTFUL,), (Verdict.NONE, Integrity.UNKNOWN)),
        (Integrity.CHANGED, (Reason.DIGEST_MISMATCH,), (Verdict.RED, Integrity.CHANGED)),
    ],
)
def test_a_file_that_only_bears_a_time_stamp_is_signed_by_nobody(
    integrity: Integrity, reasons: tuple[Reason, ...], expected: tuple[Verdict, Integrity]
) -> None:
    """No verdict on a signature and nothing said of its bytes, unless they were changed after the stamp."""
    stamp = SignatureFinding("", "", "", "", "", None, True, reasons, integrity, Kind.TIMESTAMP)
    found = judge((stamp,))
    assert (found.verdict, found.integrity, found.level) == (*expected, None)


def test_elliptic_curve_signature_is_green(authority: RehearsalAuthority, fonts: StampFonts) -> None:
    """A P-256 key signs as well as an RSA one."""
    made = elliptic(authority, CertificateOrder(CHAIRMAN, serial=21))
    found = check(sign_with(made, fonts), authority.certificate_der)
    assert found.verdict is Verdict.GREEN


def test_signature_copied_from_another_paper_is_red(
    paper: SignedPaper, session: KeySession, authority: RehearsalAuthority, fonts: StampFonts
) -> None:
    """The CMS of one dossier's paper in the gap of another's."""
    other = signed(sign_paper(plain_pdf("QUYET DINH"), BOX, display(), session, fonts))
    here, there = paper.cms.hex().upper().encode("ascii"), other.cms.hex().upper().encode("ascii")
    assert len(here) == len(there)
    found = check(other.pdf.replace(there, here), authority.certificate_der)
    assert (found.verdict, found.integrity) == (Verdict.RED, Integrity.CHANGED)
    assert found.reasons == (Reason.DIGEST_MISMATCH,)


def test_certificate_exchanged_in_the_cms_is_not_green(
    paper: SignedPaper, authority: RehearsalAuthority, fonts: StampFonts
) -> None:
    """Another certificate of the same authority does not become the signer."""
    other = session_with(authority, GOOD).certificate_der
    forged = paper.cms.replace(paper.certificate_der[-256:], other[-256:])
    assert forged != paper.cms
    found = check(
        paper.pdf.replace(paper.cms.hex().upper().encode(), forged.hex().upper().encode()), authority.certificate_der
    )
    assert found.verdict is not Verdict.GREEN


def test_token_that_signs_with_another_key_is_broken(authority: RehearsalAuthority, fonts: StampFonts) -> None:
    """A signature not made with the certificate's key is never put on a paper."""
    one, other = session_with(authority, GOOD), session_with(authority, GOOD)
    mixed = KeySession(one._key, other.certificate_der)
    outcome = sign_paper(plain_pdf(), BOX, display(), mixed, fonts)
    assert not isinstance(outcome, SignedPaper)
