"""Signs many papers in one opened token: the leader his drafts, văn thư for the agency, the clerk what he scanned.

A signature counts when its file lies on the shelf, was judged whole, and its act is written. A crash between the two
leaves a file that no act names; it is found again and its act written, so that nothing is signed twice.
"""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta, timezone
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
from desk_client.store import kept_pictures
from desk_client.store.kept_pictures import KeptPicture
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
from token_signing.placing import Corner, Placing
from token_signing.values import Issue, SignerDisplay, StampFonts
from token_signing.verdict import Kind, Verdict, Verification

if TYPE_CHECKING:
    from token_signing.batch import BatchDesk, BatchOutcome, Draft

VIETNAM = timezone(timedelta(hours=7))


_SIGNS_AS = {SigningKind.LEADER: frozenset({Role.LEADER}), SigningKind.CLERK: frozenset({Role.INTAKE, Role.OFFICER})}
"""By whose right a person signs for himself, or for one who lent it."""
_FOR_OFFICE = frozenset({SigningKind.AGENCY, SigningKind.COPY, SigningKind.ATTACHMENT})
"""What the office's own certificate signs; of these a copy says which office made it."""


class SigningFault(str, Enum):
    """Why a signature was not made to count; message ids are `signing.<value>`."""

    WRONG_PERSON = "wrong_person"
    NOT_VERIFIED = "not_verified"
    NO_DRAFT = "no_draft"
    FOREIGN_PAPER = "foreign_paper"
    OTHER_NAME = "other_name"
    NOT_IN_FORCE = "not_in_force"
    REVOKED = "revoked"


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
    """How one paper of a batch ended, by its name there: the dossier after its act, or why it was left."""

    key: str
    outcome: SigningOutcome


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper that is about to be signed: its dossier, the file, where the signature goes, what is written first.

    `head` is the first line of a copy or an attachment.
    """

    dossier: str
    file: FileRef
    placing: Placing | None = None
    issue: Issue | None = None
    head: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature that was made: the paper it is over, the kept file, who made it, what its act carries."""

    paper: FileRef
    file: FileRef
    signer: str
    certificate_sha256: str
    digest: str
    cms: str


class Pen(Protocol):
    """One kind of signing: which papers, whose certificate, which act.

    A paper's name in a batch (`key`) is its dossier's id, or, of one of several papers of a dossier, what its pen makes
    of it.
    """

    kind: SigningKind

    def signer(self, session: Session) -> Signer:
        """Whose certificate signs here."""

    def sheet(self, session: Session, key: str, facts: CertificateFacts) -> Sheet | Refusal | SigningFault:
        """The paper to sign now, or why not; nothing is asked of the token before the rules agree."""

    def write(self, scribe: Scribe, state: Dossier, made: Signature, pdf: bytes) -> Dossier:
        """Write the act of a signature; raises Refused."""


class TrayPen(Pen, Protocol):
    """A pen of which one paper of a dossier waits in a tray."""

    def unsigned(self, state: Dossier) -> FileRef | None:
        """The paper of a dossier that waits for this signature."""


class BatchSigning:
    """Runs a pen over many papers."""

    def __init__(self, parts: Parts, acting: Acting, tools: Tools) -> None:
        self._parts = parts
        self._acting = acting
        self._tools = tools

    def sign(
        self, session: Session, pen: Pen, keys: Sequence[str], token: TokenSession, stop: Event | None = None
    ) -> Iterator[Ended]:
        """One `Ended` a paper in the order given, each as soon as its act is durable.

        `stop` ends it after the paper in the token; after a TokenTrouble the papers behind it have no `Ended`.
        """
        from token_signing.certificate_reader import read_certificate  # noqa: PLC0415  loaded with the first signature

        facts = read_certificate(token.certificate_der)
        rule = rule_for(pen.kind, self._parts.clock.now().date())
        fault = SigningFault.NOT_IN_FORCE if rule is None else self._unfit(session, pen, facts, token)
        if rule is None or fault is not None:
            yield from (Ended(key, fault) for key in keys[:1] if fault is not None)
            return
        stop = stop or Event()
        yield from _Round(self, session, pen, facts).all(keys, token, rule, stop)

    def _unfit(self, session: Session, pen: Pen, facts: CertificateFacts, token: TokenSession) -> SigningFault | None:
        """Why nothing is signed with a certificate at all."""
        if not self._owns(session, pen, (facts.sha256, facts.common_name)):
            return SigningFault.WRONG_PERSON
        return SigningFault.REVOKED if self._tools.checks.revoked(facts, token.chain) else None

    def take_up(self, session: Session, pen: TrayPen, states: Sequence[Dossier]) -> tuple[Dossier, ...]:
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

        verified, made = self._checked(paper, found.pdf), made_signature(found.pdf, paper.size)
        behind = [one for one in verified.signatures if one.kind is Kind.SIGNATURE and one.end > paper.size]
        if verified.verdict is not Verdict.GREEN or len(behind) != 1 or made is None:
            return SigningFault.NOT_VERIFIED
        (last,) = behind
        if not self._owns(session, pen, (last.certificate_sha256, last.signer_name)):
            return SigningFault.WRONG_PERSON
        cms = base64.b64encode(made.cms).decode()
        signature = Signature(paper, found.file, last.signer_name, last.certificate_sha256, made.digest_hex, cms)
        return self.record(session, pen, dossier, signature, found.pdf)

    def _checked(self, paper: FileRef, pdf: bytes) -> Verification:
        """What a file is that was made here of a paper: green when it is that paper and its signature alone."""
        return self._tools.checks.check_act(pdf, self._parts.clock.now(), paper.size)

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
        self, looks: "Looks", facts: CertificateFacts, token: TokenSession, keeper: ShelfKeeper
    ) -> "BatchDesk":
        """What the engine works with."""
        from token_signing.batch import BatchDesk  # noqa: PLC0415  pyHanko: half of a start, for signers only
        from token_signing.prepare_wire import Order  # noqa: PLC0415  as above

        placing = looks.rule.placing
        by_name = placing.corner is Corner.END and not placing.beside
        placing = replace(placing, above=facts.common_name if by_name else "")
        order = Order(b"", placing, b"", looks.display, 0, None, looks.fonts.regular)
        return BatchDesk(
            self._tools.sandbox,
            token,
            keeper,
            lambda room: replace(order, room=room),
            lambda paper, pdf: self._checked(keeper.papers[paper], pdf).verdict is Verdict.GREEN,
        )

    def looks(self, session: Session, rule: SigningRule, facts: CertificateFacts) -> "Looks":
        """How the signatures of a batch look, all of one moment."""
        kept = kept_pictures.find(self._parts.engine, owner_of(session, rule.kind))
        return Looks(rule, self._display(session, rule, facts), self._stamp_fonts, kept)

    def _display(self, session: Session, rule: SigningRule, facts: CertificateFacts) -> SignerDisplay:
        now = self._parts.clock.now().replace(tzinfo=VIETNAM)
        unit = self._parts.rules().unit(self._parts.identity.office)
        office, note = unit.name if unit else "", self._tools.rehearsal_note
        if rule.kind in _FOR_OFFICE:
            return SignerDisplay(facts.common_name, "", office if rule.kind is SigningKind.COPY else "", now, note)
        act = (session.person.id, session.office, now.date())
        titles = Names.read(self._parts).titles(act, _SIGNS_AS[rule.kind])
        if rule.kind is SigningKind.CLERK:
            return SignerDisplay(session.person.name, ", ".join((*titles, office)), "", now, note)
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


@dataclass(frozen=True, slots=True)
class Looks:
    """How signatures of one kind and one moment show; each size and first line is drawn once."""

    rule: SigningRule
    display: SignerDisplay
    fonts: StampFonts
    picture: KeptPicture | None = None
    _drawn: dict[tuple[int, int, str], bytes] = field(default_factory=dict)

    def of(self, sheet: Sheet) -> bytes:
        """One page of the size of the signature."""
        from token_signing.looks import Mask, draw_look  # noqa: PLC0415  pyHanko: half of a start, for signers only

        placing = sheet.placing or self.rule.placing
        key = (placing.width, placing.height, sheet.head)
        if key not in self._drawn:
            sized, kept = replace(self.rule, placing=placing), self.picture
            mask = None if kept is None else Mask(kept.width, kept.height, kept.strip)
            self._drawn[key] = draw_look(sized, self.display, mask, sheet.head, self.fonts)
        return self._drawn[key]


@dataclass(slots=True)
class _Round:
    """One batch: the sheets that the rules let through go to the engine, each outcome gets its act."""

    run: BatchSigning
    session: Session
    pen: Pen
    facts: CertificateFacts

    def all(self, keys: Sequence[str], token: TokenSession, rule: SigningRule, stop: Event) -> Iterator[Ended]:
        from token_signing.batch import Draft, sign_batch  # noqa: PLC0415  pyHanko: half of a start, for signers only

        left: dict[str, SigningOutcome] = {}
        sheets: dict[str, Sheet] = {}
        keeper, looks = self.run.keeper(), self.run.looks(self.session, rule, self.facts)

        def drafts() -> "Iterator[Draft]":
            for key in keys:
                if stop.is_set():
                    return
                sheet = self.pen.sheet(self.session, key, self.facts)
                if isinstance(sheet, Sheet):
                    sheets[key] = sheet
                    keeper.add(key, sheet.dossier, sheet.file)
                    yield Draft(key, partial(keeper.read, key), sheet.issue, sheet.placing, looks.of(sheet))
                else:
                    left[key] = sheet

        desk = self.run.desk_for(looks, self.facts, token, keeper)
        waiting = list(keys)
        for outcome in sign_batch(drafts(), desk, stop):
            while waiting and waiting[0] != outcome.paper and waiting[0] in left:
                yield Ended(waiting[0], left[waiting.pop(0)])
            waiting = waiting[1:]
            fault = keeper.faults.get(outcome.paper)
            yield Ended(outcome.paper, fault or self._ended(outcome, sheets[outcome.paper]))
        yield from (Ended(key, left[key]) for key in waiting if key in left)

    def _ended(self, outcome: "BatchOutcome", sheet: Sheet) -> SigningOutcome:
        from token_signing.batch import KeptBefore, Signed  # noqa: PLC0415  as above

        match outcome:
            case Signed():
                paper, certificate = sheet.file, self.facts.sha256
                file = FileRef(outcome.sha256, outcome.size, paper.pages)
                cms = base64.b64encode(outcome.cms).decode()
                made = Signature(paper, file, self.facts.common_name, certificate, outcome.digest_hex, cms)
                return self.run.record(self.session, self.pen, sheet.dossier, made, b"")
            case KeptBefore():
                found = self.run.found(sheet.dossier, sheet.file)
                return PaperFaultCode.NOT_KEPT if found is None else self._finished(sheet, found)
            case _:
                return outcome.why

    def _finished(self, sheet: Sheet, found: Found) -> SigningOutcome:
        return self.run.finish(self.session, self.pen, sheet.dossier, sheet.file, found)


def owner_of(session: Session, kind: SigningKind) -> str:
    """Whose picture a kind of signature shows: the seal is the office's, a hand its person's."""
    return session.office if kind is SigningKind.AGENCY else session.person.id
