"""Takes a decided dossier to its citizen: number, signature by token or on paper, hand-out with its fee."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from desk_client.ports import DeskFault
from desk_client.services.acting import Acting, Scribe
from desk_client.services.intake import collect_payload
from desk_client.services.parts import Parts
from desk_client.services.people_names import Names
from desk_client.services.session import Session, Sessions
from desk_client.services.tokens import names_person
from dossier.acts import ActKind, FileRef, Number, PaperEntry, PaperForm, ReturnResult, Sign, SignatureSpot, SignOnPaper
from dossier.events import Stage
from dossier.identifiers import OfficeId, PersonId
from dossier.numbers import document_book
from dossier.refusals import Refusal, RefusalCode
from dossier.roles import Person, Role
from dossier.state import Dossier
from printing.fonts import FontSet
from sandbox.runner import Sandbox, Stoppable
from token_signing.devices.port import TokenSession, TokenTrouble
from token_signing.values import SignatureBox, SignerDisplay, StampFonts
from token_signing.verdict import Verdict, Verification
from token_signing.verify import SandboxDoor, verify_in_sandbox

if TYPE_CHECKING:
    from desk_client.services.result_papers import ResultOrder
    from printing.values import SigningTitle

VIETNAM = timezone(timedelta(hours=7))
_BARE_SPOT = SignatureSpot(-1, 360, 60, 540, 130)
"""Where the signature goes on a scanned paper that has no drawn place: low on the right of the last page (ours)."""


class SigningFault(str, Enum):
    """Why a signature was not made to count; message ids are `signing.<value>`."""

    WRONG_PERSON = "wrong_person"
    NOT_VERIFIED = "not_verified"
    NO_DRAFT = "no_draft"
    FOREIGN_PAPER = "foreign_paper"
    OTHER_NAME = "other_name"


@dataclass(frozen=True, slots=True)
class Tools:
    """What signing needs beside the store: fonts as bytes, a sandbox for the check, a mark for rehearsals."""

    fonts: FontSet
    sandbox: Sandbox
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
        """The file that would be signed: the drawn result, or for a result given at once the first scanned paper."""
        if state.result.draft is not None:
            return state.result.draft
        scanned = _first_scanned(state)
        return None if scanned is None else scanned.file

    def spot_of(self, state: Dossier) -> SignatureSpot:
        """Where the signature goes; page -1 is the last one."""
        return state.result.spot or _BARE_SPOT

    def sign(self, session: Session, dossier: str, token: TokenSession, seen: str = "") -> SigningOutcome:
        """Sign one paper in an open token; it counts only after the finished file was verified.

        `seen` is the hash of the file that the person read ("" = whatever is there): another one is refused.
        Nothing is asked of the token before the rules agree.
        """
        state = self._parts.queries.dossier(dossier)
        draft = None if state is None else self.draft_of(state)
        if state is None or draft is None:
            return SigningFault.NO_DRAFT
        if _is_foreign(state):
            return SigningFault.FOREIGN_PAPER
        from token_signing.certificate_reader import read_certificate  # noqa: PLC0415  loaded with the first signature

        facts = read_certificate(token.certificate_der)
        if not names_person(facts, session.person):
            return SigningFault.WRONG_PERSON
        certificate = hashlib.sha256(token.certificate_der).hexdigest()
        refusal = self._would_refuse(
            session, dossier, Sign(draft, seen or draft.sha256, facts.common_name, certificate)
        )
        if refusal is not None:
            return refusal
        if state.result.draft is not None and approver_of(state) not in (None, session.person.id):
            return SigningFault.OTHER_NAME
        signed = self._signed_pdf(session, state, draft, token)
        if not isinstance(signed, bytes):
            return signed
        kept = self._parts.shelf.keep(signed, draft.pages, dossier)
        return self._acting.do(session, Sign(kept, draft.sha256, facts.common_name, certificate), dossier)

    def check(self, state: Dossier, stopped: Callable[[], bool] = lambda: False) -> Verification | None:
        """What the signatures of the result say of the moment it was signed at; None where its file is not here.

        Once nobody waits (`stopped`) the check is ended, and what it says then says nothing.
        """
        file, signed_at = state.result.file, state.result.signed_at
        if file is None or not self._parts.shelf.has(file.sha256):
            return None
        pdf = self._parts.shelf.read(file.sha256)
        door = Stoppable(self._tools.sandbox, stopped)
        return self._verify(pdf, signed_at or self._parts.clock.now(), door)

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

    @cached_property
    def _stamp_fonts(self) -> StampFonts:
        from token_signing.stamp_fonts import cut_fonts  # noqa: PLC0415 - fontTools: a third of a start, for signers only

        return cut_fonts(self._tools.fonts.serif, self._tools.fonts.serif_bold)

    def _signed_pdf(
        self, session: Session, state: Dossier, draft: FileRef, token: TokenSession
    ) -> bytes | TokenTrouble | SigningFault:
        """The signed and verified file, or why there is none."""
        from token_signing.sign import sign_paper  # noqa: PLC0415 - pyHanko: half of a start, for signers only

        now = self._parts.clock.now()
        unit = self._parts.rules().unit(self._parts.identity.office)
        display = SignerDisplay(
            session.person.name,
            ", ".join(self._titles(session.person.id)),
            unit.name if unit else "",
            now.replace(tzinfo=VIETNAM),
            self._tools.rehearsal_note,
        )
        spot = self.spot_of(state)
        box = SignatureBox(spot.page, spot.x0, spot.y0, spot.x1, spot.y1)
        signed = sign_paper(self._parts.shelf.read(draft.sha256), box, display, token, self._stamp_fonts)
        if isinstance(signed, TokenTrouble):
            return signed
        if self._verify(signed.pdf, now, self._tools.sandbox).verdict is not Verdict.GREEN:
            return SigningFault.NOT_VERIFIED
        return signed.pdf

    def _verify(self, pdf: bytes, at: datetime, door: SandboxDoor) -> Verification:
        anchors = self._parts.identity.trust_anchors
        return verify_in_sandbox(door, pdf, anchors, at.replace(tzinfo=VIETNAM))

    def _would_refuse(self, session: Session, dossier: str, payload: Sign) -> Refusal | None:
        """What the rules say of this signature before the token is asked for it; nothing is written."""

        def work(scribe: Scribe) -> None:
            scribe.write(payload, dossier)
            raise _OnlyAsked

        try:
            return self._acting.together(session, work)
        except _OnlyAsked:
            return None

    def order(self, state: Dossier, number: int) -> "ResultOrder | Refusal":
        """What the result paper is drawn from with this number on it. Raises DeskFault as `_signer` does."""
        from desk_client.services import result_papers  # noqa: PLC0415  drawing is loaded with the first paper

        rules, day = self._parts.rules(), self._parts.clock.now().date()
        procedure, unit = rules.procedure(state.procedure, state.version_day), rules.unit(self._parts.identity.office)
        if procedure is None or unit is None:
            return Refusal(RefusalCode.UNKNOWN_PROCEDURE, "", (("procedure", state.procedure),))
        symbol = result_papers.symbol_of(procedure, number, grant=state.result.grant)
        proposed = next((line.at.date() for line in reversed(state.trail) if line.kind is ActKind.PROPOSE), day)
        reason = rules.reason(state.result.reason_code, proposed)
        officer = Names.read(self._parts).name(state.result.proposed_by)
        denial = result_papers.Denial(
            basis="" if reason is None else reason.basis,
            officer=officer,
            phone=unit.phone or rules.bundle.province.hotline,
        )
        return result_papers.ResultOrder(state, procedure, unit, self._signer(state), symbol, day, denial)

    def _signer(self, state: Dossier) -> "SigningTitle":
        """Who will sign, as the paper names him: who approved it (NĐ 30/2020 art. 11(1)).

        Raises DeskFault `no_leader`, and `approver_away` when he may not sign today.
        """
        from printing.values import SigningTitle  # noqa: PLC0415  as above

        names, who = Names.read(self._parts), approver_of(state)
        if who is None or names.person(who) is None:
            who = next((person.id for person in self._sessions.colleagues(Role.LEADER)), None)
            if who is None:
                raise DeskFault("no_leader")
        if not names.holds((who, self._office, self._parts.clock.now().date()), Role.LEADER):
            raise DeskFault("approver_away")
        return SigningTitle(tuple(title.upper() for title in self._titles(who)), names.name(who))

    def _titles(self, who: PersonId) -> tuple[str, ...]:
        """The titles under which a person signs here today: "TUQ. Chủ tịch", his own."""
        act = (who, self._office, self._parts.clock.now().date())
        return Names.read(self._parts).titles(act, frozenset({Role.LEADER}))

    @property
    def _office(self) -> OfficeId:
        return OfficeId(self._parts.identity.office)

    def _numbered(self, state: Dossier, book: str, number: int) -> Number | Refusal:
        from desk_client.services import result_papers  # noqa: PLC0415  as above

        order = self.order(state, number)
        if isinstance(order, Refusal):
            return order
        drawn = result_papers.draw(order, self._tools.fonts, self._parts.identity.portal)
        kept = self._parts.shelf.keep(drawn.pdf, drawn.pages, state.id)
        box = drawn.signature_box
        spot = SignatureSpot(box.page, round(box.x0), round(box.y0), round(box.x1), round(box.y1))
        return Number(book, number, order.symbol, order.day, kept, spot)


class _OnlyAsked(Exception):
    """Ends a transaction that only asked what the rules would say: all of it rolls back."""


def approver_of(state: Dossier) -> PersonId | None:
    """Who approved the result that is on its way; a paper names him as the one who signs."""
    return next((line.actor for line in reversed(state.trail) if line.kind is ActKind.APPROVE), None)


def _first_scanned(state: Dossier) -> PaperEntry | None:
    return next((paper for paper in state.papers if paper.file is not None), None)


def _is_foreign(state: Dossier) -> bool:
    """Whether the paper is a file that came from outside and was kept as it is: nothing here may parse its bytes."""
    scanned = _first_scanned(state)
    return state.result.draft is None and scanned is not None and scanned.form is PaperForm.ELECTRONIC
