"""Papers of citizens, made by other programs: what is intact is called so, whoever signed and however."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from attacks import annotation_note
from foreign_papers import algorithms, anchors, levels, revisions, shapes, signed_by, stamped_at
from odd_certificates import session_with
from signing_papers import BOX, CHAIRMAN, REHEARSAL_DAY, check, display, plain_pdf, signed

from token_signing.authority import CertificateOrder, RehearsalAuthority
from token_signing.sign import sign_paper
from token_signing.values import StampFonts
from token_signing.verdict import Integrity, Kind, Reason, Verdict

NOW = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.mark.parametrize("papers", [algorithms, levels, shapes, revisions])
def test_what_is_intact_is_called_intact_and_an_unknown_signer_unknown(papers: object) -> None:
    """No format, algorithm or permitted revision is taken for a change; without an anchor nothing is green."""
    assert callable(papers)
    for name, pdf in papers().items():
        found = check(pdf, at=NOW)
        # What only a time stamp stands on is signed by nobody: nothing is said of it.
        said = (Verdict.NONE, Integrity.UNKNOWN) if name == "stamp only" else (Verdict.YELLOW, Integrity.INTACT)
        assert (found.verdict, found.integrity) == said, (name, found)
        signers = [one for one in found.signatures if one.kind is Kind.SIGNATURE]
        assert all(Reason.UNKNOWN_ISSUER in one.reasons for one in signers), name


def test_known_signers_are_green_where_nothing_was_filled() -> None:
    """With the anchors given: long-term levels, an invisible second signature and odd shapes are green."""
    expected = {"filled": Verdict.YELLOW, "second seen": Verdict.YELLOW, "note allowed": Verdict.YELLOW}
    for name, pdf in {**levels(), **shapes(), **revisions()}.items():
        found = check(pdf, *anchors(), at=NOW)
        if name != "stamp only":
            assert found.verdict is expected.get(name, Verdict.GREEN), (name, found.reasons)


def test_stamped_signature_stands_after_its_certificate_ran_out(
    authority: RehearsalAuthority, fonts: StampFonts
) -> None:
    """A later stamp proves that it was made in time; without one, a later check finds an expired certificate."""
    order = CertificateOrder(CHAIRMAN, serial=31, not_after=datetime(2019, 6, 1, tzinfo=UTC))
    paper = signed(sign_paper(plain_pdf(), BOX, display(), session_with(authority, order), fonts)).pdf
    assert check(paper, authority.certificate_der, at=NOW).reasons == (Reason.OUT_OF_VALIDITY,)
    next_day = REHEARSAL_DAY + timedelta(days=1)
    stamped = stamped_at(paper, next_day)
    known = (authority.certificate_der, anchors()[1])
    found = check(stamped, *known, at=NOW)
    assert found.verdict is Verdict.GREEN, found.reasons
    assert [one.proven_at for one in found.signatures] == [next_day, next_day]
    late = check(stamped_at(paper, datetime(2020, 2, 1, tzinfo=UTC)), *known, at=NOW)
    assert (late.verdict, late.reasons) == (Verdict.YELLOW, (Reason.OUT_OF_VALIDITY,))
    assert check(stamped, authority.certificate_der, at=NOW).verdict is Verdict.YELLOW


def test_weak_digest_of_a_known_signer_is_yellow() -> None:
    """SHA-1 and MD5 are not trusted, but the bytes are what they were."""
    for name in ("md5", "sha1"):
        found = check(signed_by(plain_pdf(), md_algorithm=name), *anchors(), at=NOW)
        assert (found.verdict, found.integrity) == (Verdict.YELLOW, Integrity.INTACT)
        assert found.reasons == (Reason.WEAK_ALGORITHM,)


def test_note_that_the_signature_does_not_allow_is_a_change() -> None:
    """Only a certification of level 3 allows notes (ISO 32000-1 table 254)."""
    found = check(annotation_note(signed_by(plain_pdf())), *anchors(), at=NOW)
    assert (found.verdict, found.integrity, found.reasons) == (
        Verdict.YELLOW,
        Integrity.CHANGED,
        (Reason.ANNOTATED_AFTER,),
    )


def test_bytes_behind_the_end_are_red() -> None:
    """What no revision explains may be shown by a reader that mends files."""
    found = check(signed_by(plain_pdf()) + b"\nxyz", *anchors(), at=NOW)
    assert (found.verdict, found.reasons) == (Verdict.RED, (Reason.ODD_RANGE,))
