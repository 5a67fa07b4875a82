"""The desk under attack, by its own use cases: a token is put in, a file lies on its shelf, a result is handed out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import time

from central_sync.client.asking import Asker
from central_sync.protocol.bundle import encode_bundle
from desk_client.bootstrap import Desk, open_desk, open_machine
from desk_client.ports import DeskFault
from desk_client.services.intake import IntakeForm, Received
from desk_client.services.session import LoginFault, Session
from desk_client.services.signing_batch import Pen, SigningOutcome
from desk_client.services.signing_pens import AgencyPen, LeaderPen
from desk_client.services.signing_shelf import find_unnamed
from desk_client.store import rulebook
from dossier.acts import Accept, Assign, HandOver, Propose
from dossier.refusals import Refusal
from dossier.state import Dossier
from tests.central_server.centre_bench import sha256
from tests.fakes.office import PASSWORD, settings_in
from tests.fakes.people import CITIZEN, MARRIAGE_PAPERS, MARRIAGE_VALUES, OFFICE
from tests.fakes.rules import shipped_bundle, shipped_rules
from tests.forged.at_centre import AtCentre
from tests.forged.attempt import Forgery, Step
from tests.forged.papers import Carried
from tests.forged.ring import revocations
from token_signing.devices.port import TokenTrouble
from token_signing.verdict import Verdict


class AtDesk:
    """A real desk of the office, enrolled at the centre under attack, and everybody who can log in at it."""

    def __init__(self, folder: Path, centre: AtCentre, moment: str = "") -> None:
        clock = {"clock": f"rehearsal:{moment}@{time()}"} if moment else {}
        machine = open_machine(settings_in(folder, **clock))
        machine.keep_enrolment(centre.enrol(machine.signer.public_hex))
        version, body = shipped_rules().version, encode_bundle(shipped_bundle())
        machine.writer.run(lambda connection: rulebook.keep(connection, version, body))
        desk = open_desk(machine)
        assert desk is not None
        desk.revocations.step(Asker(desk.line._tools(), centre.transport()))
        assert (machine.folder / "revocations" / f"{sha256(revocations())}.crl").exists(), "fetched from the centre"
        self.desk: Desk = desk
        self._sessions: dict[str, Session | LoginFault] = {}

    def session(self, login: str) -> Session | LoginFault:
        """The session of a login, or why there is none."""
        if login not in self._sessions:
            self._sessions[login] = self.desk.sessions.login(login, PASSWORD)
        return self._sessions[login]

    def approved(self, leader: str = "minh") -> tuple[str, bytes]:
        """A dossier whose leader approved its paper: its id and the draft."""
        clerk, officer, head = (self._seat(login) for login in ("hoa", "loc", leader))
        taken = self.desk.intake.receive(clerk, IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, MARRIAGE_PAPERS))
        assert isinstance(taken, Received), taken
        for session, payload in (
            (clerk, HandOver(OFFICE, "Quét sau")),
            (officer, Accept()),
            (officer, Assign(officer.person.id)),
            (officer, Propose(grant=True, text="Đã đối chiếu.")),
        ):
            assert isinstance(self.desk.acting.do(session, payload, taken.state.id), Dossier)
        done = self.desk.drafting.approve(head, taken.state.id, "Đồng ý")
        assert isinstance(done, Dossier), done
        assert done.result.draft is not None
        return done.id, self.desk.parts.shelf.read(done.result.draft.sha256)

    def promised(self, dossier: str) -> tuple[int, str]:
        """The number that waits for a dossier."""
        given = self.desk.results.number_for(dossier)
        assert not isinstance(given, Refusal), given
        return given.number, given.symbol

    def tried(self, forgery: Forgery, dossier: str) -> str:
        """What the desk makes of an attempt: "accepted", or the code by which it is refused."""
        before = self._standing(dossier)
        word = word_of(self._outcome(forgery, dossier))
        if word != "accepted" and self._standing(dossier) != before:
            return "accepted"
        if forgery.token is None and not forgery.on_paper and not forgery.green and self._hands_out(forgery, dossier):
            return "accepted"
        return word

    def honest(self, act: Forgery, dossier: str) -> str:
        """What the desk makes of an honest act."""
        return word_of(self._outcome(act, dossier))

    def take_up(self, carried: Carried, dossier: str, login: str) -> str:
        """A signed file lies on the shelf as a crash left it, and its act is written."""
        return word_of(self._found(Forgery(Step.SIGN, carried, login), dossier, self._seat(login)))

    def _outcome(self, forgery: Forgery, dossier: str) -> SigningOutcome | LoginFault | str:
        session = self.session(forgery.actor)
        if isinstance(session, LoginFault):
            return session
        results = self.desk.results
        if forgery.on_paper:
            scan = self.desk.parts.shelf.keep(forgery.carried.pdf, 1)
            if forgery.step is Step.SEAL:
                return results.number_on_paper(session, dossier, scan)
            return results.sign_on_paper(session, dossier, scan, self._seat("minh").person)
        if forgery.token is not None:
            done = results.sign if forgery.step is Step.SIGN else results.seal
            return done(session, dossier, forgery.token)
        return self._found(forgery, dossier, session)

    def _found(self, forgery: Forgery, dossier: str, session: Session) -> SigningOutcome | str:
        """The file lies on the shelf under the dossier's name; another one may lie in its place."""
        shelf, made = self.desk.parts.shelf, _on_shelf(forgery)
        pen = self._pen(forgery.step)
        state = self.desk.parts.queries.dossier(dossier)
        paper = None if state is None else pen.unsigned(state)
        if paper is None:
            return "no_draft"
        shelf.keep(made.pdf, 1, dossier)
        try:
            if forgery.arrives is not None:
                self._exchange(made, forgery.arrives)
            found = find_unnamed(shelf, dossier, paper)
            if found is None:
                return "not_found"
            return self.desk.results._batch.finish(session, pen, dossier, paper, found)
        finally:
            self._forget(made)

    def _pen(self, step: Step) -> Pen:
        parts, acting = self.desk.parts, self.desk.acting
        return LeaderPen(parts, acting) if step is Step.SIGN else AgencyPen(parts, acting)

    def _exchange(self, made: Carried, sent: bytes) -> None:
        """Other bytes in the place of a file, put there by whoever can write to the disk and even has its key."""
        shelf = self.desk.parts.shelf
        path, sealer = shelf._path(made.file.sha256), shelf._sealer
        path.write_bytes(sealer.seal(made.file.sha256, 0, sent[:60_000]))

    def _forget(self, made: Carried) -> None:
        """The planted file is taken away where no act names it."""
        statement = "DELETE FROM file WHERE sha256 = ? AND act_seq = 0"
        self.desk.machine.writer.run(lambda connection: connection.exec_driver_sql(statement, (made.file.sha256,)))

    def _hands_out(self, forgery: Forgery, dossier: str) -> bool:
        """Whether the check at the return would let the file be handed out as that dossier's result."""
        state = self.desk.parts.queries.dossier(dossier)
        assert state is not None
        made = _on_shelf(forgery)
        kept = self.desk.parts.shelf.keep(made.pdf, 1)
        if forgery.arrives is not None:
            self._exchange(made, forgery.arrives)
        signed_at = self.desk.parts.clock.now() + timedelta(seconds=1)
        result = replace(state.result, file=kept, signed_at=signed_at)
        try:
            found = self.desk.results.check(replace(state, result=result))
        except DeskFault:
            return False  # the bytes on the disk are not those of the act
        return found is not None and found.verdict is Verdict.GREEN

    def _standing(self, dossier: str) -> tuple[Dossier | None, int]:
        return self.desk.parts.queries.dossier(dossier), len(self.desk.machine.journal.outbox(0, 100_000))

    def _seat(self, login: str) -> Session:
        session = self.session(login)
        assert isinstance(session, Session), session
        return session

    def close(self) -> None:
        """Let go of the store and the sandboxes."""
        self.desk.sandbox.close()
        self.desk.checks.close()
        self.desk.machine.writer.close()
        self.desk.machine.engine.dispose()


def _on_shelf(forgery: Forgery) -> Carried:
    return forgery.carried if forgery.planted is None else forgery.carried.over(forgery.planted)


def word_of(outcome: SigningOutcome | LoginFault | str) -> str:
    """The code of what a desk said; "accepted" where the act was written."""
    match outcome:
        case Dossier():
            return "accepted"
        case str():
            return str(getattr(outcome, "value", outcome))
        case Refusal(code=code):
            return code.value
        case TokenTrouble(kind=kind):
            return f"token_{kind.name.lower()}"
        case DeskFault():
            return outcome.code
        case _:
            return str(outcome.value)
