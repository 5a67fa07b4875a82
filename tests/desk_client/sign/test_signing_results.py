"""The use case of signing asks the rules before the token, and counts a signature only after it was verified."""

from dataclasses import dataclass, replace

import pytest

from desk_client.services.signing_batch import SigningFault
from dossier.acts import PaperEntry, PaperForm
from dossier.events import Stage
from dossier.refusals import Refusal, RefusalCode
from dossier.state import Dossier
from tests.fakes.signing import PIN, SigningOffice
from token_signing.authority import make_authority
from token_signing.devices.port import TokenSession, TokenTrouble
from token_signing.faults import PaperFaultCode


@dataclass
class WatchedSession:
    """An opened token that counts what it is asked to sign."""

    inner: TokenSession
    asked: int = 0

    @property
    def certificate_der(self) -> bytes:
        """As the token's."""
        return self.inner.certificate_der

    @property
    def chain(self) -> tuple[bytes, ...]:
        """As the token's."""
        return self.inner.chain

    @property
    def pin_each_time(self) -> bool:
        """As the token's."""
        return self.inner.pin_each_time

    def sign(self, tbs: bytes, pin: str | None = None) -> bytes | TokenTrouble:
        """Count and sign."""
        self.asked += 1
        return self.inner.sign(tbs)

    def close(self) -> None:
        """As the token's."""
        self.inner.close()


@pytest.fixture
def session(office: SigningOffice) -> WatchedSession:
    """The chairman's token, opened."""
    office.token.plug()
    opened = office.token.open(PIN)
    assert not isinstance(opened, TokenTrouble)
    return WatchedSession(opened)


def acts_of(office: SigningOffice) -> int:
    """How many acts this desk wrote."""
    return len(office.desk.machine.journal.outbox(0, 1000))


def test_a_dossier_that_is_signed_already_is_refused_before_the_token_is_asked(
    office: SigningOffice, session: WatchedSession
) -> None:
    """The second signature is refused by the rules; the token signs once, one act is written."""
    paper = office.approved()
    leader = office.people["minh"]
    assert isinstance(office.desk.results.sign(leader, paper.id, session), Dossier)
    written = acts_of(office)
    again = office.desk.results.sign(leader, paper.id, session)
    assert isinstance(again, Refusal)
    assert again.code is RefusalCode.WRONG_STAGE
    assert (session.asked, acts_of(office)) == (1, written)


def test_a_paper_that_changed_after_it_was_read_is_not_signed(office: SigningOffice, session: WatchedSession) -> None:
    """The hash of what was read must be the hash of what is there."""
    paper = office.approved()
    refused = office.desk.results.sign(office.people["minh"], paper.id, session, "0" * 64)
    assert isinstance(refused, Refusal)
    assert refused.code is RefusalCode.CONTENT_CHANGED
    assert session.asked == 0
    assert office.state(paper.id).stage is Stage.APPROVED


def test_another_persons_certificate_is_refused_before_the_token_is_asked(
    office: SigningOffice, session: WatchedSession
) -> None:
    """The records clerk cannot sign with the chairman's token."""
    paper = office.approved()
    outcome = office.desk.results.sign(office.people["suong"], paper.id, session)
    assert outcome is SigningFault.WRONG_PERSON
    assert session.asked == 0


def test_a_signature_that_the_check_does_not_trust_is_not_used(
    office: SigningOffice, session: WatchedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With another trusted root the finished file is not valid here: nothing is written."""
    paper = office.approved()
    checks = office.desk.checks
    foreign = replace(checks._parts.identity, trust_anchors=(make_authority("Tỉnh khác").certificate_der,))
    monkeypatch.setattr(checks, "_parts", replace(checks._parts, identity=foreign))
    assert office.desk.results.sign(office.people["minh"], paper.id, session) is PaperFaultCode.NOT_SOUND
    assert office.state(paper.id).stage is Stage.APPROVED


def test_a_file_from_outside_is_not_opened_for_signing(
    office: SigningOffice, session: WatchedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An electronic paper that was kept as it came is parsed by nothing outside the sandbox."""
    taken = office.certified()
    foreign = tuple(_electronic(one) for one in taken.papers)
    monkeypatch.setattr(office.desk.parts.queries, "dossier", lambda _id: replace(taken, papers=foreign))
    outcome = office.desk.results.sign(office.people["minh"], taken.id, session)
    assert outcome is SigningFault.FOREIGN_PAPER
    assert session.asked == 0


def test_without_any_file_there_is_nothing_to_sign(office: SigningOffice, session: WatchedSession) -> None:
    """A dossier without a scan has no draft."""
    taken = office.certified(scanned=False)
    assert office.desk.results.sign(office.people["minh"], taken.id, session) is SigningFault.NO_DRAFT


def test_a_token_that_is_gone_is_told_and_nothing_is_written(office: SigningOffice, session: WatchedSession) -> None:
    """The trouble comes back as a value; the dossier stands as before."""
    paper = office.approved()
    office.token.unplug()
    written = acts_of(office)
    outcome = office.desk.results.sign(office.people["minh"], paper.id, session)
    assert isinstance(outcome, TokenTrouble)
    assert (office.state(paper.id).stage, acts_of(office)) == (Stage.APPROVED, written)


def _electronic(entry: PaperEntry) -> PaperEntry:
    return replace(entry, form=PaperForm.ELECTRONIC) if entry.file is not None else entry
