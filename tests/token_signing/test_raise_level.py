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

from sandbox.limits import Limits
from sandbox.runner import Sandbox
from token_signing.ask_line import HttpLine
from token_signing.batch import KeptBefore, Signed
from token_signing.kinds import SigningKind, rule_for
from token_signing.lay_fields import write_issue
from token_signing.levels import Level, LevelTrouble, Proofs, Raised
from token_signing.raise_level import raise_level
from token_signing.raise_wire import Question
from token_signing.sign import sign_paper
from token_signing.sign_files import Job, sign_files
from token_signing.values import Issue, StampFonts
from token_signing.verdict import Integrity, Kind, Reason, Verdict
from token_signing.verify import TrustedBy, verify

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


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One warm child."""
    with Sandbox(Limits(seconds=20.0)) as made:
        yield made


def raised_to(sandbox: Sandbox, pdf: bytes, level: Level, proofs: Proofs) -> Raised:
    """As a program does it, over HTTP."""
    return raise_level(sandbox, HttpLine(seconds=5), pdf, level, proofs)


def made(session: KeySession, fonts: StampFonts) -> bytes:
    """A paper signed offline."""
    return signed(sign_paper(plain_pdf(), BOX, display(), session, fonts)).pdf


@pytest.mark.parametrize("level", list(Level))
def test_each_level_is_green_and_only_appends(
    level: Level, sandbox: Sandbox, authority_on_line: Authority, proofs: Proofs, fonts: StampFonts
) -> None:
    """What was signed offline stays the first bytes; what follows is stamps and answers alone."""
    offline = made(authority_on_line.leader, fonts)
    raised = raised_to(sandbox, offline, level, proofs)
    assert raised.pdf.startswith(offline)
    assert (raised.level, raised.trouble) == (level, None)
    assert raised_to(sandbox, raised.pdf, level, proofs) == raised
    found = check(raised.pdf, authority_on_line.root, at=datetime.now(UTC))
    assert (found.verdict, found.integrity) == (Verdict.GREEN, Integrity.INTACT), found.reasons
    kinds = [one.kind for one in found.signatures]
    assert kinds == [Kind.SIGNATURE] + [Kind.TIMESTAMP] * {"B-B": 0, "B-T": 1, "B-LT": 1, "B-LTA": 2}[level.value]
    assert (found.signatures[0].proven_at is not None) is (level is not Level.B_B)
    judged = verify(sandbox, raised.pdf, TrustedBy((authority_on_line.root,)), datetime.now(UTC))
    assert (judged.level, judged.stamped_at) == (level, found.stamped_at)
    assert verify(sandbox, raised.pdf, TrustedBy(), datetime.now(UTC)).level is Level.B_B  # a stamp that nobody trusts


def test_whole_result_is_raised_after_both_signatures(
    sandbox: Sandbox, authority_on_line: Authority, proofs: Proofs, fonts: StampFonts
) -> None:
    """Leader with locks, number and date, agency, archive: green with stamp and answers behind."""
    led = signed(sign_paper(draft(), LEADER, display(), authority_on_line.leader, fonts)).pdf
    issued = write_issue(led, Issue("Số: 12/GXN-UBND", "ngày 14 tháng 3 năm 2019"), fonts)
    whole = signed(sign_paper(issued, AGENCY, display(CLERK), authority_on_line.leader, fonts)).pdf
    raised = raised_to(sandbox, whole, Level.B_LTA, proofs).pdf
    found = check(raised, authority_on_line.root, at=datetime.now(UTC))
    assert (found.verdict, len(found.signer_names)) == (Verdict.GREEN, 2), found.reasons


def test_revoked_certificate_cannot_be_raised_and_is_never_green_with_its_answers(
    sandbox: Sandbox, authority_on_line: Authority, proofs: Proofs, fonts: StampFonts
) -> None:
    """Revoked in January 2026: the answers say so, and the paper gets no further than its stamp."""
    paper = made(authority_on_line.revoked, fonts)
    raised = raised_to(sandbox, paper, Level.B_LT, proofs)
    assert (raised.level, raised.trouble) == (Level.B_T, LevelTrouble.NOT_VOUCHED)
    found = check(raised.pdf, authority_on_line.root, at=datetime.now(UTC))
    assert found.verdict is Verdict.GREEN  # nobody here knows yet: no answer is in the file, no list is given


def test_line_that_is_down_leaves_the_paper_as_it_is(
    sandbox: Sandbox, proofs: Proofs, authority_on_line: Authority, fonts: StampFonts
) -> None:
    """A trouble that says trying later helps."""
    nowhere = replace(proofs, stamp_address="http://127.0.0.1:9/tsa")
    offline = made(authority_on_line.leader, fonts)
    assert raised_to(sandbox, offline, Level.B_T, nowhere) == Raised(offline, Level.B_B, LevelTrouble.LINE)


def test_only_the_hosts_of_the_settings_are_asked(
    sandbox: Sandbox, proofs: Proofs, authority_on_line: Authority, fonts: StampFonts
) -> None:
    """Whatever address a certificate names: another machine of the network is asked for nothing."""
    offline = made(authority_on_line.leader, fonts)
    elsewhere = raise_level(sandbox, HttpLine(hosts=frozenset({"stamps.example"})), offline, Level.B_T, proofs)
    assert elsewhere == Raised(offline, Level.B_B, LevelTrouble.LINE)
    here = raise_level(sandbox, HttpLine(hosts=frozenset({"127.0.0.1"})), offline, Level.B_LT, proofs)
    assert here.level is Level.B_LT


def test_authority_that_falls_silent_after_the_stamp_is_asked_again_later(
    sandbox: Sandbox, proofs: Proofs, authority_on_line: Authority, fonts: StampFonts
) -> None:
    """The stamp is kept; the next run adds the answers and no second stamp."""

    class StampsAlone(HttpLine):
        def ask(self, question: Question) -> bytes | None:
            return super().ask(question) if question.address == proofs.stamp_address else None

    offline = made(authority_on_line.leader, fonts)
    first = raise_level(sandbox, StampsAlone(), offline, Level.B_LT, proofs)
    assert (first.level, first.trouble) == (Level.B_T, LevelTrouble.LINE)
    second = raised_to(sandbox, first.pdf, Level.B_LT, proofs)
    assert (second.level, second.pdf.startswith(first.pdf)) == (Level.B_LT, True)
    assert len(check(second.pdf, authority_on_line.root, at=datetime.now(UTC)).signatures) == 2


@pytest.mark.parametrize("said", [b"", b"nonsense", b"0" * 100_000])
def test_authority_that_answers_nonsense_adds_nothing(
    said: bytes, sandbox: Sandbox, proofs: Proofs, authority_on_line: Authority, fonts: StampFonts
) -> None:
    """Not even a gap stays behind."""

    class Nonsense(HttpLine):
        def ask(self, question: Question) -> bytes | None:
            return said

    offline = made(authority_on_line.leader, fonts)
    raised = raise_level(sandbox, Nonsense(), offline, Level.B_LT, proofs)
    assert raised == Raised(offline, Level.B_B, LevelTrouble.STAMP)


def test_stamp_that_was_asked_for_another_paper_is_not_taken(
    sandbox: Sandbox, proofs: Proofs, authority_on_line: Authority, fonts: StampFonts
) -> None:
    """An old answer, said again."""
    old: list[bytes] = []

    class Replays(HttpLine):
        def ask(self, question: Question) -> bytes | None:
            old.append(super().ask(question) or b"")
            return old[0]

    paper, line = made(authority_on_line.leader, fonts), Replays()
    assert raise_level(sandbox, line, paper, Level.B_T, proofs).level is Level.B_T
    assert raise_level(sandbox, line, paper, Level.B_T, proofs) == Raised(paper, Level.B_B, LevelTrouble.STAMP)


def test_paper_that_cannot_be_read_is_given_back(sandbox: Sandbox, proofs: Proofs) -> None:
    """No fault of ours, no fault of the line."""
    raised = raised_to(sandbox, b"%PDF-1.7 nothing", Level.B_LT, proofs)
    assert (raised.pdf, raised.trouble) == (b"%PDF-1.7 nothing", LevelTrouble.UNREADABLE)


def test_stamp_of_an_authority_nobody_trusts_proves_nothing(
    sandbox: Sandbox, authority_on_line: Authority, proofs: Proofs, fonts: StampFonts
) -> None:
    """With another root, signer and stamp are unknown; the bytes stand."""
    raised = raised_to(sandbox, made(authority_on_line.leader, fonts), Level.B_T, proofs).pdf
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
    down = replace(proofs, stamp_address="http://127.0.0.1:9/tsa")
    first = list(sign_files(replace(job, proofs=down), token, fonts))
    assert [(type(one.outcome), one.level) for one in first] == [(Signed, Level.B_B)]
    second = list(sign_files(replace(job, proofs=proofs), token, fonts))
    assert [(type(one.outcome), one.level) for one in second] == [(KeptBefore, Level.B_LT)]
    assert token.asked == 1
    found = check((tmp_path / "out" / "a.pdf").read_bytes(), authority_on_line.root, at=datetime.now(UTC))
    assert found.verdict is Verdict.GREEN
