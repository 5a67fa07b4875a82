"""The two pens of a result: the leader's over the draft, then văn thư's, who numbers, dates and seals it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection

from desk_client.services import result_symbols
from desk_client.services.acting import Acting, Refused, Scribe
from desk_client.services.drafting import hand_in
from desk_client.services.parts import Parts
from desk_client.services.session import Session
from desk_client.services.signers import office_hand, own_hand
from desk_client.services.signing_batch import Sheet, Signature, SigningFault
from desk_client.store import number_book
from dossier.acts import ActKind, FileRef, Number, PaperEntry, PaperForm, Sign, SignatureSpot
from dossier.events import Stage
from dossier.identifiers import PersonId
from dossier.moving_on import bare_on
from dossier.numbers import date_words, document_book
from dossier.refusals import Refusal, RefusalCode
from dossier.signers import Signer
from dossier.state import Dossier
from token_signing.certificate import CertificateFacts
from token_signing.kinds import SigningKind, rule_for
from token_signing.placing import Placing
from token_signing.values import Issue, SignatureBox

_BARE_SPOT = SignatureSpot(-1, 360, 60, 540, 128)
"""Where the signature goes on a scanned paper that has no drawn place: low on the right of the last page (ours)."""
_DATE = re.compile(r"ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number of the register of outgoing documents that is promised to a dossier, as it stands on its paper."""

    book: str
    number: int
    symbol: str
    day: date

    @property
    def issue(self) -> Issue:
        """What is written into the paper's fields."""
        return Issue(self.symbol, date_words(self.day))


@dataclass(frozen=True, slots=True)
class LeaderPapers:
    """What a leader signs: by dossier the hash of the file that he read ("" for whatever is there), another one is
    refused; where he wants his signature; why other papers of what is given at once have no pages.
    """

    seen: Mapping[str, str] = field(default_factory=dict)
    moved: Mapping[str, SignatureSpot] = field(default_factory=dict)
    unscanned: str = ""


class LeaderPen:
    """Signs the draft that was approved; for a result given at once the first scanned paper."""

    kind = SigningKind.LEADER

    def __init__(self, parts: Parts, acting: Acting, papers: LeaderPapers | None = None) -> None:
        self._parts = parts
        self._acting = acting
        self._papers = papers or LeaderPapers()

    def signer(self, session: Session) -> Signer:
        """The person who sits here."""
        return own_hand(self._parts, session)

    def unsigned(self, state: Dossier) -> FileRef | None:
        """The file that would be signed."""
        return draft_of(state)

    def sheet(self, session: Session, dossier: str, facts: CertificateFacts) -> Sheet | Refusal | SigningFault:
        """The draft that was read, if the rules let this person sign it now."""
        state = self._parts.queries.dossier(dossier)
        draft = None if state is None else draft_of(state)
        if state is None or draft is None:
            return SigningFault.NO_DRAFT
        if is_foreign(state):
            return SigningFault.FOREIGN_PAPER
        wanted = Sign(draft, self._papers.seen.get(dossier) or draft.sha256, facts.common_name, facts.sha256)
        wanted = replace(wanted, unscanned=self._why_bare(session, state))
        refusal = self._acting.would_refuse(session, wanted, dossier)
        if refusal is None and state.result.draft is not None and approver_of(state) not in (None, session.person.id):
            return SigningFault.OTHER_NAME
        return refusal or Sheet(dossier, draft, self._placing(state, facts))

    def write(self, scribe: Scribe, state: Dossier, made: Signature, pdf: bytes) -> Dossier:
        """The signing act; a file that was found again bears no number yet."""
        draft = draft_of(state)
        if pdf and _issue_in(pdf) is not None:
            raise Refused(Refusal(RefusalCode.CONTENT_CHANGED, "NĐ 30/2020 art. 18"))
        shown = "" if draft is None else draft.sha256
        payload = Sign(made.file, shown, made.signer, made.certificate_sha256, made.digest, made.cms)
        payload = replace(payload, unscanned=self._why_bare(scribe.session, state))
        return scribe.write(payload, state.id).state

    def _why_bare(self, session: Session, state: Dossier) -> str:
        """The reason that was given, for a dossier whose papers need one."""
        return self._papers.unscanned if bare_on(state, self._acting.row(session, state, ActKind.SIGN)) else ""

    def _placing(self, state: Dossier, facts: CertificateFacts) -> Placing | None:
        rule = rule_for(self.kind, self._parts.clock.now().date())
        spot = self._papers.moved.get(state.id) or spot_of(state)
        box = hand_in(SignatureBox(spot.page, spot.x0, spot.y0, spot.x1, spot.y1))
        return None if rule is None else replace(rule.placing, above=facts.common_name, at=box)


@dataclass(slots=True)
class AgencyPen:
    """Văn thư's: number and date into their fields, then the agency's seal (NĐ 30/2020 art. 18, 32)."""

    parts: Parts
    acting: Acting
    kind: SigningKind = SigningKind.AGENCY
    _given: dict[str, Numbered] = field(default_factory=dict)

    def signer(self, _session: Session) -> Signer:
        """The office."""
        return office_hand(self.parts)

    def unsigned(self, state: Dossier) -> FileRef | None:
        """The file that the leader signed in a token."""
        waits = state.stage is Stage.LEADER_SIGNED and not state.result.on_paper
        return state.result.file if waits else None

    def sheet(self, session: Session, dossier: str, facts: CertificateFacts) -> Sheet | Refusal | SigningFault:
        """The leader's file with the number that this dossier gets, if the rules let this person issue it now."""
        state = self.parts.queries.dossier(dossier)
        signed = None if state is None else self.unsigned(state)
        if state is None or signed is None:
            return SigningFault.NO_DRAFT
        given = number_for(self.parts, state)
        if isinstance(given, Refusal):
            return given
        refusal = self.acting.would_refuse(session, payload_of(given, signed, signed, facts), dossier)
        if refusal is not None:
            return refusal
        self._given[dossier] = given
        return Sheet(dossier, signed, issue=given.issue)

    def write(self, scribe: Scribe, state: Dossier, made: Signature, pdf: bytes) -> Dossier:
        """The act of issuing; of a file that was found again the number stands in it."""
        signed = self.unsigned(state)
        given = self._read(scribe, state, pdf) if pdf else self._given[state.id]
        if given is None or signed is None:
            raise Refused(Refusal(RefusalCode.CONTENT_CHANGED, "NĐ 30/2020 art. 18"))
        payload = replace(
            payload_of(given, made.file, signed),
            signer=made.signer,
            certificate_sha256=made.certificate_sha256,
            digest=made.digest,
            cms=made.cms,
        )
        written = scribe.write(payload, state.id).state
        number_book.keep_promise(scribe.connection, given.book, state.id)
        return written

    def _read(self, scribe: Scribe, state: Dossier, pdf: bytes) -> Numbered | None:
        """What stands in the fields of a file that was found again, where it is the number promised to its dossier.

        Its day is none before the leader signed.
        """
        issue = _issue_in(pdf)
        words = None if issue is None else _DATE.fullmatch(issue.date)
        if issue is None or words is None:
            return None
        day = date(*(int(part) for part in reversed(words.groups())))
        signed_at = state.result.signed_at
        if signed_at is None or not signed_at.date() <= day <= scribe.at.date():
            return None
        promised = _given(self.parts, state, day, scribe.connection)
        return promised if isinstance(promised, Numbered) and promised.issue == issue else None


def _issue_in(pdf: bytes) -> Issue | None:
    from token_signing.lay_fields import read_issue  # noqa: PLC0415  pyHanko: for signers only

    return read_issue(pdf)


def payload_of(given: Numbered, result: FileRef, signed: FileRef, facts: CertificateFacts | None = None) -> Number:
    """The act that issues `signed` as `result`; with a certificate as one that is sealed in a token."""
    signer, certificate = ("", "") if facts is None else (facts.common_name, facts.sha256)
    return Number(
        given.book,
        given.number,
        given.symbol,
        given.day,
        result=result,
        signed_sha256=signed.sha256,
        signer=signer,
        certificate_sha256=certificate,
    )


def number_for(parts: Parts, state: Dossier) -> Numbered | Refusal:
    """The number that this dossier's result gets today; promised durably before anybody writes it down."""
    day = parts.clock.now().date()
    return parts.writer.run(lambda connection: _given(parts, state, day, connection))


def _given(parts: Parts, state: Dossier, day: date, connection: Connection) -> Numbered | Refusal:
    procedure = parts.rules().procedure(state.procedure, state.version_day)
    if procedure is None:
        return Refusal(RefusalCode.UNKNOWN_PROCEDURE, "", (("procedure", state.procedure),))
    book = document_book(parts.identity.office, day.year)
    number = number_book.promise(connection, book, state.id)
    return Numbered(book, number, result_symbols.symbol_of(procedure, number, grant=state.result.grant), day)


def approver_of(state: Dossier) -> PersonId | None:
    """Who approved the result that is on its way; its paper names him as the one who signs."""
    return next((line.actor for line in reversed(state.trail) if line.kind is ActKind.APPROVE), None)


def draft_of(state: Dossier) -> FileRef | None:
    """The file that a leader signs: the drawn result, or for a result given at once the first scanned paper."""
    if state.result.draft is not None:
        return state.result.draft
    scanned = _first_scanned(state) if state.at_once and state.stage is Stage.RECEIVED else None
    return None if scanned is None else scanned.file


def spot_of(state: Dossier) -> SignatureSpot:
    """Where the leader's signature goes; page -1 is the last one."""
    return state.result.spot or _BARE_SPOT


def is_foreign(state: Dossier) -> bool:
    """Whether the paper is a file that came from outside and was kept as it is: nothing here may parse its bytes."""
    scanned = _first_scanned(state)
    return state.result.draft is None and scanned is not None and scanned.form is PaperForm.ELECTRONIC


def _first_scanned(state: Dossier) -> PaperEntry | None:
    return next((paper for paper in state.papers if paper.file is not None), None)
