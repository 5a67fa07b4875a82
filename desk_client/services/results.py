"""Takes a decided dossier to its citizen: signature by token or on paper, number and seal, hand-out with its fee."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Event

from desk_client.services.acting import Acting, Scribe
from desk_client.services.clerk_pen import ClerkPapers, ClerkPen
from desk_client.services.copy_pens import AnnexPen, AnnexWish, CopyPen, CopyWish
from desk_client.services.intake import collect_payload
from desk_client.services.parts import Parts
from desk_client.services.session import Session
from desk_client.services.signing_batch import BatchSigning, Ended, SigningOutcome, Tools
from desk_client.services.signing_pens import AgencyPen, LeaderPapers, LeaderPen, Numbered, number_for, payload_of
from desk_client.store import number_book
from dossier.acts import ActKind, FileRef, ReturnResult, SignOnPaper
from dossier.events import Stage
from dossier.moving_on import bare_on
from dossier.refusals import Refusal, RefusalCode
from dossier.roles import Person
from dossier.state import Dossier
from token_signing.devices.port import TokenSession, TokenTrouble, Trouble
from token_signing.verdict import Verification

_TO_SIGN = (Stage.APPROVED, Stage.NUMBERED, Stage.RECEIVED)


class Results:
    """Use cases of leader, văn thư and return clerk."""

    def __init__(self, parts: Parts, acting: Acting, tools: Tools) -> None:
        self._parts = parts
        self._acting = acting
        self._batch = BatchSigning(parts, acting, tools)
        self._checks = tools.checks
        self._sandbox = tools.sandbox

    def tray(self) -> tuple[Dossier, ...]:
        """Papers that wait for a signature or for number and seal, and those given at once."""
        found = self._parts.queries.by_stage((*_TO_SIGN, Stage.LEADER_SIGNED))
        return tuple(state for state in found if state.stage is not Stage.RECEIVED or state.at_once)

    def take_up(self, session: Session) -> tuple[Dossier, ...]:
        """Finish what a crash cut off: signed papers of this person, or seals, whose act was not written yet."""
        states = self.tray()
        leaders = [state for state in states if state.stage is not Stage.LEADER_SIGNED]
        sealed = [state for state in states if state.stage is Stage.LEADER_SIGNED]
        pen, seal = LeaderPen(self._parts, self._acting), AgencyPen(self._parts, self._acting)
        return (*self._batch.take_up(session, pen, leaders), *self._batch.take_up(session, seal, sealed))

    def sign_many(
        self,
        session: Session,
        papers: LeaderPapers,
        token: TokenSession,
        stop: Event | None = None,
    ) -> Iterator[Ended]:
        """Sign the drafts of these dossiers; see `BatchSigning.sign`."""
        return self._batch.sign(session, LeaderPen(self._parts, self._acting, papers), tuple(papers.seen), token, stop)

    def seal_many(
        self, session: Session, dossiers: Sequence[str], token: TokenSession, stop: Event | None = None
    ) -> Iterator[Ended]:
        """Number, date and seal signed results in the agency's token; see `BatchSigning.sign`."""
        return self._batch.sign(session, AgencyPen(self._parts, self._acting), tuple(dossiers), token, stop)

    def sign_scans(
        self, session: Session, papers: ClerkPapers, token: TokenSession, stop: Event | None = None
    ) -> Iterator[Ended]:
        """Sign scanned papers and forms of dossiers as the clerk; see `BatchSigning.sign`."""
        pen = ClerkPen(self._parts, self._acting, papers.seen, papers.draw)
        return self._batch.sign(session, pen, tuple(papers.seen), token, stop)

    def copy(
        self, session: Session, wishes: Mapping[str, CopyWish], token: TokenSession, stop: Event | None = None
    ) -> Iterator[Ended]:
        """Copy documents of the agency, one of a dossier, and sign the copies for it; see `BatchSigning.sign`."""
        pen = CopyPen(self._parts, self._acting, wishes, self._sandbox)
        return self._batch.sign(session, pen, tuple(wishes), token, stop)

    def attach_annexes(
        self, session: Session, wishes: Mapping[str, AnnexWish], token: TokenSession, stop: Event | None = None
    ) -> Iterator[Ended]:
        """Put files beside issued results, one of a dossier, signed for the agency; see `BatchSigning.sign`."""
        return self._batch.sign(session, AnnexPen(self._parts, self._acting, wishes), tuple(wishes), token, stop)

    def sign(
        self, session: Session, dossier: str, token: TokenSession, seen: str = "", unscanned: str = ""
    ) -> SigningOutcome:
        """Sign one paper in an open token; `seen` "" is whatever is there."""
        return _only(self.sign_many(session, LeaderPapers({dossier: seen}, unscanned=unscanned), token))

    def seal(self, session: Session, dossier: str, token: TokenSession) -> SigningOutcome:
        """Number, date and seal one signed result."""
        return _only(self.seal_many(session, (dossier,), token))

    def number_for(self, dossier: str) -> Numbered | Refusal:
        """The number that a signed result gets today; once told it stays this dossier's until it is used."""
        state = self._parts.queries.dossier(dossier)
        if state is None or state.result.file is None:
            return Refusal(RefusalCode.NO_DRAFT, "NĐ 30/2020 art. 18")
        return number_for(self._parts, state)

    def number_on_paper(self, session: Session, dossier: str, scan: FileRef) -> Dossier | Refusal:
        """Record number and date of a result that was stamped on paper, with the scan of the stamped paper."""
        state = self._parts.queries.dossier(dossier)
        given = self.number_for(dossier)
        if isinstance(given, Refusal) or state is None or state.result.file is None:
            return given if isinstance(given, Refusal) else Refusal(RefusalCode.UNKNOWN_DOSSIER)
        payload = payload_of(given, scan, state.result.file)

        def work(scribe: Scribe) -> Dossier:
            written = scribe.write(payload, dossier).state
            number_book.keep_promise(scribe.connection, given.book, dossier)
            return written

        return self._acting.together(session, work)

    def check(self, state: Dossier, stopped: Callable[[], bool] = lambda: False) -> Verification | None:
        """What the signatures of the result say of the moment it was finished at; None where its file is not here.

        Once nobody waits (`stopped`) the check is ended, and what it says then says nothing.
        """
        file, finished = state.result.file, state.clock.finished_at or state.result.signed_at
        if file is None or not self._parts.shelf.has(file.sha256):
            return None
        moment = finished or self._parts.clock.now()
        return self._checks.check_act(self._parts.shelf.read(file.sha256), moment, stopped=stopped)

    def bare(self, session: Session, state: Dossier) -> tuple[str, ...]:
        """The papers whose pages are asked for, or why not, where the leader's signature by hand takes them on."""
        return bare_on(state, self._acting.row(session, state, ActKind.SIGN_ON_PAPER))

    def sign_on_paper(
        self, session: Session, dossier: str, scan: FileRef, signer: Person, unscanned: str = ""
    ) -> Dossier | Refusal:
        """Record that the leader signed by hand, with the scan of the signed paper.

        `unscanned` says why other papers have no pages; it is kept where it is asked.
        """
        state = self._parts.queries.dossier(dossier)
        why = unscanned.strip() if state is not None and self.bare(session, state) else ""
        return self._acting.do(session, SignOnPaper(scan, signer.id, signer.name, why), dossier)

    def return_result(self, session: Session, dossier: str, handed: ReturnResult, method: str) -> Dossier | Refusal:
        """Hand the result out, taking the fee that is still owed in the same transaction ("" = none taken)."""

        def work(scribe: Scribe) -> Dossier:
            state = self._parts.queries.dossier(dossier)
            if method and state is not None and state.fee_left:
                scribe.write(collect_payload(scribe, self._parts.identity.device, state.fee_left, method), dossier)
            return scribe.write(handed, dossier).state

        return self._acting.together(session, work)


def _only(ended: Iterator[Ended]) -> SigningOutcome:
    """How a batch of one ended."""
    for one in ended:
        return one.outcome
    return TokenTrouble(Trouble.BROKEN)
