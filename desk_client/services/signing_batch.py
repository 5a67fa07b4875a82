"""Signs many papers in one opened token: the leader his drafts, văn thư the signed results for the agency.

A signature counts when its file lies on the shelf, was judged whole, and its act is written. A crash between the two
leaves a file that no act names; it is found again and its act written, so that nothing is signed twice.
"""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from enum import Enum
from functools import cached_property, partial
from threading import Event
from typing import TYPE_CHECKING, Protocol

from desk_client.ports import DeskFault
from desk_client.services.acting import Acting, Scribe
from desk_client.services.parts import Parts
from desk_client.services.people_names import Names
from desk_client.services.session import Session
from desk_client.services.signature_checks import SignatureChecks
from desk_client.services.signing_shelf import Found, ShelfKeeper, find_unnamed
from dossier.acts import FileRef
from dossier.refusals import Refusal
from dossier.roles import Role
from dossier.signers import Signer
from dossier.state import Dossier
from printing.fonts import FontSet
from sandbox.runner import Sandbox
from token_signing.certificate import CertificateFacts
from token_signing.devices.port import TokenSession, TokenTrouble
from token_signing.faults import PaperFaultCode
from token_signing.kinds import SigningKind, SigningRule, rule_for
from token_signing.placing import Placing
from token_signing.values import Issue, SignerDisplay, StampFonts
from token_signing.verdict import Kind, Verdict

if TYPE_CHECKING:
    from token_signing.batch import BatchDesk, BatchOutcome, Draft

VIETNAM = timezone(timedelta(hours=7))


class SigningFault(str, Enum):
    """Why a signature was not made to count; message ids are `signing.<value>`."""

    WRONG_PERSON = "wrong_person"
    NOT_VERIFIED = "not_verified"
    NO_DRAFT = "no_draft"
    FOREIGN_PAPER = "foreign_paper"
    OTHER_NAME = "other_name"
    NOT_IN_FORCE = "not_in_force"


@dataclass(frozen=True, slots=True)
class Tools:
    """What signing needs beside the store: fonts, a sandbox to prepare in, the check, a mark for rehearsals."""

    fonts: FontSet
    sandbox: Sandbox
    checks: SignatureChecks
    rehearsal_note: str = ""


SigningOutcome = Dossier | Refusal | TokenTrouble | SigningFault | PaperFaultCode | DeskFault


@dataclass(frozen=True, slots=True)
class Ended:
    """How one paper of a batch ended: the dossier after its act, or why it was left."""

    dossier: str
    outcome: SigningOutcome


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper that is about to be signed: its dossier, the file, where the signature goes, what is written first."""

    dossier: str
    file: FileRef
    placing: Placing | None = None
    issue: Issue | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature that was made: the kept file, who made it, what its act carries."""

    file: FileRef
    signer: str
    certificate_sha256: str
    digest: str
    cms: str


class Pen(Protocol):
    """One kind of signing: which papers, whose certificate, which act."""

    kind: SigningKind

    def signer(self, session: Session) -> Signer:
        """Whose certificate signs here."""

    def sheet(self, session: Session, dossier: str, facts: CertificateFacts) -> Sheet | Refusal | SigningFault:
        """The paper to sign now, or why not; nothing is asked of the token before the rules agree."""

    def unsigned(self, state: Dossier) -> FileRef | None:
        """The paper of a dossier that waits for this signature."""

    def write(self, scribe: Scribe, state: Dossier, made: Signature, pdf: bytes) -> Dossier:
        """Write the act of a signature; raises Refused."""


class BatchSigning:
    """Runs a pen over many papers."""

    def __init__(self, parts: Parts, acting: Acting, tools: Tools) -> None:
        self._parts = parts
        self._acting = acting
        self._tools = tools

    def sign(
        self, session: Session, pen: Pen, dossiers: Sequence[str], token: TokenSession, stop: Event | None = None
    ) -> Iterator[Ended]:
        """One `Ended` a dossier in the order given, each as soon as its act is durable.

        `stop` ends it after the paper in the token; after a TokenTrouble the papers behind it have no `Ended`.
        """
        from token_signing.certificate_reader import read_certificate  # noqa: PLC0415  loaded with the first signature

        facts = read_certificate(token.certificate_der)
        rule = rule_for(pen.kind, self._parts.clock.now().date())
        fault = SigningFault.NOT_IN_FORCE if rule is None else SigningFault.WRONG_PERSON
        if rule is None or not self._owns(session, pen, (facts.sha256, facts.common_name)):
            yield from (Ended(dossier, fault) for dossier in dossiers[:1])
            return
        stop = stop or Event()
        yield from _Round(self, session, pen, facts).all(dossiers, token, rule, stop)

    def take_up(self, session: Session, pen: Pen, states: Sequence[Dossier]) -> tuple[Dossier, ...]:
        """Write the acts of this person's signatures that a crash cut off; the dossiers after them."""
        done = []
        for state in states:
            paper = pen.unsigned(state)
            found = None if paper is None else find_unnamed(self._parts.shelf, state.id, paper)
            if paper is not None and found is not None:
                after = self.finish(session, pen, state.id, paper, found)
                if isinstance(after, Dossier):
                    done.append(after)
        return tuple(done)

    def finish(self, session: Session, pen: Pen, dossier: str, paper: FileRef, found: Found) -> SigningOutcome:
        """Write the act of a signed file that no act names, if it is sound and its signer's own."""
        from token_signing.made_signature import made_signature  # noqa: PLC0415  as above

        verified, made = self._tools.checks.check(found.pdf), made_signature(found.pdf, paper.size)
        behind = [one for one in verified.signatures if one.kind is Kind.SIGNATURE and one.end > paper.size]
        if verified.verdict is not Verdict.GREEN or len(behind) != 1 or made is None:
            return SigningFault.NOT_VERIFIED
        (last,) = behind
        if not self._owns(session, pen, (last.certificate_sha256, last.signer_name)):
            return SigningFault.WRONG_PERSON
        signature = Signature(
            found.file, last.signer_name, last.certificate_sha256, made.digest_hex, base64.b64encode(made.cms).decode()
        )
        return self.record(session, pen, dossier, signature, found.pdf)

    def _owns(self, session: Session, pen: Pen, certificate: tuple[str, str]) -> bool:
        """Whether a certificate (its hash, its name) is the one that signs here today."""
        return pen.signer(session).owns(*certificate, self._parts.clock.now().date())

    def record(self, session: Session, pen: Pen, dossier: str, made: Signature, pdf: bytes) -> Dossier | Refusal:
        """Write the act of a kept signature."""

        def work(scribe: Scribe) -> Dossier:
            state = self._parts.queries.dossier(dossier)
            assert state is not None, "it was there when its paper was signed"
            return pen.write(scribe, state, made, pdf)

        return self._acting.together(session, work)

    def desk_for(
        self, session: Session, rule: SigningRule, facts: CertificateFacts, token: TokenSession, keeper: ShelfKeeper
    ) -> "BatchDesk":
        """What the engine works with."""
        from token_signing.batch import BatchDesk  # noqa: PLC0415  pyHanko: half of a start, for signers only
        from token_signing.looks import draw_look  # noqa: PLC0415  as above
        from token_signing.prepare_wire import Order  # noqa: PLC0415  as above

        now = self._parts.clock.now().replace(tzinfo=VIETNAM)
        display = self._display(session, rule, facts, now)
        fonts = self._stamp_fonts
        stamp = draw_look(rule, display, None, "", fonts)
        placing = replace(rule.placing, above="" if rule.placing.beside else facts.common_name)
        order = Order(b"", placing, stamp, display, 0, None, fonts.regular)
        return BatchDesk(
            self._tools.sandbox,
            token,
            keeper,
            lambda room: replace(order, room=room),
            lambda pdf: self._tools.checks.check(pdf).verdict is Verdict.GREEN,
        )

    def _display(self, session: Session, rule: SigningRule, facts: CertificateFacts, now: datetime) -> SignerDisplay:
        unit = self._parts.rules().unit(self._parts.identity.office)
        office, note = unit.name if unit else "", self._tools.rehearsal_note
        if rule.kind is SigningKind.AGENCY:
            return SignerDisplay(facts.common_name, "", "", now, note)
        act = (session.person.id, session.office, now.date())
        titles = Names.read(self._parts).titles(act, frozenset({Role.LEADER}))
        return SignerDisplay(session.person.name, ", ".join(titles), office, now, note)

    @cached_property
    def _stamp_fonts(self) -> StampFonts:
        from token_signing.stamp_fonts import cut_fonts  # noqa: PLC0415  fontTools, as above

        return cut_fonts(self._tools.fonts.serif, self._tools.fonts.serif_bold)

    def found(self, dossier: str, paper: FileRef) -> Found | None:
        """The signed file of a dossier that no act names."""
        return find_unnamed(self._parts.shelf, dossier, paper)

    def keeper(self) -> ShelfKeeper:
        """Where signed papers go."""
        return ShelfKeeper(self._parts.shelf)


@dataclass(slots=True)
class _Round:
    """One batch: the sheets that the rules let through go to the engine, each outcome gets its act."""

    run: BatchSigning
    session: Session
    pen: Pen
    facts: CertificateFacts

    def all(self, dossiers: Sequence[str], token: TokenSession, rule: SigningRule, stop: Event) -> Iterator[Ended]:
        from token_signing.batch import Draft, sign_batch  # noqa: PLC0415  pyHanko: half of a start, for signers only

        left: dict[str, SigningOutcome] = {}
        keeper = self.run.keeper()
        papers = keeper.papers

        def drafts() -> "Iterator[Draft]":
            for dossier in dossiers:
                if stop.is_set():
                    return
                sheet = self.pen.sheet(self.session, dossier, self.facts)
                if isinstance(sheet, Sheet):
                    papers[dossier] = sheet.file
                    yield Draft(dossier, partial(keeper.read, dossier), sheet.issue, sheet.placing)
                else:
                    left[dossier] = sheet

        desk = self.run.desk_for(self.session, rule, self.facts, token, keeper)
        waiting = list(dossiers)
        for outcome in sign_batch(drafts(), desk, stop):
            while waiting and waiting[0] != outcome.paper and waiting[0] in left:
                yield Ended(waiting[0], left[waiting.pop(0)])
            waiting = waiting[1:]
            fault = keeper.faults.get(outcome.paper)
            yield Ended(outcome.paper, fault or self._ended(outcome, papers[outcome.paper]))
        yield from (Ended(dossier, left[dossier]) for dossier in waiting if dossier in left)

    def _ended(self, outcome: "BatchOutcome", paper: FileRef) -> SigningOutcome:
        from token_signing.batch import KeptBefore, Signed  # noqa: PLC0415  as above

        match outcome:
            case Signed():
                certificate = self.facts.sha256
                file = FileRef(outcome.sha256, outcome.size, paper.pages)
                cms = base64.b64encode(outcome.cms).decode()
                made = Signature(file, self.facts.common_name, certificate, outcome.digest_hex, cms)
                return self.run.record(self.session, self.pen, outcome.paper, made, b"")
            case KeptBefore():
                found = self.run.found(outcome.paper, paper)
                return PaperFaultCode.NOT_KEPT if found is None else self._finished(outcome.paper, paper, found)
            case _:
                return outcome.why

    def _finished(self, dossier: str, paper: FileRef, found: Found) -> SigningOutcome:
        return self.run.finish(self.session, self.pen, dossier, paper, found)
