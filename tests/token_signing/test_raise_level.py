"""From B-B to the archive: a stamp and answers of a real authority on the loopback, added when the line is back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from authority_service import Authority, running_authority
from batch_house import Watched
from odd_certificates import KeySession
from result_papers import AGENCY, LEADER, draft
from signing_papers import BOX, CLERK, VIETNAM, check, display, plain_pdf, signed

from token_signing.batch import KeptBefore, Signed
from token_signing.kinds import SigningKind, rule_for
from token_signing.lay_fields import write_issue
from token_signing.raise_level import Level, LevelFault, Proofs, level_of, raise_level
from token_signing.sign import sign_paper
from token_signing.sign_files import Job, sign_files
from token_signing.values import Issue, StampFonts
from token_signing.verdict import Integrity, Kind, Reason, Verdict

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def authority_on_line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    """Root, authority, OCSP, lists and stamps."""
    with running_authority(tmp_path_factory.mktemp("authority")) as running:
        yield running


@pytest.fixture
def proofs(authority_on_line: Authority) -> Proofs:
    """Where a desk would ask."""
    return Proofs(authority_on_line.stamp_address, (authority_on_line.root,))


def made(session: KeySession, fonts: StampFonts) -> bytes:
    """A paper signed offline."""
    return signed(sign_paper(plain_pdf(), BOX, display(), session, fonts)).pdf


@pytest.mark.parametrize("level", list(Level))
def test_each_level_is_green_and_only_appends(
    level: Level, authority_on_line: Authority, proofs: Proofs, fonts: StampFonts
) -> None:
    """What was signed offline stays the first bytes; what follows is stamps and answers alone."""
    offline = made(authority_on_line.leader, fonts)
    assert level_of(offline) is Level.B_B
    raised = raise_level(offline, level, proofs)
    assert raised.startswith(offline)
    assert level_of(raised) is level
    assert raise_level(raised, level, proofs) == raised
    found = check(raised, authority_on_line.root, at=datetime.now(UTC))
    assert (found.verdict, found.integrity) == (Verdict.GREEN, Integrity.INTACT), found.reasons
    kinds = [one.kind for one in found.signatures]
    assert kinds == [Kind.SIGNATURE] + [Kind.TIMESTAMP] * {"B-B": 0, "B-T": 1, "B-LT": 1, "B-LTA": 2}[level.value]
    assert (found.signatures[0].proven_at is not None) is (level is not Level.B_B)


def test_whole_result_is_raised_after_both_signatures(
    authority_on_line: Authority, proofs: Proofs, fonts: StampFonts
) -> None:
    """Leader with locks, number and date, agency, archive: green with stamp and answers behind."""
    led = signed(sign_paper(draft(), LEADER, display(), authority_on_line.leader, fonts)).pdf
    issued = write_issue(led, Issue("Số: 12/GXN-UBND", "ngày 14 tháng 3 năm 2019"), fonts)
    whole = signed(sign_paper(issued, AGENCY, display(CLERK), authority_on_line.leader, fonts)).pdf
    found = check(raise_level(whole, Level.B_LTA, proofs), authority_on_line.root, at=datetime.now(UTC))
    assert (found.verdict, len(found.signer_names)) == (Verdict.GREEN, 2), found.reasons


def test_revoked_certificate_cannot_be_raised_and_is_never_green_with_its_answers(
    authority_on_line: Authority, proofs: Proofs, fonts: StampFonts
) -> None:
    """Revoked in January 2026: the answers say so, and the paper keeps the level it had."""
    paper = made(authority_on_line.revoked, fonts)
    with pytest.raises(LevelFault):
        raise_level(paper, Level.B_LT, proofs)
    stamped = raise_level(paper, Level.B_T, proofs)
    found = check(stamped, authority_on_line.root, at=datetime.now(UTC))
    assert found.verdict is Verdict.GREEN  # nobody here knows yet: no answer is in the file, no list is given


def test_line_that_is_down_leaves_the_paper_as_it_is(
    proofs: Proofs, authority_on_line: Authority, fonts: StampFonts
) -> None:
    """A fault that says trying later helps."""
    nowhere = Proofs("http://127.0.0.1:9/tsa", proofs.roots, seconds=2)
    with pytest.raises(LevelFault) as caught:
        raise_level(made(authority_on_line.leader, fonts), Level.B_T, nowhere)
    assert caught.value.retry_helps


def test_stamp_of_an_authority_nobody_trusts_proves_nothing(
    authority_on_line: Authority, proofs: Proofs, fonts: StampFonts
) -> None:
    """With another root, signer and stamp are unknown; the bytes stand."""
    raised = raise_level(made(authority_on_line.leader, fonts), Level.B_T, proofs)
    found = check(raised, at=datetime.now(UTC))
    assert (found.verdict, found.integrity) == (Verdict.YELLOW, Integrity.INTACT)
    assert found.signatures[0].proven_at is None
    assert found.signatures[1].reasons == (Reason.TIMESTAMP_DOUBTFUL,)


def test_offline_batch_is_raised_by_a_later_run(
    authority_on_line: Authority, proofs: Proofs, fonts: StampFonts, tmp_path: Path
) -> None:
    """Signed while the line is down, shown as B-B; the same job later asks the token for nothing and raises."""
    (tmp_path / "a.pdf").write_bytes(plain_pdf())
    rule = rule_for(SigningKind.LEADER, date(2026, 11, 28))
    assert rule is not None
    at = datetime.now(VIETNAM).replace(microsecond=0)
    job = Job((tmp_path / "a.pdf",), tmp_path / "out", rule, at, level=Level.B_LT)
    token = Watched(authority_on_line.leader)
    down = Proofs("http://127.0.0.1:9/tsa", proofs.roots, seconds=2)
    first = list(sign_files(replace(job, proofs=down), token, fonts))
    assert [(type(one.outcome), one.level) for one in first] == [(Signed, Level.B_B)]
    second = list(sign_files(replace(job, proofs=proofs), token, fonts))
    assert [(type(one.outcome), one.level) for one in second] == [(KeptBefore, Level.B_LT)]
    assert token.asked == 1
    found = check((tmp_path / "out" / "a.pdf").read_bytes(), authority_on_line.root, at=datetime.now(UTC))
    assert found.verdict is Verdict.GREEN
