"""Văn thư numbers, dates and seals what the leader signed: exactly that, each once, also after a crash between."""

from collections.abc import Iterator
from contextlib import suppress

import pytest

from desk_client.services.signing_batch import BatchSigning, SigningFault
from desk_client.services.signing_tray import Tray
from dossier.acts import ActKind, FileRef
from dossier.events import Stage
from dossier.refusals import Refusal, RefusalCode
from dossier.state import Dossier
from tests.fakes.signing import AGENCY, CHAIRMAN, NAMES, SigningOffice, opened
from token_signing.devices.port import TokenSession, TokenTrouble
from token_signing.lay_fields import read_issue
from token_signing.values import Issue
from token_signing.verdict import Verdict


class _PowerCut(BaseException):
    """Nothing catches it, as nothing runs on after a power cut."""


@pytest.fixture
def leader(office: SigningOffice) -> Iterator[TokenSession]:
    """The leader's token, opened."""
    session = opened(office.token)
    yield session
    session.close()


@pytest.fixture
def agency(office: SigningOffice) -> Iterator[TokenSession]:
    """The agency's token, opened."""
    session = opened(office.agency)
    yield session
    session.close()


def file_of(office: SigningOffice, ref: FileRef | None) -> bytes:
    """The bytes of a file that the dossier names."""
    assert ref is not None
    return office.desk.parts.shelf.read(ref.sha256)


def acts_of(state: Dossier) -> list[ActKind]:
    """What was done to a dossier."""
    return [line.kind for line in state.trail]


def test_the_issued_file_is_the_leaders_with_number_date_and_seal(office: SigningOffice) -> None:
    """Draft, signature, number with date, seal: each begins with the one before; green for both signers."""
    approved = office.approved()
    signed = office.sign(approved.id)
    assert (signed.stage, signed.clock.finished_at, signed.result.symbol) == (Stage.LEADER_SIGNED, None, "")
    issued = office.seal(approved.id)
    assert issued.stage is Stage.SIGNED
    assert (issued.result.symbol, issued.result.signer) == ("1/UBND-XN", CHAIRMAN.name)
    assert issued.clock.finished_at == issued.trail[-1].at
    draft, by_leader, whole = (
        file_of(office, ref) for ref in (approved.result.draft, signed.result.file, issued.result.file)
    )
    assert by_leader.startswith(draft)
    assert whole.startswith(by_leader)
    assert read_issue(by_leader) is None
    assert read_issue(whole) == Issue("1/UBND-XN", "ngày 14 tháng 3 năm 2019")
    found = office.desk.results.check(issued)
    assert found is not None
    assert (found.verdict, found.signer_names) == (Verdict.GREEN, (CHAIRMAN.name, AGENCY.name))


def test_only_the_offices_certificate_seals(office: SigningOffice, leader: TokenSession) -> None:
    """With the leader's token nothing is numbered; the number that was told stays free of any act."""
    signed = office.sign(office.approved().id)
    outcome = office.desk.results.seal(office.people["suong"], signed.id, leader)
    assert outcome is SigningFault.WRONG_PERSON
    assert office.state(signed.id).stage is Stage.LEADER_SIGNED


def test_only_van_thu_seals(office: SigningOffice, agency: TokenSession) -> None:
    """The leader with the agency's token in hand is refused by the rules before the token is asked."""
    signed = office.sign(office.approved().id)
    refused = office.desk.results.seal(office.people["minh"], signed.id, agency)
    assert isinstance(refused, Refusal)
    assert refused.code is RefusalCode.NO_RIGHT


def test_many_are_sealed_in_one_session_and_one_that_cannot_be_leaves_the_rest(
    office: SigningOffice, agency: TokenSession
) -> None:
    """Numbers run on from the book; a paper that is not signed yet is told and takes none."""
    ready = [office.sign(office.approved(name).id).id for name in NAMES[:3]]
    bare = office.approved(NAMES[3]).id
    asked = [ready[0], bare, *ready[1:]]
    ended = list(office.desk.results.seal_many(office.people["suong"], asked, agency))
    assert [one.key for one in ended] == asked
    assert ended[1].outcome is SigningFault.NO_DRAFT
    assert [office.state(one).result.symbol for one in ready] == ["1/UBND-XN", "2/UBND-XN", "3/UBND-XN"]


def test_a_token_pulled_out_keeps_the_number_for_its_paper(office: SigningOffice, agency: TokenSession) -> None:
    """Nothing is issued; plugged in again the same paper gets the number that was promised to it, once."""
    first, second = (office.sign(office.approved(name).id).id for name in NAMES[:2])
    office.agency.unplug()
    assert isinstance(office.desk.results.seal(office.people["suong"], first, agency), TokenTrouble)
    assert office.seal(second).result.symbol == "2/UBND-XN"
    assert office.seal(first).result.symbol == "1/UBND-XN"


@pytest.mark.parametrize("sealing", [False, True], ids=["leader", "agency"])
def test_a_crash_between_file_and_act_is_made_up_for_at_the_next_look(
    office: SigningOffice, monkeypatch: pytest.MonkeyPatch, *, sealing: bool
) -> None:
    """The kept file is found again and its act written: one signature of the token, one act, one number."""
    paper = office.approved()
    session, person = opened(office.token), office.people["minh"]
    if sealing:
        office.sign(paper.id)
        session, person = opened(office.agency), office.people["suong"]
    results = office.desk.results
    with monkeypatch.context() as cut:

        def cut_off(*_: object) -> None:
            raise _PowerCut

        cut.setattr(BatchSigning, "record", cut_off)
        with suppress(_PowerCut):
            (results.seal if sealing else results.sign)(person, paper.id, session)
    before = office.state(paper.id)
    assert before.stage is (Stage.LEADER_SIGNED if sealing else Stage.APPROVED)
    stranger = office.people["suong" if not sealing else "minh"]
    assert results.take_up(stranger) == ()
    (after,) = results.take_up(person)
    assert after.stage is (Stage.SIGNED if sealing else Stage.LEADER_SIGNED)
    assert acts_of(after) == [*acts_of(before), ActKind.NUMBER if sealing else ActKind.SIGN]
    assert results.take_up(person) == ()
    if sealing:
        assert after.result.symbol == "1/UBND-XN"
        assert office.issued(NAMES[1]).result.symbol == "2/UBND-XN"
    else:
        again = results.sign(person, paper.id, session)
        assert isinstance(again, Refusal)


def test_what_a_crash_left_is_taken_up_by_the_next_run_too(
    office: SigningOffice, leader: TokenSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody looked at the tray between: the run finds the kept file and asks the token for nothing."""
    paper = office.approved()
    with monkeypatch.context() as cut:

        def cut_off(*_: object) -> None:
            raise _PowerCut

        cut.setattr(BatchSigning, "record", cut_off)
        with suppress(_PowerCut):
            office.desk.results.sign(office.people["minh"], paper.id, leader)
    (kept,) = office.desk.parts.shelf.unnamed(paper.id)
    office.token.unplug()
    done = office.desk.results.sign(office.people["minh"], paper.id, leader)
    assert isinstance(done, Dossier)
    assert done.result.file is not None
    assert done.result.file.sha256 == kept.sha256


def test_the_first_look_at_the_tray_finishes_what_a_crash_cut_off(
    office: SigningOffice, leader: TokenSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever signed sees the paper gone from his tray; nobody has to press anything."""
    paper = office.approved()
    with monkeypatch.context() as cut:

        def cut_off(*_: object) -> None:
            raise _PowerCut

        cut.setattr(BatchSigning, "record", cut_off)
        with suppress(_PowerCut):
            office.desk.results.sign(office.people["minh"], paper.id, leader)
    desk = office.desk
    tray = Tray(desk.parts, desk.acting, desk.sessions, desk.results)
    assert [line.id for line in tray.look(office.people["suong"]).lines] == [paper.id]
    assert tray.look(office.people["minh"]).lines == ()
    assert office.state(paper.id).stage is Stage.LEADER_SIGNED
