"""Many papers in one login: in order, durably, none twice; one bad paper or a pulled token harms no other."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from batch_house import Watched, desk_with, drafts, result_pdf
from odd_certificates import elliptic, session_with
from signing_papers import CHAIRMAN, GOOD, PIN, REHEARSAL_DAY, check, display

from sandbox.limits import Limits
from sandbox.runner import Sandbox
from token_signing.authority import CertificateOrder, RehearsalAuthority
from token_signing.batch import BatchDesk, Draft, KeptBefore, Signed, Unsigned, sign_batch
from token_signing.devices.port import TokenSession, TokenTrouble, Trouble
from token_signing.devices.software import SoftwareSession, SoftwareToken
from token_signing.faults import PaperFaultCode
from token_signing.stamp import draw_stamp
from token_signing.values import StampFonts
from token_signing.verdict import Verdict

REMOVED = TokenTrouble(Trouble.REMOVED)


@pytest.fixture(scope="module")
def children() -> object:
    """Two warm children."""
    with Sandbox(Limits(), workers=2) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def stamp(fonts: StampFonts) -> bytes:
    """The leader's stamp, drawn once."""
    return draw_stamp(display(), 180, 68, fonts)


@pytest.fixture
def desk(children: Sandbox, session: TokenSession, tmp_path: Path, stamp: bytes) -> BatchDesk:
    """A batch over the chairman's token."""
    return desk_with(children, session, tmp_path / "out", stamp, display())


def with_session(desk: BatchDesk, session: object) -> BatchDesk:
    """The same batch with another token."""
    return BatchDesk(desk.sandbox, session, desk.keeper, desk.order, desk.check)  # type: ignore[arg-type]


def test_every_paper_is_signed_in_order_and_stands(
    desk: BatchDesk, tmp_path: Path, authority: RehearsalAuthority
) -> None:
    """Nine papers: kept under their names, green, each with what a signing act carries; no part is left."""
    told = list(sign_batch(drafts(9), desk))
    assert [one.paper for one in told] == [f"{number}.pdf" for number in range(9)]
    for one in told:
        assert isinstance(one, Signed)
        pdf = (tmp_path / "out" / one.paper).read_bytes()
        assert (hashlib.sha256(pdf).hexdigest(), len(pdf)) == (one.sha256, one.size)
        found = check(pdf, authority.certificate_der)
        assert (found.verdict, found.signer_names, found.covers_whole_file) == (Verdict.GREEN, (CHAIRMAN.name,), True)
        assert one.cms.hex().upper().encode("ascii") in pdf
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(one.paper for one in told)


def test_elliptic_token_signs_a_batch(desk: BatchDesk, tmp_path: Path, authority: RehearsalAuthority) -> None:
    """Signatures of varying length take their own way into the file."""
    told = list(sign_batch(drafts(4), with_session(desk, elliptic(authority, CertificateOrder(CHAIRMAN, serial=41)))))
    assert all(isinstance(one, Signed) for one in told)
    papers = [(tmp_path / "out" / one.paper).read_bytes() for one in told]
    assert {check(pdf, authority.certificate_der).verdict for pdf in papers} == {Verdict.GREEN}


def test_paper_that_cannot_be_prepared_is_left_and_the_rest_goes_on(desk: BatchDesk) -> None:
    """A broken draft in the middle, and a name that another file has."""
    papers = drafts(3)
    papers[1] = Draft("1.pdf", lambda: b"%PDF-1.7 none")
    told = list(sign_batch([*papers, Draft("0.pdf", lambda: result_pdf(7))], desk))
    assert [type(one) for one in told] == [Signed, Unsigned, Signed, Unsigned]
    assert [one.why for one in told if isinstance(one, Unsigned)] == [
        PaperFaultCode.UNREADABLE,
        PaperFaultCode.NAME_TAKEN,
    ]


@pytest.mark.parametrize("at", [1, 3, 6])
def test_token_pulled_out_ends_the_batch_and_a_new_one_resumes_it(
    desk: BatchDesk, session: TokenSession, at: int
) -> None:
    """What was signed stays, nothing more is asked of the token; the second run asks it for the others only."""
    pulled = Watched(session, fails_at=at, with_=REMOVED)
    told = list(sign_batch(drafts(6), with_session(desk, pulled)))
    assert (pulled.asked, len(told)) == (at, at)
    assert told[-1] == Unsigned(f"{at - 1}.pdf", REMOVED)
    again = Watched(session)
    second = list(sign_batch(drafts(6), with_session(desk, again)))
    assert second[: at - 1] == [KeptBefore(f"{number}.pdf") for number in range(at - 1)]
    assert again.asked == 6 - (at - 1)
    assert len(again.threads) == 1


def test_batch_that_is_stopped_asks_for_no_further_signature(desk: BatchDesk, session: TokenSession) -> None:
    """Stop means: the one in the token is finished, then no more."""
    slow = Watched(session, seconds=0.05)
    run = sign_batch(drafts(12), with_session(desk, slow))
    first = next(run)
    assert isinstance(first, Signed)
    run.close()
    asked = slow.asked
    assert asked < 12
    assert all(isinstance(one, Signed | KeptBefore) for one in sign_batch(drafts(12), with_session(desk, slow)))
    assert slow.asked == 12


def test_certificate_cannot_change_in_the_middle(
    desk: BatchDesk, session: TokenSession, authority: RehearsalAuthority
) -> None:
    """Another card in the reader ends the batch before it signs anything."""
    other = session_with(authority, GOOD).certificate_der

    class Swapped(Watched):
        def sign(self, tbs: bytes, pin: str | None = None) -> bytes | TokenTrouble:
            signature = super().sign(tbs)
            self.certificate_der = other
            return signature

    told = list(sign_batch(drafts(3), with_session(desk, Swapped(session))))
    assert [type(one) for one in told] == [Signed, Unsigned]
    assert isinstance(told[1], Unsigned)
    assert isinstance(told[1].why, TokenTrouble)
    assert told[1].why.kind is Trouble.BROKEN


def test_token_that_gives_a_wrong_signature_is_broken(desk: BatchDesk, authority: RehearsalAuthority) -> None:
    """Checked before anything is written: no file, not even a part of one."""
    one, other = session_with(authority, GOOD), session_with(authority, GOOD)
    one.certificate_der = other.certificate_der
    told = list(sign_batch(drafts(2), with_session(desk, one)))
    assert [type(outcome) for outcome in told] == [Unsigned]
    assert desk.keeper.kept("0.pdf") is None


def test_file_that_does_not_pass_its_check_gets_no_name(desk: BatchDesk, tmp_path: Path) -> None:
    """The whole check comes before the name; the part is removed."""
    refusing = BatchDesk(desk.sandbox, desk.session, desk.keeper, desk.order, lambda _paper, _pdf: False)
    told = list(sign_batch(drafts(2), refusing))
    assert told == [Unsigned("0.pdf", PaperFaultCode.NOT_SOUND), Unsigned("1.pdf", PaperFaultCode.NOT_SOUND)]
    assert list((tmp_path / "out").iterdir()) == []


def test_software_token_unplugged_between_two_batches(
    desk: BatchDesk, software_token: SoftwareToken, tmp_path: Path
) -> None:
    """A token that is gone is told once, and nothing is written."""
    opened = software_token.open(PIN)
    assert isinstance(opened, SoftwareSession)
    software_token.unplug()
    assert list(sign_batch(drafts(3), with_session(desk, opened))) == [Unsigned("0.pdf", REMOVED)]
    assert list((tmp_path / "out").iterdir()) == []


def test_stamp_stands_above_the_name_of_the_last_page(desk: BatchDesk, tmp_path: Path) -> None:
    """The place is found from the draft's own text."""
    import pypdfium2  # type: ignore[import-untyped]  # it ships no types

    list(sign_batch(drafts(2), desk))
    document = pypdfium2.PdfDocument((tmp_path / "out" / "1.pdf").read_bytes())
    assert len(document) == 2
    document.init_forms()
    shown = document[1].render(scale=1, may_draw_forms=True).to_pil().convert("L")
    above = shown.crop((330, 842 - 200, 520, 842 - 135)).tobytes()
    assert min(above) < 120
    assert REHEARSAL_DAY.year == 2019
