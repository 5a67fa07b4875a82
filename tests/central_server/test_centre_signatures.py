"""A signed result is judged by the real check in a real sandbox before it counts."""

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from litestar.testing import TestClient

from central_server.bootstrap.application import build_application
from central_server.bootstrap.build import Injected, build_centre
from central_server.bootstrap.world import SandboxSignatures, read_trust
from central_sync.protocol.messages import VerdictKind
from dossier.acts import Accept, Approve, Assign, HandOver, Number, Propose, Sign
from dossier.events import Stage
from dossier.numbers import document_book
from tests.central_server.acts_of_day import Hand, dossier_of, file_of
from tests.central_server.centre_bench import FakeCheck, StandingClock, World, settings_in, sha256
from tests.fakes.people import OFFICE
from tests.token_signing.signing_papers import plain_pdf
from token_signing.authority import RehearsalAuthority
from token_signing.values import SignedPaper
from token_signing.verify import TrustedBy

pytestmark = pytest.mark.slow
AT = datetime(2019, 3, 14, 15, 20, 5)


@pytest.fixture
def trusting(authority: RehearsalAuthority) -> Iterator[SandboxSignatures]:
    """The centre's check with the right authority."""
    check = SandboxSignatures(TrustedBy((authority.certificate_der,)))
    yield check
    check.close()


def test_a_good_signature_is_intact_and_trusted(trusting: SandboxSignatures, paper: SignedPaper) -> None:
    """Whose certificate it was, by its hash."""
    found = trusting.check(paper.pdf, AT)
    assert (found.intact, found.trusted) == (True, True)
    assert found.certificate_sha256 == sha256(paper.certificate_der)


def test_an_unknown_authority_leaves_it_intact_and_not_trusted(paper: SignedPaper) -> None:
    """A certificate that was bound to a person still counts."""
    check = SandboxSignatures(TrustedBy())
    found = check.check(paper.pdf, AT)
    check.close()
    assert (found.intact, found.trusted) == (True, False)


def test_a_changed_an_unsigned_and_a_broken_file_are_not_intact(
    trusting: SandboxSignatures, paper: SignedPaper
) -> None:
    """Never an exception, never "valid"."""
    changed = paper.pdf.replace(b"GIAY XAC NHAN", b"GIAY XAC NHAM")
    assert changed != paper.pdf
    for pdf in (changed, plain_pdf(), b"%PDF-1.7 rubbish", b""):
        assert not trusting.check(pdf, AT).intact


def test_anchors_are_read_from_a_folder_in_both_writings(tmp_path: Path, authority: RehearsalAuthority) -> None:
    """PEM and DER give the same certificate; other files are left alone."""
    (tmp_path / "a.pem").write_bytes(authority.certificate_pem)
    (tmp_path / "b.der").write_bytes(authority.certificate_der)
    (tmp_path / "readme.txt").write_bytes(b"x")
    assert read_trust(tmp_path).anchors == (authority.certificate_der, authority.certificate_der)
    assert read_trust(tmp_path / "none") == TrustedBy()


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
        hand.maker.at = datetime(2019, 3, 14, 15, 0)
        draft = file_of(plain_pdf())
        number = Number(document_book(OFFICE, 2019), 21, "21/UBND-XN", date(2019, 3, 14), draft)
        sign = Sign(file_of(paper.pdf), draft.sha256, "Trần Văn Minh", sha256(paper.certificate_der))
        acts = [
            hand.receive(),
            hand.act(HandOver(OFFICE, "Quét sau")),
            hand.act(Accept(), "loc"),
            hand.act(Assign(world.people["loc"]), "loc"),
            hand.act(Propose(True, "Đủ điều kiện", draft), "loc"),
            hand.act(Approve(), "minh"),
            hand.act(number, "suong"),
            hand.act(sign, "minh"),
        ]
        assert desk.do(*acts).verdicts[-1].verdict is VerdictKind.HELD
        desk.upload(paper.pdf)
        record = centre.store.read(lambda unit: unit.search.by_id(dossier_of(desk, 1)))
    centre.close()
    assert record is not None
    assert record.state.stage is Stage.SIGNED
