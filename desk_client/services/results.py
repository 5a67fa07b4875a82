"""Takes a decided dossier to its citizen: number, signature by token or on paper, hand-out with its fee."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta, timezone
from enum import Enum

from desk_client.ports import DeskFault
from desk_client.services import result_papers
from desk_client.services.acting import Acting, Scribe
from desk_client.services.intake import collect_payload
from desk_client.services.parts import Parts
from desk_client.services.session import Session, Sessions
from dossier.acts import FileRef, Number, ReturnResult, Sign, SignatureSpot, SignOnPaper
from dossier.events import Stage
from dossier.numbers import document_book
from dossier.refusals import Refusal, RefusalCode
from dossier.roles import Person, Role
from dossier.state import Dossier
from dossier.text import fold
from printing.fonts import FontSet
from token_signing.certificate import read_certificate
from token_signing.devices.port import TokenSession, TokenTrouble
from token_signing.sign import sign_paper
from token_signing.stamp_fonts import cut_fonts
from token_signing.values import SignatureBox, SignerDisplay
from token_signing.verdict import Verdict
from token_signing.verify import SandboxDoor, verify_in_sandbox

VIETNAM = timezone(timedelta(hours=7))
_BARE_SPOT = SignatureSpot(-1, 360, 60, 540, 130)
"""Where the signature goes on a scanned paper that has no drawn place: low on the right of the last page (ours)."""


class SigningFault(str, Enum):
    """Why a signature was not made to count; message ids are `signing.<value>`."""

    WRONG_PERSON = "wrong_person"
    NOT_VERIFIED = "not_verified"
    NO_DRAFT = "no_draft"


@dataclass(frozen=True, slots=True)
class Tools:
    """What signing needs beside the store: fonts as bytes, a sandbox for the check, a mark for rehearsals."""

    fonts: FontSet
    sandbox: SandboxDoor
    rehearsal_note: str = ""


SigningOutcome = Dossier | Refusal | TokenTrouble | SigningFault


class Results:
    """Use cases of văn thư, leader and return clerk."""

    def __init__(self, parts: Parts, acting: Acting, sessions: Sessions, tools: Tools) -> None:
        self._parts = parts
        self._acting = acting
        self._sessions = sessions
        self._tools = tools

    def number(self, session: Session, dossier: str) -> Dossier | Refusal:
        """Number and date the paper and draw it with the number on it, before the leader signs."""
        state = self._parts.queries.dossier(dossier)
        if state is None:
            return Refusal(RefusalCode.UNKNOWN_DOSSIER)
        book = document_book(self._parts.identity.office, self._parts.clock.now().year)
        last = self._parts.queries.last_number(book)
        payload = self._numbered(state, book, 1 if last is None else last + 1)
        if isinstance(payload, Refusal):
            return payload
        return self._acting.do(session, payload, dossier)

    def tray(self) -> tuple[Dossier, ...]:
        """Papers that wait for a signature: numbered ones, and those given at once."""
        found = self._parts.queries.by_stage((Stage.NUMBERED, Stage.RECEIVED))
        return tuple(state for state in found if state.stage is Stage.NUMBERED or state.at_once)

    def draft_of(self, state: Dossier) -> FileRef | None:
        """The file that would be signed."""
        if state.result.draft is not None:
            return state.result.draft
        return next((paper.file for paper in state.papers if paper.file is not None), None)

    def sign(self, session: Session, dossier: str, token: TokenSession) -> SigningOutcome:
        """Sign one paper in an open token; it counts only after the finished file was verified."""
        state = self._parts.queries.dossier(dossier)
        draft = None if state is None else self.draft_of(state)
        if state is None or draft is None:
            return SigningFault.NO_DRAFT
        facts = read_certificate(token.certificate_der)
        if fold(facts.common_name) != fold(session.person.name):
            return SigningFault.WRONG_PERSON
        now = self._parts.clock.now().replace(tzinfo=VIETNAM)
        unit = self._parts.rules().unit(self._parts.identity.office)
        display = SignerDisplay(
            session.person.name, session.person.title, unit.name if unit else "", now, self._tools.rehearsal_note
        )
        fonts = cut_fonts(self._tools.fonts.serif, self._tools.fonts.serif_bold)
        signed = sign_paper(self._parts.shelf.read(draft.sha256), _box(state), display, token, fonts)
        if isinstance(signed, TokenTrouble):
            return signed
        check = verify_in_sandbox(self._tools.sandbox, signed.pdf, self._parts.identity.trust_anchors, now)
        if check.verdict is not Verdict.VALID:
            return SigningFault.NOT_VERIFIED
        kept = self._parts.shelf.keep(signed.pdf, draft.pages, dossier)
        certificate = hashlib.sha256(signed.certificate_der).hexdigest()
        payload = Sign(kept, draft.sha256, facts.common_name, certificate)
        return self._acting.do(session, payload, dossier)

    def sign_on_paper(self, session: Session, dossier: str, scan: FileRef, signer: Person) -> Dossier | Refusal:
        """Record that the leader signed by hand, with the scan of the signed paper."""
        return self._acting.do(session, SignOnPaper(scan, signer.id, signer.name), dossier)

    def return_result(self, session: Session, dossier: str, handed: ReturnResult, method: str) -> Dossier | Refusal:
        """Hand the result out, taking the fee that is still owed in the same transaction ("" = none taken)."""

        def work(scribe: Scribe) -> Dossier:
            state = self._parts.queries.dossier(dossier)
            if method and state is not None and state.fee_left:
                scribe.write(collect_payload(scribe, self._parts.identity.device, state.fee_left, method), dossier)
            return scribe.write(handed, dossier).state

        return self._acting.together(session, work)

    def _numbered(self, state: Dossier, book: str, number: int) -> Number | Refusal:
        rules, now = self._parts.rules(), self._parts.clock.now()
        procedure, unit = rules.procedure(state.procedure), rules.unit(self._parts.identity.office)
        leaders = self._sessions.colleagues(Role.LEADER)
        if procedure is None or unit is None:
            return Refusal(RefusalCode.UNKNOWN_PROCEDURE)
        if not leaders:
            raise DeskFault("no_leader")
        symbol = result_papers.symbol_of(procedure, number, grant=state.result.grant)
        order = result_papers.ResultOrder(state, procedure, unit, leaders[0], symbol, now.date())
        drawn = result_papers.draw(order, self._tools.fonts)
        kept = self._parts.shelf.keep(drawn.pdf, drawn.pages, state.id)
        box = drawn.signature_box
        spot = SignatureSpot(box.page, round(box.x0), round(box.y0), round(box.x1), round(box.y1))
        return Number(book, number, symbol, now.date(), kept, spot)


def _box(state: Dossier) -> SignatureBox:
    spot = state.result.spot or _BARE_SPOT
    return SignatureBox(spot.page, spot.x0, spot.y0, spot.x1, spot.y1)
