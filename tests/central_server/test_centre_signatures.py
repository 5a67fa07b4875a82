"""A signed result is judged by the real check in a real sandbox before it counts."""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.x509 import load_der_x509_certificate
from litestar.testing import TestClient

from central_server.bootstrap.application import build_application
from central_server.bootstrap.build import Injected, build_centre
from central_server.bootstrap.trust import read_trust, trust_in
from central_server.bootstrap.world import SandboxSignatures
from central_server.ports.world import ZONE, MeantSignature
from central_sync.protocol.messages import VerdictKind
from dossier.acts import Accept, Approve, Assign, HandOver, Propose, Sign
from dossier.events import Stage
from sandbox.runner import Sandbox
from tests.central_server.acts_of_day import Hand, dossier_of, file_of
from tests.central_server.centre_bench import FakeCheck, StandingClock, World, settings_in, sha256
from tests.fakes.people import OFFICE
from tests.token_signing.attacks import annotation_note, flipped, memory_bomb, store_without_end
from tests.token_signing.result_papers import ISSUE, Hands, by_leader, sealed
from tests.token_signing.signing_papers import plain_pdf, with_content_added
from token_signing import verify as verify_door
from token_signing.authority import RehearsalAuthority
from token_signing.lay_fields import write_issue
from token_signing.values import SignedPaper
from token_signing.verify import LIMITS, TrustedBy, verify

pytestmark = pytest.mark.slow
AT = datetime(2019, 3, 14, 15, 20, 5)


class KeptAlarm:
    """Keeps the codes of alarms."""

    def __init__(self, codes: list[str]) -> None:
        self._codes = codes

    def raise_(self, code: str, _subjects: Sequence[str]) -> None:
        """Keep it."""
        self._codes.append(code)


@pytest.fixture
def trusting(authority: RehearsalAuthority) -> Iterator[SandboxSignatures]:
    """The centre's check with the right authority."""
    check = SandboxSignatures(lambda: TrustedBy((authority.certificate_der,)))
    yield check
    check.close()


def test_a_good_signature_is_intact_and_trusted(trusting: SandboxSignatures, paper: SignedPaper) -> None:
    """Whose certificate it was, by its hash."""
    found = trusting.check(paper.pdf, AT, MeantSignature())
    assert (found.intact, found.trusted) == (True, True)
    assert found.certificate_sha256 == sha256(paper.certificate_der)


def test_an_unknown_authority_leaves_it_intact_and_not_trusted(paper: SignedPaper) -> None:
    """A certificate that was bound to a person still counts."""
    check = SandboxSignatures(TrustedBy)
    found = check.check(paper.pdf, AT, MeantSignature())
    check.close()
    assert (found.intact, found.trusted) == (True, False)


def test_a_changed_an_unsigned_and_a_broken_file_are_not_intact(
    trusting: SandboxSignatures, paper: SignedPaper
) -> None:
    """Never an exception, never "valid"."""
    changed = paper.pdf.replace(b"GIAY XAC NHAN", b"GIAY XAC NHAM")
    assert changed != paper.pdf
    for pdf in (changed, plain_pdf(), b"%PDF-1.7 rubbish", b""):
        assert not trusting.check(pdf, AT, MeantSignature()).intact


def named(pdf: bytes) -> list[MeantSignature]:
    """How an act names each signature of a file, in the order of signing."""
    with Sandbox(LIMITS) as sandbox:
        found = verify(sandbox, pdf, TrustedBy(), AT.replace(tzinfo=ZONE))
    return [MeantSignature(one.digest, one.cms_sha256) for one in found.signatures]


def test_an_act_is_judged_by_the_signature_it_names(
    trusting: SandboxSignatures, hands: Hands, paper: SignedPaper
) -> None:
    """The leader's act means his own in his file, văn thư's hers behind it; nothing else may stand there."""
    led = by_leader(hands)
    pdf = sealed(hands, write_issue(led, ISSUE, hands.fonts))
    agency = sha256(hands.agency.certificate_der)
    (first,), (_, second) = named(led), named(pdf)
    assert trusting.check(led, AT, first).certificate_sha256 == sha256(hands.leader.certificate_der)
    behind = replace(second, since=len(led))
    made = trusting.check(pdf, AT, MeantSignature(since=len(led)))
    assert (made.certificate_sha256, made.issue) == (agency, (ISSUE.number, ISSUE.date))
    assert trusting.check(pdf, AT, behind).certificate_sha256 == agency
    (other,) = named(paper.pdf)
    mixed = MeantSignature(first.digest, second.cms_sha256)
    for strange in (other, mixed, MeantSignature(second.digest), MeantSignature("", second.cms_sha256), first):
        assert not trusting.check(pdf, AT, replace(strange, since=len(led))).intact
    for two in (MeantSignature(), first, second):
        assert not trusting.check(pdf, AT, two).intact, "two signatures stand behind the draft"


def test_what_an_act_carries_is_what_the_check_finds(trusting: SandboxSignatures, paper: SignedPaper) -> None:
    """Digest and CMS of the signer's own hand against those that the sandbox read out of the file."""
    assert named(paper.pdf) == [MeantSignature(paper.digest_hex, hashlib.sha256(paper.cms).hexdigest())]


def test_a_named_signature_does_not_save_a_file_that_was_changed_after_it(
    trusting: SandboxSignatures, hands: Hands
) -> None:
    """The leader's own signature still stands; the file it lies in says something else by now."""
    pdf = by_leader(hands)
    (mine,) = named(pdf)
    assert trusting.check(pdf, AT, mine).intact
    assert not trusting.check(with_content_added(pdf), AT, mine).intact
    assert not trusting.check(annotation_note(pdf), AT, mine).intact


def test_anchors_are_read_from_a_folder_in_both_writings(tmp_path: Path, authority: RehearsalAuthority) -> None:
    """PEM and DER give the same certificate; other files are left alone."""
    (tmp_path / "a.pem").write_bytes(authority.certificate_pem)
    (tmp_path / "b.der").write_bytes(authority.certificate_der)
    (tmp_path / "readme.txt").write_bytes(b"x")
    assert read_trust(tmp_path).anchors == (authority.certificate_der, authority.certificate_der)
    assert read_trust(tmp_path / "none") == TrustedBy()


def test_a_list_that_comes_later_counts_without_a_new_start(
    tmp_path: Path, authority: RehearsalAuthority, paper: SignedPaper
) -> None:
    """Good until the list is there, refused with it; a half-copied one is alarmed about once and changes nothing."""
    alarms: list[str] = []
    serial = load_der_x509_certificate(paper.certificate_der).serial_number
    morning = (AT - timedelta(hours=9)).replace(tzinfo=ZONE)
    revoked = authority.revocation_list({serial: morning}, morning)
    (tmp_path / "root.der").write_bytes(authority.certificate_der)
    check = SandboxSignatures(trust_in(tmp_path, KeptAlarm(alarms)))
    try:
        assert check.check(paper.pdf, AT, MeantSignature()).trusted
        (tmp_path / "today.crl").write_bytes(revoked[:100])
        assert [check.check(paper.pdf, AT, MeantSignature()).trusted for _ in range(2)] == [True, True]
        (tmp_path / "today.crl").write_bytes(revoked)
        assert not check.check(paper.pdf, AT, MeantSignature()).intact
        (tmp_path / "today.crl").unlink()
        assert check.check(paper.pdf, AT, MeantSignature()).trusted
    finally:
        check.close()
    assert alarms == ["trust_unreadable"]


def test_the_leaders_token_signature_counts_at_the_centre(
    prepared: Path, tmp_path: Path, trusting: SandboxSignatures, paper: SignedPaper
) -> None:
    """From the draft to the signed dossier, with the real check behind the real wire."""
    shutil.copytree(prepared, tmp_path / "centre")
    clock = StandingClock(datetime(2019, 3, 14, 16, 0))
    centre = build_centre(settings_in(tmp_path / "centre"), Injected(clock, trusting))
    with TestClient(build_application(centre)) as client:
        world = World(centre, client, clock, FakeCheck())
        world.staff()
        desk = world.desk()
        hand = Hand.of(world, desk)
        hand.maker.at = datetime(2019, 3, 14, 15, 15)
        draft = file_of(plain_pdf())
        sign = Sign(file_of(paper.pdf), draft.sha256, "Trần Văn Minh", sha256(paper.certificate_der))
        acts = [
            hand.receive(),
            hand.act(HandOver(OFFICE, "Quét sau")),
            hand.act(Accept(), "loc"),
            hand.act(Assign(world.people["loc"]), "loc"),
            hand.act(Propose(True, "Đủ điều kiện", draft), "loc"),
            hand.act(Approve("", draft), "minh"),
            hand.act(sign, "minh"),
        ]
        assert desk.do(*acts).verdicts[-1].verdict is VerdictKind.HELD
        desk.upload(plain_pdf())
        desk.upload(paper.pdf)
        record = centre.store.read(lambda unit: unit.search.by_id(dossier_of(desk, 1)))
    centre.close()
    assert record is not None
    assert record.state.stage is Stage.LEADER_SIGNED


@pytest.fixture
def copied(prepared: Path, tmp_path: Path) -> Path:
    """The folder of a centre of one test alone."""
    return Path(shutil.copytree(prepared, tmp_path / "centre"))


@pytest.mark.parametrize("hostile", [store_without_end, memory_bomb, flipped])
def test_a_file_that_kills_its_check_does_not_count_and_the_centre_goes_on(
    copied: Path,
    trusting: SandboxSignatures,
    paper: SignedPaper,
    hostile: Callable[..., bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One outlasts every patience, one unfolds without end, one kills; the good signature behind it counts."""
    own = (paper.certificate_der,) if hostile is store_without_end else ()
    bad, draft = hostile(paper.pdf, *own), plain_pdf()
    centre = build_centre(settings_in(copied), Injected(StandingClock(AT), trusting))
    with TestClient(build_application(centre)) as client:
        world = World(centre, client, StandingClock(AT), FakeCheck())
        world.staff()
        desk = world.desk()
        hand = Hand.of(world, desk)
        desk.do(*hand.until_signing(draft))
        desk.upload(draft)
        hand.maker.at = AT
        answers = []
        for pdf in (bad, paper.pdf):
            named = Sign(file_of(pdf), file_of(draft).sha256, "Trần Văn Minh", sha256(paper.certificate_der))
            desk.do(hand.act(named, "minh"))
            with monkeypatch.context() as judged:
                if hostile is flipped and pdf is bad:
                    judged.setattr(verify_door, "FUNCTION", "tests.sandbox.hostile:kill_itself")
                assert desk.upload(pdf).complete
            record = centre.store.read(lambda unit: unit.search.by_id(dossier_of(desk, 1)))
            assert record is not None
            answers.append(record.state.stage)
    centre.close()
    assert answers == [Stage.APPROVED, Stage.LEADER_SIGNED]
