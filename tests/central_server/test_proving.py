"""What was signed offline gets its proofs when the line is there: real centre, real authority on the loopback."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from central_server.bootstrap.proving import SandboxProver, build_prover, build_proving, build_renewing
from central_server.ports.proofs import Proved
from central_server.ports.world import ZONE
from central_server.services.proving import Proving
from central_server.services.renewing import Renewals, Renewing
from central_server.settings import SettingsFault
from central_sync.protocol.blobs import LeafPlan
from dossier.acts import ActKind, HandResult
from dossier.course import CorrectResult
from dossier.identifiers import OfficeId
from dossier.state import Dossier
from dossier.values import Proof, Reason
from tests.central_server.issued_result import MARK, Issued, issuing
from tests.token_signing.authority_service import Authority, free_port, running_authority
from tests.token_signing.result_papers import Hands
from tests.token_signing.signing_papers import BOX, check, display, plain_pdf
from token_signing.ask_line import HttpLine
from token_signing.raise_wire import Question
from token_signing.sign import sign_paper
from token_signing.values import SignedPaper
from token_signing.verdict import Verdict, Verification
from token_signing.verify import TrustedBy

pytestmark = pytest.mark.slow
NOW = datetime.now(ZONE).replace(microsecond=0, tzinfo=None)


@pytest.fixture(scope="module")
def authority_on_line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    """Root, authority, OCSP, lists and stamps."""
    with running_authority(tmp_path_factory.mktemp("authority")) as running:
        yield running


@pytest.fixture
def offline_paper(authority_on_line: Authority, hands: Hands) -> SignedPaper:
    """Signed without a line by somebody whose certificate ends in thirty days."""
    made = sign_paper(plain_pdf(), BOX, display(), authority_on_line.short, hands.fonts)
    assert isinstance(made, SignedPaper)
    return made


@pytest.fixture
def one(prepared: Path, tmp_path: Path, authority_on_line: Authority, offline_paper: SignedPaper) -> Iterator[Issued]:
    """A centre with that result, today."""
    with issuing(prepared, tmp_path, pem(authority_on_line.root), offline_paper) as issued:
        issued.world.clock.at = NOW
        yield issued


class Line(HttpLine):
    """A line that a test cuts; it counts what was asked."""

    def __init__(self) -> None:
        super().__init__(seconds=5)
        self.there = True
        self.asked = 0

    def ask(self, question: Question) -> bytes | None:
        """Nobody answers while it is cut."""
        self.asked += 1
        return super().ask(question) if self.there else None


@pytest.fixture
def line() -> Line:
    """A line that is there."""
    return Line()


@pytest.fixture
def proving(one: Issued, authority_on_line: Authority, line: Line) -> Iterator[Proving]:
    """The centre's service for B-LT."""
    with proving_of(one, authority_on_line, line, Proof.ANSWERED) as made:
        yield made


@contextmanager
def proving_of(one: Issued, authority: Authority, line: Line, wanted: Proof) -> Iterator[Proving]:
    """As the server builds it, over a line of the test."""
    prover = SandboxProver(wanted, authority.stamp_address, TrustedBy((authority.root,)), line)
    try:
        yield build_proving(one.world.centre, prover)
    finally:
        prover.close()


def pem(der: bytes) -> bytes:
    """A certificate as the file of a folder of trust."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    return x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM)


def dossier(one: Issued) -> Dossier:
    """As the centre holds it."""
    record = one.world.centre.store.read(lambda unit: unit.search.by_code(one.code))
    assert record is not None
    return record.state


def kept_bytes(one: Issued) -> bytes:
    """The archive copy, fetched by a desk of the office over the file lane."""
    kept = dossier(one).result.kept
    assert kept is not None
    desk = one.hand.desk
    desk.ask_token()
    leaves = [desk.get(kept.file.sha256, index) for index in range(LeafPlan(kept.file.size).count)]
    pdf = b"".join(leaf.body for leaf in leaves)
    assert hashlib.sha256(pdf).hexdigest() == kept.file.sha256
    return pdf


def judged(pdf: bytes, authority: Authority, at: datetime, *lists: bytes) -> Verification:
    """By a verifier that knows the root, at a local moment."""
    return check(pdf, authority.root, at=at.replace(tzinfo=ZONE), lists=lists)


def test_line_away_then_back_then_certificate_over_and_revoked(
    one: Issued, proving: Proving, line: Line, authority_on_line: Authority, offline_paper: SignedPaper
) -> None:
    """B-B at first and nothing else changes; B-LT once the line is back, green for ever; the act's file stays."""
    line.there = False
    before = dossier(one)
    assert proving.step() > 0
    assert dossier(one) == before
    assert line.asked == 1
    assert proving.step() == 0  # it rests
    line.there = True
    one.world.clock.at += timedelta(minutes=1)
    assert proving.step() > 0
    after = dossier(one)
    kept = after.result.kept
    assert kept is not None
    assert kept.proof is Proof.ANSWERED
    assert abs(kept.stamped_at - datetime.now(ZONE).replace(tzinfo=None)) < timedelta(minutes=5)
    assert after.result.file == before.result.file
    assert (after.stage, after.clock, after.custody) == (before.stage, before.clock, before.custody)
    assert after.trail[-1].kind is ActKind.COMPLETE_RESULT
    pdf = kept_bytes(one)
    assert pdf.startswith(offline_paper.pdf)
    years = NOW + timedelta(days=800)
    assert judged(pdf, authority_on_line, years).verdict is Verdict.GREEN
    assert judged(offline_paper.pdf, authority_on_line, years).verdict is Verdict.YELLOW
    since = datetime.now(UTC) + timedelta(days=1)
    revoked = authority_on_line.issuer.revoking(authority_on_line.short.certificate_der, since)
    later = NOW + timedelta(days=5)
    assert judged(pdf, authority_on_line, later, revoked).verdict is Verdict.GREEN
    assert judged(offline_paper.pdf, authority_on_line, later, revoked).verdict is Verdict.RED
    asked = line.asked
    one.world.clock.at += timedelta(days=2)
    assert proving.step() == 1  # the feed has the act of its own; nothing is proved twice
    assert (line.asked, dossier(one).rev) == (asked, after.rev)


def test_it_is_the_same_paper_at_the_check(one: Issued, proving: Proving, offline_paper: SignedPaper) -> None:
    """By upload with and without the printed code, the short and the long file."""
    proving.step()
    for pdf in (offline_paper.pdf, kept_bytes(one)):
        for asked in ((), (one.code, MARK)):
            status, words = one.send(pdf, *asked)
            assert status == 200
            for told in ("Chữ ký số hợp lệ", "Đây đúng là tệp", "21/UBND-XN"):
                assert told in words, words
            assert ("Có dấu thời gian" in words) is (pdf is not offline_paper.pdf)


def test_authority_that_is_silent_after_the_stamp_gets_the_rest_later(
    one: Issued, proving: Proving, line: Line, authority_on_line: Authority
) -> None:
    """The stamp counts at once, the answers come behind it, with one stamp in all."""
    stamps, whole = authority_on_line.stamp_address, line.ask
    line.ask = lambda question: whole(question) if question.address == stamps else None  # type: ignore[method-assign]
    proving.step()
    kept = dossier(one).result.kept
    assert kept is not None
    assert kept.proof is Proof.STAMPED
    first = kept_bytes(one)
    del line.ask  # type: ignore[method-assign]
    one.world.clock.at += timedelta(minutes=1)
    proving.step()
    second = kept_bytes(one)
    assert second.startswith(first)
    assert dossier(one).result.proof is Proof.ANSWERED
    assert len(judged(second, authority_on_line, NOW).signatures) == 2


def test_archive_is_added_behind_what_is_there(
    one: Issued, proving: Proving, line: Line, authority_on_line: Authority
) -> None:
    """The setting was raised: another act, a longer file, the one before it is its beginning."""
    proving.step()
    before = kept_bytes(one)
    with renewing_of(one, authority_on_line, line) as renewing:
        assert renewing.run(ms_in(4_000)) == Renewals(looked=1)  # it has no archive stamp yet
    with proving_of(one, authority_on_line, line, Proof.ARCHIVED) as more:
        more.step()
    assert dossier(one).result.proof is Proof.ARCHIVED
    assert kept_bytes(one).startswith(before)
    assert judged(kept_bytes(one), authority_on_line, NOW + timedelta(days=800)).verdict is Verdict.GREEN


def archived(one: Issued, line: Line, authority: Authority) -> bytes:
    """The result with an archive stamp whose certificate ends in thirty days."""
    old = replace(authority, stamp_address=authority.old_stamp_address)
    with proving_of(one, old, line, Proof.ARCHIVED) as proving:
        proving.step()
    assert dossier(one).result.proof is Proof.ARCHIVED
    return kept_bytes(one)


@contextmanager
def renewing_of(one: Issued, authority: Authority, line: Line) -> Iterator[Renewing]:
    """As the command builds it, over a line of the test."""
    prover = SandboxProver(Proof.ARCHIVED, authority.stamp_address, TrustedBy((authority.root,)), line)
    try:
        yield build_renewing(one.world.centre, prover)
    finally:
        prover.close()


def ms_in(days: int) -> int:
    """A moment so many days from now."""
    return int((datetime.now(UTC) + timedelta(days=days)).timestamp() * 1000)


def test_an_archive_stamp_is_renewed_before_its_certificate_ends(
    one: Issued, line: Line, authority_on_line: Authority
) -> None:
    """Behind the copy on record: answers and one stamp more; green years later, when the copy before is in doubt."""
    before, state = archived(one, line, authority_on_line), dossier(one)
    with renewing_of(one, authority_on_line, line) as renewing:
        # Of a copy from before this was kept nobody knows when: looked at, and only a run that may write notes it.
        one.world.centre.store.write(lambda unit: unit.proofs.stamped(state.id, None))
        for dry in (True, True, False):
            assert renewing.run(ms_in(20), dry=dry) == Renewals(looked=1)
        assert renewing.run(ms_in(20)) == Renewals()
        assert renewing.run(ms_in(40), dry=True) == Renewals(looked=1, due=1)
        assert dossier(one) == state
        assert renewing.run(ms_in(40)) == Renewals(looked=1, due=1, renewed=1)
        assert renewing.run(ms_in(40)) == Renewals()
        asked = line.asked
        assert renewing.run(ms_in(4_000), dry=True) == Renewals(looked=1, due=1)
        assert line.asked == asked
        renewed, after = kept_bytes(one), dossier(one)
        assert renewing.run(ms_in(4_000)) == Renewals(looked=1, due=1, renewed=1)
    assert renewed.startswith(before)
    assert kept_bytes(one).startswith(renewed)
    assert len(kept_bytes(one)) > len(renewed)
    assert len(judged(renewed, authority_on_line, NOW).signatures) == 4
    first, second = state.result.kept, after.result.kept
    assert first is not None
    assert second is not None
    assert (second.stamped_at, first.renewed_at) == (first.stamped_at, None)
    assert second.renewed_at is not None
    assert second.renewed_at > first.stamped_at
    assert (after.result.file, after.stage, after.custody) == (state.result.file, state.stage, state.custody)
    years = NOW + timedelta(days=800)
    assert judged(renewed, authority_on_line, years).verdict is Verdict.GREEN
    assert judged(before, authority_on_line, years).verdict is Verdict.YELLOW


def test_a_copy_that_cannot_be_renewed_is_told_and_stays(
    one: Issued, line: Line, authority_on_line: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line is away; a prover gives another file: the copy on record stays."""
    archived(one, line, authority_on_line)
    state, alarms = dossier(one), list[tuple[str, ...]]()
    with renewing_of(one, authority_on_line, line) as renewing:
        prover = renewing._parts.prover
        one.world.centre.store.write(lambda unit: unit.proofs.stamped(state.id, None))
        with monkeypatch.context() as patch:  # its stamp is good no more, so nobody can say when it ends
            patch.setattr(prover, "look", lambda pdf, _at: Proved(pdf, None, None))
            assert renewing.run(ms_in(20), dry=True) == Renewals(looked=1, due=1)
        renewing._parts.alarm.raise_ = lambda code, said: alarms.append((code, *said))  # type: ignore[method-assign]
        line.there = False
        assert renewing.run(ms_in(40)) == Renewals(looked=1, due=1, failed=1)
        line.there = True
        real = prover.renew

        def other(pdf: bytes, at: datetime) -> Proved:
            return replace(real(pdf, at), pdf=pdf[:-9] + b"123456789" + real(pdf, at).pdf[len(pdf) :])

        prover.renew = other  # type: ignore[method-assign]
        assert renewing.run(ms_in(40)) == Renewals(looked=1, due=1, failed=1)
    assert dossier(one) == state
    assert [alarm[:2] for alarm in alarms] == [("result_not_renewed", state.id)] * 2
    assert [alarm[2] for alarm in alarms] == ["line", "fault"]


def test_dying_between_file_and_act_leaves_a_result_that_is_proved_again(
    one: Issued, proving: Proving, monkeypatch: pytest.MonkeyPatch, authority_on_line: Authority
) -> None:
    """Neither half a copy nor two."""
    own = proving._parts.own

    class Died(BaseException):
        """Nothing after it runs."""

    def die(*_: object) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(type(own), "write", die)
        with pytest.raises(Died):
            proving.step()
    assert dossier(one).result.kept is None
    proving.step()
    assert dossier(one).result.proof is Proof.ANSWERED
    assert [line.kind for line in dossier(one).trail].count(ActKind.COMPLETE_RESULT) == 1
    assert judged(kept_bytes(one), authority_on_line, NOW).verdict is Verdict.GREEN


def test_two_processes_at_once_keep_one_copy(
    one: Issued, proving: Proving, line: Line, authority_on_line: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second finds the dossier gone on and throws its copy away."""
    whole, files, dropped = line.ask, proving._parts.files, list[str]()
    really = files.drop

    def drop(office: OfficeId, sha256: str) -> None:
        dropped.append(sha256)
        really(office, sha256)

    monkeypatch.setattr(files, "drop", drop)

    def meanwhile(question: Question) -> bytes | None:
        line.ask = whole  # type: ignore[method-assign]
        with proving_of(one, authority_on_line, Line(), Proof.ANSWERED) as other:
            other.step()
        return whole(question)

    line.ask = meanwhile  # type: ignore[method-assign]
    proving.step()
    assert [told.kind for told in dossier(one).trail].count(ActKind.COMPLETE_RESULT) == 1
    assert judged(kept_bytes(one), authority_on_line, NOW).verdict is Verdict.GREEN
    (copy,) = dropped
    assert copy != hashlib.sha256(kept_bytes(one)).hexdigest()
    assert not files.present(dossier(one).office, copy)


def test_prover_that_gives_another_paper_is_not_believed(one: Issued, proving: Proving) -> None:
    """What does not begin with the signed bytes is never kept; the operator is told once."""
    prover = proving._parts.prover
    real = prover.prove

    def other(pdf: bytes, at: datetime) -> object:
        made = real(pdf, at)
        return replace(made, pdf=b"%PDF-1.7 other" + made.pdf)

    prover.prove = other  # type: ignore[method-assign, assignment]
    alarms: list[tuple[str, ...]] = []
    proving._parts.alarm.raise_ = lambda code, subjects: alarms.append((code, *subjects))  # type: ignore[method-assign]
    proving.step()
    assert dossier(one).result.kept is None
    assert alarms == [("result_not_proved", dossier(one).id, "fault", "ValueError")]


def test_result_that_is_made_again_waits_for_its_new_signature(one: Issued, proving: Proving) -> None:
    """The old copy stays with the old result, at the check too."""
    proving.step()
    old = kept_bytes(one)
    hand = one.hand
    hand.maker.at = NOW
    one.hand.desk.do(
        hand.act(HandResult("Ô 3"), "suong"), hand.act(CorrectResult(Reason("ket_qua_sai", "Sai")), "minh")
    )
    state = dossier(one)
    assert state.result.kept is None
    assert state.way.earlier[-1].proof is Proof.ANSWERED
    proving.step()
    assert dossier(one) == state
    assert "Tệp này từng được ban hành" in one.send(old)[1]


def test_settings_turn_it_on_and_name_the_hosts(one: Issued, authority_on_line: Authority) -> None:
    """Off by default; a level without an address is refused at the start; other hosts are not asked."""
    settings = one.world.centre.settings
    assert build_prover(settings) is None
    with pytest.raises(SettingsFault):
        build_prover(replace(settings, proof_level="B-LT"))
    nowhere = f"http://localhost:{free_port()}/tsa"
    prover = build_prover(replace(settings, proof_level="B-LT", stamp_address=nowhere, proof_hosts="ocsp.example"))
    assert prover is not None
    proving = build_proving(one.world.centre, prover)
    assert proving.step() > 0
    assert dossier(one).result.kept is None
    prover.close()
