"""A paper is signed in a token and judged in a sandbox: what is green, and all that is not."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import cms  # type: ignore[import-untyped]  # asn1crypto ships no types
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from signing_papers import (
    BOX,
    CLERK,
    OTHER_BOX,
    PIN,
    REHEARSAL_DAY,
    TODAY,
    check,
    display,
    plain_pdf,
    signed,
    with_content_added,
    with_field_filled,
    with_security_store,
)

from sandbox.outcome import Done, Failed, FailureCode, Outcome
from sandbox.runner import Sandbox
from token_signing.authority import CertificateOrder, RehearsalAuthority
from token_signing.devices.port import TokenSession, TokenTrouble, Trouble
from token_signing.devices.software import SoftwareSession, SoftwareToken, make_software_token
from token_signing.embed import embed
from token_signing.faults import PaperFault, PaperFaultCode
from token_signing.sign import sign_paper
from token_signing.values import Prepared, SignedPaper, StampFonts
from token_signing.verdict import Integrity, Reason, Verdict
from token_signing.verify import verify_in_sandbox


@pytest.mark.parametrize("at", [REHEARSAL_DAY, TODAY])
def test_signed_paper_is_valid_on_the_rehearsal_day_and_today(
    paper: SignedPaper, authority: RehearsalAuthority, box: Sandbox, at: datetime
) -> None:
    """A paper signed in 2019 by a rehearsal certificate is green then and now, and says who signed."""
    found = verify_in_sandbox(box, paper.pdf, (authority.certificate_der,), at)
    assert found.verdict is Verdict.GREEN
    assert found.signer_names == ("Trần Văn Minh",)
    assert found.covers_whole_file
    only = found.signatures[0]
    assert (only.signer_title, only.claimed_at) == ("Chủ tịch UBND phường Phú Thủy", REHEARSAL_DAY)
    assert only.certificate_sha256 == hashlib.sha256(paper.certificate_der).hexdigest()
    assert "Diễn tập" in only.subject
    assert "Diễn tập" in only.issuer


def test_signed_paper_carries_what_a_signing_act_needs(paper: SignedPaper) -> None:
    """The digest is that of all bytes outside the gap, the CMS is the one embedded, the hash is of the file."""
    gap = hex_of_cms(paper.pdf)
    outside = paper.pdf[: gap.start - 1] + paper.pdf[gap.stop + 1 :]
    assert hashlib.sha256(outside).hexdigest() == paper.digest_hex
    assert paper.cms.hex().upper().encode("ascii") in paper.pdf
    assert paper.sha256 == hashlib.sha256(paper.pdf).hexdigest()
    assert paper.signer_subject.startswith("CN=Trần Văn Minh,T=Chủ tịch UBND phường Phú Thủy,OU=Diễn tập")


def test_cms_has_the_attributes_of_pades_and_no_others(paper: SignedPaper) -> None:
    """PAdES B-B wants the signing certificate in the signed attributes, the time outside them; no root is sent."""
    content = cms.ContentInfo.load(paper.cms)["content"]
    names = {attribute["type"].native for attribute in content["signer_infos"][0]["signed_attrs"]}
    assert names == {"content_type", "message_digest", "signing_certificate_v2", "cms_algorithm_protection"}
    assert [one.chosen.dump() for one in content["certificates"]] == [paper.certificate_der]


def hex_of_cms(pdf: bytes) -> range:
    """Where the hex digits of the last signature's CMS stand."""
    start = pdf.rindex(b"/Contents <") + len(b"/Contents <")
    return range(start, pdf.index(b">", start))


def test_unsigned_paper_has_no_signature(authority: RehearsalAuthority, box: Sandbox) -> None:
    """A paper without a signature is told apart from one with a bad one."""
    found = verify_in_sandbox(box, plain_pdf(), (authority.certificate_der,), REHEARSAL_DAY)
    assert found.verdict is Verdict.NONE
    assert not found.covers_whole_file


def test_flipped_byte_of_the_text_is_invalid(paper: SignedPaper, authority: RehearsalAuthority, box: Sandbox) -> None:
    """One changed letter on the page breaks the signature."""
    forged = paper.pdf.replace(b"GIAY XAC NHAN", b"GIAY XAC NHAM")
    found = verify_in_sandbox(box, forged, (authority.certificate_der,), REHEARSAL_DAY)
    assert found.verdict is Verdict.RED
    assert Reason.DIGEST_MISMATCH in found.reasons


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(share=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_no_flipped_bit_is_valid(paper: SignedPaper, authority: RehearsalAuthority, share: float, bit: int) -> None:
    """Whatever bit flips outside the hex of the CMS, the paper is not green."""
    forged = bytearray(paper.pdf)
    gap = hex_of_cms(paper.pdf)
    position = int(share * (len(forged) - len(gap)))
    forged[position if position < gap.start else position + len(gap)] ^= 1 << bit
    try:
        verdict = check(bytes(forged), authority.certificate_der).verdict
    except Exception:  # any exception is "cannot be verified" in the sandbox
        verdict = Verdict.UNVERIFIABLE
    assert verdict is not Verdict.GREEN


def test_content_added_after_signing_is_invalid(
    paper: SignedPaper, authority: RehearsalAuthority, box: Sandbox
) -> None:
    """An incremental update with new text leaves the signed bytes alone and is still red."""
    forged = with_content_added(paper.pdf)
    assert forged.startswith(paper.pdf)
    found = verify_in_sandbox(box, forged, (authority.certificate_der,), REHEARSAL_DAY)
    assert found.verdict is Verdict.RED
    assert found.reasons == (Reason.CHANGED_AFTER,)
    assert not found.covers_whole_file


def test_security_store_added_later_stays_green(paper: SignedPaper, authority: RehearsalAuthority) -> None:
    """Data for checking it in years to come may be added; the signature then no longer covers the whole file."""
    found = check(with_security_store(paper.pdf, authority.certificate_der), authority.certificate_der)
    assert found.verdict is Verdict.GREEN
    assert not found.covers_whole_file


def test_form_filled_after_signing_is_not_green(
    session: TokenSession, fonts: StampFonts, authority: RehearsalAuthority
) -> None:
    """Filling a form field after the last signature cannot be verified, whatever the library allows."""
    blank = signed(sign_paper(plain_pdf(with_field=True), BOX, display(), session, fonts))
    assert check(blank.pdf, authority.certificate_der).verdict is Verdict.GREEN
    found = check(with_field_filled(blank.pdf, "50.000.000"), authority.certificate_der)
    assert found.verdict is Verdict.YELLOW
    assert found.reasons == (Reason.FORM_FILLED_AFTER,)


def test_form_filled_between_two_signatures_is_not_green(
    session: TokenSession, fonts: StampFonts, authority: RehearsalAuthority
) -> None:
    """The second signature covers the whole file, and yet the first signer never saw the filled field."""
    first = signed(sign_paper(plain_pdf(with_field=True), BOX, display(), session, fonts))
    filled = with_field_filled(first.pdf, "50.000.000")
    second = signed(sign_paper(filled, OTHER_BOX, display(), session, fonts))
    found = check(second.pdf, authority.certificate_der)
    assert found.covers_whole_file
    assert found.verdict is Verdict.YELLOW
    assert found.signatures[0].reasons == (Reason.FORM_FILLED_AFTER,)
    assert found.signatures[1].reasons == ()


def test_second_signature_in_a_new_field_is_yellow_and_rewrites_nothing(
    paper: SignedPaper, fonts: StampFonts, authority: RehearsalAuthority, tmp_path: Path
) -> None:
    """A second signature only appends; its mark stands where the first signer laid no field for it."""
    make_software_token(tmp_path, PIN, authority, CertificateOrder(CLERK, serial=9))
    token = SoftwareToken(tmp_path, lambda: REHEARSAL_DAY)
    token.plug()
    opened = token.open(PIN)
    assert isinstance(opened, SoftwareSession)
    both = signed(sign_paper(paper.pdf, OTHER_BOX, display(CLERK), opened, fonts))
    assert both.pdf.startswith(paper.pdf)
    found = check(both.pdf, authority.certificate_der)
    assert (found.verdict, found.integrity) == (Verdict.YELLOW, Integrity.INTACT)
    assert found.reasons == (Reason.FORM_FILLED_AFTER,)
    assert found.signer_names == ("Trần Văn Minh", "Đặng Thị Ổi")
    assert [one.covers_whole_file for one in found.signatures] == [False, True]


def test_same_named_foreign_authority_cannot_be_verified(
    paper: SignedPaper, foreign_authority: RehearsalAuthority, box: Sandbox
) -> None:
    """Trust follows the key of the anchor, never its name."""
    found = verify_in_sandbox(box, paper.pdf, (foreign_authority.certificate_der,), REHEARSAL_DAY)
    assert found.verdict is Verdict.YELLOW
    assert Reason.UNKNOWN_ISSUER in found.reasons


def test_no_anchor_means_no_trust(paper: SignedPaper) -> None:
    """With no anchor given, nothing is trusted; the library would warn if it fell back to the system's store."""
    found = check(paper.pdf)
    assert found.verdict is Verdict.YELLOW
    assert found.reasons == (Reason.UNKNOWN_ISSUER,)


@pytest.mark.parametrize("year", [2017, 2037])
def test_outside_the_certificate_s_time_cannot_be_verified(
    paper: SignedPaper, authority: RehearsalAuthority, year: int
) -> None:
    """The time to judge at is the one given."""
    found = check(paper.pdf, authority.certificate_der, at=datetime(year, 1, 1, tzinfo=UTC))
    assert found.verdict is Verdict.YELLOW
    assert found.reasons == (Reason.OUT_OF_VALIDITY,)


def test_bytes_hidden_behind_the_cms_are_invalid(paper: SignedPaper, authority: RehearsalAuthority) -> None:
    """The gap holds the CMS and zeros; what else is written there is not covered by anything."""
    end = paper.pdf.index(b"0000>")
    forged = paper.pdf[: end - 8] + b"DEADBEEF" + paper.pdf[end:]
    found = check(forged, authority.certificate_der)
    assert found.verdict is Verdict.RED
    assert found.reasons == (Reason.ODD_RANGE,)


HOSTILE = {
    "empty": b"",
    "no pdf": b"hello",
    "header only": b"%PDF-1.7\n%%EOF",
    "zip": b"PK\x03\x04" + bytes(64),
    "nested": b"%PDF-1.7\n1 0 obj\n" + b"[" * 50_000 + b"\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_bytes_cannot_be_verified(name: str, authority: RehearsalAuthority, box: Sandbox) -> None:
    """What is no paper is neither valid nor a fault of the program."""
    found = verify_in_sandbox(box, HOSTILE[name], (authority.certificate_der,), REHEARSAL_DAY)
    assert found.verdict is Verdict.UNVERIFIABLE
    assert found.detail


def test_cut_off_paper_cannot_be_verified(paper: SignedPaper, authority: RehearsalAuthority, box: Sandbox) -> None:
    """Half a signed paper is not green."""
    half = paper.pdf[: len(paper.pdf) * 2 // 3]
    assert verify_in_sandbox(box, half, (authority.certificate_der,), REHEARSAL_DAY).verdict is Verdict.UNVERIFIABLE


class AnsweringDoor:
    """A sandbox whose child answers whatever it was told to."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome

    def run(self, function: str, payload: bytes) -> Outcome:
        """The answer prepared."""
        return self.outcome


GOOD_ROW = {
    **dict.fromkeys(("name", "title", "subject", "issuer", "sha256", "at", "proven", "digest", "cms"), ""),
    "whole": True,
    "reasons": [],
    "integrity": "intact",
    "kind": "signature",
    "end": 9,
    "until": "",
}
BAD_ENTRIES = (
    *({"whole": 1}, {"reasons": ["NEW"]}, {"reasons": ""}, {"integrity": "good"}, {"kind": ""}, {"at": "now"}),
    {"end": "9"},
)


def answer_with(entries: dict[str, object]) -> Done:
    """A child's answer of one row, its entries exchanged."""
    rows = [{**GOOD_ROW, **entries}]
    return Done(json.dumps({"signatures": rows, "number": "", "date": "", "answered": False}).encode())


@pytest.mark.parametrize(
    "outcome",
    [
        *(Failed(code, "detail") for code in FailureCode),
        *(
            Done(text)
            for text in (b"", b"\xff", b"{}x", b"[1]", b"[{}]", b'{"name": 1}', b'{"signatures": []}', b"[" * 5000)
        ),
        *(answer_with(entries) for entries in BAD_ENTRIES),
    ],
)
def test_whatever_fails_in_the_child_cannot_be_verified(outcome: Outcome) -> None:
    """No failure and no nonsense of a child is taken for a valid signature; the same row without it is."""
    found = verify_in_sandbox(AnsweringDoor(outcome), plain_pdf(), (), REHEARSAL_DAY)
    assert (found.verdict, found.integrity) == (Verdict.UNVERIFIABLE, Integrity.UNKNOWN)
    sound = verify_in_sandbox(AnsweringDoor(answer_with({})), plain_pdf(), (), REHEARSAL_DAY)
    assert sound.verdict is Verdict.GREEN


def test_time_of_a_check_needs_a_zone() -> None:
    """A time without a zone is a mistake of the caller."""
    naive = datetime(2019, 3, 14)  # that is the point of the test
    with pytest.raises(ValueError, match="zone"):
        verify_in_sandbox(AnsweringDoor(Done(b"[]")), b"", (), naive)


def test_parent_loads_no_parser() -> None:
    """Asking for a check imports neither the PDF nor the certificate library into the asking process."""
    code = (
        "import sys, token_signing.verify; "
        "sys.exit(any(name.split('.')[0] in ('pyhanko', 'asn1crypto', 'cryptography') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_unreadable_paper_is_a_paper_fault(session: TokenSession, fonts: StampFonts) -> None:
    """A file that is no PDF is not signed, and the token is not asked."""
    with pytest.raises(PaperFault) as caught:
        sign_paper(b"not a pdf", BOX, display(), session, fonts)
    assert caught.value.code is PaperFaultCode.UNREADABLE
    assert caught.value.remedy == "signing.remedy.paper_unreadable"


def test_cms_that_outgrows_its_gap_is_a_paper_fault() -> None:
    """A gap that is too small is never overrun."""
    with pytest.raises(PaperFault) as caught:
        embed(Prepared(b"<0000>", b"", 0, 6), b"123")
    assert caught.value.code is PaperFaultCode.CMS_TOO_LARGE


def test_token_pulled_out_before_signing_gives_its_trouble(software_token: SoftwareToken, fonts: StampFonts) -> None:
    """A token that is gone when it should sign leaves no signed paper."""
    opened = software_token.open(PIN)
    assert isinstance(opened, SoftwareSession)
    software_token.unplug()
    assert sign_paper(plain_pdf(), BOX, display(), opened, fonts) == TokenTrouble(Trouble.REMOVED)
